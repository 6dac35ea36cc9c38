/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages why - the lines of the logs that belong to a reference. */
#include "cli/command.h"
#include "cli/log_lines.h"
#include "cli/print.h"
#include "cli/reference_search.h"
#include "cli/usage.h"

#include "core/escape.h"
#include "core/utf8.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct search {
    sp_reference_search reference;
    unsigned long found;
    bool failed; /* some file could not be read */
    apr_pool_t *pool;
} search;

/* ---- what is found -------------------------------------------------------*/

/* What a terminal would obey, or is no text, as httpd writes it: \x1b */
static void print_text(sp_span text)
{
    size_t bytes;

    for (size_t i = 0; i < text.len; i += bytes) {
        sp_utf8_decode(text, i, &bytes);
        if (bytes
            && sp_escape_is_clean((sp_span){ text.ptr + i, bytes }, bytes)) {
            sp_print_span((sp_span){ text.ptr + i, bytes });
            continue;
        }
        bytes = bytes ? bytes : 1;
        for (size_t j = i; j < i + bytes; j++) {
            printf("\\x%02x", (unsigned char)text.ptr[j]);
        }
    }
}

static void look_at(void *data, const char *path, unsigned long number,
                    sp_span line)
{
    search *what = data;

    if (sp_reference_search_finds(&what->reference, line)) {
        what->found++;
        print_text(sp_span_of(path));
        printf(":%lu: ", number);
        print_text(line);
        putchar('\n');
    }
}

/* ---- where to look -------------------------------------------------------*/

static void complain(search *what, const char *path, const char *wrong)
{
    fprintf(stderr, "%s: %s\n", path, wrong);
    what->failed = true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void look_in_file(search *what, const char *path)
{
    apr_pool_t *pool;
    const char *wrong;

    apr_pool_create(&pool, what->pool);
    wrong = sp_log_lines_read(path, look_at, what, pool);
    if (wrong) {
        complain(what, path, wrong);
    }
    apr_pool_destroy(pool);
}

/* The files of a folder, by name; no folders in it. */
static void look_in_folder(search *what, const char *folder)
{
    apr_array_header_t *paths =
        apr_array_make(what->pool, 16, sizeof(const char *));
    apr_finfo_t info;
    char why[128];
    apr_dir_t *dir;
    apr_status_t rv = apr_dir_open(&dir, folder, what->pool);

    if (rv != APR_SUCCESS) {
        complain(what, folder,
                 apr_psprintf(what->pool, "cannot be read: %s",
                              apr_strerror(rv, why, sizeof(why))));
        return;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir)
           == APR_SUCCESS) {
        if (info.filetype == APR_REG) {
            *(const char **)apr_array_push(paths) =
                apr_pstrcat(what->pool, folder, "/", info.name, NULL);
        }
    }
    apr_dir_close(dir);
    qsort(paths->elts, (size_t)paths->nelts, sizeof(const char *), by_name);
    for (int i = 0; i < paths->nelts; i++) {
        look_in_file(what, APR_ARRAY_IDX(paths, i, const char *));
    }
}

static bool is_folder(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS
           && info.filetype == APR_DIR;
}

static void look_in(search *what, const char *path)
{
    if (is_folder(path, what->pool)) {
        look_in_folder(what, path);
    }
    else {
        look_in_file(what, path);
    }
}

/* Where Debian and Red Hat have the logs; false if there is neither. */
static bool look_in_usual(search *what)
{
    static const char *const folders[] = { "/var/log/apache2",
                                           "/var/log/httpd" };
    bool any = false;

    for (size_t i = 0; i < SP_COUNT(folders); i++) {
        if (is_folder(folders[i], what->pool)) {
            look_in_folder(what, folders[i]);
            any = true;
        }
    }
    return any;
}

/* ---- the command ---------------------------------------------------------*/

static void explain_guess(void)
{
    fputs("statuspages why: a reference has no 0, O, 1 or I: looking for D or "
          "Q in place of 0 and O, and for J, L or 7 in place of 1 and I\n",
          stderr);
}

static sp_exit run(const sp_arguments *arguments)
{
    search what = { .pool = arguments->pool };

    if (!sp_reference_search_prepare(&what.reference,
                                     sp_span_of(arguments->words[0]))) {
        return sp_usage_refuse(arguments->command,
                               "\"%s\" is not a reference: it has 8 letters "
                               "and digits, as in 7KQF-2MZD; another id has "
                               "8 to 64",
                               arguments->words[0]);
    }
    if (what.reference.speakable && what.reference.pattern.guessed) {
        explain_guess();
    }
    for (int i = 1; i < arguments->word_count; i++) {
        look_in(&what, arguments->words[i]);
    }
    if (arguments->word_count == 1 && !look_in_usual(&what)) {
        return sp_usage_refuse(arguments->command,
                               "there is neither /var/log/apache2 nor "
                               "/var/log/httpd: name the log files");
    }
    if (!what.found) {
        fprintf(stderr, "statuspages why: no line has %s%s\n",
                arguments->words[0],
                what.failed ? " in what could be read" : "");
    }
    return what.found ? SP_EXIT_GOOD : SP_EXIT_PROBLEMS;
}

const sp_command sp_why_command = {
    .name = "why",
    .words = "REFERENCE [LOGFILE...]",
    .summary = "Finds the log lines that belong to a reference",
    .story =
        "REFERENCE is what the page shows, in upper or lower case, with or "
        "without the\n"
        "hyphen; or any other id.  Lines are found by httpd's log id, %L in "
        "LogFormat and\n"
        "ErrorLogFormat, of which the reference is made, or by the reference "
        "itself.\n"
        "LOGFILE is a file, plain or gzip, a folder, or - for standard input; "
        "by default\n"
        "/var/log/apache2 and /var/log/httpd.\n"
        "The exit code is 0 if a line is found, 1 if none is.\n",
    .words_least = 1,
    .words_most = SP_WORDS_ANY,
    .takes_input = true,
    .run = run,
};

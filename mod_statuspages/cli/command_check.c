/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages check - what is wrong in templates, and where. */
#include "cli/command.h"

#include "core/theme.h"

#include <apr_file_info.h>
#include <apr_strings.h>

#include <stdio.h>
#include <stdlib.h>

static int order_of(unsigned a, unsigned b)
{
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
    const sp_diagnostic *a = left;
    const sp_diagnostic *b = right;
    int order = strcmp(a->file, b->file);

    order = order ? order : order_of(a->line, b->line);
    order = order ? order : order_of(a->column, b->column);
    return order ? order : strcmp(a->message, b->message);
}

/* Folders are read in any order; what is said comes in the same one always,
 * and once: a mistake in a layout is met again with each page. */
static void print_problems(sp_diagnostics *problems, const char *path)
{
    unsigned kept = sp_diagnostics_kept(problems);

    qsort(problems->list, kept, sizeof(problems->list[0]), compare);
    for (unsigned i = 0; i < kept; i++) {
        if (i == 0
            || compare(&problems->list[i - 1], &problems->list[i]) != 0) {
            puts(sp_diagnostic_text(problems, i));
        }
    }
    if (kept < problems->count) {
        printf("%s: and %u more\n", path, problems->count - kept);
    }
}

/* `path` as sp_theme_load() takes it: no slash at its end, and never the name
 * of a built-in theme when a folder is meant. */
static const char *folder_of(const char *path, apr_pool_t *pool)
{
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    path = apr_pstrmemdup(pool, path, n);
    return sp_theme_built_in(path) ? apr_pstrcat(pool, "./", path, NULL) : path;
}

static bool check(const char *path, apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    apr_finfo_t info;
    char why[128];
    apr_status_t rv = apr_stat(&info, path, APR_FINFO_TYPE, pool);

    if (rv != APR_SUCCESS && rv != APR_INCOMPLETE) {
        sp_diagnostics_add(problems, path, 0, 0, "cannot be read: %s",
                           apr_strerror(rv, why, sizeof(why)));
    }
    else if (info.filetype == APR_DIR) {
        sp_theme_load(folder_of(path, pool), problems, pool);
    }
    else {
        sp_theme_check_file(path, problems, pool);
    }
    if (problems->count == 0) {
        printf("%s: ok\n", path);
    }
    print_problems(problems, path);
    return problems->count == 0;
}

static sp_exit run(const sp_arguments *arguments)
{
    bool good = true;

    for (int i = 0; i < arguments->word_count; i++) {
        good &= check(arguments->words[i], arguments->pool);
    }
    return good ? SP_EXIT_GOOD : SP_EXIT_PROBLEMS;
}

const sp_command sp_check_command = {
    .name = "check",
    .words = "FILE-or-FOLDER...",
    .summary = "Checks single templates or whole themes",
    .story = "Problems are printed as file:line:column: message.  A partial "
             "(_name.html) can\n"
             "use names that only the pages around it define: check the whole "
             "folder.\n",
    .words_least = 1,
    .words_most = SP_WORDS_ANY,
    .run = run,
};

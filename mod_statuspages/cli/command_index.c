/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages index - the pages of a folder as a list of addresses and titles,
 * for StatusPagesSuggest. */
#include "cli/command.h"
#include "cli/html_head.h"
#include "cli/print.h"
#include "cli/usage.h"

#include "core/percent.h"
#include "core/span.h"
#include "core/suggest_list.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <stdio.h>
#include <stdlib.h>

enum {
    DEPTH_MAX = 32,
    HEAD_MAX = 1 << 16 /* bytes of a page in which its title must be */
};

enum { BASE, OPTION_COUNT };

static const sp_option options[OPTION_COUNT] = {
    [BASE] = { "base", "PATH", "the address of the folder (default: /)" },
};

typedef struct page {
    const char *address;
    sp_span title;
} page;

typedef struct walk {
    apr_array_header_t *pages;
    char *head; /* HEAD_MAX bytes */
    bool failed;
    bool full;
    apr_pool_t *pool;
} walk;

static void complain(walk *to, const char *path, const char *wrong)
{
    fprintf(stderr, "%s: %s\n", path, wrong);
    to->failed = true;
}

static void complain_of(walk *to, const char *path, apr_status_t rv)
{
    char why[128];

    complain(to, path,
             apr_psprintf(to->pool, "cannot be read: %s",
                          apr_strerror(rv, why, sizeof(why))));
}

/* ---- addresses ------------------------------------------------------------*/

/* A name as a segment of a path (RFC 3986 3.3). */
static const char *encoded(const char *name, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, SP_PERCENT_LENGTH * strlen(name) + 1);
    char *end = text;

    for (; *name; name++) {
        if (sp_is_alphanumeric(*name) || strchr("-._~!$&'()*+,;=:@", *name)) {
            *end++ = *name;
        }
        else {
            sp_percent_encode(end, *name);
            end += SP_PERCENT_LENGTH;
        }
    }
    *end = '\0';
    return text;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name);
    size_t m = strlen(end);

    return n > m && strcmp(name + n - m, end) == 0;
}

static bool is_page(const char *name)
{
    return ends_with(name, ".html") || ends_with(name, ".htm")
           || ends_with(name, ".xhtml");
}

static bool is_index(const char *name)
{
    return strncmp(name, "index.", 6) == 0 && !strchr(name + 6, '.');
}

/* ---- pages ----------------------------------------------------------------*/

static bool read_head(walk *to, const char *path, sp_span *head,
                      apr_pool_t *pool)
{
    apr_file_t *file;
    apr_size_t n = 0;
    apr_status_t rv =
        apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                      APR_FPROT_OS_DEFAULT, pool);

    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(file, to->head, HEAD_MAX, &n);
        apr_file_close(file);
    }
    *head = (sp_span){ to->head, n };
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        complain_of(to, path, rv);
        return false;
    }
    return true;
}

static void add_page(walk *to, const char *path, const char *base,
                     const char *name, apr_pool_t *pool)
{
    const char *address = apr_pstrcat(
        pool, base, is_index(name) ? "" : encoded(name, pool), NULL);
    const char *wrong = sp_list_address_error(sp_span_of(address), pool);
    sp_span bytes;
    sp_html_head head;

    if (wrong) {
        complain(to, path, wrong);
        return;
    }
    if (to->pages->nelts == SP_LIST_ADDRESSES_MAX) {
        to->full = true;
        return;
    }
    if (!read_head(to, path, &bytes, pool)) {
        return;
    }
    head = sp_html_head_read(bytes, pool);
    if (!head.noindex && !head.refresh) {
        *(page *)apr_array_push(to->pages) = (page){
            apr_pstrdup(to->pool, address),
            { apr_pstrmemdup(to->pool, head.title.ptr, head.title.len),
              head.title.len },
        };
    }
}

/* ---- folders --------------------------------------------------------------*/

static void add_folder(walk *to, const char *folder, const char *base,
                       unsigned depth);

/* A link to a file is a page as another; a link to a folder could lead back. */
static void add_entry(walk *to, const char *folder, const char *base,
                      const apr_finfo_t *entry, unsigned depth,
                      apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, "/", entry->name, NULL);
    apr_finfo_t info = *entry;

    if (entry->name[0] == '.') {
        return;
    }
    if (entry->filetype == APR_DIR) {
        add_folder(
            to, path,
            apr_pstrcat(pool, base, encoded(entry->name, pool), "/", NULL),
            depth + 1);
        return;
    }
    if (entry->filetype == APR_LNK
        && apr_stat(&info, path, APR_FINFO_TYPE, pool) != APR_SUCCESS) {
        return;
    }
    if (info.filetype == APR_REG && is_page(entry->name)) {
        add_page(to, path, base, entry->name, pool);
    }
}

static void add_folder(walk *to, const char *folder, const char *base,
                       unsigned depth)
{
    apr_pool_t *pool;
    apr_finfo_t entry;
    apr_dir_t *dir;
    apr_status_t rv;

    if (depth > DEPTH_MAX) {
        complain(to, folder, "is too deep");
        return;
    }
    apr_pool_create(&pool, to->pool);
    rv = apr_dir_open(&dir, folder, pool);
    if (rv != APR_SUCCESS) {
        complain_of(to, folder, rv);
    }
    else {
        apr_pool_t *each;

        apr_pool_create(&each, pool);
        while (!to->full
               && apr_dir_read(&entry, APR_FINFO_NAME | APR_FINFO_TYPE, dir)
                      == APR_SUCCESS) {
            add_entry(to, folder, base, &entry, depth, each);
            apr_pool_clear(each);
        }
    }
    apr_pool_destroy(pool);
}

/* ---- the command ----------------------------------------------------------*/

static int by_address(const void *left, const void *right)
{
    return strcmp(((const page *)left)->address,
                  ((const page *)right)->address);
}

static void print_pages(const apr_array_header_t *pages)
{
    for (int i = 0; i < pages->nelts; i++) {
        const page *one = &APR_ARRAY_IDX(pages, i, page);

        if (i && strcmp(one->address, one[-1].address) == 0) {
            continue; /* index.htm beside index.html */
        }
        fputs(one->address, stdout);
        if (one->title.len) {
            putchar(' ');
            sp_print_span(one->title);
        }
        putchar('\n');
    }
}

/* With a slash at its end; NULL if it is no path. */
static const char *base_of(const char *value, apr_pool_t *pool)
{
    if (!value) {
        return "/";
    }
    if (*value != '/' || strpbrk(value, " \t\r\n?#")
        || sp_list_address_error(sp_span_of(value), pool)) {
        return NULL;
    }
    return value[strlen(value) - 1] == '/'
               ? value
               : apr_pstrcat(pool, value, "/", NULL);
}

static sp_exit run(const sp_arguments *arguments)
{
    apr_pool_t *pool = arguments->pool;
    const char *base = base_of(arguments->values[BASE], pool);
    walk to = { .pages = apr_array_make(pool, 256, sizeof(page)),
                .head = apr_palloc(pool, HEAD_MAX),
                .pool = pool };

    if (!base) {
        return sp_usage_refuse(arguments->command,
                               "\"%s\" is not a path: it begins with one /, is "
                               "percent-encoded, and has no blank, ? or #",
                               arguments->values[BASE]);
    }
    add_folder(&to, arguments->words[0], base, 0);
    if (to.full) {
        fprintf(stderr, "%s: has more than %d pages; the others are left out\n",
                arguments->words[0], SP_LIST_ADDRESSES_MAX);
    }
    else if (!to.pages->nelts && !to.failed) {
        complain(&to, arguments->words[0], "has no pages");
    }
    qsort(to.pages->elts, (size_t)to.pages->nelts, sizeof(page), by_address);
    print_pages(to.pages);
    return to.failed || to.full ? SP_EXIT_PROBLEMS : SP_EXIT_GOOD;
}

const sp_command sp_index_command = {
    .name = "index",
    .words = "FOLDER",
    .summary = "Lists the pages of a folder for StatusPagesSuggest",
    .story =
        "Prints a line for each HTML file: its address, a blank and its "
        "title.  Pages\n"
        "that lead elsewhere (refresh) or are not for search engines (noindex) "
        "are left out.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .words_least = 1,
    .words_most = 1,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Gathers the addresses of a list or sitemap, and of the sitemaps that an index
 * names. */
#include "core/suggest_list_internal.h"

#include "core/escape.h"
#include "core/utf8.h"

#include <apr_strings.h>

/* ---- one address ---------------------------------------------------------*/

/* The first address with a host says whose they all are. */
static bool is_of_site(sp_list *list, const char *host)
{
    if (*host && !*list->host) {
        apr_cpystrn(list->host, host, sizeof(list->host));
    }
    return !*host || strcmp(list->host, host) == 0;
}

static void leave_out(sp_list *list, const char *file, unsigned line)
{
    sp_list_left_out *left_out = list->left_out;

    if (!left_out->count++) {
        left_out->file = file;
        left_out->line = line;
        left_out->host = apr_pstrdup(list->pool, list->host);
    }
}

static sp_span kept(sp_list *list, sp_span text)
{
    return text.len ? (sp_span){ apr_pmemdup(list->temp, text.ptr, text.len),
                                 text.len }
                    : (sp_span){ "", 0 };
}

/* An address that comes again changes nothing: the first title stays. */
static bool keep(sp_list *list, sp_span path, sp_span title)
{
    sp_suggest_entry *entry;

    if (apr_hash_get(list->known, path.ptr, (apr_ssize_t)path.len)) {
        return true;
    }
    if (list->entries->nelts == SP_LIST_ADDRESSES_MAX) {
        return false;
    }
    entry = apr_array_push(list->entries);
    entry->path = kept(list, path);
    entry->title = kept(list, title);
    apr_hash_set(list->known, entry->path.ptr, (apr_ssize_t)path.len, "");
    return true;
}

bool sp_list_add(sp_list *list, const char *file, unsigned line,
                 sp_span address, sp_span title)
{
    sp_list_address read;
    const char *wrong = sp_list_address_read(&read, address, list->pool);

    if (!wrong && !sp_escape_is_clean(title, SP_LIST_TITLE_MAX)) {
        wrong = "the title is longer than 200 characters, is not valid UTF-8 "
                "or has invisible characters";
    }
    if (!wrong && !is_of_site(list, read.host)) {
        leave_out(list, file, line);
        return true;
    }
    if (!wrong && !keep(list, (sp_span){ read.path, read.length }, title)) {
        sp_diagnostics_add(list->problems, file, line, 0,
                           "there are more than 50,000 addresses; name only "
                           "those that visitors look for");
        return false;
    }
    if (wrong) {
        sp_diagnostics_add(list->problems, file, line, 0, "%s", wrong);
    }
    return list->problems->count < SP_DIAGNOSTICS_MAX;
}

/* ---- files ---------------------------------------------------------------*/

/* XML, whatever its encoding: a list of addresses begins otherwise. */
static bool is_xml(sp_span piece)
{
    sp_span text;

    if (piece.len > 1
        && (memcmp(piece.ptr, "\xff\xfe", 2) == 0
            || memcmp(piece.ptr, "\xfe\xff", 2) == 0)) {
        return true;
    }
    text = sp_span_trim(sp_utf8_skip_mark(piece));
    return text.len && *text.ptr == '<';
}

static void read_file(sp_list *list, const char *path)
{
    apr_pool_t *pool;
    sp_list_file *file;
    sp_span first;

    if (apr_pool_create(&pool, list->temp) != APR_SUCCESS) {
        sp_diagnostics_add(list->problems, path, 0, 0,
                           "there is no memory for it");
        return;
    }
    file = apr_pcalloc(pool, sizeof(*file));
    file->path = path;
    file->problems = list->problems;
    file->budget = &list->budget;
    if (sp_list_file_open(file, path, pool)) {
        first = sp_list_file_next(file);
        if (!file->failed) {
            (is_xml(first) ? sp_list_read_sitemap
                           : sp_list_read_plain)(list, file, first);
        }
    }
    sp_list_file_close(file);
    apr_pool_destroy(pool);
}

static void read_children(sp_list *list, const char *index)
{
    const apr_array_header_t *children = list->children;

    list->children = NULL;
    for (int i = 0; i < children->nelts && !list->problems->count; i++) {
        const sp_list_child *child =
            &APR_ARRAY_IDX(children, i, const sp_list_child);

        read_file(list, child->path);
        if (list->problems->count) {
            sp_diagnostics_add(list->problems, index, child->line, 0,
                               "names it; it is looked for beside the index");
        }
    }
}

const sp_suggest_index *sp_list_read(const char *path,
                                     sp_list_left_out *left_out,
                                     sp_diagnostics *problems, apr_pool_t *pool)
{
    sp_list list = { .problems = problems,
                     .left_out = left_out,
                     .budget = SP_LIST_BYTES_MAX,
                     .pool = pool };
    const sp_suggest_index *index = NULL;

    *left_out = (sp_list_left_out){ 0 };
    if (apr_pool_create(&list.temp, pool) != APR_SUCCESS) {
        sp_diagnostics_add(problems, path, 0, 0, "there is no memory for it");
        return NULL;
    }
    list.entries = apr_array_make(list.temp, 1024, sizeof(sp_suggest_entry));
    list.known = apr_hash_make(list.temp);
    list.children = apr_array_make(list.temp, 1, sizeof(sp_list_child));
    read_file(&list, path);
    read_children(&list, path);
    if (!problems->count) {
        index = sp_suggest_index_make(
            (const sp_suggest_entry *)(const void *)list.entries->elts,
            (unsigned)list.entries->nelts, pool, list.temp);
    }
    apr_pool_destroy(list.temp);
    return index;
}

const char *sp_list_left_out_text(const sp_list_left_out *left_out,
                                  apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "%s:%u: %u address%s of another host than %s, here the "
                        "first, never suggested; remove them",
                        left_out->file, left_out->line, left_out->count,
                        left_out->count == 1 ? "" : "es", left_out->host);
}

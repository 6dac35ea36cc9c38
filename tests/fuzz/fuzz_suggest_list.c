/* SPDX-License-Identifier: Apache-2.0 */
/* Any file of StatusPagesSuggest; what follows a NUL byte is the file 1.xml
 * beside it, which an index may name.  The index of addresses is this target's
 * own.  What holds: a refusal names a file, and what is taken is a path of this
 * site, as RFC 3986 writes it, with a title that can be shown. */
#include "core/escape.h"
#include "core/suggest_list.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* ---- in place of the index ------------------------------------------------*/

struct sp_suggest_index {
    unsigned count;
};

static void check_path(sp_span path)
{
    static const char others[] = "-._~:/?@!$&'()*+,;=%";

    demand(path.len > 0 && path.len <= SP_LIST_ADDRESS_MAX);
    demand(path.ptr[0] == '/' && (path.len == 1 || path.ptr[1] != '/'));
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];

        demand(sp_is_alphanumeric(c) || (c && strchr(others, c)));
        if (c == '%') {
            demand(i + 2 < path.len && apr_isxdigit(path.ptr[i + 1])
                   && apr_isxdigit(path.ptr[i + 2]));
        }
    }
}

const sp_suggest_index *sp_suggest_index_make(const sp_suggest_entry *entries,
                                              unsigned count, apr_pool_t *pool,
                                              apr_pool_t *temp)
{
    sp_suggest_index *index = apr_palloc(pool, sizeof(*index));

    (void)temp;
    demand(count <= SP_LIST_ADDRESSES_MAX);
    index->count = count;
    for (unsigned i = 0; i < count; i++) {
        check_path(entries[i].path);
        demand(sp_escape_is_clean(entries[i].title, SP_LIST_TITLE_MAX));
    }
    return index;
}

/* ---- the files -----------------------------------------------------------*/

static const char *write_file(const char *folder, const char *name,
                              const uint8_t *data, size_t n, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, folder, name, NULL);
    apr_file_t *file = NULL;

    demand(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                         APR_FPROT_OS_DEFAULT, pool)
           == APR_SUCCESS);
    demand(apr_file_write_full(file, data, n, NULL) == APR_SUCCESS);
    apr_file_close(file);
    return path;
}

static void check(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    const uint8_t *nul = memchr(data, 0, size);
    size_t n = nul && data[0] != 0x1f ? (size_t)(nul - data) : size;
    size_t rest = n < size ? n + 1 : n;
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_suggest_index *index;
    sp_list_left_out left_out;
    const char *place = NULL;
    const char *first;
    const char *second;
    char *folder;

    demand(apr_temp_dir_get(&place, pool) == APR_SUCCESS);
    folder = apr_pstrcat(pool, place, "/sp-fuzz-XXXXXX", NULL);
    demand(mkdtemp(folder) != NULL);
    first = write_file(folder, "/list", data, n, pool);
    second = write_file(folder, "/1.xml", data + rest, size - rest, pool);
    index = sp_list_read(first, &left_out, problems, pool);
    apr_file_remove(first, pool);
    apr_file_remove(second, pool);
    apr_dir_remove(folder, pool);
    demand((index == NULL) == (problems->count > 0));
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        demand(problems->list[i].file && problems->list[i].message[0]);
    }
    if (index && left_out.count) {
        demand(*sp_list_left_out_text(&left_out, pool) == '/');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = NULL;

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    check(data, size, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

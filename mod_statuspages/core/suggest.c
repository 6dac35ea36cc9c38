/* SPDX-License-Identifier: Apache-2.0 */
/* Finds near addresses by the typos in the last segment, one after the other.
 */
#include "core/suggest.h"

#include "core/typos.h"

#include <apr_strings.h>

struct sp_suggest_index {
    unsigned count;
    sp_suggest_entry *entries;
};

const sp_suggest_index *sp_suggest_index_make(const sp_suggest_entry *entries,
                                              unsigned count, apr_pool_t *pool,
                                              apr_pool_t *temp)
{
    sp_suggest_index *index = apr_palloc(pool, sizeof(*index));

    (void)temp;
    index->count = count;
    index->entries = apr_palloc(pool, (count + 1) * sizeof(*entries));
    for (unsigned i = 0; i < count; i++) {
        sp_suggest_entry *one = &index->entries[i];

        *one = entries[i];
        one->path.ptr = apr_pstrmemdup(pool, one->path.ptr, one->path.len);
        one->title.ptr = one->title.len ? apr_pstrmemdup(pool, one->title.ptr,
                                                         one->title.len)
                                        : "";
    }
    return index;
}

static sp_span segment(sp_span path)
{
    size_t end = path.len;
    size_t start;

    for (size_t i = 0; i < path.len; i++) {
        end = i < end && path.ptr[i] == '?' ? i : end;
    }
    while (end && path.ptr[end - 1] == '/') {
        end--;
    }
    for (start = end; start && path.ptr[start - 1] != '/'; start--) {
    }
    return (sp_span){ path.ptr + start, end - start };
}

unsigned sp_suggest_find(const sp_suggest_index *index, sp_span asked,
                         unsigned found[SP_SUGGESTIONS_MAX])
{
    sp_span wanted = segment(asked);
    unsigned n = 0;

    for (unsigned far = 0; far <= SP_TYPOS_MAX; far++) {
        for (unsigned i = 0; i < index->count; i++) {
            sp_span name = segment(index->entries[i].path);
            char text[64];

            if (!name.len || name.len >= sizeof(text)) {
                continue;
            }
            apr_cpystrn(text, name.ptr, name.len + 1);
            if (sp_typos(wanted, text) == far && far < wanted.len
                && n < SP_SUGGESTIONS_MAX) {
                found[n++] = i;
            }
        }
    }
    return n;
}

sp_span sp_suggest_path(const sp_suggest_index *index, unsigned number)
{
    return index->entries[number].path;
}

sp_span sp_suggest_title(const sp_suggest_index *index, unsigned number)
{
    return index->entries[number].title;
}

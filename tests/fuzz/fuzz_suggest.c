/* SPDX-License-Identifier: Apache-2.0 */
/* Any list of pages and any address.  The first line is what is asked for, each
 * other one a path, a blank and a title.  What holds: what is found is in the
 * list, and as it was there; nothing is found twice, nor what was asked for;
 * and twice the same is the same. */
#include "core/suggest.h"

#include <apr_general.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ENTRIES_MAX = 500, ASKED_MAX = 20 };

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static sp_span take_line(sp_span *text)
{
    const char *end = text->len ? memchr(text->ptr, '\n', text->len) : NULL;
    sp_span line = { text->ptr, end ? (size_t)(end - text->ptr) : text->len };
    size_t all = line.len + (end != NULL);

    *text = (sp_span){ text->ptr + all, text->len - all };
    return line;
}

static unsigned read_list(sp_span text, sp_suggest_entry *entries)
{
    unsigned n = 0;

    while (text.len && n < ENTRIES_MAX) {
        sp_span line = take_line(&text);
        const char *blank = line.len ? memchr(line.ptr, ' ', line.len) : NULL;
        size_t path = blank ? (size_t)(blank - line.ptr) : line.len;

        entries[n++] = (sp_suggest_entry){
            { line.ptr, path },
            { line.ptr + path, line.len - path },
        };
    }
    return n;
}

static void check(const sp_suggest_index *index,
                  const sp_suggest_entry *entries, unsigned count,
                  sp_span asked)
{
    unsigned found[SP_SUGGESTIONS_MAX];
    unsigned again[SP_SUGGESTIONS_MAX];
    unsigned n = sp_suggest_find(index, asked, found);

    demand(n <= SP_SUGGESTIONS_MAX);
    demand(sp_suggest_find(index, asked, again) == n);
    for (unsigned i = 0; i < n; i++) {
        demand(found[i] < count && found[i] == again[i]);
        demand(sp_span_equal(sp_suggest_path(index, found[i]),
                             entries[found[i]].path));
        demand(sp_span_equal(sp_suggest_title(index, found[i]),
                             entries[found[i]].title));
        demand(!sp_span_equal(entries[found[i]].path, asked));
        for (unsigned j = 0; j < i; j++) {
            demand(found[i] != found[j]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_suggest_entry *entries = malloc(ENTRIES_MAX * sizeof(*entries));
    sp_span text = { (const char *)data, size };
    sp_span asked = take_line(&text);
    unsigned count = read_list(text, entries);
    const sp_suggest_index *index;
    apr_pool_t *pool = NULL;
    apr_pool_t *temp = NULL;

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    demand(apr_pool_create(&temp, NULL) == APR_SUCCESS);
    index = sp_suggest_index_make(entries, count, pool, temp);
    apr_pool_destroy(temp);
    check(index, entries, count, asked);
    for (unsigned i = 0; i < count && i < ASKED_MAX; i++) {
        check(index, entries, count, entries[i].path);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    free(entries);
    return 0;
}

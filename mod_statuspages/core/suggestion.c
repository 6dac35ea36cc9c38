/* SPDX-License-Identifier: Apache-2.0 */
/* Looks up what is near an address, and names it. */
#include "core/suggestion.h"

#include "core/escape.h"
#include "core/percent.h"

#include <apr_strings.h>

enum { TITLE_MAX = 200 };

/* Path and query, also of what a client sends to a proxy:
 * http://host/path?query (RFC 9112 3.2.2). */
static sp_span path_of(sp_span address)
{
    sp_span path = address;

    if (path.len && *path.ptr != '/') {
        const char *scheme = memchr(path.ptr, ':', path.len);
        const char *end = path.ptr + path.len;

        if (scheme && end - scheme > 3 && memcmp(scheme, "://", 3) == 0) {
            const char *slash =
                memchr(scheme + 3, '/', (size_t)(end - scheme - 3));

            path.ptr = slash ? slash : end;
            path.len = (size_t)(end - path.ptr);
        }
    }
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '#') {
            path.len = i;
        }
    }
    return path;
}

/* With the letters that people write; nothing that cannot be shown. */
static sp_span readable(sp_span path, apr_pool_t *pool)
{
    char *text;
    size_t n = 0;

    if (!memchr(path.ptr, '%', path.len)) {
        return sp_escape_clean(path, TITLE_MAX, pool);
    }
    text = apr_palloc(pool, path.len);
    for (size_t at = 0; at < path.len;) {
        text[n++] = sp_percent_decode(path, &at);
    }
    return sp_escape_clean((sp_span){ text, n }, TITLE_MAX, pool);
}

unsigned sp_suggestions_find(sp_suggestion found[SP_SUGGESTIONS_MAX],
                             const sp_suggest_index *index, sp_span address,
                             apr_pool_t *pool)
{
    unsigned numbers[SP_SUGGESTIONS_MAX];
    sp_span asked = path_of(address);
    unsigned count = asked.len && *asked.ptr == '/'
                         ? sp_suggest_find(index, asked, numbers)
                         : 0;
    unsigned n = 0;

    for (unsigned i = 0; i < count; i++) {
        sp_span path = sp_suggest_path(index, numbers[i]);
        sp_span title = sp_suggest_title(index, numbers[i]);

        /* it is what has just failed */
        if (!sp_span_equal(path, asked)) {
            found[n++] =
                (sp_suggestion){ path,
                                 title.len ? title : readable(path, pool) };
        }
    }
    return n;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Stores and finds templates of StatusPagesTemplate. */
#include "core/page_override.h"

#include "core/code_set.h"

#include <apr_strings.h>

/* Codes beyond 599 are as 500, in a theme too. */
enum { BEYOND = 500 };

static const sp_theme_page *find_in(const sp_page_overrides *level, int code,
                                    sp_format format)
{
    const sp_page_override *best = NULL;

    for (unsigned i = 0; i < level->count; i++) {
        const sp_page_override *row = &level->rows[i];

        if (row->format == format && code >= row->first && code <= row->last
            && (!best || row->last - row->first <= best->last - best->first)) {
            best = row;
        }
    }
    return best ? &best->page : NULL;
}

const sp_theme_page *sp_page_overrides_find(const sp_page_overrides *templates,
                                            int code, sp_format format)
{
    const sp_theme_page *found = NULL;

    if (code < SP_CODE_FIRST || code > SP_CODE_CLASS_LAST) {
        code = BEYOND;
    }
    for (; templates && !found; templates = templates->outer) {
        found = find_in(templates, code, format);
    }
    return found;
}

const sp_page_overrides *sp_page_overrides_merge(const sp_page_overrides *inner,
                                                 const sp_page_overrides *outer,
                                                 apr_pool_t *pool)
{
    sp_page_overrides *joined;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    joined = apr_pmemdup(pool, inner, sizeof(*joined));
    joined->outer = sp_page_overrides_merge(inner->outer, outer, pool);
    return joined;
}

const sp_page_overrides *sp_page_overrides_add(const sp_page_overrides *level,
                                               const sp_page_override *row,
                                               apr_pool_t *pool)
{
    sp_page_overrides *longer = apr_pcalloc(pool, sizeof(*longer));

    if (level) {
        *longer = *level;
    }
    else {
        longer->capacity = apr_array_make(pool, 4, sizeof(*row));
    }
    APR_ARRAY_PUSH(longer->capacity, sp_page_override) = *row;
    longer->rows = (const void *)longer->capacity->elts;
    longer->count++;
    return longer;
}

const char *sp_page_override_parse(sp_page_override *row, const char *codes,
                                   const char *format, apr_pool_t *pool)
{
    int first = 0;
    int last = 0;

    if (!sp_code_set_word(codes, &first, &last)) {
        return apr_psprintf(pool,
                            "\"%s\" is no code or class: write 404, 4xx or "
                            "5xx",
                            codes);
    }
    row->first = (uint16_t)first;
    row->last = (uint16_t)last;
    row->format = sp_format_find(sp_span_of(format));
    if (row->format == SP_FORMAT__COUNT || !sp_formats[row->format].suffix) {
        return apr_psprintf(pool,
                            "\"%s\" is not html, text or markdown; problem "
                            "details have no template",
                            format);
    }
    return NULL;
}

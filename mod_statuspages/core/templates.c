/* SPDX-License-Identifier: Apache-2.0 */
#include "core/templates.h"

#include "core/codes.h"

#include <apr_strings.h>

/* Codes beyond 599 are as 500, in a theme too. */
enum { BEYOND = 500 };

static const sp_theme_page *find_in(const sp_templates *level, int code,
                                    sp_format format)
{
    const sp_template_row *best = NULL;

    for (unsigned i = 0; i < level->count; i++) {
        const sp_template_row *row = &level->rows[i];

        if (row->format == format && code >= row->first && code <= row->last
            && (!best || row->last - row->first <= best->last - best->first)) {
            best = row;
        }
    }
    return best ? &best->page : NULL;
}

const sp_theme_page *sp_templates_find(const sp_templates *templates, int code,
                                       sp_format format)
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

const sp_templates *sp_templates_join(const sp_templates *inner,
                                      const sp_templates *outer,
                                      apr_pool_t *pool)
{
    sp_templates *joined;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    joined = apr_pmemdup(pool, inner, sizeof(*joined));
    joined->outer = sp_templates_join(inner->outer, outer, pool);
    return joined;
}

const sp_templates *sp_templates_add(const sp_templates *level,
                                     const sp_template_row *row,
                                     apr_pool_t *pool)
{
    sp_templates *longer = apr_pcalloc(pool, sizeof(*longer));

    if (level) {
        *longer = *level;
    }
    else {
        longer->room = apr_array_make(pool, 4, sizeof(*row));
    }
    APR_ARRAY_PUSH(longer->room, sp_template_row) = *row;
    longer->rows = (const void *)longer->room->elts;
    longer->count++;
    return longer;
}

const char *sp_templates_parse(sp_template_row *row, const char *codes,
                               const char *format, apr_pool_t *pool)
{
    int first = 0;
    int last = 0;

    if (!sp_codes_word(codes, &first, &last)) {
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

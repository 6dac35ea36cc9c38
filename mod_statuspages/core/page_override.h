/* SPDX-License-Identifier: Apache-2.0 */
/* page_override.h - single templates that stand in for a theme's:
 * StatusPagesTemplate. */
#ifndef SP_CORE_PAGE_OVERRIDE_H
#define SP_CORE_PAGE_OVERRIDE_H

#include "core/theme.h"

#include <apr_tables.h>

typedef struct sp_page_override {
    uint16_t first; /* codes first to last */
    uint16_t last;
    sp_format format;
    sp_theme_page page;
} sp_page_override;

/* The rows of one level of the configuration, and the level around it. */
typedef struct sp_page_overrides {
    const sp_page_override *rows;
    unsigned count;
    const struct sp_page_overrides *outer;
    apr_array_header_t *capacity; /* holds the rows while the level is read */
} sp_page_overrides;

/* The level with one row more; NULL: the first.  Only while it is read, and
 * only the newest level may take another. */
const sp_page_overrides *sp_page_overrides_add(const sp_page_overrides *level,
                                               const sp_page_override *row,
                                               apr_pool_t *pool);

/* What stands in for the theme's page; NULL: nothing does.  The innermost
 * level wins; in a level a code before a class, and a later row before an
 * earlier one.  `templates` may be NULL. */
const sp_theme_page *sp_page_overrides_find(const sp_page_overrides *templates,
                                            int code, sp_format format);

/* Both levels, the inner one first; either may be NULL. */
const sp_page_overrides *sp_page_overrides_merge(const sp_page_overrides *inner,
                                                 const sp_page_overrides *outer,
                                                 apr_pool_t *pool);

/* Fill a row from the words of a directive: `codes` is 404 or 4xx, `format`
 * html, text or markdown.  What is wrong, in `pool`, or NULL. */
const char *sp_page_override_parse(sp_page_override *row, const char *codes,
                                   const char *format, apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* templates.h - single templates that stand in for a theme's:
 * StatusPagesTemplate. */
#ifndef SP_CORE_TEMPLATES_H
#define SP_CORE_TEMPLATES_H

#include "core/theme.h"

#include <apr_tables.h>

typedef struct sp_template_row {
    uint16_t first; /* codes first to last */
    uint16_t last;
    sp_format format;
    sp_theme_page page;
} sp_template_row;

/* The rows of one level of the configuration, and the level around it. */
typedef struct sp_templates {
    const sp_template_row *rows;
    unsigned count;
    const struct sp_templates *outer;
    apr_array_header_t *room; /* holds the rows while the level is read */
} sp_templates;

/* The level with one row more; NULL: the first.  Only while it is read, and
 * only the newest level may take another. */
const sp_templates *sp_templates_add(const sp_templates *level,
                                     const sp_template_row *row,
                                     apr_pool_t *pool);

/* What stands in for the theme's page; NULL: nothing does.  The innermost
 * level wins; in a level a code before a class, and a later row before an
 * earlier one.  `templates` may be NULL. */
const sp_theme_page *sp_templates_find(const sp_templates *templates, int code,
                                       sp_format format);

/* Both levels, the inner one first; either may be NULL. */
const sp_templates *sp_templates_join(const sp_templates *inner,
                                      const sp_templates *outer,
                                      apr_pool_t *pool);

/* Fill a row from the words of a directive: `codes` is 404 or 4xx, `format`
 * html, text or markdown.  What is wrong, in `pool`, or NULL. */
const char *sp_templates_parse(sp_template_row *row, const char *codes,
                               const char *format, apr_pool_t *pool);

#endif

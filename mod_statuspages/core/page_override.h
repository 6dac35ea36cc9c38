/* SPDX-License-Identifier: Apache-2.0 */
/* page_override.h - single templates that stand in for a theme's:
 * StatusPagesTemplate. */
#ifndef SP_CORE_PAGE_OVERRIDE_H
#define SP_CORE_PAGE_OVERRIDE_H

#include "core/levels.h"
#include "core/theme.h"

typedef struct sp_page_override {
    uint16_t first; /* codes first to last */
    uint16_t last;
    sp_format format;
    sp_theme_page page;
} sp_page_override;

typedef sp_level sp_page_overrides; /* of sp_page_override */

/* What stands in for the theme's page; NULL: nothing does.  The innermost
 * level wins; in a level a code before a class, and a later row before an
 * earlier one.  `templates` may be NULL. */
const sp_theme_page *sp_page_overrides_find(const sp_page_overrides *templates,
                                            int code, sp_format format);

/* Fill a row from the words of a directive: `codes` is 404 or 4xx, `format`
 * html, text or markdown.  What is wrong, in `pool`, or NULL. */
const char *sp_page_override_parse(sp_page_override *row, const char *codes,
                                   const char *format, apr_pool_t *pool);

#endif

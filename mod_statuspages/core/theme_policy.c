/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy of a theme's HTML pages. */
#include "core/address.h"
#include "core/policy.h"
#include "core/theme_parts.h"

#include <apr_strings.h>

/* Elements that load a picture. */
static bool has_picture(const sp_program *program)
{
    return sp_program_says(program, "<img")
           || sp_program_says(program, "<image");
}

static bool have_picture(const sp_theme *theme)
{
    const sp_program *before = NULL;

    for (int i = 0; i < SP_THEME_CODES; i++) {
        const sp_program *program = theme->programs[SP_FORMAT_HTML][i];

        if (program != before && has_picture(program)) {
            return true;
        }
        before = program;
    }
    return false;
}

/* Pictures of the site itself where a page has any; others where a parameter
 * names one. */
static const char *picture_sources(const sp_theme *theme,
                                   const sp_parameters *parameters,
                                   apr_pool_t *pool)
{
    const char *list = have_picture(theme) ? "'self' data:" : "data:";

    for (unsigned i = 0; i < parameters->count; i++) {
        const sp_parameter *one = &parameters->list[i];
        sp_span origin;

        if (sp_parameter_is_image(one) && sp_address_origin(one->value, &origin)
            && origin.len) {
            list =
                apr_pstrcat(pool, list, " ",
                            apr_pstrmemdup(pool, origin.ptr, origin.len), NULL);
        }
    }
    return list;
}

const char *sp_theme_policy(const sp_theme *theme,
                            const sp_parameters *parameters, apr_pool_t *pool)
{
    const char *hashes = "";
    const sp_program *before = NULL;

    for (int i = 0; i < SP_THEME_CODES; i++) {
        const sp_program *program = theme->programs[SP_FORMAT_HTML][i];

        if (program != before) {
            hashes = sp_policy_hashes(hashes, sp_program_text(program), pool);
            before = program;
        }
    }
    return sp_policy_make(hashes, picture_sources(theme, parameters, pool),
                          pool);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy of a theme's HTML pages. */
#include "core/address.h"
#include "core/sha256.h"
#include "core/theme_parts.h"

#include <apr_encode.h>
#include <apr_strings.h>

/* ` 'sha256-...'` for each style sheet of the program that `list` lacks. */
static const char *add_hashes(const char *list, const sp_program *program,
                              apr_pool_t *pool)
{
    size_t at = 0;
    sp_span style;

    while (sp_program_next_style(program, &at, &style)) {
        unsigned char digest[SP_SHA256_BYTES];
        const char *hash;

        sp_sha256(style, digest);
        hash =
            apr_pstrcat(pool, " 'sha256-",
                        apr_pencode_base64_binary(pool, digest, SP_SHA256_BYTES,
                                                  APR_ENCODE_NONE, NULL),
                        "'", NULL);
        if (!strstr(list, hash)) {
            list = apr_pstrcat(pool, list, hash, NULL);
        }
    }
    return list;
}

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
    const char *list = have_picture(theme) ? " 'self' data:" : " data:";

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
            hashes = add_hashes(hashes, program, pool);
            before = program;
        }
    }
    return apr_pstrcat(pool, "default-src 'none'; style-src",
                       *hashes ? hashes : " 'none'", "; img-src",
                       picture_sources(theme, parameters, pool),
                       "; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'self'",
                       NULL);
}

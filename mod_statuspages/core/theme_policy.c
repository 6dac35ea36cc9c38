/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy of a theme's HTML pages. */
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

const char *sp_theme_policy(const sp_theme *theme, apr_pool_t *pool)
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
                       *hashes ? hashes : " 'none'",
                       "; img-src data:; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'self'",
                       NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy of a theme's HTML pages. */
#include "core/sha256.h"
#include "core/theme_parts.h"

#include <apr_encode.h>
#include <apr_strings.h>

static const char *find_in(sp_span text, const char *from, const char *what)
{
    size_t n = strlen(what);

    for (const char *p = from; p + n <= text.ptr + text.len; p++) {
        if (memcmp(p, what, n) == 0) {
            return p;
        }
    }
    return NULL;
}

/* ` 'sha256-...'` for each <style> of the program that `list` lacks. */
static const char *add_hashes(const char *list, const sp_program *program,
                              apr_pool_t *pool)
{
    sp_span text = sp_program_text(program);
    const char *p = text.ptr;

    while ((p = find_in(text, p, "<style")) != NULL) {
        unsigned char digest[SP_SHA256_BYTES];
        const char *start = find_in(text, p, ">");
        const char *end = start ? find_in(text, start, "</style") : NULL;
        const char *hash;

        if (!end) {
            break;
        }
        start++;
        sp_sha256((sp_span){ start, (size_t)(end - start) }, digest);
        hash =
            apr_pstrcat(pool, " 'sha256-",
                        apr_pencode_base64_binary(pool, digest, SP_SHA256_BYTES,
                                                  APR_ENCODE_NONE, NULL),
                        "'", NULL);
        if (!strstr(list, hash)) {
            list = apr_pstrcat(pool, list, hash, NULL);
        }
        p = end;
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

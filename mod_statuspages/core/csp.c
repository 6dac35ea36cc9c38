/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a Content-Security-Policy from the style sheets of a page. */
#include "core/csp.h"

#include "core/sha256.h"
#include "core/template.h"

#include <apr_strings.h>

const char *sp_csp_hashes(const char *hashes, sp_span html, apr_pool_t *pool)
{
    size_t at = 0;
    sp_span style;

    while (sp_template_next_style(html, &at, &style)) {
        char base64[SP_SHA256_BASE64 + 1];
        const char *hash;

        sp_sha256_base64(style, base64);
        hash = apr_pstrcat(pool, " 'sha256-", base64, "'", NULL);
        if (!strstr(hashes, hash)) {
            hashes = apr_pstrcat(pool, hashes, hash, NULL);
        }
    }
    return hashes;
}

const char *sp_csp_make(const char *hashes, const char *pictures,
                        apr_pool_t *pool)
{
    return apr_pstrcat(pool, "default-src 'none'; style-src",
                       *hashes ? hashes : " 'none'", "; img-src ", pictures,
                       "; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'self'",
                       NULL);
}

const char *sp_csp_with_form(const char *policy, apr_pool_t *pool)
{
    static const char none[] = "form-action 'none'";
    const char *at = strstr(policy, none);

    return at ? apr_pstrcat(
               pool, apr_pstrmemdup(pool, policy, (apr_size_t)(at - policy)),
               "form-action 'self'", at + sizeof(none) - 1, NULL)
              : policy;
}

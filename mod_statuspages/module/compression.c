/* SPDX-License-Identifier: Apache-2.0 */
/* compression.c - when a page leaves with gzip.  The manners are those of
 * mod_deflate. */
#include "module/compression.h"

#include "core/accept.h"

#include <apr_optional.h>

/* mod_ssl's, which need not be there; as mod_deflate declares it. */
APR_DECLARE_OPTIONAL_FN(char *, ssl_var_lookup,
                        (apr_pool_t *, server_rec *, conn_rec *, request_rec *,
                         char *));

/* Filters that do not care what the body holds: they set headers, store it as
 * it is, or leave alone what is compressed already. */
static const char *const transparent[SP_TRANSPARENT_FILTERS] = {
    "FIXUP_HEADERS_OUT", "FIXUP_HEADERS_ERR", "MOD_EXPIRES",
    "CACHE_SAVE",        "CACHE_REMOVE_URL",  "CACHE_INVALIDATE",
    "DEFLATE",           "BROTLI_COMPRESS",   "MOD_SESSION_OUT",
};

void sp_compression_prepare(sp_registry *registry)
{
    for (int i = 0; i < SP_TRANSPARENT_FILTERS; i++) {
        registry->transparent[i] = ap_get_output_filter_handle(transparent[i]);
    }
}

static bool ignores_body(const sp_registry *registry, const ap_filter_t *f)
{
    for (int i = 0; i < SP_TRANSPARENT_FILTERS; i++) {
        if (f->frec == registry->transparent[i]) {
            return true;
        }
    }
    return f->frec == registry->defer;
}

/* Does any filter behind `f` read or change the body?  It must get the page
 * uncompressed. */
static bool has_content_filter(const ap_filter_t *f)
{
    const sp_registry *registry = sp_registry_of(f->r);

    for (f = f->next; f && f->frec->ftype < AP_FTYPE_PROTOCOL; f = f->next) {
        if (!ignores_body(registry, f)) {
            return true;
        }
    }
    return false;
}

static bool is_compressed_by_tls(request_rec *r)
{
    APR_OPTIONAL_FN_TYPE(ssl_var_lookup) * lookup;
    const char *method;

    if (strcmp(ap_http_scheme(r), "https") != 0) {
        return false;
    }
    lookup = APR_RETRIEVE_OPTIONAL_FN(ssl_var_lookup);
    method = lookup ? lookup(r->pool, r->server, r->connection, r,
                             (char *)(uintptr_t) "SSL_COMPRESS_METHOD")
                    : NULL;
    return method && *method && strcmp(method, "NULL") != 0;
}

bool sp_compression_is_possible(const ap_filter_t *f)
{
    request_rec *r = f->r;

    return sp_conf_compression(sp_conf_of(r)) && !has_content_filter(f)
           && !apr_table_get(r->subprocess_env, "no-gzip")
           && !is_compressed_by_tls(r);
}

bool sp_compression_is_wanted(const request_rec *r)
{
    return sp_accept_gzip(
        sp_span_of(apr_table_get(r->headers_in, "Accept-Encoding")));
}

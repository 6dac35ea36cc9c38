/* SPDX-License-Identifier: Apache-2.0 */
/* Decides who may cache a response (RFC 9111). */
#include "module/headers_caching.h"

#include "core/status.h"
#include "module/expression.h"

static const char no_store[] = "no-store";

/* Cache-Control, the headers of RFC 9213, which a cache heeds in its place
 * (each ends in Cache-Control), and those that some caches heed before it. */
static bool is_cache_control(const char *name)
{
    static const char suffix[] = "Cache-Control";
    static const char *const others[] = { "Surrogate-Control", "Edge-Control",
                                          "X-Accel-Expires" };
    size_t n = strlen(name);

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcasecmp(name, others[i]) == 0) {
            return true;
        }
    }
    return n >= sizeof(suffix) - 1
           && strcasecmp(name + n - (sizeof(suffix) - 1), suffix) == 0;
}

/* private="Set-Cookie" keeps that one header private, and lets the rest be
 * stored (RFC 9111 5.2.2.7); likewise no-cache.  Alone, no-cache has a cache
 * ask again each time, and a page has nothing by which it could be found the
 * same.  The 0 is one of X-Accel-Expires. */
static bool allows_sharing(apr_pool_t *pool, const char *value)
{
    const char *directive;

    while ((directive = ap_get_list_item(pool, &value))) {
        if (strcmp(directive, "no-store") == 0
            || strcmp(directive, "no-cache") == 0
            || strcmp(directive, "private") == 0
            || strcmp(directive, "0") == 0) {
            return false;
        }
    }
    return true;
}

/* Does one of the headers let a cache give the answer to others? */
static bool is_shared_by(const apr_table_t *table, apr_pool_t *pool)
{
    const apr_array_header_t *headers = apr_table_elts(table);
    const apr_table_entry_t *header = (const void *)headers->elts;

    for (int i = 0; i < headers->nelts; i++, header++) {
        if (header->key && header->val && is_cache_control(header->key)
            && allows_sharing(pool, header->val)) {
            return true;
        }
    }
    return false;
}

bool sp_caching_is_forbidden(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return (sp_status_find(r->status)->traits & SP_TRAIT_NO_STORE)
           || (conf->details && conf->details != &sp_expression_never)
           || sp_custom_has_expression(conf->custom);
}

sp_caching sp_caching_of(const request_rec *r)
{
    if (sp_caching_is_forbidden(r)) {
        return SP_CACHING_NEVER;
    }
    return is_shared_by(r->headers_out, r->pool)
                   || is_shared_by(r->err_headers_out, r->pool)
               ? SP_CACHING_SHARED
               : SP_CACHING_DEFAULT;
}

/* Expires is all that a cache of HTTP/1.0 looks at.  Without
 * apr_table_unset(), which walks the table for each name. */
static void drop_all(apr_table_t *table, apr_pool_t *pool)
{
    const apr_table_t *all = apr_table_copy(pool, table);
    const apr_array_header_t *headers = apr_table_elts(all);
    const apr_table_entry_t *header = (const void *)headers->elts;

    apr_table_clear(table);
    for (int i = 0; i < headers->nelts; i++, header++) {
        if (!is_cache_control(header->key)
            && strcasecmp(header->key, "Expires") != 0) {
            apr_table_addn(table, header->key, header->val);
        }
    }
}

void sp_caching_forbid(request_rec *r)
{
    drop_all(r->headers_out, r->pool);
    drop_all(r->err_headers_out, r->pool);
    apr_table_setn(r->err_headers_out, "Cache-Control", no_store);
}

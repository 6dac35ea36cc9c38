/* SPDX-License-Identifier: Apache-2.0 */
/* Decides who may cache a response (RFC 9111), and says so. */
#include "module/headers_caching.h"

#include "core/status.h"
#include "module/expression.h"
#include "module/facts.h"
#include "module/headers.h"
#include "module/intercept.h"

#include <apr_strings.h>

static const char no_store[] = "no-store";

/* Cache-Control, the headers of RFC 9213, which a cache heeds in its place
 * (each ends in Cache-Control), and those that some caches heed before it. */
static bool is_cache_control(const char *name)
{
    static const char suffix[] = "Cache-Control";
    static const char *const others[] = { "Surrogate-Control", "Edge-Control",
                                          "X-Accel-Expires" };
    size_t n = strlen(name);

    for (size_t i = 0; i < SP_COUNT(others); i++) {
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

/* What the headers of a response say of caching; more comes later. */
typedef enum saying { SAID_NOTHING, SAID_NO, SAID_SHARED } saying;

static saying said_by(const apr_table_t *table, apr_pool_t *pool)
{
    const apr_array_header_t *headers = apr_table_elts(table);
    const apr_table_entry_t *header = (const void *)headers->elts;
    saying found = SAID_NOTHING;

    for (int i = 0; i < headers->nelts; i++, header++) {
        if (!header->key || !header->val) {
            continue;
        }
        if (is_cache_control(header->key)) {
            if (allows_sharing(pool, header->val)) {
                return SAID_SHARED;
            }
            found = SAID_NO;
        }
        else if (strcasecmp(header->key, "Expires") == 0) {
            found = SAID_NO;
        }
    }
    return found;
}

static bool must_not_be_stored(const request_rec *r)
{
    return (sp_status_find(r->status)->traits & SP_TRAIT_NO_STORE) != 0;
}

/* Would the page hold what an expression makes? */
static bool is_personal(const sp_conf *conf)
{
    return (conf->details && conf->details != &sp_expression_never)
           || sp_custom_has_expression(conf->custom);
}

/* May this visitor see what is closed to the others? */
static bool is_exempt(request_rec *r)
{
    for (; r; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && saved->exempt) {
            return true;
        }
    }
    return false;
}

/* GET or HEAD; of another server's error, the method that met it. */
static bool is_read(const request_rec *r)
{
    const sp_forwarded *forwarded = sp_intercept_forwarded(r);

    return r->method_number == M_GET
           && (!forwarded || ap_method_number_of(forwarded->method) == M_GET);
}

/* Credentials (RFC 9111 3.5), a cookie and a page of maintenance, to which
 * there are exceptions, belong to one visitor.  What a POST is answered does
 * not hold for a GET, and to an ErrorDocument each request looks like one. */
static bool is_for_everybody(request_rec *r)
{
    return is_read(r) && !r->user && !sp_intercept_is_error_document(r)
           && !apr_table_get(r->headers_in, "Authorization")
           && !sp_headers_get(r, "Set-Cookie") && !sp_facts_maintenance(r)
           && !is_exempt(r);
}

static uint32_t seconds_for(request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return conf->cache && is_for_everybody(r)
               ? sp_cache_times_for(conf->cache, r->status)
               : 0;
}

sp_caching sp_caching_of(request_rec *r)
{
    saying one = said_by(r->headers_out, r->pool);
    saying other = said_by(r->err_headers_out, r->pool);
    saying said = one > other ? one : other;
    uint32_t seconds = said == SAID_NO ? 0 : seconds_for(r);

    if (must_not_be_stored(r)) {
        return (sp_caching){ SP_CACHING_NEVER, no_store };
    }
    if (seconds) {
        return (sp_caching){ SP_CACHING_SAID,
                             apr_psprintf(r->pool, "max-age=%u",
                                          (unsigned)seconds) };
    }
    return (sp_caching){ is_personal(sp_conf_of(r)) ? SP_CACHING_NEVER
                         : said == SAID_SHARED      ? SP_CACHING_SHARED
                                                    : SP_CACHING_DEFAULT,
                         no_store };
}

sp_caching sp_caching_of_line(const request_rec *r, sp_caching page)
{
    return page.kind == SP_CACHING_SAID || must_not_be_stored(r)
               ? page
               : (sp_caching){ SP_CACHING_STOCK, NULL };
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

void sp_caching_settle(request_rec *r, const sp_caching *caching)
{
    if (caching->kind == SP_CACHING_NEVER
        || (caching->kind == SP_CACHING_SAID
            && sp_headers_get(r, "Set-Cookie"))) {
        sp_caching_forbid(r);
    }
}

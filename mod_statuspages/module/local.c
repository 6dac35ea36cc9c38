/* SPDX-License-Identifier: Apache-2.0 */
/* local.c - errors that httpd answers by itself.
 *
 * The hook decides and rescues, while headers_out is still complete; the
 * filter renders when the end comes by.  Core's own text is never written: the
 * hook puts a placeholder in its place.
 */
#include "module/headers.h"
#include "module/intercept.h"
#include "module/headers_proxy_status.h"
#include "module/httpd_core.h"
#include "module/respond.h"

#include "core/status_words.h"

#include <http_connection.h>
#include <mod_core.h>

static const char filter_name[] = "STATUSPAGES_LOCAL";

/* Our text in place of core's: a quote begins a text, and nothing follows.  Its
 * address tells it from everybody else's. */
static const char placeholder[] = "\"";

/* Take our placeholder of an earlier pass back, or it would look like an empty
 * ErrorDocument of the administrator.  `index` is that of r->status. */
static void remove_placeholder(request_rec *r, int index)
{
    char **text = sp_httpd_core_text_of_request(r, index);

    if (text && *text == placeholder) {
        *text = NULL;
    }
}

/* The table is of the length that httpd needs. */
static void set_placeholder(request_rec *r, int index)
{
    char **text = sp_httpd_core_text_of_request(r, index);

    if (!text) {
        ap_custom_response(r, r->status, "");
        text = sp_httpd_core_text_of_request(r, index);
    }
    *text = (char *)(uintptr_t)placeholder;
}

/* An ErrorDocument text, or a module's ap_custom_response(): theirs wins.  A
 * path here has failed already, and a full URL never comes here. */
static bool has_own_text(request_rec *r, int index)
{
    const char *text;

    if (!sp_httpd_core_text_of_request(r, index)
        && !sp_httpd_core_has_documents(r)) {
        return false;
    }
    text = ap_response_code_string(r, index);
    return text && text[0] == '"';
}

/* Is mod_cache about to answer with what it has stored? */
static bool is_stored(const request_rec *r)
{
    const ap_filter_rec_t *cache_out = sp_registry_of(r)->cache_out;

    return cache_out && sp_intercept_find_filter(r, cache_out);
}

/* Codes that httpd has no line for go out as 500 unless they bring one. */
static void mend_status_line(request_rec *r, int index)
{
    bool unknown = r->status != HTTP_INTERNAL_SERVER_ERROR
                   && index == sp_registry_of(r)->index_of_500;

    if (unknown && !sp_intercept_has_line(r)) {
        r->status_line = sp_status_line(r->status, r->pool);
    }
}

static void read_required(sp_required_headers *required, const request_rec *r)
{
    required->allow = NULL;
    if (r->status == HTTP_METHOD_NOT_ALLOWED
        || r->status == HTTP_NOT_IMPLEMENTED) {
        const char *allow = apr_table_get(r->headers_out, "Allow");

        if (allow && sp_grammar_matches(SP_GRAMMAR_TOKENS, allow)) {
            required->allow = allow;
        }
    }
    required->length = sp_headers_length(r);
}

static void insert_local_filter(request_rec *r)
{
    int index = ap_index_of_response(r->status);
    sp_required_headers *required;

    remove_placeholder(r, index);
    if (sp_application_discard_late_error(r)) {
        return;
    }
    /* where the headers are on the wire, only stock behaviour is left */
    if (!ap_is_HTTP_ERROR(r->status) || r->main || !sp_intercept_wanted(r)
        || is_stored(r) || sp_intercept_is_sent(r)) {
        sp_counting_discard(r);
        return;
    }
    sp_intercept_preserve(r, r);
    sp_proxy_status_add(r, true);
    mend_status_line(r, index);
    if (has_own_text(r, index)) {
        sp_counting_kept(r, true);
        return;
    }
    required = &sp_intercept_state(r, true)->required;
    read_required(required, r);
    /* A first pass over this answer may have set them; core does not reset
     * them before the second. */
    r->chunked = 0;
    r->bytes_sent = 0;
    set_placeholder(r, index);
    ap_add_output_filter_handle(sp_registry_of(r)->local, required, r,
                                r->connection);
}

static apr_status_t local_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    apr_bucket *e = APR_BRIGADE_FIRST(bb);

    while (e != APR_BRIGADE_SENTINEL(bb)) {
        apr_bucket *next = APR_BUCKET_NEXT(e);

        if (AP_BUCKET_IS_ERROR(e) || AP_BUCKET_IS_EOC(e)) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
        if (APR_BUCKET_IS_EOS(e)) {
            sp_caching caching;

            ap_remove_output_filter(f);
            sp_headers_require(f->r, f->ctx);
            caching = sp_respond(f, e, SP_COUNTED_FILLED);
            if (sp_caching_is_open(caching)) {
                sp_defer_add_filter(f, caching);
            }
            return ap_pass_brigade(f->next, bb);
        }
        if (!APR_BUCKET_IS_METADATA(e) || APR_BUCKET_IS_FLUSH(e)) {
            apr_bucket_delete(e);
        }
        e = next;
    }
    return APR_SUCCESS;
}

void sp_local_register(void)
{
    /* After mod_cache, so that a stale answer of its is seen in the chain. */
    static const char *const before[] = { "mod_cache.c", "mod_headers.c",
                                          NULL };

    ap_register_output_filter(filter_name, local_filter, NULL,
                              (ap_filter_type)SP_FILTER_TYPE);
    ap_hook_insert_error_filter(insert_local_filter, before, NULL,
                                APR_HOOK_LAST);
}

void sp_local_prepare(sp_registry *registry)
{
    /* HTTP/1, HTTP/2 of mod_http2 2.x and 1.x; NULL: not loaded */
    static const char *const writers[SP_HEADER_FILTERS] = {
        "HTTP_HEADER", "H2_C2_RESPONSE_OUT", "H2_RESPONSE"
    };

    for (int i = 0; i < SP_HEADER_FILTERS; i++) {
        registry->header_filters[i] = ap_get_output_filter_handle(writers[i]);
    }
    registry->index_of_500 = ap_index_of_response(HTTP_INTERNAL_SERVER_ERROR);
    registry->cache_out = ap_get_output_filter_handle("CACHE_OUT");
    registry->local = ap_get_output_filter_handle(filter_name);
}

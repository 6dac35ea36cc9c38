/* SPDX-License-Identifier: Apache-2.0 */
/* application.c - errors that a handler, script or backend answers.
 *
 * The filter is there from the beginning and steps aside at the first brigade
 * below 400.  For an error it holds what comes, until it knows whether there
 * is a body that stays.
 */
#include "module/body_type.h"
#include "module/drain.h"
#include "module/headers.h"
#include "module/intercept.h"
#include "module/headers_proxy_status.h"
#include "module/httpd_core.h"
#include "module/respond.h"

#include <http_connection.h>
#include <mod_core.h>

static const char filter_name[] = "STATUSPAGES_APPLICATION";

typedef enum application_phase {
    PHASE_HOLDING, /* it is not known yet whether there is a body */
    PHASE_DRAINING /* a page or document has been sent in its place */
} application_phase;

typedef struct application_state {
    application_phase phase;
    sp_body_scan_state scan;
    sp_body_kind kind;
    apr_bucket_brigade *held; /* while holding */
    apr_time_t deadline;      /* while draining: what comes later is refused */
} application_state;

static void insert_application_filter(request_rec *r)
{
    if (r->prev && sp_application_discard_late_error(r)) {
        return;
    }
    if (!r->main && sp_conf_enabled(sp_conf_of(r))) {
        ap_add_output_filter_handle(sp_registry_of(r)->application, NULL, r,
                                    r->connection);
    }
}

static apr_status_t step_aside(ap_filter_t *f, apr_bucket_brigade *bb)
{
    application_state *state = f->ctx;

    ap_remove_output_filter(f);
    if (state && state->held) {
        APR_BRIGADE_PREPEND(bb, state->held);
    }
    return ap_pass_brigade(f->next, bb);
}

/* An error that goes out as it is. */
static apr_status_t keep(ap_filter_t *f, apr_bucket_brigade *bb)
{
    sp_counting_kept(f->r, false);
    return step_aside(f, bb);
}

/* ---- whose answer it is ------------------------------------------------- */

/* May this answer's own body be replaced? */
static bool may_replace(const request_rec *r)
{
    sp_replace level = sp_conf_replace(sp_conf_of(r));

    return !sp_intercept_is_error_document(r)
           && (level == SP_REPLACE_ALL
               || (level == SP_REPLACE_HTML && sp_body_is(r, "text/html")))
           && !sp_body_is_protocol(r);
}

/* May it be replaced if other software has put its built-in text there?  What
 * is replaced in any case need not be looked at. */
static bool may_be_bare(const request_rec *r)
{
    return sp_conf_replace(sp_conf_of(r)) >= SP_REPLACE_BARE
           && !sp_intercept_is_error_document(r) && !may_replace(r);
}

/* To a HEAD the answer has no body; whether a GET's would have one is known
 * only where its body is replaced too. */
static bool must_pass(const request_rec *r)
{
    return sp_conf_replace(sp_conf_of(r)) == SP_REPLACE_CANNED
           || (r->header_only && !may_replace(r)) || sp_body_is_grpc(r);
}

/* ---- what comes of the old body afterwards ------------------------------- */

bool sp_application_discard_late_error(request_rec *r)
{
    application_state *state;
    int answered = 0;

    for (request_rec *one = r; one && !answered; one = one->prev) {
        const sp_request_state *saved = sp_intercept_state(one, false);

        answered = saved ? saved->answered : 0;
    }
    if (!answered || !sp_intercept_is_sent(r)) {
        return false;
    }
    r->status = answered; /* what the log should say */
    state = apr_pcalloc(r->pool, sizeof(*state));
    state->phase = PHASE_DRAINING;
    state->deadline = apr_time_now();
    ap_add_output_filter_handle(sp_registry_of(r)->application, state, r,
                                r->connection);
    return true;
}

/* The page is out, and `bb` is what has come of the old body. */
static apr_status_t finish_page(ap_filter_t *f, apr_bucket_brigade *bb)
{
    application_state *state = f->ctx;

    state->phase = PHASE_DRAINING;
    return sp_drain_begin(&state->deadline, f, bb);
}

/* ---- an ErrorDocument comes first --------------------------------------- */

/* Stock httpd applies ErrorDocument to its own errors only.  Where we would
 * put a page, the administrator's document comes first: an error bucket makes
 * core serve it. */
static bool has_error_document(request_rec *r)
{
    return sp_httpd_core_has_documents(r) && !sp_intercept_is_error_document(r)
           && ap_response_code_string(r, ap_index_of_response(r->status));
}

/* The error bucket costs the answer its headers, and headers for a successful
 * answer are added on the way: so ours are saved.  For httpd the request
 * begins anew with the document; what the handler goes on to write would come
 * behind it. */
static apr_status_t pass_to_error_document(ap_filter_t *f,
                                           apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    apr_bucket_alloc_t *alloc = f->c->bucket_alloc;
    apr_bucket_brigade *error = apr_brigade_create(r->pool, alloc);
    sp_request_state *saved = sp_intercept_state(r, true);
    int status = r->status;

    ap_remove_output_filter(f);
    sp_headers_remove(r);
    saved->document_status = status;
    saved->saved_headers =
        apr_table_overlay(r->pool, r->headers_out, r->err_headers_out);
    r->status = HTTP_OK;
    r->status_line = NULL;
    APR_BRIGADE_INSERT_TAIL(
        error, ap_bucket_error_create(status, NULL, r->pool, alloc));
    APR_BRIGADE_INSERT_TAIL(error, apr_bucket_eos_create(alloc));
    ap_pass_brigade(f->next, error);
    saved->answered = status;
    return finish_page(ap_add_output_filter_handle(
                           sp_registry_of(r)->application, f->ctx, r, f->c),
                       bb);
}

/* ---- the page in place of the body -------------------------------------- */

static apr_status_t replace(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    application_state *state = f->ctx;
    apr_bucket_brigade *page;
    apr_bucket *eos;
    apr_status_t rv;

    if (has_error_document(r)) {
        return pass_to_error_document(f, bb);
    }
    page = apr_brigade_create(r->pool, f->c->bucket_alloc);
    eos = apr_bucket_eos_create(f->c->bucket_alloc);
    APR_BRIGADE_INSERT_TAIL(page, eos);
    sp_headers_remove(r);
    r->chunked = 0;
    sp_defer_add_filter(f, sp_respond(f, eos,
                                      state->kind == SP_BODY_EMPTY
                                          ? SP_COUNTED_FILLED
                                          : SP_COUNTED_REPLACED));
    /* whatever else comes while the page is sent belongs to the old body */
    state->phase = PHASE_DRAINING;
    state->deadline = apr_time_now();
    sp_intercept_state(r, true)->answered = r->status;
    rv = ap_pass_brigade(f->next, page);
    if (rv != APR_SUCCESS) {
        apr_brigade_cleanup(bb);
        return rv;
    }
    return finish_page(f, bb);
}

/* ---- the filter ----------------------------------------------------------*/

static apr_status_t application_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    application_state *state = f->ctx;

    /* stage 3, the page has been sent: take what comes of the old body */
    if (state && state->phase == PHASE_DRAINING) {
        return sp_drain(bb, state->deadline);
    }
    /* stage 1, the first brigade: is this an error that we may explain? */
    if (!state) {
        if (sp_intercept_is_error_document(r) && sp_intercept_wanted(r->prev)) {
            sp_intercept_preserve(r, r->prev);
        }
        if (r->status < HTTP_BAD_REQUEST) {
            return step_aside(f, bb);
        }
        sp_proxy_status_add(r, false);
        if (!sp_intercept_wanted(r)) {
            return step_aside(f, bb);
        }
        if (must_pass(r)) {
            return keep(f, bb);
        }
        f->ctx = state = apr_pcalloc(r->pool, sizeof(*state));
        state->scan.may_be_bare = may_be_bare(r);
    }
    /* stage 2: hold what comes until it is known whether there is a body */
    state->kind = sp_body_scan(&state->scan, r, bb);
    switch (state->kind) {
    case SP_BODY_UNDECIDED:
        return ap_save_brigade(f, &state->held, &bb, r->pool);
    case SP_BODY_EMPTY:
    case SP_BODY_BARE: return replace(f, bb);
    case SP_BODY_DATA: return may_replace(r) ? replace(f, bb) : keep(f, bb);
    case SP_BODY_FAILED: break;
    }
    return keep(f, bb);
}

void sp_application_register(void)
{
    ap_register_output_filter(filter_name, application_filter, NULL,
                              (ap_filter_type)SP_FILTER_TYPE);
    ap_hook_insert_filter(insert_application_filter, NULL, NULL, APR_HOOK_LAST);
}

void sp_application_prepare(sp_registry *registry)
{
    registry->application = ap_get_output_filter_handle(filter_name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* intercept.c - where errors come by.
 *
 * Two places, because no single hook of httpd sees every error:
 *   local        httpd answers by itself: the insert_error_filter hook, which
 *                runs before core clears the response's fields
 *   application  a handler, script or backend answered: a filter that steps
 *                aside at the first brigade below 400
 * Both run before any compressor and cache (AP_FTYPE_CONTENT_SET - 5).  State
 * is in the filter's own context, never in the request: one request may be
 * answered twice, when the first answer is discarded by a later filter.
 */
#include "core/status.h"
#include "module/module.h"

#include <apr_strings.h>
#include <http_connection.h>
#include <mod_core.h>

APLOG_USE_MODULE(statuspages);

enum { FILTER_TYPE = AP_FTYPE_CONTENT_SET - 5 };

static const char local_name[] = "STATUSPAGES_LOCAL";
static const char application_name[] = "STATUSPAGES_APPLICATION";

/* ---- shared decisions ------------------------------------------------------ */

static bool wanted(request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return sp_conf_enabled(conf) && sp_conf_covers(conf, r->status)
           && !apr_table_get(r->subprocess_env, "no-statuspages");
}

/* ---- local: httpd's own answers ---------------------------------------------- */

typedef struct local_state {
    const char *allow; /* a backend's Allow, which core is about to replace */
} local_state;

/* Which status' text we have blanked, so that a second pass does not take our
 * blank for the administrator's words. */
typedef struct blank_mark {
    int status;
} blank_mark;

static blank_mark *mark_of(request_rec *r)
{
    blank_mark *mark
        = ap_get_module_config(r->request_config, &statuspages_module);

    if (!mark) {
        mark = apr_pcalloc(r->pool, sizeof(*mark));
        ap_set_module_config(r->request_config, &statuspages_module, mark);
    }
    return mark;
}

/* An ErrorDocument text, or a module's ap_custom_response(): theirs wins.  A
 * path here has failed already, and a full URL never comes here. */
static bool has_own_text(request_rec *r, const blank_mark *mark)
{
    const core_request_config *request
        = ap_get_core_module_config(r->request_config);
    const core_dir_config *dir = ap_get_core_module_config(r->per_dir_config);
    const char *text;

    if ((!request || !request->response_code_strings)
        && (!dir || !dir->response_code_exprs)) {
        return false;
    }
    text = ap_response_code_string(r, ap_index_of_response(r->status));
    return text && text[0] == '"'
           && !(mark->status == r->status && text[1] == '\0');
}

/* mod_cache is about to answer with what it has stored; or the fields are on
 * the wire already, and only stock behaviour is left.  Names of filters are
 * kept in lower case. */
static bool too_late(const request_rec *r)
{
    bool fields_to_come = false;

    for (const ap_filter_t *f = r->output_filters; f; f = f->next) {
        const char *name = f->frec->name;

        if (strcmp(name, "cache_out") == 0) {
            return true;
        }
        if (strcmp(name, "http_header") == 0
            || strcmp(name, "h2_c2_response_out") == 0) {
            fields_to_come = true;
        }
    }
    return !fields_to_come;
}

/* Codes that httpd has no line for go out as 500 unless they bring one. */
static void mend_status_line(request_rec *r)
{
    bool unknown = r->status != HTTP_INTERNAL_SERVER_ERROR
                   && ap_index_of_response(r->status)
                          == ap_index_of_response(HTTP_INTERNAL_SERVER_ERROR);

    if (unknown && (!r->status_line || atoi(r->status_line) != r->status)) {
        sp_span phrase = sp_status_find(r->status)->phrase;

        r->status_line = apr_psprintf(r->pool, "%d %.*s", r->status,
                                      (int)phrase.len, phrase.ptr);
    }
}

static void insert_local(request_rec *r)
{
    blank_mark *mark;
    local_state *state;

    if (!ap_is_HTTP_ERROR(r->status) || r->main || !wanted(r)
        || too_late(r)) {
        return;
    }
    sp_headers_rescue(r, r->headers_out);
    mend_status_line(r);
    mark = mark_of(r);
    if (has_own_text(r, mark)) {
        return;
    }
    state = apr_pcalloc(r->pool, sizeof(*state));
    if (r->status == HTTP_METHOD_NOT_ALLOWED
        || r->status == HTTP_NOT_IMPLEMENTED) {
        state->allow = apr_table_get(r->headers_out, "Allow");
    }
    /* A first pass over this answer may have set them; core does not reset
     * them before the second. */
    r->chunked = 0;
    r->bytes_sent = 0;
    ap_custom_response(r, r->status, "");
    mark->status = r->status;
    ap_add_output_filter(local_name, state, r, r->connection);
}

static apr_status_t answer_local(ap_filter_t *f, apr_bucket_brigade *bb)
{
    const local_state *state = f->ctx;
    apr_bucket *e = APR_BRIGADE_FIRST(bb);

    while (e != APR_BRIGADE_SENTINEL(bb)) {
        apr_bucket *next = APR_BUCKET_NEXT(e);

        if (AP_BUCKET_IS_ERROR(e) || AP_BUCKET_IS_EOC(e)) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
        if (APR_BUCKET_IS_EOS(e)) {
            ap_remove_output_filter(f);
            sp_respond(f, e, state->allow);
            return ap_pass_brigade(f->next, bb);
        }
        if (!APR_BUCKET_IS_METADATA(e) || APR_BUCKET_IS_FLUSH(e)) {
            apr_bucket_delete(e);
        }
        e = next;
    }
    return APR_SUCCESS;
}

/* ---- application: what handlers, scripts and backends answer -------------------- */

typedef struct application_state {
    apr_bucket_brigade *held; /* until it is known whether there is a body */
    bool replacing;           /* the page is out: swallow the rest */
} application_state;

static void insert_application(request_rec *r)
{
    if (!r->main && sp_conf_enabled(sp_conf_of(r))) {
        ap_add_output_filter(application_name, NULL, r, r->connection);
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

/* The answer of an ErrorDocument: the administrator's own page. */
static bool is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

static bool starts_with(const char *text, const char *start)
{
    return text && strncasecmp(text, start, strlen(start)) == 0;
}

/* gRPC speaks in trailers, event streams never end, and WebDAV's XML is read
 * by programs: none of them is ever a text for people. */
static bool is_protocol_body(const request_rec *r)
{
    return starts_with(r->content_type, "application/grpc")
           || starts_with(r->content_type, "text/event-stream")
           || ((starts_with(r->content_type, "text/xml")
                || starts_with(r->content_type, "application/xml"))
               && r->handler && strcmp(r->handler, "dav-handler") == 0);
}

/* May this answer's own body be replaced? */
static bool may_replace(const request_rec *r)
{
    sp_replace level = sp_conf_replace(sp_conf_of(r));

    if (is_error_document(r) || is_protocol_body(r)) {
        return false;
    }
    return level == SP_REPLACE_ALL
           || (level == SP_REPLACE_HTML
               && starts_with(r->content_type, "text/html"));
}

/* Stock httpd applies ErrorDocument to its own errors only.  Where we would
 * put a page, the administrator's document comes first: an error bucket makes
 * core serve it. */
static bool has_error_document(request_rec *r)
{
    const core_dir_config *dir = ap_get_core_module_config(r->per_dir_config);

    return dir && dir->response_code_exprs && !is_error_document(r)
           && ap_response_code_string(r, ap_index_of_response(r->status));
}

static apr_status_t hand_over(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    apr_bucket_alloc_t *alloc = f->c->bucket_alloc;
    int status = r->status;

    ap_remove_output_filter(f);
    apr_brigade_cleanup(bb);
    sp_headers_strip(r);
    r->status = HTTP_OK;
    r->status_line = NULL;
    APR_BRIGADE_INSERT_TAIL(bb,
                            ap_bucket_error_create(status, NULL, r->pool,
                                                   alloc));
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(alloc));
    return ap_pass_brigade(f->next, bb);
}

/* Put the page in place of the body; `at_end`: all of it has come. */
static apr_status_t replace(ap_filter_t *f, application_state *state,
                            apr_bucket_brigade *bb, bool at_end)
{
    apr_bucket *eos = apr_bucket_eos_create(f->c->bucket_alloc);

    if (has_error_document(f->r)) {
        return hand_over(f, bb);
    }
    apr_brigade_cleanup(bb);
    sp_headers_strip(f->r);
    f->r->chunked = 0;
    APR_BRIGADE_INSERT_TAIL(bb, eos);
    sp_respond(f, eos, NULL);
    if (at_end) {
        ap_remove_output_filter(f);
    }
    else {
        state->replacing = true;
    }
    return ap_pass_brigade(f->next, bb);
}

typedef enum body_kind {
    BODY_UNDECIDED, /* neither data nor end so far */
    BODY_EMPTY,
    BODY_DATA,
    BODY_FAILED /* an error bucket, or reading failed */
} body_kind;

/* A script's pipe tells its length only when it is read. */
static body_kind look(apr_bucket_brigade *bb)
{
    for (apr_bucket *e = APR_BRIGADE_FIRST(bb);
         e != APR_BRIGADE_SENTINEL(bb);) {
        apr_bucket *next;
        const char *data;
        apr_size_t len = 0;

        if (AP_BUCKET_IS_ERROR(e) || AP_BUCKET_IS_EOC(e)) {
            return BODY_FAILED;
        }
        if (APR_BUCKET_IS_EOS(e)) {
            return BODY_EMPTY;
        }
        if (APR_BUCKET_IS_METADATA(e)) {
            next = APR_BUCKET_NEXT(e);
            /* a flush would send the fields before it is decided */
            if (APR_BUCKET_IS_FLUSH(e)) {
                apr_bucket_delete(e);
            }
            e = next;
            continue;
        }
        if (e->length == (apr_size_t)-1
            && apr_bucket_read(e, &data, &len, APR_BLOCK_READ)
                   != APR_SUCCESS) {
            return BODY_FAILED;
        }
        if (e->length > 0) {
            return BODY_DATA;
        }
        next = APR_BUCKET_NEXT(e);
        apr_bucket_delete(e);
        e = next;
    }
    return BODY_UNDECIDED;
}

static apr_status_t swallow(ap_filter_t *f, apr_bucket_brigade *bb)
{
    for (apr_bucket *e = APR_BRIGADE_FIRST(bb); e != APR_BRIGADE_SENTINEL(bb);
         e = APR_BUCKET_NEXT(e)) {
        if (AP_BUCKET_IS_EOC(e)) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
        if (APR_BUCKET_IS_EOS(e)) {
            ap_remove_output_filter(f);
            break;
        }
    }
    apr_brigade_cleanup(bb);
    return APR_SUCCESS;
}

/* The fields of the first answer, which the error bucket has cost. */
static void rescue_for_document(request_rec *r)
{
    if (is_error_document(r) && wanted(r->prev)) {
        sp_headers_rescue(r, r->prev->headers_out);
    }
}

static bool must_pass(request_rec *r)
{
    return r->status < HTTP_BAD_REQUEST || !wanted(r)
           || (r->header_only && !may_replace(r))
           || starts_with(r->content_type, "application/grpc");
}

static apr_status_t answer_application(ap_filter_t *f, apr_bucket_brigade *bb)
{
    application_state *state = f->ctx;
    body_kind body;

    if (state && state->replacing) {
        return swallow(f, bb);
    }
    if (!state) {
        rescue_for_document(f->r);
        if (must_pass(f->r)) {
            return step_aside(f, bb);
        }
        f->ctx = state = apr_pcalloc(f->r->pool, sizeof(*state));
    }
    body = look(bb);
    if (body == BODY_EMPTY) {
        return replace(f, state, bb, true);
    }
    if (body == BODY_DATA && may_replace(f->r)) {
        bool at_end = APR_BUCKET_IS_EOS(APR_BRIGADE_LAST(bb));

        return replace(f, state, bb, at_end);
    }
    if (body != BODY_UNDECIDED) {
        return step_aside(f, bb);
    }
    return ap_save_brigade(f, &state->held, &bb, f->r->pool);
}

void sp_intercept_register(apr_pool_t *pool)
{
    /* After mod_cache, so that a stale answer of its is seen in the chain. */
    static const char *const before[] = { "mod_cache.c", "mod_headers.c", NULL };

    (void)pool;
    ap_register_output_filter(local_name, answer_local, NULL,
                              (ap_filter_type)FILTER_TYPE);
    ap_register_output_filter(application_name, answer_application, NULL,
                              (ap_filter_type)FILTER_TYPE);
    ap_hook_insert_error_filter(insert_local, before, NULL, APR_HOOK_LAST);
    ap_hook_insert_filter(insert_application, NULL, NULL, APR_HOOK_LAST);
}

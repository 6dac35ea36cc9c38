/* SPDX-License-Identifier: Apache-2.0 */
/* headers.c - which headers of a replaced response go, and which are
 * required. */
#include "module/headers.h"

#include "module/allow.h"
#include "module/backend.h"
#include "module/grammar.h"
#include "module/intercept.h"

#include <apr_strings.h>

/* Headers that describe the body that is replaced. */
static const char *const described[] = {
    "Content-Encoding",    "Content-Language", "Content-MD5",
    "Content-Disposition", "Content-Location", "Content-Digest",
    "Repr-Digest",         "Digest",           "Trailer",
    "Accept-Ranges",       "Content-Length",   "Transfer-Encoding"
};

/* The same, but they describe the target when the status is 412. */
static const char *const validators[] = { "ETag", "Last-Modified" };

const char *sp_headers_get(const request_rec *r, const char *name)
{
    const char *value = NULL;

    /* mostly there is nothing in them yet */
    if (!apr_is_empty_table(r->err_headers_out)) {
        value = apr_table_get(r->err_headers_out, name);
    }
    if (!value && !apr_is_empty_table(r->headers_out)) {
        value = apr_table_get(r->headers_out, name);
    }
    return value;
}

const char *sp_headers_get_valid(const request_rec *r, const char *name,
                                 sp_grammar grammar)
{
    const char *value = sp_headers_get(r, name);

    return value && sp_grammar_matches(grammar, value) ? value : NULL;
}

/* ---- headers that go ----------------------------------------------------- */

static void unset_both(request_rec *r, const char *name)
{
    apr_table_unset(r->headers_out, name);
    apr_table_unset(r->err_headers_out, name);
}

void sp_headers_remove(request_rec *r)
{
    for (size_t i = 0; i < SP_COUNT(described); i++) {
        unset_both(r, described[i]);
    }
    if (r->status != HTTP_PRECONDITION_FAILED) {
        for (size_t i = 0; i < SP_COUNT(validators); i++) {
            unset_both(r, validators[i]);
        }
    }
    if (r->status != HTTP_RANGE_NOT_SATISFIABLE) {
        unset_both(r, "Content-Range");
    }
    r->content_encoding = NULL;
    r->content_languages = NULL;
    if (r->trailers_out) {
        apr_table_clear(r->trailers_out);
    }
}

/* ---- headers that are required ------------------------------------------- */

static void set(request_rec *r, const char *name, const char *value)
{
    unset_both(r, name);
    apr_table_setn(r->err_headers_out, name, value);
}

/* RFC 9110 15.5.6: a MUST.  `allow` is what a backend said.  mod_dav allows
 * what it can do anywhere, and so what it has just refused here. */
static void require_allow(request_rec *r, const char *allow)
{
    if (!allow && r->status == HTTP_METHOD_NOT_ALLOWED) {
        allow = sp_allow_own(r);
    }
    if (allow) {
        set(r, "Allow", allow);
    }
}

/* Was a file about to be sent as it is?  Core gives a file without a handler
 * its media type as handler's name; scripts and backends have other names. */
static bool is_plain_file(const request_rec *r)
{
    const char *type = r->content_type;
    size_t n;

    if (r->finfo.filetype != APR_REG || r->proxyreq || !r->handler
        || sp_headers_get(r, "Content-Encoding")) {
        return false;
    }
    n = type ? strcspn(type, "; ") : 0;
    return strcmp(r->handler, "default-handler") == 0
           || (n && strncmp(r->handler, type, n) == 0 && r->handler[n] == '\0');
}

const char *sp_headers_length(const request_rec *r)
{
    /* a filter that changes the body takes Last-Modified away */
    if (r->status != HTTP_RANGE_NOT_SATISFIABLE || !is_plain_file(r)
        || !apr_table_get(r->headers_out, "Last-Modified")) {
        return NULL;
    }
    return apr_psprintf(r->pool, "bytes */%" APR_OFF_T_FMT, r->finfo.size);
}

/* RFC 9110 15.5.22: a MUST.  Over TLS only a newer HTTP is left to ask for;
 * HTTP/2 has no such header; what a backend meant is not known. */
static void require_upgrade(request_rec *r)
{
    if (r->status != HTTP_UPGRADE_REQUIRED || r->proto_num >= 2000
        || r->proxyreq) {
        return;
    }
    if (!sp_headers_get(r, "Upgrade")) {
        set(r, "Upgrade",
            strcmp(ap_http_scheme(r), "https") == 0 ? "HTTP/2.0"
                                                    : "TLS/1.2, HTTP/1.1");
    }
    if (!ap_find_token(r->pool, sp_headers_get(r, "Connection"), "upgrade")) {
        apr_table_mergen(r->err_headers_out, "Connection", "upgrade");
    }
}

/* What a backend's worker knows, or else what the administrator says. */
static int64_t known_wait(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);
    int64_t wait = r->status == HTTP_SERVICE_UNAVAILABLE && r->proxyreq
                       ? sp_backend_retry_after(r)
                       : 0;

    return wait <= 0 && conf->retry_after
               ? sp_retry_after_for(conf->retry_after, r->status)
               : wait;
}

void sp_headers_retry_after(request_rec *r)
{
    int64_t wait = known_wait(r);

    if (wait > 0 && !sp_headers_get(r, "Retry-After")) {
        sp_headers_set_retry_after(r, wait);
    }
}

void sp_headers_set_retry_after(request_rec *r, int64_t seconds)
{
    set(r, "Retry-After",
        apr_psprintf(r->pool, "%" APR_INT64_T_FMT, (apr_int64_t)seconds));
}

void sp_headers_require(request_rec *r, const sp_required_headers *required)
{
    /* Core says what this server allows, and that is all that is known here. */
    if (sp_intercept_forwarded(r)) {
        unset_both(r, "Allow");
        return;
    }
    require_allow(r, required->allow);
    if (required->length && !sp_headers_get(r, "Content-Range")) {
        set(r, "Content-Range", required->length);
    }
    require_upgrade(r);
}

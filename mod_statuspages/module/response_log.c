/* SPDX-License-Identifier: Apache-2.0 */
/* Tells both logs of each explained error: what and whose it was, under which
 * reference. */
#include "module/response_log.h"

#include "core/rate_limit.h"
#include "module/headers_reference.h"
#include "module/intercept.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* ---- its cause ------------------------------------------------------------*/

typedef struct cause_row {
    const char *begins; /* the reason that mod_proxy notes */
    const char *name;   /* RFC 9209 2.3 */
} cause_row;

static const cause_row causes[] = {
    { "DNS lookup failure", "dns_error" },
    { "Error during SSL Handshake", "tls_protocol_error" },
    { "Error reading from remote server", "http_response_incomplete" },
    { "Corrupt status line", "http_protocol_error" },
    { "Malformed connection header", "http_protocol_error" },
    { "Too many (", "http_protocol_error" },
    { "Unexpected Upgrade", "http_upgrade_failed" },
    { "Timeout on 100-Continue", "http_response_timeout" },
    { "Connect to remote machine blocked", "http_request_denied" },
    { "Max-Forwards has reached zero", "proxy_loop_detected" },
};

/* Why mod_proxy could not ask a backend, or not understand it; NULL: no such
 * thing.  The text goes on with what clients and backends have sent, so only
 * its beginning is compared, and nothing of it is logged. */
static const char *reason_of(const request_rec *r)
{
    static const char before[] = "Reason: <strong>";
    const char *note = apr_table_get(r->notes, "error-notes");
    const char *reason = r->proxyreq && note ? strstr(note, before) : NULL;

    return reason ? reason + sizeof(before) - 1 : NULL;
}

static const char *cause_of(const request_rec *r, const sp_facts *facts)
{
    const char *reason = reason_of(r);

    if (facts->notice) {
        return "maintenance";
    }
    if (r->proxyreq && apr_table_get(r->notes, "proxy_timedout")) {
        return "http_response_timeout";
    }
    for (size_t i = 0; reason && i < SP_COUNT(causes); i++) {
        size_t n = strlen(causes[i].begins);

        if (strncmp(reason, causes[i].begins, n) == 0) {
            return causes[i].name;
        }
    }
    return NULL;
}

/* ---- whose error it was ---------------------------------------------------*/

/* server: httpd itself; proxy: httpd, which got no answer from a backend, or
 * none that it understood; backend: it answered so; application: a script or
 * handler did; gateway: a server that asks statuspages-backend for the page. */
static const char *source_of(const ap_filter_t *f)
{
    const request_rec *r = f->r;

    if (sp_intercept_forwarded(r)) {
        return "gateway";
    }
    if (f->frec == sp_registry_of(r)->application) {
        return r->proxyreq ? "backend" : "application";
    }
    if (!r->proxyreq) {
        return "server";
    }
    if (reason_of(r)) {
        return "proxy";
    }
    /* ProxyErrorOverride leaves the backend's status line */
    return sp_intercept_has_line(r) ? "backend"
           : r->status == HTTP_BAD_GATEWAY
                   || r->status == HTTP_SERVICE_UNAVAILABLE
                   || r->status == HTTP_GATEWAY_TIME_OUT
               ? "proxy"
               : "server";
}

/* ---- the line -------------------------------------------------------------*/

/* A site's own failures deserve a line where the stock settings show it, for
 * with stock log formats nothing else leads from the reference on a page to the
 * log; a site that is down for maintenance has not failed.  Where level info is
 * shown, all lines are. */
static bool may_warn(const request_rec *r, const sp_facts *facts,
                     unsigned *suppressed)
{
    if (r->status < HTTP_INTERNAL_SERVER_ERROR || facts->notice) {
        return false;
    }
    return APLOG_R_IS_LEVEL(r, APLOG_INFO)
           || sp_rate_limit_allows(sp_registry_of(r)->log_limit,
                                   (uint32_t)apr_time_sec(apr_time_now()),
                                   SP_RESPONSE_LOG_MAX, suppressed);
}

void sp_response_log(const ap_filter_t *f, const sp_facts *facts)
{
    const request_rec *r = f->r;
    unsigned suppressed = 0;
    int level = may_warn(r, facts, &suppressed) ? APLOG_WARNING : APLOG_INFO;
    const char *cause;

    sp_headers_reference_note(f->r, facts->reference);
    if (!APLOG_R_IS_LEVEL(r, level)) {
        return;
    }
    cause = cause_of(r, facts);
    ap_log_rerror(
        APLOG_MARK, level, 0, r,
        SP_LOGNO(00001) "status=%d reference=%.*s source=%s%s%s%s", r->status,
        (int)facts->reference.len, facts->reference.ptr, source_of(f),
        cause ? " cause=" : "", cause ? cause : "",
        suppressed ? apr_psprintf(r->pool, " suppressed=%u", suppressed) : "");
}

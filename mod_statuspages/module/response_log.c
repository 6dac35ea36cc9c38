/* SPDX-License-Identifier: Apache-2.0 */
/* Tells both logs of each explained error: what and whose it was, under which
 * reference. */
#include "module/response_log.h"

#include "core/log_throttle.h"
#include "module/headers_reference.h"
#include "module/proxy_error.h"
#include "module/source.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* What is known of the cause, in the words of RFC 9209 2.3; NULL: nothing.
 * 407 is no failure on the way to a backend. */
static const char *cause_of(request_rec *r, const sp_facts *facts)
{
    if (facts->maintenance) {
        return "maintenance";
    }
    return facts->source == SP_SOURCE_PROXY
                   && r->status >= HTTP_INTERNAL_SERVER_ERROR
               ? sp_proxy_error_name(sp_proxy_error_of(sp_source_request(r)))
               : NULL;
}

/* ---- the line -------------------------------------------------------------*/

/* A site's own failures deserve a line where the stock settings show it, for
 * with stock log formats nothing else leads from the reference on a page to the
 * log; a site that is down for maintenance has not failed.  Where level info is
 * shown, all lines are. */
static bool may_warn(const request_rec *r, const sp_facts *facts,
                     unsigned *suppressed)
{
    if (r->status < HTTP_INTERNAL_SERVER_ERROR || facts->maintenance) {
        return false;
    }
    return APLOG_R_IS_LEVEL(r, APLOG_INFO)
           || sp_log_throttle_allows(sp_registry_of(r)->log_throttle,
                                     (uint32_t)apr_time_sec(apr_time_now()),
                                     SP_RESPONSE_LOG_MAX, suppressed);
}

void sp_response_log(request_rec *r, const sp_facts *facts)
{
    unsigned suppressed = 0;
    int level = may_warn(r, facts, &suppressed) ? APLOG_WARNING : APLOG_INFO;
    const char *cause;

    sp_headers_reference_note(r, facts->reference);
    if (!APLOG_R_IS_LEVEL(r, level)) {
        return;
    }
    cause = cause_of(r, facts);
    ap_log_rerror(
        APLOG_MARK, level, 0, r,
        SP_LOGNO(00001) "status=%d reference=%.*s source=%s%s%s%s", r->status,
        (int)facts->reference.len, facts->reference.ptr,
        sp_status_source_name(facts->source), cause ? " cause=" : "",
        cause ? cause : "",
        suppressed ? apr_psprintf(r->pool, " suppressed=%u", suppressed) : "");
}

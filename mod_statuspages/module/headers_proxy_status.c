/* SPDX-License-Identifier: Apache-2.0 */
/* headers_proxy_status.c - StatusPagesProxyStatus: tells clients with
 * Proxy-Status what went wrong on the way to a backend, and nothing about the
 * backend itself. */
#include "module/headers_proxy_status.h"

#include "core/structured_field.h"
#include "module/directives.h"
#include "module/intercept.h"
#include "module/source.h"

#include <apr_strings.h>

enum { NAME_MAX_BYTES = 128 };

/* ---- the directive --------------------------------------------------------*/

const char *sp_directive_proxy_status(cmd_parms *cmd, void *dir_conf,
                                      const char *name)
{
    sp_conf *conf = dir_conf;
    sp_registry *registry = sp_registry_of_server(cmd->server);

    if (strcasecmp(name, "off") == 0) {
        conf->proxy_status = "";
        return NULL;
    }
    conf->proxy_status = *name == '\0' || strlen(name) > NAME_MAX_BYTES
                             ? NULL
                             : sp_structured_name(name, cmd->pool);
    if (!conf->proxy_status) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesProxyStatus: \"%s\" is not a name: "
                            "write 1 to %d visible ASCII characters and "
                            "spaces, or Off",
                            name, (int)NAME_MAX_BYTES);
    }
    if (!registry->has_proxy_status) {
        registry->has_proxy_status = true;
        sp_proxy_error_register_log();
    }
    return NULL;
}

/* ---- for a request ------------------------------------------------------- */

/* Was nobody asked yet?  As far as that can be told: what else it is called is
 * true as well. */
static bool is_unasked(const request_rec *r)
{
    return !r->content_type && !r->status_line
           && !apr_table_get(r->notes, "proxy-source-port");
}

/* This server refuses what it would have passed on. */
static sp_proxy_error refusal(const request_rec *r)
{
    bool denied = r->status == HTTP_UNAUTHORIZED || r->status == HTTP_FORBIDDEN
                  || r->status == HTTP_PROXY_AUTHENTICATION_REQUIRED;

    if (r->status < HTTP_INTERNAL_SERVER_ERROR) {
        return denied && is_unasked(r) ? SP_PROXY_ERROR_DENIED
                                       : SP_PROXY_ERROR_REQUEST;
    }
    return is_unasked(r) ? SP_PROXY_ERROR_LOCAL : SP_PROXY_ERROR_UNKNOWN;
}

static const char *member_of(const char *name, request_rec *r,
                             sp_status_source source)
{
    request_rec *first = sp_source_request(r);
    const char *error;

    if (source == SP_SOURCE_APPLICATION || source == SP_SOURCE_BACKEND) {
        return apr_psprintf(r->pool, "%s; received-status=%d", name, r->status);
    }
    error = sp_proxy_error_name(
        source == SP_SOURCE_PROXY
                && first->status != HTTP_PROXY_AUTHENTICATION_REQUIRED
            ? sp_proxy_error_of(first)
            : refusal(first));
    return error ? apr_pstrcat(r->pool, name, "; error=", error, NULL) : name;
}

/* An error is answered again when its first answer is given up, and a document
 * may stand in for it. */
static bool is_sent(request_rec *r)
{
    for (; r; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && saved->proxy_status_sent) {
            return true;
        }
    }
    return false;
}

/* RFC 9209 2: behind what a backend has added.  httpd sends err_headers_out
 * first; core empties headers_out before it answers by itself. */
void sp_proxy_status_add(request_rec *r, bool local)
{
    const request_rec *first = sp_source_request(r);
    const char *name = sp_conf_of(first)->proxy_status;

    if (!name || !*name || !first->proxyreq || !sp_intercept_wanted(first)
        || is_sent(r)) {
        return;
    }
    sp_intercept_state(r, true)->proxy_status_sent = true;
    apr_table_addn(local ? r->err_headers_out : r->headers_out, "Proxy-Status",
                   member_of(name, r, sp_source_of(r, local)));
}

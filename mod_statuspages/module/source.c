/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - who decided the status of a request, by what httpd and mod_proxy
 * leave in it.  What they do not tell is not known.
 *
 *   httpd answers by itself, mod_proxy asked nobody      server
 *   ... mod_proxy's handler returned this 5xx, or 407    proxy
 *   ... mod_proxy overrides the status of a backend      application or backend
 *   ... the handler is not one of httpd                  not known
 *   a handler wrote the answer: httpd, for a plain file  server
 *   ... mod_proxy, from FastCGI, uwsgi, SCGI or AJP      application
 *   ... mod_proxy, from anything else                    backend
 *   ... any other                                        application
 */
#include "module/source.h"

#include "module/intercept.h"

request_rec *sp_source_request(request_rec *r)
{
    while (sp_intercept_is_error_document(r) && r->prev->status == r->status) {
        r = r->prev;
    }
    return r;
}

/* mod_proxy_http, mod_proxy_ajp and mod_proxy_uwsgi leave a note; the others
 * only the line that the backend sent.  A line of mod_proxy's own comes with
 * the reason why it has no answer. */
bool sp_source_is_overridden(const request_rec *r)
{
    return r->proxyreq
           && (apr_table_get(r->notes, "proxy-error-override")
               || (sp_intercept_has_line(r)
                   && !apr_table_get(r->notes, "error-notes")));
}

/* "proxy:fcgi://...", "proxy:unix:/run/x.sock|fcgi://..."; of a balancer the
 * worker that was elected. */
static const char *scheme_of(const request_rec *r)
{
    const char *worker =
        apr_table_get(r->subprocess_env, "BALANCER_WORKER_NAME");
    const char *url = r->filename ? r->filename : "";
    const char *bar;

    if (strncmp(url, "proxy:", 6) == 0) {
        url += 6;
    }
    if (worker && strncasecmp(url, "balancer:", 9) == 0) {
        url = worker;
    }
    bar = strncasecmp(url, "unix:", 5) == 0 ? strchr(url, '|') : NULL;
    return bar ? bar + 1 : url;
}

/* Whom mod_proxy asks, by the protocol. */
static sp_status_source behind(const request_rec *r)
{
    static const char *const gateways[] = { "fcgi:", "uwsgi:", "scgi:",
                                            "ajp:" };
    const char *scheme = scheme_of(r);

    for (size_t i = 0; i < SP_COUNT(gateways); i++) {
        if (strncasecmp(scheme, gateways[i], strlen(gateways[i])) == 0) {
            return SP_SOURCE_APPLICATION;
        }
    }
    return SP_SOURCE_BACKEND;
}

/* Core calls what has no handler by its media type; so does mod_php what is of
 * its own. */
static bool is_media_type(const char *name)
{
    return strchr(name, '/') && strncmp(name, "application/x-httpd-", 20) != 0;
}

/* Is it httpd that serves this itself: files, folders, what its own modules
 * make?  mod_cgi and mod_cgid pass on what a script says, and return an error
 * only where it says nothing. */
static bool is_own_handler(const request_rec *r, bool returned)
{
    static const char *const own[] = { "default-handler",  "type-map",
                                       "server-parsed",    "redirect-handler",
                                       "server-status",    "server-info",
                                       "balancer-manager", "ldap-status" };
    static const char *const programs[] = { "cgi-script", "send-as-is",
                                            "application/x-httpd-cgi" };
    const char *name = r->handler;

    if (name && strncmp(name, "statuspages-", 12) == 0) {
        return true;
    }
    for (size_t i = 0; name && i < SP_COUNT(own); i++) {
        if (strcmp(name, own[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; name && i < SP_COUNT(programs); i++) {
        if (strcmp(name, programs[i]) == 0) {
            return returned;
        }
    }
    return !name || !*name || is_media_type(name);
}

/* A bucket that says 502 comes from a backend that broke off what it had
 * begun. */
static bool has_proxy_failed(request_rec *r)
{
    const sp_request_state *saved = sp_intercept_state(r, false);

    if (saved && saved->proxy_status == r->status) {
        return r->status >= HTTP_INTERNAL_SERVER_ERROR;
    }
    return r->status == HTTP_BAD_GATEWAY
           && apr_table_get(r->notes, "proxy-status");
}

static sp_status_source source_of_local(request_rec *r)
{
    if (r->proxyreq) {
        return sp_source_is_overridden(r) ? behind(r)
               : has_proxy_failed(r)
                       || (r->proxyreq == PROXYREQ_PROXY
                           && r->status == HTTP_PROXY_AUTHENTICATION_REQUIRED)
                   ? SP_SOURCE_PROXY
                   : SP_SOURCE_SERVER;
    }
    return is_own_handler(r, true) ? SP_SOURCE_SERVER : SP_SOURCE_UNKNOWN;
}

sp_status_source sp_source_of(request_rec *r, bool local)
{
    request_rec *first = sp_source_request(r);

    if (first != r) {
        const sp_request_state *saved = sp_intercept_state(first, false);

        local = !saved || saved->document_status != first->status;
    }
    if (sp_intercept_forwarded(first)) {
        return SP_SOURCE_UNKNOWN; /* a gateway asks, and does not say */
    }
    return local                          ? source_of_local(first)
           : first->proxyreq              ? behind(first)
           : is_own_handler(first, false) ? SP_SOURCE_SERVER
                                          : SP_SOURCE_APPLICATION;
}

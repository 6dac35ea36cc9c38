/* SPDX-License-Identifier: Apache-2.0 */
/* heal.c - StatusPagesHeal: a visitor whose cookies have become too large for
 * the server gets in again with one click.
 *
 * The page for the error has a form that sends a POST to an address of ours.
 * That request has the same cookies, so httpd refuses it before it looks for a
 * handler; but the request line has been read by then, and the refusal still
 * runs the insert_error_filter hook.  There the answer becomes a redirect to
 * the home page that has the browser delete the cookies (Clear-Site-Data).
 * Where the cookies are not sent to our address, because they are for another
 * folder, or are gone already, the quick_handler hook answers the same.
 *
 * Nobody else can have them deleted.  The form carries a token that is made for
 * the client's address and a few minutes, and the browser must say that the
 * form was on a page of this site: in Origin, which comes before the cookies,
 * or in Sec-Fetch-Site.  A field of the request that comes after the one that
 * is too large is not read.
 */
#include "module/heal.h"

#include "core/client_token.h"
#include "module/directives.h"
#include "module/facts.h"

#include <apr_strings.h>
#include <mod_core.h>

APLOG_USE_MODULE(statuspages);

static const char address[] = "/statuspages-heal";

/* The longest name and value that browsers store (RFC 6265 6.1). */
enum { COOKIE_MAX = 4096 };

/* ---- what a request is ----------------------------------------------------*/

static bool is_for_us(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return sp_conf_heals(conf) && sp_conf_enabled(conf) && !r->main && !r->prev
           && r->uri && strcmp(r->uri, address) == 0;
}

static bool is_secure(const request_rec *r)
{
    return strcmp(ap_http_scheme(r), "https") == 0;
}

/* Has httpd refused it while it read the fields?  Then it has not come so far
 * as to read a body.  HTTP/1 gets a 400, HTTP/2 a 431. */
static bool is_refused_early(const request_rec *r)
{
    const ap_filter_t *f = r->input_filters;

    while (f && f->frec != ap_http_input_filter_handle) {
        f = f->next;
    }
    return !f && !r->main && !r->prev && sp_facts_has_stored_data(r);
}

/* May it be the cookies that are too large?  Fields that were read before the
 * one that is too large are known.  In HTTP/2 there may be a field for each
 * cookie, and those that still fit have been read, too. */
static bool may_be_cookies(const request_rec *r)
{
    const char *cookies = apr_table_get(r->headers_in, "Cookie");
    size_t limit = (size_t)r->server->limit_req_fieldsize;
    size_t read = cookies ? strlen(cookies) : 0;
    int most = r->server->limit_req_fields;

    if (most > 0 && apr_table_elts(r->headers_in)->nelts >= most) {
        return false; /* there are too many fields */
    }
    return !cookies || read + (r->proto_num >= 2000 ? COOKIE_MAX : 0) > limit;
}

/* Clients that share a network part of IPv6 are one: browsers change the rest
 * from time to time. */
static sp_span client_of(const request_rec *r)
{
    enum { IPV6_BYTES = 16, IPV6_NETWORK = 8 };
    static const char mapped[] = "\0\0\0\0\0\0\0\0\0\0\xff\xff";
    const apr_sockaddr_t *client = r->connection->client_addr;
    sp_span bytes = { NULL, 0 };

    if (client && client->ipaddr_ptr) {
        bytes = (sp_span){ client->ipaddr_ptr, (size_t)client->ipaddr_len };
    }
    if (bytes.len == IPV6_BYTES
        && memcmp(bytes.ptr, mapped, sizeof(mapped) - 1) != 0) {
        bytes.len = IPV6_NETWORK;
    }
    return bytes;
}

/* ---- the button -----------------------------------------------------------*/

/* A page in a frame could be laid under a click that means something else; our
 * policy forbids frames of other sites. */
static bool is_visible(const request_rec *r)
{
    const char *destination = apr_table_get(r->headers_in, "Sec-Fetch-Dest");

    return sp_conf_headers(sp_conf_of(r))
           && (!destination || strcmp(destination, "document") == 0);
}

sp_span sp_heal_address(request_rec *r)
{
    char token[SP_CLIENT_TOKEN_LENGTH + 1];

    if (!sp_conf_heals(sp_conf_of(r)) || !is_refused_early(r) || !is_secure(r)
        || !may_be_cookies(r) || !is_visible(r)) {
        return (sp_span){ NULL, 0 };
    }
    sp_client_token(token, sp_registry_of(r)->heal_key,
                    apr_time_sec(apr_time_now()), client_of(r));
    return sp_span_of(apr_pstrcat(r->pool, address, "?", token, NULL));
}

/* ---- the click ------------------------------------------------------------*/

/* "null" is said where a policy keeps the origin secret: that is nothing. */
static bool is_same_origin(const request_rec *r)
{
    static const char https[] = "https://";
    const char *origin = apr_table_get(r->headers_in, "Origin");
    const char *site = apr_table_get(r->headers_in, "Sec-Fetch-Site");
    const char *host = apr_table_get(r->headers_in, "Host");
    bool told = origin && strcmp(origin, "null") != 0;

    if (told
        && (!host || strncmp(origin, https, sizeof(https) - 1) != 0
            || strcasecmp(origin + sizeof(https) - 1, host) != 0)) {
        return false;
    }
    return site ? strcmp(site, "same-origin") == 0 : told;
}

/* Why the cookies stay; NULL: they go. */
static const char *refusal(const request_rec *r)
{
    return r->method_number != M_POST ? "the method is not POST"
           : !is_secure(r)            ? "the request is not https"
           : !is_same_origin(r) ? "the request is not known to come from a "
                                  "page of this site"
           : !sp_client_token_is_valid(r->args, sp_registry_of(r)->heal_key,
                                       apr_time_sec(apr_time_now()),
                                       client_of(r))
               ? "the token is missing, too old or another client's"
               : NULL;
}

/* Whatever the answer, it leads on: an error here would keep people out. */
static void answer(request_rec *r)
{
    const char *why_not = refusal(r);
    const char *home = sp_conf_of(r)->site_home;

    apr_table_setn(r->err_headers_out, "Location",
                   home && home[0] == '/' ? home : "/");
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    if (!why_not) {
        apr_table_setn(r->err_headers_out, "Clear-Site-Data", "\"cookies\"");
    }
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "statuspages: %s%s",
                  why_not ? "StatusPagesHeal deletes no cookies: "
                          : "StatusPagesHeal has the cookies deleted",
                  why_not ? why_not : "");
}

/* With the cookies: httpd is about to answer with an error.  Core has noted
 * which code's text to write; then it sends what the hook makes of it. */
static void answer_early(request_rec *r)
{
    if (is_for_us(r) && is_refused_early(r)) {
        ap_custom_response(r, r->status, "");
        answer(r);
        r->status = HTTP_SEE_OTHER;
        r->status_line = NULL;
    }
}

/* Without them, before anything of the site is asked. */
static int answer_soon(request_rec *r, int lookup)
{
    if (lookup || !is_for_us(r)) {
        return DECLINED;
    }
    answer(r);
    return HTTP_SEE_OTHER;
}

/* ---- while the configuration is read --------------------------------------*/

const char *sp_directive_heal(cmd_parms *cmd, void *dir_conf, const char *what)
{
    sp_conf *conf = dir_conf;
    sp_registry *registry = sp_registry_of_server(cmd->server);

    conf->heal = strcasecmp(what, "cookies") == 0;
    if (!conf->heal && strcasecmp(what, "off") != 0) {
        return apr_psprintf(
            cmd->pool, "StatusPagesHeal: \"%s\" is not cookies or Off", what);
    }
    if (conf->heal && !registry->heals) {
        registry->heals = true;
        /* before local.c, which makes a page of what is an error */
        ap_hook_insert_error_filter(answer_early, NULL, NULL, APR_HOOK_MIDDLE);
        ap_hook_quick_handler(answer_soon, NULL, NULL, APR_HOOK_FIRST);
    }
    return NULL;
}

/* A graceful restart keeps the key, for there are buttons in browsers. */
bool sp_heal_prepare(sp_registry *registry)
{
    static const char name[] = "mod_statuspages heal key";
    sp_client_token_key *key;
    apr_status_t rv;

    if (!registry->heals) {
        return true;
    }
    key = ap_retained_data_get(name);
    if (!key) {
        key = ap_retained_data_create(name, sizeof(*key));
        rv = apr_generate_random_bytes(key->bytes, sizeof(key->bytes));
        if (rv != APR_SUCCESS) {
            ap_log_error(APLOG_MARK, APLOG_CRIT, rv, registry->main,
                         "statuspages: StatusPagesHeal needs random bytes, and "
                         "the system gives none");
            return false;
        }
    }
    registry->heal_key = key;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Collects the facts of one error from its request. */
#include "module/facts.h"

#include "core/method.h"
#include "module/allow.h"
#include "module/facts_internal.h"
#include "module/headers.h"
#include "module/heal.h"
#include "module/intercept.h"
#include "module/notice.h"
#include "module/request_reference.h"

#include <apr_date.h>
#include <apr_strings.h>
#include <http_vhost.h>

static void set_fact(sp_facts *facts, int fact, bool truth)
{
    if (truth) {
        facts->known |= SP_FACT_BIT(fact);
    }
}

/* Retry-After: seconds, or a date (RFC 9110 10.2.3).  A date that is over
 * says nothing. */
static int64_t retry_after(const request_rec *r, int64_t now)
{
    const char *text = sp_headers_get(r, "Retry-After");
    int64_t seconds = text ? sp_facts_number(text) : -1;
    apr_time_t date;

    if (seconds >= 0 || !text) {
        return seconds;
    }
    date = apr_date_parse_http(text);
    return date > apr_time_from_sec(now) ? apr_time_sec(date) - now : -1;
}

/* httpd has numbers for some methods only; HEAD has that of GET. */
static bool is_safe(const char *method, int number)
{
    return !method || number == M_GET || sp_method_is_safe(sp_span_of(method));
}

/* Is it worth asking again with a link, which is a GET?  OPTIONS and TRACE are
 * asked by people who know what they do. */
static bool is_repeatable(const char *method, int number)
{
    return !method || number == M_GET || number == M_OPTIONS
           || number == M_TRACE;
}

static void set_facts_of_method(sp_facts *facts, const char *method, int number)
{
    bool safe = is_safe(method, number);

    facts->repeatable = is_repeatable(method, number);
    set_fact(facts, SP_FACT_SENT, !safe);
    set_fact(facts, SP_FACT_STILL_WORKING, !safe);
    set_fact(facts, SP_CONDITION_NOTHING_SENT, safe && method);
}

/* Is the page that linked here on this host?  Only compared, never shown. */
static void set_link_fact(sp_facts *facts, request_rec *r)
{
    const char *referer = apr_table_get(r->headers_in, "Referer");
    const char *host = referer ? strstr(referer, "://") : NULL;
    bool bracketed;
    size_t n;

    if (!host || !r->hostname) {
        return;
    }
    host += 3;
    /* httpd keeps an address of IPv6 without its brackets */
    bracketed = *host == '[';
    host += bracketed;
    n = strcspn(host, bracketed ? "/?#]" : "/?#:");
    if (strlen(r->hostname) == n && strncasecmp(host, r->hostname, n) == 0
        && bracketed == (host[n] == ']')) {
        set_fact(facts, SP_FACT_LINK_HERE, true);
    }
    else {
        set_fact(facts, SP_FACT_LINK_ELSEWHERE, true);
    }
}

/* httpd's own notes are recognised, never shown: they are HTML and may hold
 * names of backends and values of headers. */
static void set_facts_of_note(sp_facts *facts, const request_rec *r)
{
    set_fact(facts, SP_FACT_STORED_DATA, sp_facts_has_stored_data(r));
    set_fact(facts, SP_FACT_SECURE_ADDRESS, sp_facts_are_insecure(r));
}

static void set_sign_in_facts(sp_facts *facts, request_rec *r)
{
    bool possible = r->per_dir_config && ap_auth_type(r);

    set_fact(facts, SP_FACT_SIGNED_IN, r->user != NULL);
    set_fact(facts, SP_FACT_SIGNED_OUT, !r->user && possible);
}

/* The vhost's Protocols, in the names that people know. */
static sp_span protocols_of(const request_rec *r)
{
    bool h2 = ap_is_allowed_protocol(r->connection, NULL, r->server, "h2");

    return h2 ? SP_SPAN("HTTP/1.1, HTTP/2") : SP_SPAN("HTTP/1.1");
}

/* That a server echoes TRACE is of no use to people, and neither is what it has
 * just refused, whoever names it. */
static const char *methods_of(const request_rec *r)
{
    const char *list = sp_headers_get_valid(r, "Allow", SP_GRAMMAR_TOKENS);

    if (list && r->status == HTTP_METHOD_NOT_ALLOWED) {
        list = sp_allow_not_refused(r, list);
    }
    return list && strcmp(list, "TRACE") != 0 ? list : NULL;
}

/* A list with a blank after each comma, which httpd's own Allow lacks.  Quoted
 * strings stay as they are. */
static sp_span list_of(request_rec *r, const char *list)
{
    char *spaced = list ? apr_palloc(r->pool, 2 * strlen(list) + 1) : NULL;
    char *end = spaced;
    bool quoted = false;

    for (; list && *list; list++) {
        *end++ = *list;
        quoted ^= *list == '"';
        if (*list == ',' && !quoted && list[1] && list[1] != ' ') {
            *end++ = ' ';
        }
    }
    if (end) {
        *end = '\0';
    }
    return sp_facts_clean(r, spaced, SP_LIST_MAX);
}

static bool wants(const sp_status *status, sp_fact fact)
{
    return (status->facts & SP_FACT_BIT(fact)) != 0;
}

/* Only what the sentences of this status ask for. */
static void gather_wanted(sp_facts *facts, request_rec *r,
                          const sp_status *status)
{
    if (wants(status, SP_FACT_LINK_HERE)) {
        set_link_fact(facts, r);
    }
    if (wants(status, SP_FACT_STORED_DATA)
        || wants(status, SP_FACT_SECURE_ADDRESS)) {
        set_facts_of_note(facts, r);
        facts->heal = sp_heal_address(r);
    }
    if (facts->known & SP_FACT_BIT(SP_FACT_SECURE_ADDRESS)) {
        facts->secure_address = sp_facts_secure_address(r);
    }
    if (wants(status, SP_FACT_SIGNED_IN)) {
        set_sign_in_facts(facts, r);
    }
    if (wants(status, SP_FACT_REALM)) {
        set_fact(facts, SP_CONDITION_PASSWORD, sp_facts_asks_for_password(r));
        if (r->per_dir_config) {
            facts->realm = sp_facts_clean(r, ap_auth_name(r), SP_TEXT_MAX);
        }
    }
    if (wants(status, SP_FACT_METHODS)) {
        facts->methods = list_of(r, methods_of(r));
    }
    if (wants(status, SP_FACT_TYPES)) {
        const char *types = sp_headers_get_valid(r, "Accept", SP_GRAMMAR_TYPES);

        facts->types =
            list_of(r, types ? types
                             : sp_headers_get_valid(r, "Accept-Patch",
                                                    SP_GRAMMAR_TYPES));
    }
    if (wants(status, SP_FACT_LIMIT)) {
        sp_facts_body_limit(facts, r);
    }
    if (wants(status, SP_FACT_ADDRESS_LIMIT)) {
        facts->address_limit = r->server->limit_req_line;
    }
    if (wants(status, SP_FACT_PROTOCOLS)) {
        facts->protocols = protocols_of(r);
    }
    if (wants(status, SP_FACT_BLOCKED_BY)) {
        facts->blocked_by = sp_facts_blocked_by(r);
    }
}

/* An error of another server: what holds here, such as limits and methods, does
 * not hold there. */
static void gather_forwarded(sp_facts *facts, const request_rec *r,
                             const sp_forwarded *forwarded)
{
    const char *method = forwarded->method;

    set_facts_of_method(facts, method,
                        method ? ap_method_number_of(method) : M_GET);
    set_facts_of_note(facts, r);
}

const sp_announcement *sp_facts_maintenance(request_rec *r)
{
    for (; r && r->status == HTTP_SERVICE_UNAVAILABLE; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && saved->maintenance) {
            return saved->maintenance;
        }
    }
    return NULL;
}

void sp_facts_gather(sp_facts *facts, request_rec *r)
{
    const sp_forwarded *forwarded = sp_intercept_forwarded(r);

    memset(facts, 0, sizeof(*facts));
    facts->code = r->status;
    facts->time =
        apr_time_sec(r->request_time ? r->request_time : apr_time_now());
    facts->retry_after = retry_after(r, facts->time);
    facts->maintenance = sp_facts_maintenance(r);
    if (!facts->maintenance && sp_conf_of(r)->notice) {
        facts->notice = sp_notice_of(r);
    }
    facts->limit_bytes = -1;
    facts->received_bytes = -1;
    facts->address_limit = -1;
    facts->reference = sp_request_reference(r);
    if (forwarded) {
        gather_forwarded(facts, r, forwarded);
        return;
    }
    set_facts_of_method(facts, r->method, r->method_number);
    gather_wanted(facts, r, sp_status_find(r->status));
    sp_facts_limits(facts, r);
    if (r->status == HTTP_NOT_ACCEPTABLE
        || r->status == HTTP_MULTIPLE_CHOICES) {
        sp_facts_alternatives(facts, r);
    }
}

/* What stays is said by the response itself and by the settings. */
void sp_facts_drop_personal(sp_facts *facts)
{
    facts->known = 0;
    facts->heal = (sp_span){ NULL, 0 };
    facts->time = 0;
    facts->reference = (sp_span){ NULL, 0 };
    facts->secure_address = (sp_span){ NULL, 0 };
    facts->received_bytes = -1;
    facts->rate_limits = NULL;
    facts->quota_exceeded = false;
    facts->notice = NULL; /* what is stored would outlive it */
}

void sp_facts_site(sp_site *site, const request_rec *r, bool closed)
{
    const sp_conf *conf = sp_conf_of(r);

    site->name = sp_span_of(conf->site_name);
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    site->name = sp_span_of(conf->site_##name);
#include "core/site.def"
#undef SITE_LINK
    if (!conf->site_home && !closed) {
        site->home = SP_SPAN("/");
    }
}

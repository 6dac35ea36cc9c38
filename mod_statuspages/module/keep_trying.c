/* SPDX-License-Identifier: Apache-2.0 */
/* keep_trying.c - StatusPagesKeepTrying.
 *
 * The links of a page add a parameter to the address.  The first hook takes it
 * away again, wherever httpd has noted it, so that no module, script or backend
 * sees it; the access log tells the line that was received.  If the request
 * fails once more, its page is sent with Refresh, which leads to the next try;
 * if not, nothing is changed.
 */
#include "module/keep_trying.h"

#include "module/headers.h"
#include "module/intercept.h"

#include <apr_strings.h>

/* ---- the request ---------------------------------------------------------*/

/* Cut the last `n` bytes off the address. */
static void cut(request_rec *r, sp_span address, size_t n, const char *in_line)
{
    size_t rest = address.len - n;
    sp_query query;

    r->the_request = apr_psprintf(
        r->pool, "%.*s%s", (int)((size_t)(in_line - r->the_request) + rest),
        r->the_request, in_line + address.len);
    r->unparsed_uri = apr_pstrmemdup(r->pool, address.ptr, rest);
    query = sp_try_query((sp_span){ r->unparsed_uri, rest });
    r->args = query.there ? apr_pstrdup(r->pool, query.text.ptr) : NULL;
    r->parsed_uri.query = r->args;
}

/* With any method: a form may be sent from the page that came at last.  Not the
 * whole address that a forward proxy is asked for, nor one with a fragment,
 * which no browser sends.  All or nothing: a line that httpd has noted in
 * another way stays as it is. */
static int take_parameter(request_rec *r)
{
    sp_span address = sp_span_of(r->unparsed_uri);
    const char *in_line;
    unsigned number;
    size_t n;

    if (!r->args || !sp_conf_tries(sp_conf_of(r)) || address.ptr[0] != '/'
        || r->parsed_uri.fragment) {
        return DECLINED;
    }
    n = sp_try_parameter(address, &number);
    in_line = n ? strstr(r->the_request, address.ptr) : NULL;
    if (in_line) {
        sp_request_state *state = sp_intercept_state(r, true);

        state->tries = number;
        state->request_line = r->the_request;
        cut(r, address, n, in_line);
    }
    return DECLINED;
}

static request_rec *first_of(request_rec *r)
{
    while (r->prev) {
        r = r->prev;
    }
    return r;
}

/* The line is needed no more, but by the log. */
static int tell_log(request_rec *r)
{
    request_rec *one = first_of(r);
    const sp_request_state *state = sp_intercept_state(one, false);
    const char *line = state ? state->request_line : NULL;

    for (; line && one; one = one->next) {
        one->the_request = apr_pstrdup(one->pool, line);
    }
    return DECLINED;
}

void sp_keep_trying_register(void)
{
    /* Who notes or checks the line as it was sent. */
    static const char *const before[] = { "mod_log_forensic.c",
                                          "mod_auth_digest.c", NULL };

    ap_hook_post_read_request(take_parameter, before, NULL,
                              APR_HOOK_REALLY_FIRST);
    ap_hook_log_transaction(tell_log, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

/* ---- the page ------------------------------------------------------------*/

/* By the line: an ErrorDocument, also one that is not there, makes a GET of
 * each request. */
static bool is_read(const request_rec *first)
{
    return strncmp(first->the_request, "GET ", 4) == 0
           || strncmp(first->the_request, "HEAD ", 5) == 0;
}

/* A page that a person reads, for an error that may be over soon, at an address
 * that the browser knows. */
static bool is_possible(request_rec *r, const sp_facts *facts,
                        const sp_format_choice *format)
{
    return facts->code >= HTTP_BAD_GATEWAY
           && facts->code <= HTTP_GATEWAY_TIME_OUT
           && format->format == SP_FORMAT_HTML && !format->one_line
           && facts->retry_after <= SP_TRY_WAIT_MAX
           && !sp_intercept_forwarded(r) && !sp_headers_get(r, "Refresh");
}

/* Not what a link on another site has begun (Fetch metadata). */
static unsigned tries_of(request_rec *first)
{
    const sp_request_state *state = sp_intercept_state(first, false);
    const char *site =
        state ? apr_table_get(first->headers_in, "Sec-Fetch-Site") : NULL;

    return !state
                   || (site && strcmp(site, "same-origin") != 0
                       && strcmp(site, "none") != 0)
               ? 0
               : state->tries;
}

/* Up to an eighth longer: not all who wait come at the same moment. */
static int64_t wait_of(const request_rec *r, const sp_facts *facts,
                       unsigned tries)
{
    int64_t pause = sp_try_pause(tries, facts->retry_after);

    return pause + r->request_time % (pause / 8 + 1);
}

const char *sp_keep_trying(sp_facts *facts, sp_trying *trying, request_rec *r,
                           const sp_format_choice *format, bool shared)
{
    unsigned limit = sp_conf_tries(sp_conf_of(r));
    request_rec *first = first_of(r);
    sp_span address = sp_span_of(first->unparsed_uri);
    sp_query query = sp_try_query(address);
    unsigned tries;

    if (shared || !is_possible(r, facts, format) || !address.len
        || address.ptr[0] != '/' || !is_read(first)
        || !sp_try_may_repeat(query)) {
        return NULL;
    }
    memset(trying, 0, sizeof(*trying));
    facts->trying = trying;
    tries = tries_of(first);
    if (tries == 0 || tries >= limit) {
        trying->ended = tries > 0;
        trying->keep = sp_span_of(sp_try_reference(query, 1, r->pool));
        return NULL;
    }
    trying->wait = wait_of(r, facts, tries);
    trying->stop = sp_span_of(sp_try_reference(query, 0, r->pool));
    return apr_psprintf(r->pool, "%d; url=%s", (int)trying->wait,
                        sp_try_reference(query, tries + 1, r->pool));
}

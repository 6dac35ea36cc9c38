/* SPDX-License-Identifier: Apache-2.0 */
/* facts_links.c - facts that are addresses: from headers of the response, and
 * from the configuration. */
#include "module/facts_internal.h"

#include "core/address.h"
#include "core/link.h"
#include "module/conf.h"
#include "module/headers.h"

#include <apr_strings.h>

/* The first blocker that a valid Link of `table` names (RFC 7725 4). */
static bool find_blocker(const apr_table_t *table, sp_span *target)
{
    const apr_array_header_t *headers = apr_table_elts(table);

    for (int i = 0; i < headers->nelts; i++) {
        const apr_table_entry_t *header =
            &APR_ARRAY_IDX(headers, i, apr_table_entry_t);

        if (header->key && header->val && strcasecmp(header->key, "Link") == 0
            && sp_grammar_matches(SP_GRAMMAR_LINKS, header->val)
            && sp_link_find(header->val, "blocked-by", target)) {
            return true;
        }
    }
    return false;
}

sp_span sp_facts_blocked_by(request_rec *r)
{
    sp_span target = { NULL, 0 };

    if (!find_blocker(r->err_headers_out, &target)
        && !find_blocker(r->headers_out, &target)) {
        return (sp_span){ NULL, 0 };
    }
    return sp_escape_clean(target, SP_ADDRESS_MAX, r->pool);
}

/* Past the element of a list that `at` is in, and the comma behind it. */
static const char *next_element(const char *at)
{
    bool quoted = false;

    for (; *at && (quoted || *at != ','); at++) {
        quoted ^= *at == '"';
        at += quoted && *at == '\\' && at[1];
    }
    return *at ? at + 1 : at;
}

/* An element is a scheme, which may be followed by its first parameter, or one
 * more parameter: name=value. */
static bool is_scheme(const char *element, const char *scheme)
{
    size_t n = strlen(scheme);

    return strncasecmp(element, scheme, n) == 0
           && (element[n] == ' ' || element[n] == ',' || element[n] == '\0');
}

/* Applications may send several challenges, in one field or more. */
static int is_password_challenge(void *found, const char *name,
                                 const char *value)
{
    bool *has = found;

    (void)name;
    for (const char *at = value; *at && !*has; at = next_element(at)) {
        at += strspn(at, " \t");
        *has = is_scheme(at, "Basic") || is_scheme(at, "Digest");
    }
    return !*has;
}

bool sp_facts_asks_for_password(const request_rec *r)
{
    const char *name = r->status == HTTP_PROXY_AUTHENTICATION_REQUIRED
                           ? "Proxy-Authenticate"
                           : "WWW-Authenticate";
    bool found = false;

    apr_table_do(is_password_challenge, &found, r->err_headers_out, name, NULL);
    apr_table_do(is_password_challenge, &found, r->headers_out, name, NULL);
    return found;
}

/* The word after {`name` of one variant in Alternates. */
static const char *attribute(request_rec *r, const char *variant,
                             const char *end, const char *name)
{
    const char *p = strstr(variant, name);
    size_t n;

    if (!p || p >= end) {
        return NULL;
    }
    p += strlen(name);
    n = strcspn(p, "}");
    return p + n < end ? apr_pstrmemdup(r->pool, p, n) : NULL;
}

/* Alternates: {"name" 1 {type text/html} {language de} {length 5}}, ...
 * (RFC 2295 8.3).  The ready HTML of the variant-list note is not used: its
 * description is not escaped. */
void sp_facts_alternatives(sp_facts *facts, request_rec *r)
{
    const char *p = sp_headers_get(r, "Alternates");
    sp_alternative *list;

    if (!p) {
        return;
    }
    list = apr_pcalloc(r->pool, SP_ALTERNATIVES_MAX * sizeof(*list));
    while (facts->alternative_count < SP_ALTERNATIVES_MAX
           && (p = strstr(p, "{\""))) {
        sp_alternative *one = &list[facts->alternative_count];
        const char *quote = strchr(p + 2, '"');
        const char *end = quote ? strstr(quote, "}}") : NULL;
        const char *name;

        if (!end) {
            break;
        }
        end += 2;
        name = apr_pstrmemdup(r->pool, p + 2, (apr_size_t)(quote - p - 2));
        one->url = sp_span_of(apr_pstrcat(
            r->pool, "./", ap_escape_path_segment(r->pool, name), NULL));
        one->name = sp_facts_clean(r, name, SP_TEXT_MAX);
        one->type =
            sp_facts_clean(r, attribute(r, quote, end, "{type "), SP_TEXT_MAX);
        one->language = sp_facts_clean(
            r, attribute(r, quote, end, "{language "), SP_TEXT_MAX);
        facts->alternative_count++;
        p = end;
    }
    facts->alternatives = list;
}

bool sp_facts_are_insecure(const request_rec *r)
{
    const char *note = r->status == HTTP_BAD_REQUEST
                           ? apr_table_get(r->notes, "error-notes")
                           : NULL;

    return note && strstr(note, "speaking plain HTTP");
}

/* mod_ssl has read no more of the request than that it is one: neither its
 * path nor its Host is known, and the first host of the port answers. */
sp_span sp_facts_secure_address(request_rec *r)
{
    const server_rec *server = r->server;
    const sp_conf *conf = sp_conf_of(r);
    /* 80 has been copied from the host of plain HTTP */
    apr_port_t port = server->port && server->port != DEFAULT_HTTP_PORT
                          ? server->port
                          : r->connection->local_addr->port;
    sp_span origin;
    const char *url;

    if (conf->named_server != server || !server->server_hostname
        || sp_host_is_ip_address(server->server_hostname)
        || (server->server_scheme
            && strcasecmp(server->server_scheme, "https") != 0)) {
        return (sp_span){ NULL, 0 };
    }
    url = port == DEFAULT_HTTPS_PORT
              ? apr_pstrcat(r->pool, "https://", server->server_hostname, "/",
                            NULL)
              : apr_psprintf(r->pool, "https://%s:%u/", server->server_hostname,
                             (unsigned)port);
    return sp_address_origin(url, &origin) ? sp_span_of(url)
                                           : (sp_span){ NULL, 0 };
}

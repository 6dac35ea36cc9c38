/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what the choices of format and language depend on. */
#include "module/negotiation.h"

#include "core/language.h"
#include "module/facts.h"
#include "module/intercept.h"

#include <apr_strings.h>

static sp_span field_of(const request_rec *r, const char *name)
{
    return sp_span_of(apr_table_get(r->headers_in, name));
}

/* What the administrator prefers comes before whatever the client sent. */
static void prefer(sp_negotiation *negotiation, const request_rec *r)
{
    const char *tag;

    if (!r->subprocess_env || apr_is_empty_table(r->subprocess_env)) {
        return;
    }
    negotiation->format.preferred =
        sp_span_of(apr_table_get(r->subprocess_env, "prefer-format"));
    tag = apr_table_get(r->subprocess_env, "prefer-language");
    if (tag) {
        negotiation->language = sp_span_of(apr_pstrcat(
            r->pool, tag, ",",
            negotiation->language.len ? negotiation->language.ptr : "", NULL));
    }
}

/* The request whose error is explained. */
static sp_forwarded original_of(const request_rec *r)
{
    const sp_forwarded *forwarded = sp_intercept_forwarded(r);

    return forwarded ? *forwarded
                     : (sp_forwarded){ .accept = apr_table_get(r->headers_in,
                                                               "Accept"),
                                       .path = r->uri,
                                       .query = r->args,
                                       .method = r->method };
}

void sp_negotiation_read(sp_negotiation *negotiation, const request_rec *r,
                         bool shared)
{
    const sp_conf *conf = sp_conf_of(r);
    sp_forwarded original = original_of(r);
    bool html = (sp_conf_formats(conf) & SP_FORMAT_BIT(SP_FORMAT_HTML)) != 0;

    memset(negotiation, 0, sizeof(*negotiation));
    negotiation->language = field_of(r, "Accept-Language");
    negotiation->format.accept = sp_span_of(original.accept);
    /* where plain HTTP came to a port of TLS, nothing of the client is known; a
     * browser has most use for the link that leads on */
    if (!original.accept && sp_facts_are_insecure(r)) {
        negotiation->format.accept = SP_SPAN("text/html");
    }
    negotiation->format.shared = shared;
    html = html && sp_format_names_html(negotiation->format.accept);
    if (!shared && !html) {
        negotiation->format.fetch_dest = field_of(r, "Sec-Fetch-Dest");
        negotiation->format.htmx = field_of(r, "HX-Request");
        negotiation->format.requested_with = field_of(r, "X-Requested-With");
        negotiation->format.content_type = field_of(r, "Content-Type");
        negotiation->format.user_agent = field_of(r, "User-Agent");
    }
    if (sp_conf_language_links(conf)) {
        negotiation->query = sp_span_of(original.query);
    }
    negotiation->format.connect = r->method_number == M_CONNECT;
    prefer(negotiation, r);
    if (!html || negotiation->format.preferred.len) {
        negotiation->format.path = sp_span_of(original.path);
        negotiation->format.method = sp_span_of(original.method);
    }
}

const sp_language *sp_negotiation_language(const sp_negotiation *negotiation,
                                           const sp_conf *conf,
                                           uint64_t written)
{
    const sp_language_set *offered = sp_conf_languages(conf);
    unsigned linked = sp_conf_language_links(conf)
                          ? sp_language_linked(negotiation->query)
                          : SP_LANGUAGE_NONE;

    return sp_language_in(offered->bits & written, linked)
               ? &sp_languages[linked]
               : sp_language_choose(negotiation->language, offered, written);
}

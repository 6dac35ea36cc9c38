/* SPDX-License-Identifier: Apache-2.0 */
/* What the choices of format and language depend on. */
#include "module/facts.h"

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

void sp_negotiation_read(sp_negotiation *negotiation, const request_rec *r,
                         bool shared)
{
    const sp_conf *conf = sp_conf_of(r);
    bool html = (sp_conf_formats(conf) & SP_FORMAT_BIT(SP_FORMAT_HTML)) != 0;

    memset(negotiation, 0, sizeof(*negotiation));
    negotiation->format.accept = field_of(r, "Accept");
    negotiation->language = field_of(r, "Accept-Language");
    html = html && sp_format_names_html(negotiation->format.accept);
    if (!shared && !html) {
        negotiation->format.fetch_dest = field_of(r, "Sec-Fetch-Dest");
        negotiation->format.htmx = field_of(r, "HX-Request");
        negotiation->format.requested_with = field_of(r, "X-Requested-With");
        negotiation->format.content_type = field_of(r, "Content-Type");
        negotiation->format.user_agent = field_of(r, "User-Agent");
    }
    if (conf->language_links == 1) {
        negotiation->query = sp_span_of(r->args);
    }
    negotiation->format.connect = r->method_number == M_CONNECT;
    prefer(negotiation, r);
    if (!html || negotiation->format.preferred.len) {
        negotiation->format.path = sp_span_of(r->uri);
        negotiation->format.method = sp_span_of(r->method);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the choices of format and language depend on. */
#include "module/facts.h"

#include <apr_strings.h>

/* The headers that matter for most requests, in one walk.  Browsers send many
 * whose names begin alike: length and one letter tell them apart before the
 * names are compared. */
typedef struct wanted_field {
    const char *name;
    size_t len;
    size_t at; /* where in the name its letter stands */
    char letter;
    size_t offset; /* of the span in sp_negotiation */
} wanted_field;

static const wanted_field wanted[] = {
    { "Accept", 6, 5, 't', APR_OFFSETOF(sp_negotiation, format.accept) },
    { "Accept-Language", 15, 7, 'l', APR_OFFSETOF(sp_negotiation, language) },
    { "Sec-Fetch-Dest", 14, 10, 'd',
      APR_OFFSETOF(sp_negotiation, format.fetch_dest) },
};

static void take_field(sp_negotiation *negotiation, const char *name,
                       const char *value)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        sp_span *place =
            (sp_span *)(void *)((char *)negotiation + wanted[i].offset);

        if (len == wanted[i].len
            && (name[wanted[i].at] | 0x20) == wanted[i].letter && !place->ptr
            && strcasecmp(name, wanted[i].name) == 0) {
            *place = sp_span_of(value);
            return;
        }
    }
}

static void take_fields(sp_negotiation *negotiation, const request_rec *r)
{
    const apr_array_header_t *headers = apr_table_elts(r->headers_in);
    const apr_table_entry_t *header = (const void *)headers->elts;

    for (int i = 0; i < headers->nelts; i++, header++) {
        char first = header->key ? (char)(header->key[0] | 0x20) : '\0';

        if ((first == 'a' || first == 's') && header->val) {
            take_field(negotiation, header->key, header->val);
        }
    }
}

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

void sp_negotiation_read(sp_negotiation *negotiation, const request_rec *r)
{
    memset(negotiation, 0, sizeof(*negotiation));
    take_fields(negotiation, r);
    if (!sp_format_names_html(negotiation->format.accept)
        || !(sp_conf_formats(sp_conf_of(r)) & SP_FORMAT_BIT(SP_FORMAT_HTML))) {
        negotiation->format.htmx = field_of(r, "HX-Request");
        negotiation->format.requested_with = field_of(r, "X-Requested-With");
        negotiation->format.content_type = field_of(r, "Content-Type");
        negotiation->format.user_agent = field_of(r, "User-Agent");
    }
    negotiation->query = sp_span_of(r->args);
    negotiation->format.path = sp_span_of(r->uri);
    negotiation->format.method = sp_span_of(r->method);
    negotiation->format.connect = r->method_number == M_CONNECT;
    prefer(negotiation, r);
}

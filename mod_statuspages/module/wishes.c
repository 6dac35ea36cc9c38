/* SPDX-License-Identifier: Apache-2.0 */
/* What the choices of format and language depend on. */
#include "module/facts.h"

#include <apr_strings.h>

/* The fields that matter for most requests, in one walk.  Browsers send many
 * whose names begin alike: length and one letter tell them apart before the
 * names are compared. */
typedef struct wanted_field {
    const char *name;
    size_t len;
    size_t at; /* where in the name its letter stands */
    char letter;
    size_t offset; /* of the span in sp_wishes */
} wanted_field;

static const wanted_field wanted[] = {
    { "Accept", 6, 5, 't', APR_OFFSETOF(sp_wishes, format.accept) },
    { "Accept-Language", 15, 7, 'l', APR_OFFSETOF(sp_wishes, language) },
    { "Sec-Fetch-Dest", 14, 10, 'd',
      APR_OFFSETOF(sp_wishes, format.fetch_dest) },
};

static void take_field(sp_wishes *wishes, const char *name, const char *value)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        sp_span *place = (sp_span *)(void *)((char *)wishes + wanted[i].offset);

        if (len == wanted[i].len
            && (name[wanted[i].at] | 0x20) == wanted[i].letter && !place->ptr
            && strcasecmp(name, wanted[i].name) == 0) {
            *place = sp_span_of(value);
            return;
        }
    }
}

static void take_fields(sp_wishes *wishes, const request_rec *r)
{
    const apr_array_header_t *fields = apr_table_elts(r->headers_in);
    const apr_table_entry_t *field = (const void *)fields->elts;

    for (int i = 0; i < fields->nelts; i++, field++) {
        char first = field->key ? (char)(field->key[0] | 0x20) : '\0';

        if ((first == 'a' || first == 's') && field->val) {
            take_field(wishes, field->key, field->val);
        }
    }
}

static sp_span field_of(const request_rec *r, const char *name)
{
    return sp_span_of(apr_table_get(r->headers_in, name));
}

/* What the administrator prefers comes before whatever the client sent. */
static void prefer(sp_wishes *wishes, const request_rec *r)
{
    const char *tag;

    if (!r->subprocess_env || apr_is_empty_table(r->subprocess_env)) {
        return;
    }
    wishes->format.preferred =
        sp_span_of(apr_table_get(r->subprocess_env, "prefer-format"));
    tag = apr_table_get(r->subprocess_env, "prefer-language");
    if (tag) {
        wishes->language = sp_span_of(apr_pstrcat(
            r->pool, tag, ",", wishes->language.len ? wishes->language.ptr : "",
            NULL));
    }
}

void sp_facts_wishes(sp_wishes *wishes, const request_rec *r)
{
    memset(wishes, 0, sizeof(*wishes));
    take_fields(wishes, r);
    if (!sp_format_names_html(wishes->format.accept)
        || !(sp_conf_formats(sp_conf_of(r)) & SP_FORMAT_BIT(SP_FORMAT_HTML))) {
        wishes->format.htmx = field_of(r, "HX-Request");
        wishes->format.requested_with = field_of(r, "X-Requested-With");
        wishes->format.content_type = field_of(r, "Content-Type");
        wishes->format.user_agent = field_of(r, "User-Agent");
    }
    wishes->query = sp_span_of(r->args);
    wishes->format.path = sp_span_of(r->uri);
    wishes->format.method = sp_span_of(r->method);
    wishes->format.connect = r->method_number == M_CONNECT;
    prefer(wishes, r);
}

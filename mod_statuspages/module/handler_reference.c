/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler statuspages-reference: what the status codes mean, all of them or
 * one.  A document, which is the same for everybody who asks for it in this
 * language and format. */
#include "core/code_reference.h"
#include "module/facts.h"
#include "module/handler_places.h"
#include "module/handlers.h"
#include "module/headers.h"
#include "module/intercept.h"
#include "module/negotiation.h"
#include "module/headers_page.h"

#include <apr_strings.h>

static const char an_hour[] = "max-age=3600";

/* ---- while the configuration is read --------------------------------------*/

bool sp_handler_reference_prepare(sp_registry *registry, apr_pool_t *temp)
{
    if (registry->fallback && !registry->code_reference) {
        registry->code_reference = sp_code_reference_make(
            registry->fallback, registry->problems, registry->pool);
    }
    return sp_places_find(registry, "statuspages-reference", temp);
}

/* ---- which page -----------------------------------------------------------*/

/* 404; NULL if it is anything else, or a code that nobody knows. */
static const sp_status *status_of(const char *text)
{
    int code = sp_code_digits(text);

    return sp_status_known(code) ? sp_status_find(code) : NULL;
}

/* "" and "/" are all codes, "/404" is one, "/404.json" is it in that format.
 * False if there is no such page.  `format` stays as it is if none is named. */
static bool read_address(const char *rest, const sp_status **status,
                         sp_format *format)
{
    *status = NULL;
    if (strlen(rest) < 2) {
        return true;
    }
    *status = status_of(rest + 1);
    if (!*status || rest[4] == '\0') {
        return *status != NULL;
    }
    *format =
        rest[4] == '.' ? sp_format_find_ending(rest + 5) : SP_FORMAT__COUNT;
    return *format != SP_FORMAT__COUNT;
}

/* ---- the response ---------------------------------------------------------*/

/* What the site has set by now stays. */
static void set_header(request_rec *r, const char *name, const char *value)
{
    if (value && !sp_headers_get(r, name)) {
        apr_table_setn(r->headers_out, name, value);
    }
}

static void send_page(request_rec *r, const sp_code_reference_request *page)
{
    sp_span bytes = sp_code_reference_write(page, r->pool);

    ap_set_content_type(r, sp_code_reference_media_type(page->format).ptr);
    ap_set_content_length(r, (apr_off_t)bytes.len);
    apr_table_setn(r->headers_out, "Content-Language", page->language->tag.ptr);
    apr_table_mergen(r->headers_out, "Vary", "Accept, Accept-Language");
    if (!sp_intercept_is_error_document(r)) {
        set_header(r, "Cache-Control", an_hour);
    }
    if (sp_conf_headers(sp_conf_of(r))) {
        sp_headers_page_protect(r, page->format, sp_code_reference_csp(page));
    }
    ap_rwrite(bytes.ptr, (int)bytes.len, r);
}

int sp_handler_reference(request_rec *r)
{
    const sp_place *place = sp_places_of(r);
    const sp_conf *conf = sp_conf_of(r);
    unsigned offered = sp_conf_formats(conf);
    sp_negotiation negotiation;
    sp_site site;
    sp_code_reference_request page = { .templates =
                                           sp_registry_of(r)->code_reference,
                                       .format = SP_FORMAT__COUNT,
                                       .site = &site,
                                       .texts = conf->texts };

    if (!place) {
        return DECLINED;
    }
    if (r->method_number != M_GET) {
        return sp_handler_refuse_method(r);
    }
    if (!read_address(sp_place_rest(place, r), &page.status, &page.format)
        || (page.format != SP_FORMAT__COUNT
            && !(offered & SP_FORMAT_BIT(page.format)))) {
        return HTTP_NOT_FOUND;
    }
    sp_negotiation_read(&negotiation, r, true);
    if (page.format == SP_FORMAT__COUNT) {
        page.format = sp_format_choose(&negotiation.format, offered).format;
    }
    page.language = sp_negotiation_language(
        &negotiation, conf, sp_code_reference_languages(page.status));
    page.folder = sp_span_of(sp_place_folder(place, r));
    sp_facts_site(&site, r, false);
    send_page(r, &page);
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler statuspages-preview: how an error would be answered, to be looked
 * at before a visitor sees it.  For the people who run the site: Require has
 * chosen them, and they see what the configuration makes of any error at any
 * address that they may ask for. */
#include "core/escape.h"
#include "core/code_reference_preview.h"
#include "core/status_words.h"
#include "module/facts.h"
#include "module/handler_places.h"
#include "module/handlers.h"
#include "module/handler_preview_answer.h"
#include "module/headers_page.h"

#include <apr_strings.h>

enum { AT_SHOWN_MAX = 512 };

bool sp_handler_preview_prepare(sp_registry *registry, apr_pool_t *temp)
{
    if (registry->fallback && !registry->preview) {
        registry->preview = sp_preview_make(registry->fallback,
                                            registry->problems, registry->pool);
    }
    return sp_places_find(registry, "statuspages-preview", temp);
}

/* What describes the page, and protects whoever opens it; the rest belongs to
 * an error, which this is not. */
static void copy_headers(request_rec *r, const request_rec *answer)
{
    static const char *const names[] = { "Content-Language",
                                         "Content-Security-Policy",
                                         "Referrer-Policy",
                                         "X-Content-Type-Options" };

    for (size_t i = 0; i < SP_COUNT(names); i++) {
        const char *value = apr_table_get(answer->err_headers_out, names[i]);

        if (value) {
            apr_table_setn(r->err_headers_out, names[i], value);
        }
    }
}

static int send_bytes(request_rec *r, sp_span bytes, const char *type)
{
    ap_set_content_type(r, type);
    ap_set_content_length(r, (apr_off_t)bytes.len);
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    ap_rwrite(bytes.ptr, (int)bytes.len, r);
    return OK;
}

/* The page itself, byte by byte. */
static int send_body(request_rec *r, request_rec *answer,
                     const sp_preview_choice *choice)
{
    sp_span bytes;

    if (sp_preview_obstacle(answer)) {
        return HTTP_NOT_FOUND;
    }
    bytes = sp_preview_body(answer, choice);
    copy_headers(r, answer);
    return send_bytes(r, bytes, answer->content_type);
}

static void add_header(apr_array_header_t *list, const char *name,
                       const char *value)
{
    *(sp_preview_header *)apr_array_push(list) =
        (sp_preview_header){ sp_span_of(name), sp_span_of(value) };
}

/* What this module knows; Date, Server and those of mod_headers come later. */
static void show_answer(sp_preview *show, request_rec *answer,
                        const sp_preview_choice *choice)
{
    sp_span body = sp_preview_body(answer, choice);
    const apr_array_header_t *headers = apr_table_elts(answer->err_headers_out);
    apr_array_header_t *list = apr_array_make(answer->pool, headers->nelts + 2,
                                              sizeof(sp_preview_header));

    show->line = sp_span_of(sp_status_line(choice->code, answer->pool));
    add_header(list, "Content-Type", answer->content_type);
    add_header(list, "Content-Length",
               apr_psprintf(answer->pool, "%" APR_SIZE_T_FMT, body.len));
    for (int i = 0; i < headers->nelts; i++) {
        const apr_table_entry_t *one =
            &APR_ARRAY_IDX(headers, i, apr_table_entry_t);

        add_header(list, one->key, one->val);
    }
    show->headers = (const sp_preview_header *)(const void *)list->elts;
    show->header_count = (unsigned)list->nelts;
}

static int send_form(request_rec *r, const sp_place *place, request_rec *answer,
                     const sp_preview_choice *choice)
{
    const char *note = sp_preview_obstacle(answer);
    sp_site site;
    sp_preview show = {
        .with = sp_registry_of(r)->preview,
        .site = &site,
        .code = choice->code,
        .language = choice->language,
        .format = choice->format,
        .theme = choice->theme_name,
        .samples = choice->samples,
        .at = sp_escape_clean(sp_span_of(choice->at), AT_SHOWN_MAX, r->pool),
        .note = sp_span_of(note),
        .body_url =
            sp_span_of(apr_pstrcat(r->pool, sp_place_folder(place, r), "body?",
                                   sp_preview_query(choice, r), NULL))
    };

    sp_facts_site(&site, r, false);
    if (!note) {
        show_answer(&show, answer, choice);
    }
    apr_table_setn(r->headers_out, "Content-Language", "en");
    sp_headers_page_protect(r, SP_FORMAT_HTML, show.with->page.policies.usual);
    return send_bytes(r, sp_preview_write(&show, r->pool),
                      sp_formats[SP_FORMAT_HTML].media_type.ptr);
}

int sp_handler_preview(request_rec *r)
{
    const sp_place *place = sp_places_of(r);
    const char *rest = place ? sp_place_rest(place, r) : NULL;
    sp_preview_choice choice;
    request_rec *answer;
    bool body;

    if (!place) {
        return DECLINED;
    }
    if (r->method_number != M_GET) {
        return sp_handler_refuse_method(r);
    }
    body = strcmp(rest, "/body") == 0;
    if (!body && strlen(rest) > 1) {
        return HTTP_NOT_FOUND;
    }
    if (!sp_preview_read(&choice, r)) {
        return HTTP_BAD_REQUEST;
    }
    answer = sp_preview_at(r, &choice);
    return !answer ? HTTP_FORBIDDEN
           : body  ? send_body(r, answer, &choice)
                   : send_form(r, place, answer, &choice);
}

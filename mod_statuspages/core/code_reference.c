/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the pages of the reference: what each status code means. */
#include "core/code_reference.h"

#include "core/code_reference_internal.h"
#include "core/status_error.h"
#include "core/status_words.h"

#include <apr_strings.h>

/* ---- which page -----------------------------------------------------------*/

uint64_t sp_code_reference_languages(const sp_status *status)
{
    size_t count;
    const sp_status *rows = sp_status_all(&count);
    /* the labels of the reference belong to codes that only it explains */
    uint64_t written = sp_catalog_status(sp_status_find(200))->languages;

    for (size_t i = 0; i < count; i++) {
        if (!status || status == &rows[i]) {
            written &= sp_catalog_status(&rows[i])->languages;
        }
    }
    return written;
}

sp_span sp_code_reference_media_type(sp_format format)
{
    return format == SP_FORMAT_JSON  ? SP_SPAN("application/json")
           : format == SP_FORMAT_XML ? SP_SPAN("application/xml; charset=utf-8")
                                     : sp_formats[format].media_type;
}

static const sp_theme_page *
template_of(const sp_code_reference_request *request)
{
    return request->status ? &request->templates->code[request->format]
                           : &request->templates->index[request->format];
}

const char *sp_code_reference_csp(const sp_code_reference_request *request)
{
    return template_of(request)->policies.usual;
}

sp_facts sp_code_reference_facts(int code)
{
    return (sp_facts){ .code = code,
                       .retry_after = -1,
                       .limit_bytes = -1,
                       .received_bytes = -1,
                       .address_limit = -1,
                       .details = true };
}

sp_page_request sp_code_reference_page(const sp_code_reference_request *request,
                                       const sp_facts *facts)
{
    return (sp_page_request){ .facts = facts,
                              .site = request->site,
                              .language = request->language,
                              .theme = request->templates->theme,
                              .texts = request->texts,
                              .override = template_of(request),
                              .format = { .format = request->format } };
}

/* ---- values ---------------------------------------------------------------*/

static sp_value label(const sp_page *page, sp_message message)
{
    return sp_page_text(sp_catalog_text(page->text_language, message), true);
}

/* For a program the title of an error is its phrase, which stands beside it. */
static sp_value meaning_of(const sp_page *page)
{
    return page->for_program && sp_status_is_error(page->status)
               ? (sp_value){ "", 0, true }
               : page->values[SP_VAR_TITLE];
}

static sp_value text_value(const char *text)
{
    return sp_page_text(sp_span_of(text), false);
}

static void set_causes(sp_page *page, apr_pool_t *pool)
{
    static const sp_message messages[SP_FAULTS] = { SP_MSG_CODES_REQUEST,
                                                    SP_MSG_CODES_SOFTWARE,
                                                    SP_MSG_CODES_SITE,
                                                    SP_MSG_CODES_NETWORK };
    sp_value *rows =
        apr_palloc(pool, sizeof(*rows) * SP_FAULTS * SP_REF_CAUSES__COUNT);
    uint32_t n = 0;

    for (unsigned i = 0; i < SP_FAULTS; i++) {
        if (page->status->fault & sp_fault_words[i].bit) {
            rows[n++ * SP_REF_CAUSES__COUNT + SP_REF_CAUSES_TEXT] =
                label(page, messages[i]);
        }
    }
    page->values[SP_REF_CAUSES] = (sp_value){ rows, n, 0 };
    if (n) {
        page->values[SP_REF_CAUSE_LABEL] = label(page, SP_MSG_CODES_CAUSE);
    }
}

static void set_origin(sp_page *page, apr_pool_t *pool)
{
    page->values[SP_REF_ORIGIN_LABEL] = label(page, SP_MSG_CODES_SOURCE);
    page->values[SP_REF_ORIGIN] = sp_page_text(page->status->origin, false);
    page->values[SP_REF_ORIGIN_URL] = sp_page_text(
        sp_span_of(sp_status_documentation_url(page->status, pool)), true);
}

static void set_code(sp_page *page, const sp_code_reference_request *request,
                     apr_pool_t *pool)
{
    page->values[SP_REF_MEANING] = meaning_of(page);
    page->values[SP_VAR_TITLE] =
        text_value(sp_status_line(page->status->code, pool));
    page->values[SP_REF_INDEX_LABEL] = label(page, SP_MSG_CODES_TITLE);
    page->values[SP_REF_INDEX_URL] = sp_page_text(
        request->folder.len ? request->folder : SP_SPAN("./"), false);
    set_causes(page, pool);
    set_origin(page, pool);
}

/* ---- all codes ------------------------------------------------------------*/

/* A row of the list, from the error page of the code. */
static void set_row(sp_value row[SP_REF_CODES__COUNT],
                    const sp_code_reference_request *request,
                    const sp_status *status, sp_page *page, apr_pool_t *pool)
{
    const char *code = apr_itoa(pool, status->code);
    sp_facts facts = sp_code_reference_facts(status->code);
    sp_page_request one = sp_code_reference_page(request, &facts);

    sp_page_prepare(page, &one);
    row[SP_REF_CODES_CODE] = text_value(code);
    row[SP_REF_CODES_PHRASE] = sp_page_text(status->phrase, false);
    row[SP_REF_CODES_URL] = text_value(apr_pstrcat(
        pool, request->folder.len ? request->folder.ptr : "", code, NULL));
    row[SP_REF_CODES_MEANING] = meaning_of(page);
    row[SP_REF_CODES_SENTENCE] = page->values[SP_VAR_WHAT];
    row[SP_REF_CODES_DURATION] = page->values[SP_VAR_LASTS];
}

static void set_classes(sp_page *page, const sp_code_reference_request *request,
                        apr_pool_t *pool)
{
    static const char *const classes[] = {
        "", "1xx", "2xx", "3xx", "4xx", "5xx"
    };
    size_t count;
    const sp_status *all = sp_status_all(&count);
    sp_value *rows =
        apr_palloc(pool, sizeof(*rows) * count * SP_REF_CODES__COUNT);
    sp_value *list = apr_pcalloc(pool, sizeof(*list) * SP_COUNT(classes)
                                           * SP_REF_CLASSES__COUNT);
    sp_page *one = apr_palloc(pool, sizeof(*one));
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        sp_value *class = &list[(n ? n - 1 : 0) * SP_REF_CLASSES__COUNT];

        if (i == 0
            || sp_status_class(&all[i]) != sp_status_class(&all[i - 1])) {
            class = &list[n++ * SP_REF_CLASSES__COUNT];
            class[SP_REF_CLASSES_CLASS] =
                text_value(classes[sp_status_class(&all[i])]);
            class[SP_REF_CLASSES_CODES].data = &rows[i * SP_REF_CODES__COUNT];
        }
        set_row(&rows[i * SP_REF_CODES__COUNT], request, &all[i], one, pool);
        class[SP_REF_CLASSES_CODES].n++;
    }
    page->values[SP_REF_CLASSES] = (sp_value){ list, (uint32_t)n, 0 };
    page->values[SP_VAR_TITLE] = label(page, SP_MSG_CODES_TITLE);
}

/* ---- bytes ----------------------------------------------------------------*/

sp_span sp_code_reference_bytes(const sp_page *page, apr_pool_t *pool)
{
    size_t length = sp_page_length(page);
    char *out = apr_palloc(pool, length);

    return (sp_span){ out, sp_page_write(page, out, length) };
}

static sp_span write_page(const sp_code_reference_request *request,
                          apr_pool_t *pool)
{
    sp_facts facts =
        sp_code_reference_facts(request->status ? request->status->code : 200);
    sp_page_request one = sp_code_reference_page(request, &facts);
    sp_page *page = apr_palloc(pool, sizeof(*page));

    sp_page_prepare(page, &one);
    if (request->status) {
        set_code(page, request, pool);
    }
    else {
        set_classes(page, request, pool);
    }
    return sp_code_reference_bytes(page, pool);
}

sp_span sp_code_reference_write(const sp_code_reference_request *request,
                                apr_pool_t *pool)
{
    return sp_formats[request->format].suffix
               ? write_page(request, pool)
               : sp_code_reference_write_data(request, pool);
}

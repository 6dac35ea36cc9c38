/* SPDX-License-Identifier: Apache-2.0 */
/* respond.c - page -> response.  The one writer of request_rec. */
#include "core/language.h"
#include "core/page.h"
#include "module/compression.h"
#include "module/expression.h"
#include "module/facts.h"
#include "module/headers.h"
#include "module/headers_caching.h"

APLOG_USE_MODULE(statuspages);

/* What every generated page carries unless the site has said something itself.
 * They are told from the site's own words by their addresses. */
typedef struct default_field {
    const char *name;
    const char *value;
} default_field;

static const default_field protections[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
    { "X-Robots-Tag", "noindex" },
};

static const char no_store[] = "no-store";

/* For formats that have nothing to load; a theme has its own for HTML. */
static const char no_loading[] = "default-src 'none'; frame-ancestors 'self'";

/* Ours go into err_headers_out: there `Header always set` can replace them,
 * and core does not clear them. */
static void set_unless_set(request_rec *r, bool bare, const char *name,
                           const char *value)
{
    /* in neither table: adding looks for nothing */
    if (bare || !sp_headers_get(r, name)) {
        apr_table_addn(r->err_headers_out, name, value);
    }
}

static const sp_theme *theme_of(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return conf->theme ? conf->theme : sp_registry_of(r)->fallback;
}

/* For HTML; `override` stands in for the theme's page, if it is not NULL. */
static const char *csp_of(const sp_theme *theme, const sp_theme_page *custom)
{
    return custom ? custom->content_security_policy
                  : theme->content_security_policy;
}

static void set_protections(request_rec *r, bool bare,
                            const sp_page_request *page)
{
    for (size_t i = 0; i < sizeof(protections) / sizeof(protections[0]); i++) {
        set_unless_set(r, bare, protections[i].name, protections[i].value);
    }
    set_unless_set(r, bare, "Content-Security-Policy",
                   page->format.format == SP_FORMAT_HTML
                       ? csp_of(page->theme, page->override)
                       : no_loading);
}

static void set_caching(request_rec *r, bool bare, sp_caching caching)
{
    if (caching == SP_CACHING_NEVER && !bare) {
        sp_caching_forbid(r);
    }
    set_unless_set(r, bare, "Cache-Control", no_store);
}

/* The type is ours, not a client's: it may never choose a handler. */
static void set_media_type(request_rec *r, const char *type)
{
#if AP_MODULE_MAGIC_AT_LEAST(20120211, 132)
    ap_set_content_type_ex(r, type, 1);
#else
    ap_set_content_type(r, type);
#endif
}

/* `either`: compressed or not. */
static const char *vary_of(const sp_page *page, bool either)
{
#define PLAIN "Accept, Accept-Language, Sec-Fetch-Dest"
#define HTMX ", HX-Request"
#define CLIENT ", User-Agent, X-Requested-With, Content-Type"
#define CODING ", Accept-Encoding"
    static const char *const headers[][2] = {
        [SP_VARY_ACCEPT] = { PLAIN, PLAIN CODING },
        [SP_VARY_HTMX] = { PLAIN HTMX, PLAIN HTMX CODING },
        [SP_VARY_CLIENT] = { PLAIN HTMX CLIENT, PLAIN HTMX CLIENT CODING },
    };
#undef PLAIN
#undef HTMX
#undef CLIENT
#undef CODING

    return headers[page->request->format.vary][either];
}

static void set_choice(request_rec *r, bool bare, const sp_page *page,
                       bool either)
{
    const char *vary = vary_of(page, either);

    if (bare) {
        apr_table_addn(r->err_headers_out, "Content-Language",
                       page->language.ptr);
        apr_table_addn(r->err_headers_out, "Vary", vary);
    }
    else {
        apr_table_unset(r->headers_out, "Content-Language");
        apr_table_setn(r->err_headers_out, "Content-Language",
                       page->language.ptr);
        apr_table_mergen(r->err_headers_out, "Vary", vary);
    }
}

static void set_fields(request_rec *r, const sp_conf *conf, const sp_page *page,
                       sp_caching caching, bool either)
{
    /* mostly the site has said nothing at all */
    bool bare = apr_is_empty_table(r->err_headers_out)
                && apr_is_empty_table(r->headers_out);

    set_media_type(r, page->media_type.ptr);
    if (!bare) {
        apr_table_unset(r->headers_out, "Content-Encoding");
        apr_table_unset(r->err_headers_out, "Content-Encoding");
    }
    set_caching(r, bare, caching);
    if (conf->headers != 0) {
        set_protections(r, bare, page->request);
    }
    set_choice(r, bare, page, either);
}

/* With the stock log formats nothing else leads from the reference on a page
 * to a line of the error log; a site's own failures deserve that line, but a
 * site that is down for maintenance has not failed. */
static void log_reference(request_rec *r, const sp_facts *facts)
{
    bool failed = r->status >= HTTP_INTERNAL_SERVER_ERROR && !facts->notice;

    ap_log_rerror(APLOG_MARK, failed ? APLOG_WARNING : APLOG_INFO, 0, r,
                  "statuspages: sent the page for %d, reference %s", r->status,
                  r->log_id ? r->log_id : "-");
}

/* Core works the length out, unless a part of an answer has come by already:
 * its error bucket has discarded that, and core would not begin to count
 * anew. */
static bool must_tell_length(const request_rec *r)
{
    const ap_filter_t *f = r->output_filters;

    while (f && f->frec != ap_content_length_filter_handle) {
        f = f->next;
    }
    return f && f->ctx;
}

/* One buffer, one bucket. */
static void put_bytes(ap_filter_t *f, apr_bucket *eos, char *bytes,
                      size_t length)
{
    /* NOLINTNEXTLINE(readability-isolate-declaration): APR's macro */
    APR_BUCKET_INSERT_BEFORE(eos, apr_bucket_heap_create(bytes, length,
                                                         apr_bucket_free,
                                                         f->c->bucket_alloc));
    if (must_tell_length(f->r)) {
        ap_set_content_length(f->r, (apr_off_t)length);
    }
}

/* A page that does not fit in what is usual is written again. */
static void put_page(ap_filter_t *f, apr_bucket *eos, const sp_page *page)
{
    apr_bucket_alloc_t *alloc = f->c->bucket_alloc;
    char *bytes = apr_bucket_alloc(SP_PAGE_SIZE_USUAL, alloc);
    size_t length = sp_page_write(page, bytes, SP_PAGE_SIZE_USUAL);

    if (length > SP_PAGE_SIZE_USUAL) {
        apr_bucket_free(bytes);
        bytes = apr_bucket_alloc(length, alloc);
        sp_page_write(page, bytes, length);
    }
    put_bytes(f, eos, bytes, length);
}

/* False if the page does not fit in what is usual. */
static bool put_packed(ap_filter_t *f, apr_bucket *eos, const sp_page *page)
{
    char *bytes = apr_bucket_alloc(SP_PAGE_SIZE_USUAL, f->c->bucket_alloc);
    size_t length = sp_page_write_packed(page, bytes, SP_PAGE_SIZE_USUAL);

    if (!length) {
        apr_bucket_free(bytes);
        return false;
    }
    f->r->content_encoding = "gzip";
    put_bytes(f, eos, bytes, length);
    return true;
}

/* A link to another language counts more than what the browser is set to. */
static void choose_language(sp_page_request *request, const sp_conf *conf,
                            const sp_negotiation *negotiation)
{
    const sp_language_set *offered = sp_conf_languages(conf);
    uint64_t written =
        sp_catalog_status(sp_status_find(request->facts->code))->languages;
    unsigned linked = SP_LANGUAGE_NONE;

    if (conf->language_links == 1) {
        request->links = offered;
        linked = sp_language_linked(negotiation->query);
    }
    request->language =
        sp_language_in(offered->bits & written, linked)
            ? &sp_languages[linked]
            : sp_language_choose(negotiation->language, offered, written);
}

void sp_respond(ap_filter_t *f, apr_bucket *eos)
{
    request_rec *r = f->r;
    const sp_conf *conf = sp_conf_of(r);
    sp_custom_value custom[SP_CUSTOM_MAX];
    sp_negotiation negotiation;
    sp_facts facts;
    sp_site site;
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .theme = theme_of(r),
                                .texts = conf->texts };
    sp_page page;
    sp_caching caching = sp_caching_of(r);
    bool either;

    sp_headers_retry_after(r);
    sp_facts_gather(&facts, r);
    if (caching == SP_CACHING_SHARED) {
        sp_facts_drop_personal(&facts);
    }
    facts.details = conf->details && sp_expression_holds(conf->details, r);
    sp_custom_evaluate(&facts, custom, r);
    request.problem_base = sp_span_of(conf->problem_base);
    sp_facts_site(&site, r);
    sp_negotiation_read(&negotiation, r);
    request.format =
        sp_format_choose(&negotiation.format, sp_conf_formats(conf));
    request.override = sp_page_overrides_find(conf->templates, r->status,
                                              request.format.format);
    choose_language(&request, conf, &negotiation);
    sp_page_prepare(&page, &request);
    either = sp_page_is_packed(&page) && sp_compression_is_possible(f);
    set_fields(r, conf, &page, caching, either);
    log_reference(r, &facts);
    if (!either || !sp_compression_is_wanted(r) || !put_packed(f, eos, &page)) {
        put_page(f, eos, &page);
    }
}

static void defer(request_rec *r, const char *name, const char *ours)
{
    if (apr_table_get(r->err_headers_out, name) == ours
        && apr_table_get(r->headers_out, name)) {
        apr_table_unset(r->err_headers_out, name);
    }
}

void sp_respond_defer(request_rec *r)
{
    const sp_theme_page *custom = sp_page_overrides_find(
        sp_conf_of(r)->templates, r->status, SP_FORMAT_HTML);

    for (size_t i = 0; i < sizeof(protections) / sizeof(protections[0]); i++) {
        defer(r, protections[i].name, protections[i].value);
    }
    defer(r, "Content-Security-Policy", csp_of(theme_of(r), custom));
    defer(r, "Content-Security-Policy", no_loading);
    if (sp_caching_is_forbidden(r)) {
        sp_caching_forbid(r);
    }
    else {
        defer(r, "Cache-Control", no_store);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* respond.c - page -> response.  The one writer of request_rec. */
#include "module/respond.h"

#include "core/language.h"
#include "core/page.h"
#include "module/compression.h"
#include "module/counting.h"
#include "module/expression.h"
#include "module/facts.h"
#include "module/headers.h"
#include "module/headers_caching.h"
#include "module/source.h"

APLOG_USE_MODULE(statuspages);

/* What pages carry unless the site has said something itself; ours are told
 * from the site's own words by their addresses.  No header that changes nothing
 * for an error: search engines read no content of a 4xx or 5xx, so that they
 * need no X-Robots-Tag (developers.google.com/search/docs, "How HTTP status
 * codes affect Google's crawlers"); and where nothing is loaded, followed or
 * run, neither Referrer-Policy nor Content-Security-Policy has an effect.
 * nosniff has one everywhere: a browser then hands no such answer to a page of
 * another site (Fetch standard, opaque response blocking). */
static const char nosniff[] = "nosniff";
static const char same_origin[] = "same-origin";

/* A browser shows XML and would run what is in it. */
static const char no_loading[] = "default-src 'none'; frame-ancestors 'self'";

/* Ours go into err_headers_out: there `Header always set` can replace them,
 * and core does not clear them. */
static void set_unless_set(request_rec *r, bool tables_empty, const char *name,
                           const char *value)
{
    /* in neither table: adding looks for nothing */
    if (tables_empty || !sp_headers_get(r, name)) {
        apr_table_addn(r->err_headers_out, name, value);
    }
}

static const sp_theme *theme_of(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return conf->theme ? conf->theme : sp_registry_of(r)->fallback;
}

/* For HTML; `override` stands in for the theme's page, if it is not NULL. */
static const char *csp_of(const sp_theme *theme, const sp_theme_page *override)
{
    return override ? override->content_security_policy
                    : theme->content_security_policy;
}

static void set_protections(request_rec *r, bool tables_empty,
                            const sp_page_request *page)
{
    set_unless_set(r, tables_empty, "X-Content-Type-Options", nosniff);
    if (page->format.format == SP_FORMAT_HTML) {
        set_unless_set(r, tables_empty, "Referrer-Policy", same_origin);
        set_unless_set(r, tables_empty, "Content-Security-Policy",
                       csp_of(page->theme, page->override));
    }
    else if (page->format.format == SP_FORMAT_XML) {
        set_unless_set(r, tables_empty, "Content-Security-Policy", no_loading);
    }
}

static void set_caching(request_rec *r, bool tables_empty, sp_caching caching)
{
    if (caching.kind == SP_CACHING_NEVER && !tables_empty) {
        sp_caching_forbid(r);
    }
    if (caching.header) {
        set_unless_set(r, tables_empty, "Cache-Control", caching.header);
    }
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

/* The single line for a sub-resource is in no language, and a page that caches
 * may keep is chosen by type and language alone.  `compressible`: a client that
 * accepts gzip gets other bytes. */
static const char *vary_of(const sp_format_choice *choice, bool shared,
                           bool compressible)
{
#define LINE "Accept, Sec-Fetch-Dest"
#define PAGE "Accept, Accept-Language"
#define HTMX PAGE ", Sec-Fetch-Dest, HX-Request"
#define CLIENT HTMX ", User-Agent, X-Requested-With, Content-Type"
#define OR_GZIP(names)                                                         \
    {                                                                          \
        names, names ", Accept-Encoding"                                       \
    }
    static const char *const pages[][2] = {
        [SP_VARY_ACCEPT] = OR_GZIP(PAGE),
        [SP_VARY_DESTINATION] = OR_GZIP(PAGE ", Sec-Fetch-Dest"),
        [SP_VARY_HTMX] = OR_GZIP(HTMX),
        [SP_VARY_CLIENT] = OR_GZIP(CLIENT),
    };

    if (choice->one_line && !shared) {
        return choice->vary == SP_VARY_CLIENT ? LINE ", HX-Request, User-Agent"
                                              : LINE;
    }
    return pages[shared ? SP_VARY_ACCEPT : choice->vary][compressible];
#undef LINE
#undef PAGE
#undef HTMX
#undef CLIENT
#undef OR_GZIP
}

static void set_choice(request_rec *r, bool tables_empty, const sp_page *page,
                       const char *vary)
{
    if (tables_empty) {
        apr_table_addn(r->err_headers_out, "Vary", vary);
    }
    else {
        apr_table_unset(r->headers_out, "Content-Language");
        apr_table_unset(r->err_headers_out, "Content-Language");
        apr_table_mergen(r->err_headers_out, "Vary", vary);
    }
    if (!page->request->format.one_line) {
        apr_table_addn(r->err_headers_out, "Content-Language",
                       page->language.ptr);
    }
}

static void set_headers(request_rec *r, const sp_conf *conf,
                        const sp_page *page, sp_caching caching,
                        bool compressible)
{
    /* mod_cache keeps one Vary for an address: where it differs from format to
     * format, no page is ever found again. */
    bool stored = caching.kind == SP_CACHING_SAID;
    /* mostly the site has said nothing at all */
    bool tables_empty = apr_is_empty_table(r->err_headers_out)
                        && apr_is_empty_table(r->headers_out);

    set_media_type(r, page->media_type.ptr);
    if (!tables_empty) {
        apr_table_unset(r->headers_out, "Content-Encoding");
        apr_table_unset(r->err_headers_out, "Content-Encoding");
    }
    set_caching(r, tables_empty, caching);
    if (sp_conf_headers(conf)) {
        set_protections(r, tables_empty, page->request);
    }
    set_choice(r, tables_empty, page,
               vary_of(&page->request->format, stored,
                       stored ? sp_conf_compression(conf) : compressible));
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

    if (sp_conf_language_links(conf)) {
        request->links = offered;
        linked = sp_language_linked(negotiation->query);
    }
    request->language =
        sp_language_in(offered->bits & written, linked)
            ? &sp_languages[linked]
            : sp_language_choose(negotiation->language, offered, written);
}

sp_caching sp_respond(ap_filter_t *f, apr_bucket *eos, sp_counted_body body)
{
    request_rec *r = f->r;
    const sp_conf *conf = sp_conf_of(r);
    sp_caching caching = sp_caching_of(r);
    bool shared = sp_caching_is_shared(caching);
    sp_custom_value custom[SP_CUSTOM_MAX];
    sp_negotiation negotiation;
    sp_facts facts;
    sp_site site;
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .theme = theme_of(r),
                                .texts = conf->texts };
    sp_page page;
    bool compressible;

    sp_headers_retry_after(r);
    sp_facts_gather(&facts, r);
    facts.source = sp_source_of(r, f->frec == sp_registry_of(r)->local);
    if (shared) {
        sp_facts_drop_personal(&facts);
    }
    facts.details =
        !shared && conf->details && sp_expression_holds(conf->details, r);
    sp_custom_evaluate(&facts, custom, r, shared);
    request.problem_base = sp_span_of(conf->problem_base);
    sp_facts_site(&site, r);
    sp_negotiation_read(&negotiation, r, caching.kind == SP_CACHING_SAID);
    request.format =
        sp_format_choose(&negotiation.format, sp_conf_formats(conf));
    request.override = sp_page_overrides_find(conf->templates, r->status,
                                              request.format.format);
    choose_language(&request, conf, &negotiation);
    sp_page_prepare(&page, &request);
    if (request.format.one_line) {
        caching = sp_caching_of_line(r, caching);
    }
    compressible = sp_page_is_packed(&page) && sp_compression_is_possible(f);
    set_headers(r, conf, &page, caching, compressible);
    log_reference(r, &facts);
    sp_counting_page(r, &page, body);
    if (!compressible || !sp_compression_is_wanted(r)
        || !put_packed(f, eos, &page)) {
        put_page(f, eos, &page);
    }
    return caching;
}

static void defer(request_rec *r, const char *name, const char *ours)
{
    if (ours && apr_table_get(r->err_headers_out, name) == ours
        && apr_table_get(r->headers_out, name)) {
        apr_table_unset(r->err_headers_out, name);
    }
}

void sp_respond_defer(request_rec *r, const sp_caching *caching)
{
    const sp_theme_page *custom = sp_page_overrides_find(
        sp_conf_of(r)->templates, r->status, SP_FORMAT_HTML);

    defer(r, "X-Content-Type-Options", nosniff);
    defer(r, "Referrer-Policy", same_origin);
    defer(r, "Content-Security-Policy", csp_of(theme_of(r), custom));
    defer(r, "Content-Security-Policy", no_loading);
    defer(r, "Cache-Control", caching->header);
    sp_caching_settle(r, caching);
}

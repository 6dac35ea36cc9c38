/* SPDX-License-Identifier: Apache-2.0 */
/* respond.c - page -> response.  The one writer of request_rec. */
#include "module/respond.h"

#include "core/page.h"
#include "module/compression.h"
#include "module/counting.h"
#include "module/expression.h"
#include "module/facts.h"
#include "module/headers.h"
#include "module/headers_caching.h"
#include "module/headers_reference.h"
#include "module/negotiation.h"
#include "module/response_log.h"
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

static void set_protections(request_rec *r, bool tables_empty, sp_format format,
                            const char *csp)
{
    set_unless_set(r, tables_empty, "X-Content-Type-Options", nosniff);
    if (format == SP_FORMAT_HTML) {
        set_unless_set(r, tables_empty, "Referrer-Policy", same_origin);
        set_unless_set(r, tables_empty, "Content-Security-Policy", csp);
    }
    else if (format == SP_FORMAT_XML) {
        set_unless_set(r, tables_empty, "Content-Security-Policy", no_loading);
    }
}

void sp_respond_protect(request_rec *r, sp_format format, const char *csp)
{
    set_protections(r, false, format, csp);
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

/* What is for programs, and the single line for a sub-resource, is not chosen
 * by language; and a page that caches may keep by type and language alone.
 * `compressible`: a client that accepts gzip gets other bytes. */
static const char *vary_of(const sp_page *page, bool shared, bool compressible)
{
#define TYPE "Accept"
#define PAGE "Accept, Accept-Language"
#define DESTINATION ", Sec-Fetch-Dest"
#define HTMX DESTINATION ", HX-Request"
#define CLIENT HTMX ", User-Agent, X-Requested-With, Content-Type"
#define EACH(names)                                                            \
    {                                                                          \
        TYPE names, PAGE names, PAGE names ", Accept-Encoding"                 \
    }
    enum { FOR_PROGRAM, FOR_PEOPLE, COMPRESSIBLE };
    static const char *const rows[][3] = {
        [SP_VARY_ACCEPT] = EACH(""),
        [SP_VARY_DESTINATION] = EACH(DESTINATION),
        [SP_VARY_HTMX] = EACH(HTMX),
        [SP_VARY_CLIENT] = EACH(CLIENT),
    };
    const sp_format_choice *choice = &page->request->format;

    if (shared) {
        return rows[SP_VARY_ACCEPT][compressible ? COMPRESSIBLE : FOR_PEOPLE];
    }
    if (choice->one_line) {
        return choice->vary == SP_VARY_CLIENT ? TYPE HTMX ", User-Agent"
                                              : TYPE DESTINATION;
    }
    return rows[choice->vary][page->for_program ? FOR_PROGRAM
                              : compressible    ? COMPRESSIBLE
                                                : FOR_PEOPLE];
#undef TYPE
#undef PAGE
#undef DESTINATION
#undef HTMX
#undef CLIENT
#undef EACH
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
        set_protections(r, tables_empty, page->request->format.format,
                        csp_of(page->request->theme, page->request->override));
    }
    set_choice(r, tables_empty, page,
               vary_of(page, stored,
                       stored ? sp_conf_compression(conf) : compressible));
    if (!sp_caching_is_shared(caching) && !page->request->format.one_line) {
        sp_headers_reference_timing(r);
    }
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
    if (!r->main) { /* a preview: no error has occurred */
        sp_response_log(r, &facts);
    }
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
    request.links =
        sp_conf_language_links(conf) ? sp_conf_languages(conf) : NULL;
    request.language = sp_negotiation_language(
        &negotiation, conf,
        sp_catalog_status(sp_status_find(r->status))->languages);
    sp_page_prepare(&page, &request);
    if (request.format.one_line) {
        caching = sp_caching_of_line(r, caching);
    }
    compressible = sp_page_is_packed(&page) && sp_compression_is_possible(f);
    set_headers(r, conf, &page, caching, compressible);
    if (!r->main) { /* a preview: no error has occurred */
        sp_counting_page(r, &page, body);
    }
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

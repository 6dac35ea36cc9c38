/* SPDX-License-Identifier: Apache-2.0 */
/* headers_page.c - the headers of a page: its type, who may store it, what
 * protects its readers, and what it was chosen by. */
#include "module/headers_page.h"

#include "module/headers.h"
#include "module/headers_reference.h"

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

/* For HTML; `override` stands in for the theme's page, if it is not NULL. */
static const sp_theme_policies *policies_of(const sp_theme *theme,
                                            const sp_theme_page *override)
{
    return override ? &override->policies : &theme->policies;
}

static const char *csp_of(const sp_page_request *request)
{
    const sp_theme_policies *policies =
        policies_of(request->theme, request->override);

    return request->facts->heal.len ? policies->button : policies->usual;
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

void sp_headers_page_protect(request_rec *r, sp_format format, const char *csp)
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

void sp_headers_page_set(request_rec *r, const sp_page *page,
                         sp_caching caching, bool compressible)
{
    const sp_conf *conf = sp_conf_of(r);
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
                        csp_of(page->request));
    }
    set_choice(r, tables_empty, page,
               vary_of(page, stored,
                       stored ? sp_conf_compression(conf) : compressible));
    if (!sp_caching_is_shared(caching) && !page->request->format.one_line) {
        sp_headers_reference_timing(r);
    }
}

static void defer(request_rec *r, const char *name, const char *ours)
{
    if (ours && apr_table_get(r->err_headers_out, name) == ours
        && apr_table_get(r->headers_out, name)) {
        apr_table_unset(r->err_headers_out, name);
    }
}

void sp_headers_page_defer(request_rec *r, const sp_caching *caching)
{
    const sp_theme_page *custom = sp_page_overrides_find(
        sp_conf_of(r)->templates, r->status, SP_FORMAT_HTML);
    const sp_theme_policies *policies = policies_of(sp_theme_of(r), custom);

    defer(r, "X-Content-Type-Options", nosniff);
    defer(r, "Referrer-Policy", same_origin);
    defer(r, "Content-Security-Policy", policies->usual);
    defer(r, "Content-Security-Policy", policies->button);
    defer(r, "Content-Security-Policy", no_loading);
    defer(r, "Cache-Control", caching->header);
    sp_caching_settle(r, caching);
}

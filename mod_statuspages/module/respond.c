/* SPDX-License-Identifier: Apache-2.0 */
/* respond.c - what is known of an error -> page -> response. */
#include "module/respond.h"

#include "core/page.h"
#include "module/compression.h"
#include "module/counting.h"
#include "module/expression.h"
#include "module/facts.h"
#include "module/headers.h"
#include "module/headers_page.h"
#include "module/intercept.h"
#include "module/keep_trying.h"
#include "module/negotiation.h"
#include "module/response_log.h"
#include "module/source.h"

/* Core works the length out, unless a part of an answer has come by already:
 * its error bucket has discarded that, and core would not begin to count
 * anew. */
static bool must_tell_length(const request_rec *r)
{
    const ap_filter_t *f =
        sp_intercept_find_filter(r, ap_content_length_filter_handle);

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

/* What the page may tell of the error; the logs are told all of it. */
static void gather(sp_facts *facts, sp_custom_value custom[SP_CUSTOM_MAX],
                   ap_filter_t *f, bool shared)
{
    request_rec *r = f->r;
    const sp_conf *conf = sp_conf_of(r);

    sp_headers_retry_after(r);
    sp_facts_gather(facts, r);
    facts->source = sp_source_of(r, f->frec == sp_registry_of(r)->local);
    if (!r->main) { /* a preview: no error has occurred */
        sp_response_log(r, facts);
    }
    if (shared) {
        sp_facts_drop_personal(facts);
    }
    facts->details =
        !shared && conf->details && sp_expression_holds(conf->details, r);
    sp_custom_evaluate(facts, custom, r, shared);
}

/* Which page: its format, its language, and what stands in for the theme's. */
static void choose(sp_page_request *request, const request_rec *r, bool stored)
{
    const sp_conf *conf = sp_conf_of(r);
    sp_negotiation negotiation;

    sp_negotiation_read(&negotiation, r, stored);
    request->format =
        sp_format_choose(&negotiation.format, sp_conf_formats(conf));
    request->override = sp_page_overrides_find(conf->templates, r->status,
                                               request->format.format);
    request->links =
        sp_conf_language_links(conf) ? sp_conf_languages(conf) : NULL;
    request->language = sp_negotiation_language(
        &negotiation, conf,
        sp_catalog_status(sp_status_find(r->status))->languages);
}

/* A page that asks again by itself is this visitor's own. */
static void keep_trying(sp_facts *facts, sp_trying *trying, request_rec *r,
                        const sp_format_choice *format, sp_caching *caching)
{
    const char *refresh = sp_keep_trying(facts, trying, r, format,
                                         sp_caching_is_shared(*caching));

    if (refresh) {
        apr_table_setn(r->err_headers_out, "Refresh", refresh);
        caching->kind = SP_CACHING_NEVER;
    }
}

sp_caching sp_respond(ap_filter_t *f, apr_bucket *eos, sp_counted_body body)
{
    request_rec *r = f->r;
    const sp_conf *conf = sp_conf_of(r);
    sp_caching caching = sp_caching_of(r);
    sp_custom_value custom[SP_CUSTOM_MAX];
    sp_facts facts;
    sp_trying trying;
    sp_site site;
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .theme = sp_theme_of(r),
                                .texts = conf->texts,
                                .problem_base =
                                    sp_span_of(conf->problem_base) };
    sp_page page;
    bool compressible;

    gather(&facts, custom, f, sp_caching_is_shared(caching));
    sp_facts_site(&site, r, facts.maintenance != NULL);
    choose(&request, r, caching.kind == SP_CACHING_SAID);
    if (sp_conf_tries(conf)) {
        keep_trying(&facts, &trying, r, &request.format, &caching);
    }
    if (conf->suggest && !request.format.one_line && !request.format.brief) {
        sp_facts_suggest(&facts, r, sp_caching_is_shared(caching));
    }
    sp_page_prepare(&page, &request);
    if (request.format.one_line) {
        caching = sp_caching_of_line(r, caching);
    }
    compressible = sp_page_is_packed(&page) && sp_compression_is_possible(f);
    sp_headers_page_set(r, &page, caching, compressible);
    if (!r->main) { /* a preview: no error has occurred */
        sp_counting_page(r, &page, body);
    }
    if (!compressible || !sp_compression_is_wanted(r)
        || !put_packed(f, eos, &page)) {
        put_page(f, eos, &page);
    }
    return caching;
}

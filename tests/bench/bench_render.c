/* SPDX-License-Identifier: Apache-2.0 */
/* bench_render.c - what a page and the choice of its format and language cost.
 *
 * Time is noise: each figure is the best of many batches, and stands beside a
 * memcpy of the same bytes, measured in turn with it.  The ratio is what can
 * be compared between machines.
 */
#include "core/language.h"
#include "core/page.h"

#include <apr_general.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 400, PER_BATCH = 200, NS_PER_SECOND = 1000000000 };

/* The goals for one page. */
enum { GOAL_RENDER_NS = 250, GOAL_PACKED_NS = 700 };

/* What is measured; runs once. */
typedef void work(void *baton);

/* The compiler must believe that someone reads what was written. */
static void is_read(const void *bytes)
{
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * NS_PER_SECOND + (double)t.tv_nsec;
}

static void measure(work *run, void *baton, double *best)
{
    double begin = now();
    double each;

    for (int i = 0; i < PER_BATCH; i++) {
        run(baton);
    }
    each = (now() - begin) / PER_BATCH;
    if (*best == 0 || each < *best) {
        *best = each;
    }
}

/* ---- pages ---------------------------------------------------------------*/

typedef struct page_job {
    const sp_page_request *request;
    sp_page *page;
    char *out;
    char *copy;
    size_t length;
    size_t packed;
} page_job;

static void prepare(void *baton)
{
    page_job *job = baton;

    sp_page_prepare(job->page, job->request);
    is_read(job->page);
}

static void prepare_and_write(void *baton)
{
    page_job *job = baton;

    sp_page_prepare(job->page, job->request);
    sp_page_write(job->page, job->out, SP_PAGE_SIZE_USUAL);
    is_read(job->out);
}

static void prepare_and_pack(void *baton)
{
    page_job *job = baton;

    sp_page_prepare(job->page, job->request);
    job->packed = sp_page_write_packed(job->page, job->out, job->length);
    is_read(job->out);
}

static void copy(void *baton)
{
    page_job *job = baton;

    memcpy(job->copy, job->out, job->length);
    is_read(job->copy);
}

/* Is its program another one than the theme's own? */
static bool is_folded(const sp_page *page)
{
    const sp_page_request *request = page->request;

    return page->program
           != sp_theme_program(request->theme, request->format.format,
                               request->facts->code);
}

static void bench_page(const sp_page_request *request)
{
    sp_page page;
    page_job job = { request, &page, NULL, NULL, 0, 0 };
    double packing = 0;
    double preparing = 0;
    double all = 0;
    double copying = 0;

    sp_page_prepare(&page, request);
    job.length = sp_page_length(&page);
    job.out = malloc(SP_PAGE_SIZE_USUAL); /* as the module does */
    job.copy = malloc(job.length);
    if (!job.out || !job.copy) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    for (int i = 0; i < BATCHES; i++) {
        measure(prepare, &job, &preparing);
        measure(prepare_and_write, &job, &all);
        if (sp_page_is_packed(&page)) {
            measure(prepare_and_pack, &job, &packing);
        }
        measure(copy, &job, &copying);
    }
    printf("%-10.*s %-6s %-9.*s %4d %7zu %10.0f %10.0f %10.1f %8.1f %7zu "
           "%10.0f\n",
           (int)sp_formats[request->format.format].name.len,
           sp_formats[request->format.format].name.ptr,
           is_folded(&page) ? "yes" : "no", (int)request->language->tag.len,
           request->language->tag.ptr, request->facts->code, job.length, all,
           preparing, copying, all / copying, job.packed, packing);
    free(job.out);
    free(job.copy);
}

/* As the module fills them in for a browser's GET. */
static sp_facts facts_of(int code)
{
    return (sp_facts){ .code = code,
                       .known = SP_FACT_BIT(SP_FACT_LINK_HERE),
                       .time = 1795331370,
                       .retry_after = code == 503 ? 120 : -1,
                       .limit_bytes = -1,
                       .received_bytes = -1,
                       .address_limit = -1,
                       .reference = SP_SPAN("Z5yxq8AoAQEAAB1kPzUAAAAA"),
                       .repeatable = true };
}

static void bench_code(const sp_theme *theme, sp_format format, int code)
{
    const sp_site site = { .name = SP_SPAN("www.example.com"),
                           .home = SP_SPAN("/") };
    sp_facts facts = facts_of(code);
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .language = &sp_languages[0],
                                .theme = theme,
                                .format = { .format = format } };

    bench_page(&request);
}

/* The module folds its themes.  A 503 with a time to wait is made the longer
 * way even so, and so are all formats but HTML. */
static void bench_pages(const sp_theme *folded, const sp_theme *unfolded)
{
    static const sp_format formats[] = { SP_FORMAT_JSON, SP_FORMAT_XML,
                                         SP_FORMAT_TEXT, SP_FORMAT_MARKDOWN };

    printf("one page: best of %d batches; rendering is to take %d ns at most, "
           "packed %d\n"
           "%-10s %-6s %-9s %4s %7s %10s %10s %10s %8s %7s %10s\n",
           BATCHES, GOAL_RENDER_NS, GOAL_PACKED_NS, "format", "folded",
           "language", "code", "bytes", "page ns", "prepare", "memcpy ns",
           "ratio", "packed", "packed ns");
    bench_code(folded, SP_FORMAT_HTML, 404);
    bench_code(unfolded, SP_FORMAT_HTML, 404);
    bench_code(folded, SP_FORMAT_HTML, 503);
    for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++) {
        bench_code(folded, formats[f], 404);
        bench_code(folded, formats[f], 503);
    }
}

/* ---- the choice of format and language -----------------------------------*/

typedef struct client_row {
    const char *client;
    const char *accept;
    const char *accept_language;
    const char *fetch_dest;
    const char *user_agent;
    const char *path;
} client_row;

static const client_row clients[] = {
    { "Chrome, a page",
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
      "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
      "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7", "document",
      "Mozilla/5.0 (X11; Linux x86_64)", "/missing/page" },
    { "Chrome, an image",
      "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
      "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7", "image",
      "Mozilla/5.0 (X11; Linux x86_64)", "/missing.png" },
    { "curl", "*/*", NULL, NULL, "curl/8.5.0", "/missing/page" },
    { "fetch() for JSON", "application/json", "zh-TW,zh;q=0.9", "empty",
      "Mozilla/5.0 (X11; Linux x86_64)", "/api/1" },
};

static void choose_format(void *baton)
{
    const sp_format_request *request = baton;
    sp_format_choice choice = sp_format_choose(request, SP_FORMATS_ALL);

    is_read(&choice);
}

static void choose_language(void *baton)
{
    const sp_span *field = baton;

    is_read(sp_language_choose(*field, &sp_language_all, UINT64_MAX));
}

static void bench_client(const client_row *row)
{
    sp_format_request request = { .accept = sp_span_of(row->accept),
                                  .fetch_dest = sp_span_of(row->fetch_dest),
                                  .user_agent = sp_span_of(row->user_agent),
                                  .path = sp_span_of(row->path) };
    sp_span field = sp_span_of(row->accept_language);
    sp_span format =
        sp_formats[sp_format_choose(&request, SP_FORMATS_ALL).format].name;
    sp_span language =
        sp_language_choose(field, &sp_language_all, UINT64_MAX)->tag;
    double for_format = 0;
    double for_language = 0;

    for (int i = 0; i < BATCHES; i++) {
        measure(choose_format, &request, &for_format);
        measure(choose_language, &field, &for_language);
    }
    printf("%-20s %-10.*s %10.0f   %-9.*s %8.0f\n", row->client,
           (int)format.len, format.ptr, for_format, (int)language.len,
           language.ptr, for_language);
}

static void bench_clients(void)
{
    printf("\n%-20s %-10s %10s   %-9s %8s\n", "client", "format", "ns",
           "language", "ns");
    for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
        bench_client(&clients[i]);
    }
}

int main(void)
{
    apr_pool_t *pool;
    sp_diagnostics *problems;
    const sp_theme *folded;
    const sp_theme *unfolded;
    sp_page_packer *packer;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    problems = sp_diagnostics_make(pool);
    folded = sp_theme_load("default", problems, pool);
    unfolded = sp_theme_load("default", problems, pool);
    if (!folded || !unfolded) {
        fprintf(stderr, "%s\n", sp_diagnostic_text(problems, 0));
        return 1;
    }
    sp_page_fold(folded, SP_FOLD_ALL, pool);
    packer = sp_page_packer_make(sp_packed_round_trips, pool);
    sp_page_pack(packer, folded);
    sp_page_packer_end(packer);
    bench_pages(folded, unfolded);
    bench_clients();
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

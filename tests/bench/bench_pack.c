/* SPDX-License-Identifier: Apache-2.0 */
/* bench_pack.c - how long packed pages are beside gzip -6, for every
 * registered code, language and built-in theme, and what packing costs at the
 * start. */
#include "core/page.h"

#include <apr_general.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

enum { ROOM = 65536, MEMBER = 18 };

/* The goal. */
static const double max = 1.12;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* As gzip -6 makes it from a pipe, which has no name. */
static size_t gzip_length(const char *text, size_t length)
{
    static Bytef out[ROOM];
    z_stream stream = { 0 };

    if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        exit(1);
    }
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    stream.next_out = out;
    stream.avail_out = ROOM;
    deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    return stream.total_out + MEMBER;
}

typedef struct result {
    double ratio;
    size_t plain;
    size_t packed;
    int code;
    const char *language;
} result;

static int by_ratio(const void *left, const void *right)
{
    const result *a = left;
    const result *b = right;

    return (a->ratio > b->ratio) - (a->ratio < b->ratio);
}

static size_t measure(const sp_theme *theme, result *results)
{
    static char plain[ROOM];
    static char packed[ROOM];
    static const sp_site site = { .name = { "www.example.com", 15 },
                                  .home = { "/", 1 } };
    size_t n = 0;

    for (int code = 400; code < 600; code++) {
        for (unsigned i = 0; i < sp_language_count; i++) {
            sp_facts facts = { .code = code,
                               .time = 1795331370,
                               .retry_after = -1,
                               .limit_bytes = -1,
                               .received_bytes = -1,
                               .address_limit = -1,
                               .reference = SP_SPAN("Z5yxq8AoAQEAAB1kPzUAAAAA"),
                               .repeatable = true };
            sp_page_request request = { .facts = &facts,
                                        .site = &site,
                                        .language = &sp_languages[i],
                                        .theme = theme };
            sp_page page;
            result *it = &results[n];

            if (!sp_theme_folded(theme, code, request.language)) {
                continue;
            }
            sp_page_prepare(&page, &request);
            it->plain = sp_page_write(&page, plain, ROOM);
            it->packed = sp_page_write_packed(&page, packed, ROOM);
            it->ratio =
                (double)it->packed / (double)gzip_length(plain, it->plain);
            it->code = code;
            it->language = sp_languages[i].tag.ptr;
            n++;
        }
    }
    qsort(results, n, sizeof(*results), by_ratio);
    return n;
}

static void show(const char *name, apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = sp_theme_load(name, problems, pool);
    result *results = calloc(SP_THEME_CODES * 64, sizeof(*results));
    double start = now();
    double packing;
    sp_page_packer *packer;
    unsigned wrong;
    size_t n;

    if (!theme || !results) {
        exit(1);
    }
    sp_page_fold(theme, pool);
    packing = now();
    packer = sp_page_packer_make(sp_packed_round_trips, pool);
    sp_page_pack(packer, theme);
    wrong = sp_page_packer_end(packer);
    printf("%-12s %6.1f %6.1f", name, packing - start, now() - packing);
    n = measure(theme, results);
    printf(" %6zu %6.3f %6.3f %6.3f %6zu %6zu  %d %s%s\n", n, results[0].ratio,
           results[n / 2].ratio, results[n - 1].ratio, results[n - 1].plain,
           results[n - 1].packed, results[n - 1].code, results[n - 1].language,
           results[n - 1].ratio > max ? "  missed" : "");
    if (wrong) {
        printf("%u are wrong\n", wrong);
    }
    free(results);
}

int main(void)
{
    apr_pool_t *pool;

    apr_initialize();
    printf("%-12s %6s %6s %6s %6s %6s %6s %6s %6s  of\n", "theme", "fold ms",
           "pack", "pages", "min", "median", "max", "plain", "packed");
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        apr_pool_create(&pool, NULL);
        show(sp_theme_sources[i].name, pool);
        apr_pool_destroy(pool);
    }
    apr_terminate();
    return 0;
}

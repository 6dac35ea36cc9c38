/* SPDX-License-Identifier: Apache-2.0 */
/* bench_pack.c - how long packed pages are beside gzip -6, for every code,
 * language and built-in theme, and what packing costs at the start.
 *
 * Each theme is measured as the first one that a configuration names, and as
 * one of the others, of which less is packed beforehand.  The codes: those that
 * IANA has registered, and others that are known; with a time to wait, too. */
#include "core/page.h"

#include <apr_general.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { ROOM = 65536, MEMBER = 18, RESULTS_MAX = SP_THEME_CODES * 64 };

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

/* ---- pages ----------------------------------------------------------------*/

typedef enum kind {
    NOT_FOUND,
    REGISTERED,
    WAIT,
    DE_FACTO,
    DE_FACTO_WAIT,
    KINDS
} kind;

static const char *const kind_names[KINDS] = { "404", "registered", "with wait",
                                               "de facto", "with wait" };

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

static result measure_page(const sp_theme *theme, int code, unsigned language,
                           int32_t wait)
{
    static char plain[ROOM];
    static char packed[ROOM];
    static const sp_site site = { .name = { "www.example.com", 15 },
                                  .home = { "/", 1 } };
    sp_facts facts = { .code = code,
                       .time = 1795331370,
                       .retry_after = wait,
                       .limit_bytes = -1,
                       .received_bytes = -1,
                       .address_limit = -1,
                       .reference = SP_SPAN("Z5yxq8AoAQEAAB1kPzUAAAAA"),
                       .repeatable = true };
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .language = &sp_languages[language],
                                .theme = theme };
    sp_page page;
    result it = { .code = code, .language = sp_languages[language].tag.ptr };

    sp_page_prepare(&page, &request);
    it.plain = sp_page_write(&page, plain, ROOM);
    it.packed = sp_page_write_packed(&page, packed, ROOM);
    it.ratio = (double)it.packed / (double)gzip_length(plain, it.plain);
    return it;
}

static bool is_of_kind(const sp_status *status, kind which)
{
    bool registered = status->traits & SP_TRAIT_REGISTERED;

    return which == NOT_FOUND
               ? status->code == 404
               : status->code >= 400 && status->code < 600
                     && registered == (which == REGISTERED || which == WAIT);
}

static void measure(const sp_theme *theme, kind which)
{
    static result results[RESULTS_MAX];
    size_t count;
    const sp_status *all = sp_status_all(&count);
    size_t n = 0;
    const result *worst;

    for (size_t i = 0; i < count; i++) {
        for (unsigned j = 0; j < sp_language_count; j++) {
            if (is_of_kind(&all[i], which)) {
                results[n++] = measure_page(
                    theme, all[i].code, j,
                    which == WAIT || which == DE_FACTO_WAIT ? 120 : -1);
            }
        }
    }
    qsort(results, n, sizeof(*results), by_ratio);
    worst = &results[n - 1];
    printf("  %-10s %5zu  %6.3f %6.3f %6.3f %6zu %6zu  %d %s%s\n",
           kind_names[which], n, results[0].ratio, results[n / 2].ratio,
           worst->ratio, worst->plain, worst->packed, worst->code,
           worst->language, worst->ratio > max ? "  missed" : "");
}

/* ---- themes ---------------------------------------------------------------*/

/* Of this process, in MB. */
static double memory(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (!file || fscanf(file, "%*d %ld", &pages) != 1) {
        pages = 0;
    }
    if (file) {
        fclose(file);
    }
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static void show(const char *name, bool first)
{
    apr_pool_t *pool;
    const sp_theme *theme;
    sp_page_packer *packer;
    double start;
    double packing;
    double end;
    double before;
    unsigned wrong;

    apr_pool_create(&pool, NULL);
    theme = sp_theme_load(name, sp_diagnostics_make(pool), pool);
    if (!theme) {
        exit(1);
    }
    before = memory();
    start = now();
    sp_page_fold(theme, first ? SP_FOLD_ALL : SP_FOLD_NOT_FOUND, pool);
    packing = now();
    packer = sp_page_packer_make(sp_packed_round_trips, pool);
    sp_page_pack(packer, theme);
    wrong = sp_page_packer_end(packer);
    end = now();
    printf("%s, %s: fold %.1f ms, pack %.1f ms, %.1f MB\n", name,
           first ? "first" : "another", packing - start, end - packing,
           memory() - before);
    for (kind which = NOT_FOUND; which < KINDS; which++) {
        measure(theme, which);
    }
    if (wrong) {
        printf("%u are wrong\n", wrong);
    }
    fflush(stdout);
}

/* In a process of its own, so that it does not get what others have freed. */
static void show_apart(const char *name, bool first)
{
    pid_t child = fork();

    if (child == 0) {
        show(name, first);
        _exit(0);
    }
    if (child < 0 || waitpid(child, NULL, 0) < 0) {
        exit(1);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    apr_initialize();
    printf("  %-10s %5s  %6s %6s %6s %6s %6s  of\n", "codes", "pages", "min",
           "median", "max", "plain", "packed");
    for (unsigned first = 2; first-- > 0;) {
        for (unsigned i = 0; i < sp_theme_source_count; i++) {
            show_apart(sp_theme_sources[i].name, first);
        }
    }
    apr_terminate();
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* bench_suggest.c - what it costs to find a near address among many.
 *
 * The lists are made up: a site as they are, and some made to be slow.  The
 * ratios are what can be compared between machines, and are goals that a run
 * fails by. */
#include "core/suggest.h"

#include <apr_general.h>
#include <apr_strings.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    PAGES = 50000,
    FEW = 5000,
    ASKED = 2000,
    ROUNDS = 5,
    LONG = 8000,
    NS_PER_SECOND = 1000000000
};

/* The goals: CPU time of a lookup and of the making, and memory. */
enum { GOAL_FIND_NS = 20000, GOAL_MAKE_MS = 300, GOAL_MB = 16 };
/* Ten times as many pages, and the slowest address on the slowest list beside
 * the median on a usual one. */
enum { GOAL_RATIO_PAGES = 3, GOAL_RATIO_WORST = 6 };

static double cpu_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * NS_PER_SECOND + (double)t.tv_nsec;
}

static uint32_t below(uint32_t *seed, uint32_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % n;
}

/* ---- lists ----------------------------------------------------------------*/

static const char *const words[] = {
    "server",   "request", "handler",  "module",  "index",   "table",
    "function", "install", "upgrade",  "config",  "network", "storage",
    "backup",   "monitor", "security", "session", "cookie",  "header",
    "filter",   "output",  "input",    "encode",  "decode",  "string",
    "number",   "object",  "array",    "vector",  "matrix",  "query",
    "insert",   "update",  "delete",   "select",  "join",    "view",
    "trigger",  "cursor",  "release",  "notes",   "guide",   "tutorial",
    "howto",    "faq",     "about",    "contact", "support", "billing",
    "account",  "profile", "settings", "search",  "export",  "import",
    "parser",   "lexer",   "compiler", "linker",  "runtime", "thread",
};

static const char *word(uint32_t *seed)
{
    return words[below(seed, sizeof(words) / sizeof(words[0]))];
}

static const char *site(unsigned i, uint32_t *seed, apr_pool_t *pool)
{
    static const char *const languages[] = { "en", "de", "fr", "ja" };
    const char *name = below(seed, 2)
                           ? apr_psprintf(pool, "%s-%s-%u", word(seed),
                                          word(seed), below(seed, 400))
                           : apr_psprintf(pool, "%s_%s_%s", word(seed),
                                          word(seed), word(seed));

    return i % 10 == 0
               ? apr_psprintf(pool, "/products/%u/%s/reviews", i, word(seed))
               : apr_psprintf(pool, "/docs/%s/%s/%s.html", languages[i % 4],
                              word(seed), name);
}

static const char *same_name(unsigned i, uint32_t *seed, apr_pool_t *pool)
{
    (void)seed;
    return apr_psprintf(pool, "/products/%u/reviews.html", i);
}

static const char *same_folder(unsigned i, uint32_t *seed, apr_pool_t *pool)
{
    (void)seed;
    return apr_psprintf(pool, "/a/a/a/a/a/a/page%05u", i);
}

static const char *same_letters(unsigned i, uint32_t *seed, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

    for (unsigned j = 1; text[j]; j++) {
        text[j] = i >> (j % 16) & 1 ? 'a' : (char)('b' + below(seed, 2));
    }
    return text;
}

static const char *long_names(unsigned i, uint32_t *seed, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, 230);

    memset(text, '/', 229);
    for (unsigned j = 1; j < 229; j++) {
        text[j] = (char)(j % 13 ? 'a' + below(seed, 4) : '/');
    }
    text[229] = '\0';
    (void)i;
    return text;
}

typedef struct list {
    const char *name;
    const char *(*path)(unsigned i, uint32_t *seed, apr_pool_t *pool);
    unsigned pages;
} list;

static const list lists[] = {
    { "site", site, PAGES },
    { "small site", site, FEW },
    { "same names", same_name, PAGES },
    { "same folder", same_folder, PAGES },
    { "same letters", same_letters, PAGES },
    { "long names", long_names, PAGES },
};

/* ---- addresses ------------------------------------------------------------*/

static const char *typo(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, path);
    uint32_t n = (uint32_t)strlen(text);

    text[1 + below(seed, n - 1)] = 'x';
    text[1 + below(seed, n - 1)] = 'q';
    return text;
}

static const char *cut(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, path, strlen(path) - 1 - below(seed, 6));
}

static const char *moved(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "/", word(seed), "/", word(seed), path, NULL);
}

static const char *nonsense(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    (void)path;
    return apr_psprintf(pool, "/%08x/%08x", below(seed, 1U << 31),
                        below(seed, 1U << 31));
}

/* Of words that each page has. */
static const char *common(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    (void)path;
    return apr_pstrcat(pool, "/docs/en/", word(seed), word(seed), word(seed),
                       "/", word(seed), word(seed), "-", word(seed), word(seed),
                       ".html", NULL);
}

/* Pieces of pages, so that each is rare. */
static const char *mixed(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    char *text = apr_psprintf(pool, "%s%s%s", path, path, path);
    size_t n = strlen(text);

    for (size_t i = 1; i + 3 < n; i += 3) {
        size_t j = 1 + below(seed, (uint32_t)n - 4);
        char c = text[i];

        text[i] = text[j];
        text[j] = c;
    }
    text[n < 200 ? n : 200] = '\0';
    return text;
}

static const char *repeated(const char *unit, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, LONG + 1);
    size_t n = strlen(unit);

    for (size_t i = 0; i < LONG; i++) {
        text[i] = unit[i % n];
    }
    text[LONG] = '\0';
    return text;
}

static const char *very_long(const char *path, uint32_t *seed, apr_pool_t *pool)
{
    static const char *const units[] = {
        "/a", "/%2525252525", "/../", "&a", "%c3", "/docs/en/server"
    };

    (void)path;
    return repeated(units[below(seed, 6)], pool);
}

static const char *as_long_as_any(const char *path, uint32_t *seed,
                                  apr_pool_t *pool)
{
    static const char *const units[] = {
        "/a", "/docs/en/server-module", "%25252561", "&a;b", "/products/12/",
    };
    unsigned which = below(seed, 5);

    (void)path;
    return apr_pstrmemdup(pool, repeated(units[which], pool),
                          which == 2 ? 1000 : 230);
}

typedef struct ask {
    const char *name;
    const char *(*change)(const char *path, uint32_t *seed, apr_pool_t *pool);
} ask;

static const ask asks[] = {
    { "two typos", typo },        { "cut off", cut },
    { "moved", moved },           { "nonsense", nonsense },
    { "common words", common },   { "mixed pieces", mixed },
    { "8,000 bytes", very_long }, { "1,000 bytes", as_long_as_any },
};

/* ---- measured -------------------------------------------------------------*/

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

typedef struct figures {
    double first; /* median, with the index not in the processor's caches */
    double median;
    double worst;
} figures;

static double time_of(const sp_suggest_index *index, sp_span address)
{
    unsigned found[SP_SUGGESTIONS_MAX];
    double begin = cpu_now();

    sp_suggest_find(index, address, found);
    return cpu_now() - begin;
}

/* The first time for each address, and the best of some more at once: what is
 * left then is its own work. */
static figures measure(const sp_suggest_index *index, const char *const *asked)
{
    static double first[ASKED];
    static double best[ASKED];

    for (unsigned i = 0; i < ASKED; i++) {
        sp_span address = { asked[i], strlen(asked[i]) };

        first[i] = best[i] = time_of(index, address);
        for (unsigned round = 0; round < ROUNDS; round++) {
            double each = time_of(index, address);

            best[i] = each < best[i] ? each : best[i];
        }
    }
    qsort(first, ASKED, sizeof(first[0]), compare);
    qsort(best, ASKED, sizeof(best[0]), compare);
    return (figures){ first[ASKED / 2], best[ASKED / 2], best[ASKED - 1] };
}

/* Of memory that is not the program's, in MB. */
static double in_use(void)
{
    unsigned long all = 0;
    unsigned long resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (!file || fscanf(file, "%lu %lu", &all, &resident) != 2) {
        fputs("/proc/self/statm cannot be read\n", stderr);
        exit(1);
    }
    fclose(file);
    return (double)resident * 4096 / (1 << 20);
}

/* How often the page that the address was made of is among the suggestions. */
static double rate(const sp_suggest_index *index, const char *const *asked,
                   const unsigned *meant)
{
    unsigned found[SP_SUGGESTIONS_MAX];
    unsigned right = 0;

    for (unsigned i = 0; i < ASKED; i++) {
        unsigned n = sp_suggest_find(
            index, (sp_span){ asked[i], strlen(asked[i]) }, found);

        while (n && found[n - 1] != meant[i]) {
            n--;
        }
        right += n > 0;
    }
    return 100.0 * right / ASKED;
}

typedef struct result {
    double median; /* of two typos */
    double worst;  /* of all */
} result;

static result bench(const list *row)
{
    apr_pool_t *pool;
    apr_pool_t *temp;
    apr_pool_t *texts;
    uint32_t seed = 1;
    sp_suggest_entry *entries = calloc(row->pages, sizeof(*entries));
    const sp_suggest_index *index;
    result all = { 0, 0 };
    double begin;
    double before;

    apr_pool_create(&texts, NULL);
    for (unsigned i = 0; i < row->pages; i++) {
        const char *path = row->path(i, &seed, texts);

        entries[i].path = (sp_span){ path, strlen(path) };
        entries[i].title =
            sp_span_of(apr_psprintf(texts, "%s %s and %s of the manual",
                                    word(&seed), word(&seed), word(&seed)));
    }
    /* with allocators of their own, so that what is freed is */
    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    apr_pool_create_unmanaged_ex(&temp, NULL, NULL);
    before = in_use();
    begin = cpu_now();
    index = sp_suggest_index_make(entries, row->pages, pool, temp);
    begin = cpu_now() - begin;
    apr_pool_destroy(temp);
    printf("\n%s: %u pages, made in %.0f ms of %d, %.1f MB of %d\n"
           "%-14s %8s %8s %8s %9s\n",
           row->name, row->pages, begin / 1e6, GOAL_MAKE_MS, in_use() - before,
           GOAL_MB, "ns of CPU", "first", "median", "worst", "found, %");
    for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
        static const char *asked[ASKED];
        static unsigned meant[ASKED];
        figures one;

        for (unsigned j = 0; j < ASKED; j++) {
            meant[j] = below(&seed, row->pages);
            asked[j] = asks[i].change(entries[meant[j]].path.ptr, &seed, texts);
        }
        one = measure(index, asked);
        printf("%-14s %8.0f %8.0f %8.0f %9.1f\n", asks[i].name, one.first,
               one.median, one.worst, rate(index, asked, meant));
        all.median = i ? all.median : one.median;
        all.worst = one.worst > all.worst ? one.worst : all.worst;
    }
    apr_pool_destroy(pool);
    apr_pool_destroy(texts);
    free(entries);
    return all;
}

static int goal(const char *what, double ratio, int most)
{
    printf("%-54s %5.2f of %d%s\n", what, ratio, most,
           ratio <= most ? "" : "  MISSED");
    return ratio <= most ? 0 : 1;
}

int main(void)
{
    result results[sizeof(lists) / sizeof(lists[0])];
    double worst = 0;
    int missed;

    apr_initialize();
    printf("a lookup is to take %d ns of CPU at most\n", GOAL_FIND_NS);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        results[i] = bench(&lists[i]);
        worst = results[i].worst > worst ? results[i].worst : worst;
    }
    printf("\n");
    missed = goal("two typos: 50,000 pages beside 5,000, median",
                  results[0].median / results[1].median, GOAL_RATIO_PAGES);
    missed |= goal("the worst of all beside two typos, median",
                   worst / results[0].median, GOAL_RATIO_WORST);
    apr_terminate();
    return missed;
}

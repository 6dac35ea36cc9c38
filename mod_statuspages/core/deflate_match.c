/* SPDX-License-Identifier: Apache-2.0 */
/* LZ77: finds repetitions with hash chains and chooses, by dynamic programming,
 * the tokens that take the fewest bits in the given code. */
#include "core/deflate.h"

#include <apr_hash.h>
#include <apr_strings.h>

#include <string.h>

enum {
    MATCH_MIN = 3,
    DEFERRED_MATCH_MIN = 4, /* its distance is worked out by the request */
    MATCH_MAX = SP_DEFLATE_MATCH_MAX,
    HASH_BITS = 12,
    CHAIN_MAX = 12,   /* candidates that are tried for each byte */
    DEFERRED_COST = 2 /* bits, for the time that the request takes for it */
};

/* The last token on the cheapest path to a byte of the run. */
typedef struct step {
    uint32_t cost;   /* bits, from the start of the run */
    uint16_t length; /* 0: a literal */
    uint32_t from;   /* position */
    bool fixed;
} step;

/* Bytes of the run that it covers. */
static inline unsigned step_size(const step *one)
{
    return one->length ? one->length : 1;
}

/* All texts of a page in a row; positions count from 1. */
struct sp_deflate_matcher {
    apr_hash_t *shared; /* text -> its tokens */
    apr_pool_t *pool;
    const sp_deflate_run *runs;
    unsigned last[1 << HASH_BITS]; /* hash -> the last position with it ... */
    uint16_t before[SP_DEFLATE_TEXT_MAX + 1]; /* ... and the one before */
    uint16_t run_of[SP_DEFLATE_TEXT_MAX + 1];
    uint32_t start[SP_DEFLATE_RUNS_MAX]; /* position of each run */
    char text[SP_DEFLATE_TEXT_MAX + 1];
    const sp_deflate_code *code;
    uint32_t length_cost[MATCH_MAX + 1];
    step path[SP_DEFLATE_TEXT_MAX + 1];
};

static inline unsigned hash_at(const sp_deflate_matcher *matcher,
                               unsigned position)
{
    const unsigned char *p = (const unsigned char *)matcher->text + position;

    return ((uint32_t)(p[0] | p[1] << 8 | p[2] << 16) * 2654435761U)
           >> (32 - HASH_BITS);
}

static void insert(sp_deflate_matcher *matcher, unsigned position, unsigned end)
{
    if (position + MATCH_MIN <= end) {
        unsigned hash = hash_at(matcher, position);

        matcher->before[position] = (uint16_t)matcher->last[hash];
        matcher->last[hash] = position;
    }
}

/* Up to where a match may reach that begins at `from`; 0: it may not.  Within
 * its own group all is in one piece; of another it is one run that surely came
 * before.  What is shared repeats itself only. */
static unsigned limit_of(const sp_deflate_matcher *matcher, unsigned from,
                         unsigned run, bool *fixed)
{
    const sp_deflate_run *runs = matcher->runs;
    unsigned other = matcher->run_of[from];

    *fixed = runs[other].group == runs[run].group;
    if (runs[run].shared && other != run) {
        return 0;
    }
    return *fixed ? SP_DEFLATE_TEXT_MAX
           : run < runs[other].scope_end
               ? matcher->start[other] + (unsigned)runs[other].len
               : 0;
}

static unsigned common_length(const char *one, const char *other, unsigned max)
{
    unsigned n = 0;

    while (n < max && one[n] == other[n]) {
        n++;
    }
    return n;
}

/* ---- the cheapest path through a run --------------------------------------*/

static void consider(sp_deflate_matcher *matcher, unsigned at, step next)
{
    unsigned length = next.length ? next.length : 1;

    if (next.cost < matcher->path[at + length].cost) {
        matcher->path[at + length] = next;
    }
}

static uint32_t distance_cost(const sp_deflate_code *code, unsigned distance)
{
    sp_deflate_symbol s = sp_deflate_distance(distance);

    return sp_codeword_length(code->distances[s.symbol]) + s.extra;
}

/* A place that repeats what stands at `at`. */
typedef struct place {
    unsigned from; /* position */
    unsigned min;  /* lengths that no nearer place has offered ... */
    unsigned max;  /* ... up to its own */
    bool fixed;
} place;

static void consider_place(sp_deflate_matcher *matcher, unsigned at,
                           const place *one, unsigned distance)
{
    uint32_t cost = matcher->path[at].cost
                    + distance_cost(matcher->code, distance)
                    + (one->fixed ? 0 : DEFERRED_COST);

    for (unsigned n = one->min; n <= one->max; n++) {
        consider(matcher, at,
                 (step){ cost + matcher->length_cost[n], (uint16_t)n, one->from,
                         one->fixed });
    }
}

static void consider_literal(sp_deflate_matcher *matcher, unsigned at,
                             unsigned position)
{
    unsigned char byte = (unsigned char)matcher->text[position];
    uint32_t bits = sp_codeword_length(matcher->code->symbols[byte]);

    consider(matcher, at,
             (step){ matcher->path[at].cost + bits, 0, position, true });
}

/* All tokens that may begin at `at`. */
static void consider_all(sp_deflate_matcher *matcher, unsigned run, unsigned at)
{
    const char *text = matcher->text;
    unsigned position = matcher->start[run] + at;
    unsigned left = (unsigned)matcher->runs[run].len - at;
    unsigned max = left < MATCH_MAX ? left : MATCH_MAX;
    unsigned min[2] = { DEFERRED_MATCH_MIN, MATCH_MIN }; /* by `fixed` */
    unsigned from =
        left < MATCH_MIN ? 0 : matcher->last[hash_at(matcher, position)];

    consider_literal(matcher, at, position);
    for (int i = 0; from && i < CHAIN_MAX && min[true] <= max; i++) {
        place one = { .from = from };
        unsigned limit = limit_of(matcher, from, run, &one.fixed);
        unsigned max_length = limit > from ? limit - from : 0;

        max_length = max_length < max ? max_length : max;
        one.min = min[one.fixed];
        if (max_length >= one.min
            && text[from + one.min - 1] == text[position + one.min - 1]) {
            one.max = common_length(text + from, text + position, max_length);
            if (one.max >= one.min) {
                consider_place(matcher, at, &one, position - from);
                min[one.fixed] = one.max + 1;
            }
        }
        from = matcher->before[from];
    }
}

/* ---- tokens ---------------------------------------------------------------*/

static void add(const sp_deflate_matcher *matcher, sp_deflate_token *token,
                unsigned position, const step *last)
{
    unsigned run = matcher->run_of[last->from];
    uint16_t distance = (uint16_t)(position - last->from);

    *token =
        !last->length
            ? (sp_deflate_token){ 0, SP_DEFLATE_FIXED,
                                  (unsigned char)matcher->text[position], 0 }
        : last->fixed
            ? (sp_deflate_token){ last->length, SP_DEFLATE_FIXED, distance,
                                  distance }
            : (sp_deflate_token){ last->length, (uint16_t)run,
                                  (uint16_t)(last->from - matcher->start[run]),
                                  distance };
}

static void match_run(sp_deflate_matcher *matcher, unsigned run,
                      apr_array_header_t *tokens)
{
    unsigned len = (unsigned)matcher->runs[run].len;
    unsigned start = matcher->start[run];
    unsigned count = 0;
    unsigned at;

    for (at = 0; at <= len; at++) {
        matcher->path[at].cost = at ? UINT32_MAX : 0;
    }
    for (at = 0; at < len; at++) {
        consider_all(matcher, run, at);
        insert(matcher, start + at, start + len);
    }
    for (at = len; at > 0; at -= step_size(&matcher->path[at])) {
        count++;
    }
    for (unsigned i = 0; i < count; i++) {
        apr_array_push(tokens);
    }
    for (at = len; at > 0; at -= step_size(&matcher->path[at])) {
        add(matcher, &APR_ARRAY_IDX(tokens, --count, sp_deflate_token),
            start + at - step_size(&matcher->path[at]), &matcher->path[at]);
    }
}

/* The tokens of a shared run, as they were made for the first page. */
static apr_array_header_t *match_shared(sp_deflate_matcher *matcher,
                                        unsigned run)
{
    const sp_deflate_run *one = &matcher->runs[run];
    apr_array_header_t *tokens =
        apr_hash_get(matcher->shared, &one->text, sizeof(one->text));
    unsigned start = matcher->start[run];

    if (!tokens) {
        tokens = apr_array_make(matcher->pool, (int)one->len / 3 + 1,
                                sizeof(sp_deflate_token));
        match_run(matcher, run, tokens);
        /* the hash keeps the address of its key, and the runs are soon gone */
        apr_hash_set(matcher->shared,
                     apr_pmemdup(matcher->pool, &one->text, sizeof(one->text)),
                     sizeof(one->text), tokens);
        return tokens;
    }
    for (unsigned i = 0; i < one->len; i++) {
        insert(matcher, start + i, start + (unsigned)one->len);
    }
    return tokens;
}

static void place_runs(sp_deflate_matcher *matcher, const sp_deflate_run *runs,
                       unsigned count)
{
    uint32_t position = 1;

    matcher->runs = runs;
    memset(matcher->last, 0, sizeof(matcher->last));
    for (unsigned run = 0; run < count; run++) {
        matcher->start[run] = position;
        memcpy(matcher->text + position, runs[run].text, runs[run].len);
        for (size_t i = 0; i < runs[run].len; i++) {
            matcher->run_of[position++] = (uint16_t)run;
        }
    }
}

void sp_deflate_match(sp_deflate_matcher *matcher, const sp_deflate_run *runs,
                      unsigned count, apr_array_header_t **tokens,
                      apr_pool_t *pool)
{
    place_runs(matcher, runs, count);
    for (unsigned run = 0; run < count; run++) {
        if (runs[run].shared) {
            tokens[run] = match_shared(matcher, run);
        }
        else {
            tokens[run] = apr_array_make(pool, (int)runs[run].len / 2 + 1,
                                         sizeof(sp_deflate_token));
            match_run(matcher, run, tokens[run]);
        }
    }
}

void sp_deflate_set_costs(sp_deflate_matcher *matcher,
                          const sp_deflate_code *code)
{
    matcher->code = code;
    for (unsigned n = MATCH_MIN; n <= MATCH_MAX; n++) {
        sp_deflate_symbol s = sp_deflate_length(n);

        matcher->length_cost[n] =
            sp_codeword_length(code->symbols[s.symbol]) + s.extra;
    }
}

sp_deflate_matcher *sp_deflate_matcher_make(apr_pool_t *pool)
{
    sp_deflate_matcher *matcher = apr_palloc(pool, sizeof(*matcher));

    matcher->shared = apr_hash_make(pool);
    matcher->pool = pool;
    return matcher;
}

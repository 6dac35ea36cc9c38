/* SPDX-License-Identifier: Apache-2.0 */
/* LZ77: finds repetitions with hash chains and chooses, by dynamic programming,
 * the tokens that take the fewest bits in the given code. */
#include "core/deflate_internal.h"

enum {
    DEFERRED_MATCH_MIN = 4, /* its distance is worked out by the request */
    CHAIN_MAX = 12,         /* candidates that are tried for each byte */
    NICE = 32,              /* a match of which nothing within is looked for */
    DEFERRED_COST = 2 /* bits, for the time that the request takes for it */
};

/* Does the text at `other` surely come before `one` on every page?  What is
 * shared repeats itself only. */
static bool may_repeat(const sp_deflate_matcher *matcher,
                       const sp_match_place *one, const sp_match_place *other)
{
    return one == other
           || (!matcher->runs[one->run].shared && other->run < one->run
               && one->run < matcher->runs[other->run].scope_end);
}

/* The text has room behind it. */
static unsigned common_length(const char *one, const char *other, unsigned max)
{
    for (unsigned n = 0; n < max; n += sizeof(uint64_t)) {
        uint64_t differ = sp_bits_load((const unsigned char *)one + n)
                          ^ sp_bits_load((const unsigned char *)other + n);

        if (differ) {
            n += (unsigned)__builtin_ctzll(differ) / 8;
            return n < max ? n : max;
        }
    }
    return max;
}

/* Between a position and the one that it repeats; on the page, most likely. */
static unsigned distance_of(const sp_match_place *here, unsigned position,
                            const sp_match_place *there, unsigned from)
{
    unsigned distance = position + here->ahead - from - there->ahead;

    return distance < SP_DEFLATE_WINDOW ? distance : SP_DEFLATE_WINDOW;
}

/* ---- the cheapest path through a run --------------------------------------*/

static void consider(sp_deflate_matcher *matcher, unsigned at,
                     sp_match_step next)
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

/* Text that repeats what stands at `at`. */
typedef struct candidate {
    unsigned from; /* position */
    unsigned min;  /* lengths that no candidate before has offered ... */
    unsigned max;  /* ... up to its own */
    bool fixed;    /* it is in the same run, so the distance is known */
} candidate;

static void consider_match(sp_deflate_matcher *matcher, unsigned at,
                           const candidate *one, unsigned distance)
{
    uint32_t cost = matcher->path[at].cost
                    + distance_cost(matcher->code, distance)
                    + (one->fixed ? 0 : DEFERRED_COST);

    for (unsigned n = one->min; n <= one->max; n++) {
        consider(matcher, at,
                 (sp_match_step){ cost + matcher->length_cost[n], (uint16_t)n,
                                  one->from, one->fixed });
    }
}

static void consider_literal(sp_deflate_matcher *matcher, unsigned at,
                             unsigned position)
{
    unsigned char byte = (unsigned char)matcher->text[position];
    uint32_t bits = sp_codeword_length(matcher->code->symbols[byte]);

    consider(
        matcher, at,
        (sp_match_step){ matcher->path[at].cost + bits, 0, position, true });
}

/* What a candidate offers that none before it has: false if nothing. */
static bool measure(const sp_deflate_matcher *matcher,
                    const sp_match_place *here, unsigned position,
                    const unsigned *min, candidate *one)
{
    const sp_match_place *there =
        &matcher->places[matcher->place_of[one->from]];
    unsigned left = here->end - position;
    unsigned max = there->end - one->from;

    if (!may_repeat(matcher, here, there)) {
        return false;
    }
    max = max < left ? max : left;
    max = max < SP_DEFLATE_MATCH_MAX ? max : SP_DEFLATE_MATCH_MAX;
    one->fixed = there == here;
    one->min = min[one->fixed];
    one->max =
        common_length(matcher->text + one->from, matcher->text + position, max);
    return one->max >= one->min;
}

/* All tokens that may begin at `at`; returns the length of the longest. */
static unsigned consider_all(sp_deflate_matcher *matcher,
                             const sp_match_place *here, unsigned at)
{
    const char *text = matcher->text;
    unsigned position = here->start + at;
    unsigned left = here->end - position;
    unsigned max = left < SP_DEFLATE_MATCH_MAX ? left : SP_DEFLATE_MATCH_MAX;
    unsigned min[2] = { DEFERRED_MATCH_MIN, SP_MATCH_MIN }; /* by `fixed` */
    unsigned longest = 1;
    unsigned from = left < SP_MATCH_MIN
                        ? 0
                        : matcher->last[sp_match_hash(matcher, position)];

    consider_literal(matcher, at, position);
    for (int i = 0; from && i < CHAIN_MAX && min[true] <= max; i++) {
        unsigned least = min[false] < min[true] ? min[false] : min[true];
        candidate one = { .from = from };

        if (text[from + least - 1] == text[position + least - 1]
            && measure(matcher, here, position, min, &one)) {
            const sp_match_place *there =
                &matcher->places[matcher->place_of[from]];

            consider_match(matcher, at, &one,
                           distance_of(here, position, there, from));
            min[one.fixed] = one.max + 1;
            longest = one.max > longest ? one.max : longest;
        }
        from = matcher->before[from];
    }
    return longest;
}

/* ---- tokens ---------------------------------------------------------------*/

static void add(const sp_deflate_matcher *matcher, sp_deflate_token *token,
                const sp_match_place *here, unsigned position,
                const sp_match_step *last)
{
    const sp_match_place *there =
        &matcher->places[matcher->place_of[last->from]];
    uint16_t distance =
        (uint16_t)distance_of(here, position, there, last->from);

    *token =
        !last->length
            ? (sp_deflate_token){ 0, SP_DEFLATE_FIXED,
                                  (unsigned char)matcher->text[position], 0 }
        : last->fixed
            ? (sp_deflate_token){ last->length, SP_DEFLATE_FIXED, distance,
                                  distance }
            : (sp_deflate_token){ last->length, (uint16_t)there->run,
                                  (uint16_t)(last->from - there->start),
                                  distance };
}

void sp_deflate_match_text(sp_deflate_matcher *matcher,
                           const sp_match_place *here,
                           apr_array_header_t *tokens)
{
    unsigned len = here->end - here->start;
    unsigned count = 0;
    unsigned next = 0;
    unsigned at;

    for (at = 0; at <= len; at++) {
        matcher->path[at].cost = at ? UINT32_MAX : 0;
    }
    for (at = 0; at < len; at++) {
        if (at >= next) {
            unsigned longest = consider_all(matcher, here, at);

            next = longest < NICE ? next : at + longest;
        }
        sp_match_insert(matcher, here->start + at, here->end);
    }
    for (at = len; at > 0; at -= sp_match_step_size(&matcher->path[at])) {
        count++;
    }
    for (unsigned i = 0; i < count; i++) {
        apr_array_push(tokens);
    }
    for (at = len; at > 0; at -= sp_match_step_size(&matcher->path[at])) {
        add(matcher, &APR_ARRAY_IDX(tokens, --count, sp_deflate_token), here,
            here->start + at - sp_match_step_size(&matcher->path[at]),
            &matcher->path[at]);
    }
}

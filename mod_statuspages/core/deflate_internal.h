/* SPDX-License-Identifier: Apache-2.0 */
/* deflate_internal.h - what finding repetitions shares.
 *
 *   deflate_pages.c  the texts of a page -> where they lie in memory
 *   deflate_match.c  one of these texts  -> its tokens
 * Only these two include this.
 */
#ifndef SP_CORE_DEFLATE_INTERNAL_H
#define SP_CORE_DEFLATE_INTERNAL_H

#include "core/deflate.h"

#include <apr_hash.h>

enum {
    SP_MATCH_MIN = 3,
    SP_MATCH_HASH_BITS = 12,
    /* texts are read beyond their end */
    SP_MATCH_ROOM =
        SP_DEFLATE_TEXT_MAX + 1 + SP_DEFLATE_MATCH_MAX + sizeof(uint64_t)
};

/* The last token on the cheapest path to a byte of the run. */
typedef struct sp_match_step {
    uint32_t cost;   /* bits, from the start of the run */
    uint16_t length; /* 0: a literal */
    uint32_t from;   /* position */
    bool fixed;
} sp_match_step;

/* Bytes of the run that it covers. */
static inline unsigned sp_match_step_size(const sp_match_step *one)
{
    return one->length ? one->length : 1;
}

/* A run and where it lies in the memory of the matcher. */
typedef struct sp_match_place {
    uint32_t start; /* position; a match ends at `end` at the latest */
    uint32_t end;
    uint32_t ahead; /* position + ahead: place on the page */
    unsigned run;
} sp_match_place;

/* The texts of a page, those that many pages share first, so that they need not
 * be put there for each; positions count from 1. */
struct sp_deflate_matcher {
    apr_hash_t *shared; /* text -> its tokens */
    apr_pool_t *pool;
    const sp_deflate_run *runs;
    unsigned shared_count; /* the first places are those of shared texts */
    /* `last` with nothing but these */
    uint16_t shared_last[1 << SP_MATCH_HASH_BITS];
    /* hash -> the last position with it; position -> the one before */
    uint16_t last[1 << SP_MATCH_HASH_BITS];
    uint16_t before[SP_DEFLATE_TEXT_MAX + 1];
    uint16_t place_of[SP_DEFLATE_TEXT_MAX + 1];
    sp_match_place places[SP_DEFLATE_RUNS_MAX];
    const char *shared_texts[SP_DEFLATE_RUNS_MAX];
    char text[SP_MATCH_ROOM];
    const sp_deflate_code *code;
    uint32_t length_cost[SP_DEFLATE_MATCH_MAX + 1];
    sp_match_step path[SP_DEFLATE_TEXT_MAX + 1];
};

static inline unsigned sp_match_hash(const sp_deflate_matcher *matcher,
                                     unsigned position)
{
    const unsigned char *p = (const unsigned char *)matcher->text + position;

    return ((uint32_t)(p[0] | p[1] << 8 | p[2] << 16) * 2654435761U)
           >> (32 - SP_MATCH_HASH_BITS);
}

static inline void sp_match_insert(sp_deflate_matcher *matcher,
                                   unsigned position, unsigned end)
{
    if (position + SP_MATCH_MIN <= end) {
        unsigned hash = sp_match_hash(matcher, position);

        matcher->before[position] = matcher->last[hash];
        matcher->last[hash] = (uint16_t)position;
    }
}

/* The tokens of the text at `here`; what precedes it has been inserted, and now
 * it is, too. */
void sp_deflate_match_text(sp_deflate_matcher *matcher,
                           const sp_match_place *here,
                           apr_array_header_t *tokens);

#endif

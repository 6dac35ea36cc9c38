/* SPDX-License-Identifier: Apache-2.0 */
/* deflate.h - compressing texts of which parts come later (RFC 1951, 1952).
 *
 * A page is one block with one pair of Huffman codes.  The texts that are known
 * while the configuration is read become tokens (deflate_match.c), the tokens
 * bits (deflate_code.c).  A value that comes with a request is put between
 * these bits, one code for each of its bytes.
 *
 * What repeats a text across such a gap has no distance yet: its token names
 * the place, and the distance is worked out when the page is written.
 */
#ifndef SP_CORE_DEFLATE_H
#define SP_CORE_DEFLATE_H

#include "core/bits.h"

#include <apr_tables.h>

#include <stdbool.h>

enum {
    SP_DEFLATE_END = 256, /* the symbol that ends a block */
    SP_DEFLATE_SYMBOLS = 286,
    SP_DEFLATE_DISTANCES = 30,
    SP_DEFLATE_WINDOW = 32768,
    SP_DEFLATE_MATCH_MAX = 258,
    SP_DEFLATE_CODE_MAX = 15 /* bits of a code */
};

/* How often each symbol is likely to come. */
typedef struct sp_deflate_frequencies {
    uint32_t symbols[SP_DEFLATE_SYMBOLS];
    uint32_t distances[SP_DEFLATE_DISTANCES];
} sp_deflate_frequencies;

/* Every symbol has a code. */
typedef struct sp_deflate_code {
    uint32_t symbols[SP_DEFLATE_SYMBOLS]; /* bits, and their number << 16 */
    uint32_t distances[SP_DEFLATE_DISTANCES];
    unsigned char *head; /* a gzip member up to the first symbol */
    size_t head_bits;
} sp_deflate_code;

/* ---- texts -> tokens ------------------------------------------------------*/

/* A text that stands in a page in one piece, in the order of the page. */
typedef struct sp_deflate_run {
    const char *text;
    size_t len;
    unsigned group;     /* runs of one group follow each other without a gap */
    unsigned scope_end; /* from this run on, a page may lack this one */
    bool shared; /* many pages have it: its tokens refer to itself only */
} sp_deflate_run;

enum { SP_DEFLATE_FIXED = UINT16_MAX };

typedef struct sp_deflate_token {
    uint16_t length; /* of what is repeated; 0: a literal */
    uint16_t run;    /* where that is; SP_DEFLATE_FIXED: at a known distance */
    uint16_t value;  /* the literal, the distance or the place in the run */
    uint16_t distance; /* at least; exactly, where it is known */
} sp_deflate_token;

typedef struct sp_deflate_matcher sp_deflate_matcher;

/* For texts of this many bytes in all, and for many pages; in `pool`. */
enum { SP_DEFLATE_TEXT_MAX = 32768, SP_DEFLATE_RUNS_MAX = 1024 };
sp_deflate_matcher *sp_deflate_matcher_make(apr_pool_t *pool);

/* Choose the tokens that take the fewest bits in `code`, from now on. */
void sp_deflate_set_costs(sp_deflate_matcher *matcher,
                          const sp_deflate_code *code);

/* The tokens of each run, one array for each (sp_deflate_token); in `pool`.
 * Those of a shared run are made once. */
void sp_deflate_match(sp_deflate_matcher *matcher, const sp_deflate_run *runs,
                      unsigned count, apr_array_header_t **tokens,
                      apr_pool_t *pool);

/* ---- tokens -> bits -------------------------------------------------------*/

static inline void sp_deflate_put_code(sp_bits *to, uint32_t code)
{
    sp_bits_put(to, code & UINT16_MAX, code >> 16);
}

/* The symbol for a length of 3 to 258 or a distance of 1 to 32768, the number
 * of bits that follow its code, and what they are. */
typedef struct sp_deflate_symbol {
    unsigned symbol;
    unsigned extra;
    unsigned rest;
} sp_deflate_symbol;

sp_deflate_symbol sp_deflate_length(unsigned length);

static inline sp_deflate_symbol sp_deflate_distance(unsigned distance)
{
    unsigned n = distance - 1;
    unsigned top;

    if (n < 4) {
        return (sp_deflate_symbol){ n, 0, 0 };
    }
    top = 31 - (unsigned)__builtin_clz(n);
    return (sp_deflate_symbol){ 2 * top + (n >> (top - 1) & 1), top - 1,
                                n & ((1U << (top - 1)) - 1) };
}

static inline void
sp_deflate_put_length(sp_bits *to, const sp_deflate_code *code, unsigned length)
{
    sp_deflate_symbol s = sp_deflate_length(length);
    uint32_t bits = code->symbols[s.symbol];

    sp_bits_put(to, (bits & UINT16_MAX) | (uint64_t)s.rest << (bits >> 16),
                (bits >> 16) + s.extra);
}

static inline void sp_deflate_put_distance(sp_bits *to,
                                           const sp_deflate_code *code,
                                           unsigned distance)
{
    sp_deflate_symbol s = sp_deflate_distance(distance);
    uint32_t bits = code->distances[s.symbol];

    sp_bits_put(to, (bits & UINT16_MAX) | (uint64_t)s.rest << (bits >> 16),
                (bits >> 16) + s.extra);
}

/* Count what `tokens` need.  A distance that is not known counts as
 * the least. */
void sp_deflate_count(sp_deflate_frequencies *frequencies,
                      const apr_array_header_t *tokens, uint32_t each);

/* The code that suits them; in `pool`. */
const sp_deflate_code *
sp_deflate_code_make(const sp_deflate_frequencies *frequencies,
                     apr_pool_t *pool);

/* Write a token; of one that is not near, all but its distance. */
void sp_deflate_put_token(sp_bits *to, const sp_deflate_code *code,
                          const sp_deflate_token *token);

#endif

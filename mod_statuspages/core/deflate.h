/* SPDX-License-Identifier: Apache-2.0 */
/* deflate.h - compressing texts of which parts come later (RFC 1951, 1952).
 *
 * A page is one block with one pair of Huffman codes.  The texts that are known
 * while the configuration is read become tokens (deflate_pages.c,
 * deflate_match.c), the tokens bits (deflate_code.c).  A value that comes with
 * a request is put between these bits, one code for each of its bytes.
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

/* The bits of one symbol, ready to be written, and their number. */
typedef uint32_t sp_codeword;

static inline sp_codeword sp_codeword_of(uint32_t bits, unsigned length)
{
    return bits | length << 16;
}

static inline uint32_t sp_codeword_bits(sp_codeword word)
{
    return word & UINT16_MAX;
}

static inline unsigned sp_codeword_length(sp_codeword word)
{
    return word >> 16;
}

/* Every symbol has a codeword. */
typedef struct sp_deflate_code {
    sp_codeword symbols[SP_DEFLATE_SYMBOLS];
    sp_codeword distances[SP_DEFLATE_DISTANCES];
    unsigned char *head; /* a gzip member up to the first symbol */
    size_t head_bits;
} sp_deflate_code;

/* ---- texts -> tokens ------------------------------------------------------*/

/* A text that stands in a page in one piece, in the order of the page. */
typedef struct sp_deflate_run {
    const char *text;
    size_t len;
    uint32_t begin;     /* where it is on the page, most likely */
    unsigned scope_end; /* from this run on, a page may lack this one */
    bool shared; /* many pages have it: its tokens refer to itself only */
} sp_deflate_run;

enum { SP_DEFLATE_FIXED = UINT16_MAX }; /* no run: the distance is known */

typedef struct sp_deflate_token {
    uint16_t length; /* of what is repeated; 0: a literal */
    uint16_t run;    /* where that is; SP_DEFLATE_FIXED: at a known distance */
    uint16_t value;  /* the literal, the distance or the place in the run */
    uint16_t distance; /* likely; exact where it is known */
} sp_deflate_token;

typedef struct sp_deflate_matcher sp_deflate_matcher;

enum { SP_DEFLATE_TEXT_MAX = 32768, SP_DEFLATE_RUNS_MAX = 1024 };

/* For pages of so many bytes and runs at most, one after the other; in `pool`.
 */
sp_deflate_matcher *sp_deflate_matcher_make(apr_pool_t *pool);

/* From now on, choose the tokens that take the fewest bits in `code`. */
void sp_deflate_set_costs(sp_deflate_matcher *matcher,
                          const sp_deflate_code *code);

/* The texts of one page. */
typedef struct sp_deflate_page {
    const sp_deflate_run *runs;
    unsigned count;
    apr_array_header_t **tokens; /* of each run, sp_deflate_token */
} sp_deflate_page;

/* Fill page->tokens; in `pool`.  Those of a shared run are made once.  `like`
 * is a page with as many runs that has been matched, or NULL: a run that is the
 * same on both, and may repeat the same, gets the very tokens that it has
 * there. */
void sp_deflate_match(sp_deflate_matcher *matcher, const sp_deflate_page *page,
                      const sp_deflate_page *like, apr_pool_t *pool);

/* ---- tokens -> bits -------------------------------------------------------*/

/* Write one codeword; no extra bits follow. */
static inline void sp_deflate_put_codeword(sp_bits *to, sp_codeword word)
{
    sp_bits_put(to, sp_codeword_bits(word), sp_codeword_length(word));
}

/* A symbol, and the extra bits that follow its codeword (RFC 1951 3.2.5). */
typedef struct sp_deflate_symbol {
    unsigned symbol;
    unsigned extra; /* number of extra bits */
    unsigned rest;  /* those bits */
} sp_deflate_symbol;

/* For a length of 3 to 258. */
sp_deflate_symbol sp_deflate_length(unsigned length);

/* For a distance of 1 to 32768. */
static inline sp_deflate_symbol sp_deflate_distance(unsigned distance)
{
    unsigned n = distance - 1;
    unsigned extra = 30 - (unsigned)__builtin_clz(n | 2);

    return (sp_deflate_symbol){ 2 * extra + (n >> extra), extra,
                                n & ((1U << extra) - 1) };
}

/* The least distance that has this symbol. */
static inline unsigned sp_deflate_distance_least(unsigned symbol)
{
    return symbol < 4 ? symbol + 1
                      : ((2 + (symbol & 1)) << (symbol / 2 - 1)) + 1;
}

/* Write a symbol and its extra bits at once: 15 bits and 13 extra ones at most.
 */
static inline void sp_deflate_put_symbol(sp_bits *to, sp_codeword word,
                                         sp_deflate_symbol s)
{
    sp_bits_add(to, sp_codeword_bits(word), sp_codeword_length(word));
    sp_bits_put(to, s.rest, s.extra);
}

/* Write a length, or a distance. */
static inline void
sp_deflate_put_length(sp_bits *to, const sp_deflate_code *code, unsigned length)
{
    sp_deflate_symbol s = sp_deflate_length(length);

    sp_deflate_put_symbol(to, code->symbols[s.symbol], s);
}

static inline void sp_deflate_put_distance(sp_bits *to,
                                           const sp_deflate_code *code,
                                           unsigned distance)
{
    sp_deflate_symbol s = sp_deflate_distance(distance);

    sp_deflate_put_symbol(to, code->distances[s.symbol], s);
}

/* Add what `tokens` need, each symbol `weight` times.  A distance that is not
 * known counts as the one that is likely. */
void sp_deflate_count_frequencies(sp_deflate_frequencies *frequencies,
                                  const apr_array_header_t *tokens,
                                  uint32_t weight);

/* The Huffman code for these frequencies; in `pool`. */
const sp_deflate_code *
sp_deflate_code_make(const sp_deflate_frequencies *frequencies,
                     apr_pool_t *pool);

/* Write a token; of one whose distance is not known, all but that. */
void sp_deflate_put_token(sp_bits *to, const sp_deflate_code *code,
                          const sp_deflate_token *token);

#endif

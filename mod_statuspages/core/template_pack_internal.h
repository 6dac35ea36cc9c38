/* SPDX-License-Identifier: Apache-2.0 */
/* template_pack_internal.h - internals of packing.
 *
 *   template_pack.c              programs -> tokens of their texts
 *   template_pack_frequencies.c  tokens   -> how likely each symbol is
 *   template_pack_bits.c         tokens   -> packed program
 *   template_pack_write.c        packed program, values -> gzip member
 *   template_pack_verify.c       the same -> does zlib agree?
 * Only template_pack*.c include this.
 */
#ifndef SP_CORE_TEMPLATE_PACK_INTERNAL_H
#define SP_CORE_TEMPLATE_PACK_INTERNAL_H

#include "core/crc.h"
#include "core/deflate.h"
#include "core/template_pack.h"
#include "core/template_internal.h"

/* Some bits that are known; then the distance of a match, if it depends on the
 * values between.  What the values are is guessed, so that the codeword of the
 * distance is among the bits: mostly only its extra bits are to be added. */
typedef struct sp_piece {
    uint64_t bits;
    uint32_t distance; /* from where the text begins to where it is within that
                          of another operation, less the least distance that
                          has this codeword */
    uint16_t repeats;  /* that operation and the symbol of the distance; or: */
    uint8_t count;     /* of the bits */
    uint8_t all;       /* with the extra bits: SP_BITS_MOST at most */
} sp_piece;

enum {
    SP_PIECE_OPERATION_BITS = 10,
    SP_PIECE_SPECIAL = SP_DEFLATE_DISTANCES << SP_PIECE_OPERATION_BITS,
    SP_PIECE_BITS = SP_PIECE_SPECIAL, /* no match follows */
    SP_PIECE_LONG,  /* first `distance` words of 64 bits, which are in the
                       packed program: sp_piece_where() */
    SP_PIECE_SHARED /* only `distance` bits, which are there eight times:
                       template_pack_bits.c */
};
_Static_assert((int)SP_DEFLATE_RUNS_MAX <= 1 << SP_PIECE_OPERATION_BITS,
               "repeats must name any operation");

static inline uint16_t sp_piece_repeats(unsigned operation, unsigned symbol)
{
    return (uint16_t)(symbol << SP_PIECE_OPERATION_BITS | operation);
}

static inline unsigned sp_piece_operation(const sp_piece *piece)
{
    return piece->repeats & ((1U << SP_PIECE_OPERATION_BITS) - 1);
}

static inline unsigned sp_piece_symbol(const sp_piece *piece)
{
    return piece->repeats >> SP_PIECE_OPERATION_BITS;
}

/* Of a long or shared piece: where these bits begin, and the few that follow
 * them, SP_PIECE_REST_MAX at most. */
enum { SP_PIECE_REST_MAX = 32 };

static inline uint32_t sp_piece_where(const sp_piece *piece)
{
    return (uint32_t)piece->bits;
}

static inline uint64_t sp_piece_rest(const sp_piece *piece)
{
    return piece->bits >> 32;
}

/* Of a shared piece: how many bytes on the one is that begins a bit later. */
static inline size_t sp_piece_stride(const sp_piece *piece)
{
    return piece->distance / 8 + 2;
}

/* The text of an operation; many have the same.  There are tens of thousands of
 * them: it is small.  Of a text that is beyond these numbers bytes_max is more
 * than any page has room for. */
enum {
    SP_PACKED_PIECES_MAX = (1 << 14) - 1,
    SP_PACKED_BYTES_MAX = (1 << 18) - 1
};

typedef struct sp_packed_text {
    uint32_t crc;
    uint32_t first; /* of its pieces */
    unsigned count : 14;
    unsigned bytes_max : 18; /* with the longest distances */
} sp_packed_text;

struct sp_packed {
    const sp_program *program;
    const sp_deflate_code *code;
    const sp_crc *crc;
    const uint16_t *text_of;     /* operation -> which of these it has: */
    const sp_packed_text *texts; /* of all programs in this code */
    const sp_piece *pieces;
    const unsigned char *bits; /* of all programs in this code */
};

/* ---- packing --------------------------------------------------------------*/

struct sp_packer {
    apr_pool_t *pool;
    apr_pool_t *scratch;
    sp_deflate_matcher *matcher;
    const sp_crc *crc;
};

/* One program that is being packed. */
typedef struct sp_pack_job {
    const sp_program *program; /* NULL: it is too large */
    sp_deflate_page page;      /* a run for each operation */
} sp_pack_job;

enum {
    /* Texts of this length and longer are packed once for all programs: folding
     * has left them where they were, so one address is one text. */
    SP_PACK_SHARED_MIN = 1024
};
_Static_assert((int)SP_PACK_SHARED_MIN >= (int)SP_FOLD_BORROWED_MIN,
               "sp_program_fold() must not copy a text that is packed once");

/* A first guess, before there are tokens: bytes as often as they stand in the
 * texts, and matches as often as on most pages. */
void sp_pack_estimate_frequencies(sp_deflate_frequencies *frequencies,
                                  const sp_pack_job *jobs, unsigned count);

/* Count the symbols of all tokens, and those that values are likely to add. */
void sp_pack_count_frequencies(sp_deflate_frequencies *frequencies,
                               const sp_pack_job *jobs, unsigned count,
                               sp_span like);

/* The packed programs; they live in the packer's pool. */
void sp_pack_encode(sp_packer *packer, const sp_deflate_code *code,
                    const sp_pack_job *jobs, unsigned count,
                    const sp_packed **packed, apr_pool_t *scratch);

#endif

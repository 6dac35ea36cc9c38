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

/* Bits that are known; then the distance of a match, if it depends on the
 * values between. */
typedef struct sp_piece {
    uint32_t bits; /* where they are in those of the packed program */
    uint32_t bit_count;
    uint32_t distance; /* from where the text begins to where it is ... */
    uint16_t repeats;  /* ... within this operation's; or one of these: */
} sp_piece;

enum {
    SP_PIECE_LAST = UINT16_MAX,      /* no match follows */
    SP_PIECE_SHARED = UINT16_MAX - 1 /* the same, and the bits are there eight
                                        times: template_pack_bits.c */
};

/* Of a shared piece: how many bytes on the one is that begins a bit later. */
static inline size_t sp_piece_stride(const sp_piece *piece)
{
    return piece->bit_count / 8 + 2;
}

/* The text of one operation.  There are a hundred thousand of them: it is
 * small. Of a text that is beyond these numbers bytes_max is more than any page
 * has room for. */
enum {
    SP_PACKED_PIECES_MAX = (1 << 12) - 1,
    SP_PACKED_BYTES_MAX = (1 << 20) - 1
};

typedef struct sp_packed_text {
    uint32_t crc;
    uint32_t first; /* of its pieces */
    unsigned count : 12;
    unsigned bytes_max : 20; /* with the longest distances */
} sp_packed_text;

struct sp_packed {
    const sp_program *program;
    const sp_deflate_code *code;
    const sp_crc *crc;
    const sp_packed_text *texts; /* of each operation */
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

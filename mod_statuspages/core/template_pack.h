/* SPDX-License-Identifier: Apache-2.0 */
/* template_pack.h - a packed program from within.
 *
 *   template_pack.c        programs -> tokens of their texts
 *   template_pack_frequencies.c  tokens   -> how likely each symbol is
 *   template_pack_bits.c   tokens   -> packed program
 *   template_unpack.c      packed program, values -> bytes; are they right?
 * Only template*.c include this.
 */
#ifndef SP_CORE_TEMPLATE_PACK_H
#define SP_CORE_TEMPLATE_PACK_H

#include "core/crc.h"
#include "core/deflate.h"
#include "core/pack.h"
#include "core/template_internal.h"

/* Bits that are known; then the distance of a repetition, if it is open. */
typedef struct sp_piece {
    uint32_t bits; /* where they are in those of the packed program */
    uint32_t bit_count;
    uint16_t at;    /* its place in this text ... */
    uint16_t op;    /* ... repeats the text of this operation ... */
    uint16_t state; /* ... from here on */
    bool is_deferred;
} sp_piece;

/* The text of one operation. */
typedef struct sp_packed_text {
    uint32_t sum;   /* its CRC */
    uint32_t first; /* of its pieces; those of the next follow */
} sp_packed_text;

struct sp_packed {
    const sp_program *program;
    const sp_deflate_code *code;
    const sp_crc *crc;
    const sp_packed_text *texts; /* of each operation, and an end */
    const sp_piece *pieces;
    const unsigned char *bits; /* of all programs in this code */
};

/* ---- on the way there -----------------------------------------------------*/

struct sp_packer {
    apr_pool_t *pool;
    apr_pool_t *scratch;
    sp_deflate_matcher *matcher;
    const sp_crc *crc;
};

/* One program on its way. */
typedef struct sp_pack_job {
    const sp_program *program;
    sp_deflate_run *runs; /* one for each operation */
    apr_array_header_t **tokens;
} sp_pack_job;

/* Before there are tokens: bytes as often as they stand in the texts, and
 * repetitions as they are on most pages. */
void sp_pack_estimate(sp_deflate_frequencies *frequencies,
                      const sp_pack_job *jobs, unsigned count);

/* By the tokens, and by what values are made of. */
void sp_pack_count(sp_deflate_frequencies *frequencies, const sp_pack_job *jobs,
                   unsigned count, sp_span like);

/* The packed programs; they live in the packer's pool. */
void sp_pack_encode(sp_packer *packer, const sp_deflate_code *code,
                    const sp_pack_job *jobs, unsigned count,
                    const sp_packed **packed, apr_pool_t *scratch);

#endif

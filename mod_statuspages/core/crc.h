/* SPDX-License-Identifier: Apache-2.0 */
/* crc.h - the check sum of a page from those of its pieces (RFC 1952 8).
 *
 * The CRC-32 is linear: that of a piece put behind what came so far is the
 * piece's own, and the one so far moved over as many zeros.  Moving is a few
 * look-ups for each piece, however long it is.
 */
#ifndef SP_CORE_CRC_H
#define SP_CORE_CRC_H

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_CRC_FINE_BITS = 6,
    SP_CRC_FINE = 1 << SP_CRC_FINE_BITS, /* lengths, by the byte */
    SP_CRC_COARSE = 128,                 /* lengths, by so many bytes */
    SP_CRC_DIGITS = 8                    /* of four bits */
};

/* What each digit of a sum becomes. */
typedef struct sp_crc_shift {
    uint32_t digit[SP_CRC_DIGITS][16];
} sp_crc_shift;

typedef struct sp_crc {
    uint32_t byte[256]; /* the sum of one byte */
    sp_crc_shift fine[SP_CRC_FINE];
    sp_crc_shift coarse[SP_CRC_COARSE];
} sp_crc;

/* The tables, about 100 KB; in `pool`. */
const sp_crc *sp_crc_make(apr_pool_t *pool);

static inline uint32_t sp_crc_move(const sp_crc_shift *over, uint32_t sum)
{
    return over->digit[0][sum & 15] ^ over->digit[1][sum >> 4 & 15]
           ^ over->digit[2][sum >> 8 & 15] ^ over->digit[3][sum >> 12 & 15]
           ^ over->digit[4][sum >> 16 & 15] ^ over->digit[5][sum >> 20 & 15]
           ^ over->digit[6][sum >> 24 & 15] ^ over->digit[7][sum >> 28];
}

/* The sum of a text and one of `length` bytes and sum `next` behind it. */
static inline uint32_t sp_crc_join(const sp_crc *crc, uint32_t sum,
                                   uint32_t next, size_t length)
{
    size_t steps = length >> SP_CRC_FINE_BITS;

    for (; steps >= SP_CRC_COARSE; steps -= SP_CRC_COARSE - 1) {
        sum = sp_crc_move(&crc->coarse[SP_CRC_COARSE - 1], sum);
    }
    if (steps) {
        sum = sp_crc_move(&crc->coarse[steps], sum);
    }
    if (length & (SP_CRC_FINE - 1)) {
        sum = sp_crc_move(&crc->fine[length & (SP_CRC_FINE - 1)], sum);
    }
    return sum ^ next;
}

#endif

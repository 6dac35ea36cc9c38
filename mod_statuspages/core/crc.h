/* SPDX-License-Identifier: Apache-2.0 */
/* crc.h - the checksum of a page from those of its pieces (RFC 1952 8).
 *
 * CRC-32 is linear: crc(A B) = shift(crc(A), len(B)) ^ crc(B), as zlib's
 * crc32_combine().  Tables make a shift a few look-ups, however long B is.
 */
#ifndef SP_CORE_CRC_H
#define SP_CORE_CRC_H

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_CRC_FINE_BITS = 6,
    SP_CRC_FINE = 1 << SP_CRC_FINE_BITS, /* shifts over 0 to 63 bytes */
    SP_CRC_COARSE = 128, /* shifts over 0 to 127 times 64 bytes */
    SP_CRC_DIGITS = 8    /* of four bits */
};

/* One shift: what each hexadecimal digit of a CRC becomes. */
typedef struct sp_crc_shift_table {
    uint32_t digit[SP_CRC_DIGITS][16];
} sp_crc_shift_table;

typedef struct sp_crc {
    uint32_t byte[256]; /* the CRC of one byte */
    sp_crc_shift_table fine[SP_CRC_FINE];
    sp_crc_shift_table coarse[SP_CRC_COARSE];
} sp_crc;

/* The tables, about 100 KB; in `pool`. */
const sp_crc *sp_crc_make(apr_pool_t *pool);

/* `crc` as it is when the bytes of this shift follow. */
static inline uint32_t sp_crc_shift(const sp_crc_shift_table *by, uint32_t crc)
{
    return by->digit[0][crc & 15] ^ by->digit[1][crc >> 4 & 15]
           ^ by->digit[2][crc >> 8 & 15] ^ by->digit[3][crc >> 12 & 15]
           ^ by->digit[4][crc >> 16 & 15] ^ by->digit[5][crc >> 20 & 15]
           ^ by->digit[6][crc >> 24 & 15] ^ by->digit[7][crc >> 28];
}

/* The CRC of A B from that of A, that of B, and the length of B. */
static inline uint32_t sp_crc_combine(const sp_crc *crc, uint32_t a, uint32_t b,
                                      size_t length)
{
    size_t steps = length >> SP_CRC_FINE_BITS;

    for (; steps >= SP_CRC_COARSE; steps -= SP_CRC_COARSE - 1) {
        a = sp_crc_shift(&crc->coarse[SP_CRC_COARSE - 1], a);
    }
    if (steps) {
        a = sp_crc_shift(&crc->coarse[steps], a);
    }
    if (length & (SP_CRC_FINE - 1)) {
        a = sp_crc_shift(&crc->fine[length & (SP_CRC_FINE - 1)], a);
    }
    return a ^ b;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* crc.h - the checksum of a page from those of its pieces (RFC 1952 8).
 *
 * CRC-32 is linear: crc(A B) = shift(crc(A), len(B)) ^ crc(B), as zlib's
 * crc32_combine().  Tables make a shift a few look-ups, however long B is.
 * They are small on purpose: other work pushes them out of the caches between
 * two pages.
 */
#ifndef SP_CORE_CRC_H
#define SP_CORE_CRC_H

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_CRC_FINE_BITS = 6,
    SP_CRC_FINE = 1 << SP_CRC_FINE_BITS, /* shifts over 0 to 63 bytes */
    SP_CRC_COARSE = 128, /* shifts over 0 to 127 times 64 bytes */
    SP_CRC_DIGITS = 8,   /* of four bits */
    SP_CRC_SLICES = 4
};

/* One shift: what each hexadecimal digit of a CRC becomes. */
typedef struct sp_crc_shift_table {
    uint32_t digit[SP_CRC_DIGITS][16];
} sp_crc_shift_table;

typedef struct sp_crc {
    uint32_t byte[SP_CRC_SLICES][256]; /* the CRC of one byte, and so many
                                          bytes of 0 */
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

/* `crc` when `n` bytes of text follow.  Each look-up waits for the one before,
 * so that four bytes at a time are done sooner. */
static inline uint32_t sp_crc_add(const sp_crc *tables, uint32_t crc,
                                  const unsigned char *text, size_t n)
{
    const unsigned char *end = text + n;

    crc = ~crc;
    for (; end - text >= SP_CRC_SLICES; text += SP_CRC_SLICES) {
        crc ^= text[0] | (uint32_t)text[1] << 8 | (uint32_t)text[2] << 16
               | (uint32_t)text[3] << 24;
        crc = tables->byte[3][crc & 255] ^ tables->byte[2][crc >> 8 & 255]
              ^ tables->byte[1][crc >> 16 & 255] ^ tables->byte[0][crc >> 24];
    }
    for (; text < end; text++) {
        crc = tables->byte[0][(crc ^ *text) & 255] ^ crc >> 8;
    }
    return ~crc;
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

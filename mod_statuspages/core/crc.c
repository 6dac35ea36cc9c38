/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of crc.h. */
#include "core/crc.h"

#include <string.h>
#include <zlib.h>

enum { BITS = 32 };

/* The table of a shift, from what the shift makes of each bit. */
static void fill(sp_crc_shift_table *shift, const uint32_t bits[BITS])
{
    for (unsigned byte = 0; byte < SP_CRC_BYTES; byte++) {
        uint32_t *row = shift->byte[byte];

        row[0] = 0;
        for (unsigned value = 1; value < 256; value++) {
            unsigned lowest = (unsigned)__builtin_ctz(value);

            row[value] = row[value & (value - 1)] ^ bits[8 * byte + lowest];
        }
    }
}

/* Shift over one byte more. */
static void shift_byte(const sp_crc *crc, uint32_t bits[BITS])
{
    for (unsigned i = 0; i < BITS; i++) {
        bits[i] = bits[i] >> 8 ^ crc->byte[bits[i] & 255];
    }
}

const sp_crc *sp_crc_make(apr_pool_t *pool)
{
    sp_crc *crc = apr_palloc(pool, sizeof(*crc));
    const z_crc_t *byte = get_crc_table();
    uint32_t bits[BITS];

    for (unsigned i = 0; i < 256; i++) {
        crc->byte[i] = (uint32_t)byte[i];
    }
    for (unsigned i = 0; i < BITS; i++) {
        bits[i] = (uint32_t)1 << i;
    }
    for (unsigned n = 0; n < SP_CRC_COARSE << SP_CRC_FINE_BITS; n++) {
        if (n < SP_CRC_FINE) {
            fill(&crc->fine[n], bits);
        }
        if (n % SP_CRC_FINE == 0) {
            fill(&crc->coarse[n / SP_CRC_FINE], bits);
        }
        shift_byte(crc, bits);
    }
    return crc;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of crc.h. */
#include "core/crc.h"

#include <string.h>
#include <zlib.h>

enum { BITS = 32 };

/* The table of a shift, from what the shift makes of each bit. */
static void fill(sp_crc_shift_table *shift, const uint32_t bits[BITS])
{
    for (unsigned digit = 0; digit < SP_CRC_DIGITS; digit++) {
        for (unsigned value = 0; value < 16; value++) {
            uint32_t crc = 0;

            for (unsigned i = 0; i < 4; i++) {
                crc ^= value >> i & 1 ? bits[4 * digit + i] : 0;
            }
            shift->digit[digit][value] = crc;
        }
    }
}

/* `sum` when a byte of 0 follows. */
static uint32_t shifted(const sp_crc *crc, uint32_t sum)
{
    return sum >> 8 ^ crc->byte[0][sum & 255];
}

static void fill_bytes(sp_crc *crc)
{
    const z_crc_t *byte = get_crc_table();

    for (unsigned i = 0; i < 256; i++) {
        crc->byte[0][i] = (uint32_t)byte[i];
    }
    for (unsigned slice = 1; slice < SP_CRC_SLICES; slice++) {
        for (unsigned i = 0; i < 256; i++) {
            crc->byte[slice][i] = shifted(crc, crc->byte[slice - 1][i]);
        }
    }
}

const sp_crc *sp_crc_make(apr_pool_t *pool)
{
    sp_crc *crc = apr_palloc(pool, sizeof(*crc));
    uint32_t bits[BITS];

    fill_bytes(crc);
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
        for (unsigned i = 0; i < BITS; i++) {
            bits[i] = shifted(crc, bits[i]);
        }
    }
    return crc;
}

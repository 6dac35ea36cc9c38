/* SPDX-License-Identifier: Apache-2.0 */
/* The sum of two texts from the sums of both, and of a text that becomes
 * longer, as zlib has it. */
#include "rows.h"

#include "core/crc.h"

#include <zlib.h>

static void joins_as_zlib_does(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_crc *crc = sp_crc_make(pool);

    (void)state;
    for (uLong length = 0; length < 40000; length += 1 + length / 200) {
        /* no text has the sum 0, and zlib 1.2.11 relies on that */
        uint32_t other = length ? 0x1234567 : 0;

        for (uint64_t sum = 1; sum < UINT32_MAX; sum = sum * 977 + 3) {
            assert_int_equal(sp_crc_combine(crc, (uint32_t)sum, other, length),
                             crc32_combine((uLong)sum, other, (z_off_t)length));
        }
    }
    apr_pool_destroy(pool);
}

static void adds_as_zlib_does(void **state)
{
    enum { MOST = 300 };
    apr_pool_t *pool = new_pool();
    const sp_crc *crc = sp_crc_make(pool);
    unsigned char text[MOST];

    (void)state;
    for (uint32_t i = 0; i < MOST; i++) {
        text[i] = (unsigned char)(i * 2654435761U >> 24);
    }
    for (size_t n = 0; n <= MOST; n++) {
        assert_int_equal(sp_crc_add(crc, 0x1234567, text, n),
                         crc32(0x1234567, text, (uInt)n));
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, joins_as_zlib_does);
    ADD_TEST(list, adds_as_zlib_does);
    return run_list("crc", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Bits come out one by one as they went in, wherever in a byte they begin. */
#include "rows.h"

#include "core/bits.h"

enum { MOST = 700, ROOM = 256 };

static unsigned bit_of(const unsigned char *bytes, size_t i)
{
    return bytes[i / 8] >> i % 8 & 1;
}

static void fill(unsigned char *bytes, uint32_t seed)
{
    for (size_t i = 0; i < ROOM; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (unsigned char)(seed >> 24);
    }
}

typedef void copying(sp_bits *to, const unsigned char *from, size_t n);

static void shifting(sp_bits *to, const unsigned char *from, size_t n)
{
    sp_bits_copy(to, from, n);
}

/* From where the same bits begin as far within a byte. */
static void aligned(sp_bits *to, const unsigned char *from, size_t n)
{
    unsigned char other[ROOM] = { 0 };

    for (size_t i = 0; i < n; i++) {
        size_t at = to->count + i;

        other[at / 8] |= (unsigned char)(bit_of(from, i) << at % 8);
    }
    sp_bits_copy_aligned(to, other, n);
}

/* `before` bits, then `n` that are copied, then five more. */
static void check(unsigned before, size_t n, copying *copy)
{
    unsigned char from[ROOM];
    unsigned char out[ROOM];
    uint64_t first = ((uint64_t)1 << before) / 3;
    sp_bits to = { out, 0, 0 };
    const unsigned char *end;

    fill(from, (uint32_t)(before * 1000 + n));
    memset(out, 0xaa, sizeof(out));
    sp_bits_put(&to, first, before);
    copy(&to, from, n);
    sp_bits_put(&to, 0x15, 5);
    end = sp_bits_end(&to);
    assert_int_equal(end - out, (before + n + 5 + 7) / 8);
    for (size_t i = 0; i < before; i++) {
        assert_int_equal(bit_of(out, i), first >> i & 1);
    }
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(bit_of(out, before + i), bit_of(from, i));
    }
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(bit_of(out, before + n + i), 0x15 >> i & 1);
    }
    for (const unsigned char *p = end + SP_BITS_SLACK; p < out + ROOM; p++) {
        assert_int_equal(*p, 0xaa);
    }
}

static void any_number_from_any_bit_on(void **state)
{
    (void)state;
    for (unsigned before = 0; before <= SP_BITS_MOST; before++) {
        for (size_t n = 0; n < MOST; n++) {
            check(before, n, shifting);
            if (n >= 8) {
                check(before, n, aligned);
            }
        }
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, any_number_from_any_bit_on);
    return run_list("bits", list);
}

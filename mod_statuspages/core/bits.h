/* SPDX-License-Identifier: Apache-2.0 */
/* bits.h - a stream of bits as deflate has it (RFC 1951 3.1.1): the first bit
 * is the lowest of the first byte. */
#ifndef SP_CORE_BITS_H
#define SP_CORE_BITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Words of 8 bytes are stored and loaded: up to SP_BITS_SLACK bytes behind the
 * end may be overwritten, and read behind the source. */
enum { SP_BITS_SLACK = 8, SP_BITS_MOST = 56 };

typedef struct sp_bits {
    unsigned char *out;
    uint64_t hold;  /* those that make no byte yet */
    unsigned count; /* of them: 0-7 */
} sp_bits;

/* 8 bytes, the first of them lowest. */
static inline uint64_t sp_bits_load(const unsigned char *from)
{
    return (uint64_t)from[0] | (uint64_t)from[1] << 8 | (uint64_t)from[2] << 16
           | (uint64_t)from[3] << 24 | (uint64_t)from[4] << 32
           | (uint64_t)from[5] << 40 | (uint64_t)from[6] << 48
           | (uint64_t)from[7] << 56;
}

/* The same the other way round. */
static inline void sp_bits_store(unsigned char *to, uint64_t word)
{
    to[0] = (unsigned char)word;
    to[1] = (unsigned char)(word >> 8);
    to[2] = (unsigned char)(word >> 16);
    to[3] = (unsigned char)(word >> 24);
    to[4] = (unsigned char)(word >> 32);
    to[5] = (unsigned char)(word >> 40);
    to[6] = (unsigned char)(word >> 48);
    to[7] = (unsigned char)(word >> 56);
}

/* Add the lowest `n` bits of `word`, SP_BITS_MOST at most; the others are 0. */
static inline void sp_bits_put(sp_bits *to, uint64_t word, unsigned n)
{
    uint64_t hold = to->hold | word << to->count;
    unsigned count = to->count + n;

    sp_bits_store(to->out, hold);
    to->out += count >> 3;
    to->hold = hold >> (count & 56);
    to->count = count & 7;
}

/* Copies words, at least one, to where a byte has `count` bits already, which
 * are in `hold`; returns those of the last word that make no byte yet. */
static inline uint64_t sp_bits_shift(unsigned char *to,
                                     const unsigned char *from, size_t words,
                                     uint64_t hold, unsigned count)
{
    enum { WORD = 8, LAST = 63 };
    size_t i = 1;

    sp_bits_store(to, hold | sp_bits_load(from) << count);
#ifdef __SSE2__
    {
        __m128i left = _mm_cvtsi32_si128((int)count);
        __m128i right = _mm_cvtsi32_si128((int)(LAST + 1 - count));

        for (; i + 1 < words; i += 2) {
            const void *these = from + WORD * i;
            const void *before = from + WORD * (i - 1);
            void *out = to + WORD * i;

            _mm_storeu_si128(
                out,
                _mm_or_si128(_mm_sll_epi64(_mm_loadu_si128(these), left),
                             _mm_srl_epi64(_mm_loadu_si128(before), right)));
        }
    }
#endif
    for (; i < words; i++) {
        sp_bits_store(to + WORD * i, sp_bits_load(from + WORD * i) << count
                                         | sp_bits_load(from + WORD * (i - 1))
                                               >> 1 >> (LAST - count));
    }
    return sp_bits_load(from + WORD * (words - 1)) >> 1 >> (LAST - count);
}

/* Add the first `n` bits, SP_BITS_MOST at most, of what another stream has
 * written. */
static inline void sp_bits_copy_few(sp_bits *to, const unsigned char *from,
                                    size_t n)
{
    sp_bits_put(to, sp_bits_load(from) & (((uint64_t)1 << n) - 1), (unsigned)n);
}

/* The same for any number. */
static inline void sp_bits_copy(sp_bits *to, const unsigned char *from,
                                size_t n)
{
    enum { WORD = 8, BITS = 64, HALF = 32 };
    size_t words = n / BITS;

    if (words) {
        to->hold = sp_bits_shift(to->out, from, words, to->hold, to->count);
        to->out += WORD * words;
        from += WORD * words;
        n %= BITS;
    }
    if (n > SP_BITS_MOST) {
        sp_bits_copy_few(to, from, HALF);
        from += HALF / 8;
        n -= HALF;
    }
    sp_bits_copy_few(to, from, n);
}

/* Begin a byte; returns where it is. */
static inline unsigned char *sp_bits_end(sp_bits *to)
{
    if (to->count) {
        *to->out++ = (unsigned char)to->hold;
    }
    to->hold = 0;
    to->count = 0;
    return to->out;
}

#endif

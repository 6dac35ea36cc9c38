/* SPDX-License-Identifier: Apache-2.0 */
/* bits.h - a stream of bits as deflate has it (RFC 1951 3.1.1): the first bit
 * is the lowest of the first byte. */
#ifndef SP_CORE_BITS_H
#define SP_CORE_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* Add the lowest `n` bits of `word`; the others are 0.  SP_BITS_MOST at most
 * until they are flushed. */
static inline void sp_bits_add(sp_bits *to, uint64_t word, unsigned n)
{
    to->hold |= word << to->count;
    to->count += n;
}

static inline void sp_bits_flush(sp_bits *to)
{
    sp_bits_store(to->out, to->hold);
    to->out += to->count >> 3;
    to->hold >>= to->count & 56;
    to->count &= 7;
}

static inline void sp_bits_put(sp_bits *to, uint64_t word, unsigned n)
{
    sp_bits_add(to, word, n);
    sp_bits_flush(to);
}

/* Add as many words of 8 bytes as another stream has written. */
static inline void sp_bits_copy_words(sp_bits *to, const unsigned char *from,
                                      size_t words)
{
    uint64_t hold = to->hold;

    for (; words; words--) {
        uint64_t word = sp_bits_load(from);

        sp_bits_store(to->out, hold | word << to->count);
        hold = word >> 1 >> (63 - to->count);
        to->out += 8;
        from += 8;
    }
    to->hold = hold;
}

/* Add the first `n` bits of what another stream has written. */
static inline void sp_bits_copy(sp_bits *to, const unsigned char *from,
                                size_t n)
{
    size_t words = n / 64;
    uint64_t rest;

    sp_bits_copy_words(to, from, words);
    n %= 64;
    rest = sp_bits_load(from + 8 * words) & (((uint64_t)1 << n) - 1);
    if (n > SP_BITS_MOST) {
        sp_bits_put(to, rest & UINT32_MAX, 32);
        rest >>= 32;
        n -= 32;
    }
    sp_bits_put(to, rest, (unsigned)n);
}

/* The same, at least a byte, if that stream had as many bits before them in
 * its first byte as `to` has now; there they are 0, and so is what is behind
 * them.  Nothing has to be shifted. */
static inline void sp_bits_copy_aligned(sp_bits *to, const unsigned char *from,
                                        size_t n)
{
    size_t end = to->count + n;

    memcpy(to->out, from, end / 8);
    to->out[0] |= (unsigned char)to->hold;
    to->out += end / 8;
    to->hold = from[end / 8];
    to->count = end & 7;
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

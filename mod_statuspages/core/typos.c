/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the typos between two names, a column of the matrix at a time.
 *
 * A column is a word of bits: H. Hyyro, "A bit-vector algorithm for computing
 * Levenshtein and Damerau edit distances", Nordic Journal of Computing 10
 * (2003), after G. Myers (1999). */
#include "core/typos.h"

#include <stdint.h>

/* Drops what both begin and end with. */
static void drop_common(sp_span *a, sp_span *b)
{
    while (a->len && b->len && *a->ptr == *b->ptr) {
        *a = (sp_span){ a->ptr + 1, a->len - 1 };
        *b = (sp_span){ b->ptr + 1, b->len - 1 };
    }
    while (a->len && b->len && a->ptr[a->len - 1] == b->ptr[b->len - 1]) {
        a->len--;
        b->len--;
    }
}

/* Bit i of each word below is the cell of the i-th byte of `a`, which has 1-64
 * bytes; the names are those of the paper. */
static unsigned count(sp_span a, sp_span b)
{
    uint64_t matches[256] = { 0 }; /* where in `a` a byte is */
    uint64_t last = (uint64_t)1 << (a.len - 1);
    uint64_t vp = ~(uint64_t)0; /* one more than the cell above */
    uint64_t vn = 0;            /* one less */
    uint64_t d0 = 0;            /* as the cell before and above */
    uint64_t before = 0;        /* the matches of the byte before */
    unsigned typos = (unsigned)a.len;

    for (size_t i = 0; i < a.len; i++) {
        matches[(unsigned char)a.ptr[i]] |= (uint64_t)1 << i;
    }
    for (size_t j = 0; j < b.len; j++) {
        uint64_t match = matches[(unsigned char)b.ptr[j]];
        uint64_t swapped = (~d0 & match) << 1 & before;
        uint64_t hp;
        uint64_t hn;

        d0 = (((match & vp) + vp) ^ vp) | match | vn | swapped;
        hp = vn | ~(d0 | vp);
        hn = d0 & vp;
        typos += (hp & last) != 0;
        typos -= (hn & last) != 0;
        hp = hp << 1 | 1;
        vp = hn << 1 | ~(d0 | hp);
        vn = hp & d0;
        before = match;
    }
    return typos;
}

/* The bytes of a name as a set; some share a bit. */
static uint64_t set_of(sp_span name)
{
    uint64_t set = 0;

    for (size_t i = 0; i < name.len; i++) {
        set |= (uint64_t)1 << (name.ptr[i] & 63);
    }
    return set;
}

/* Does `set` have more than `max` bits?  Each byte of one name that the other
 * has not is a typo. */
static bool has_more(uint64_t set, unsigned max)
{
    for (; set && max; max--) {
        set &= set - 1;
    }
    return set != 0;
}

static bool is_far(unsigned max, sp_span a, sp_span b)
{
    uint64_t in_a;
    uint64_t in_b;

    if (a.len > b.len ? a.len - b.len > max : b.len - a.len > max) {
        return true;
    }
    in_a = set_of(a);
    in_b = set_of(b);
    return has_more(in_a & ~in_b, max) || has_more(in_b & ~in_a, max);
}

unsigned sp_typos_up_to(unsigned max, sp_span a, sp_span b)
{
    unsigned typos;

    drop_common(&a, &b);
    if (a.len > SP_TYPOS_LENGTH || b.len > SP_TYPOS_LENGTH
        || is_far(max, a, b)) {
        return SP_TYPOS_FAR;
    }
    typos = a.len && b.len ? count(a, b) : (unsigned)(a.len + b.len);
    return typos <= max ? typos : SP_TYPOS_FAR;
}

unsigned sp_typos(sp_span a, sp_span b)
{
    return sp_typos_up_to(SP_TYPOS_FAR, a, b);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* copy.h - memcpy for the short pieces that a page is made of. */
#ifndef SP_CORE_COPY_H
#define SP_CORE_COPY_H

#include <stddef.h>
#include <string.h>

/* Copies `n` bytes, returns the end of them in `out`.  Most pieces are a few
 * words: copied by two overlapping moves, they need no call.  Never touches a
 * byte outside the n; `from` may be NULL if n is 0. */
static inline char *sp_copy(char *out, const char *from, size_t n)
{
    typedef struct block {
        char bytes[16];
    } block;
    enum { WORD = 8, HALF = 4 };

    if (n > 2 * sizeof(block)) {
        memcpy(out, from, n);
    }
    else if (n >= sizeof(block)) {
        memcpy(out, from, sizeof(block));
        memcpy(out + n - sizeof(block), from + n - sizeof(block),
               sizeof(block));
    }
    else if (n >= WORD) {
        memcpy(out, from, WORD);
        memcpy(out + n - WORD, from + n - WORD, WORD);
    }
    else if (n >= HALF) {
        memcpy(out, from, HALF);
        memcpy(out + n - HALF, from + n - HALF, HALF);
    }
    else if (n) {
        out[0] = from[0];
        out[n / 2] = from[n / 2];
        out[n - 1] = from[n - 1];
    }
    return out + n;
}

#endif

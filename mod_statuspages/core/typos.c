/* SPDX-License-Identifier: Apache-2.0 */
#include "core/typos.h"

enum { LENGTH_MAX = 64 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;

    return ab < c ? ab : c;
}

unsigned sp_typos(sp_span a, const char *b)
{
    unsigned row[LENGTH_MAX + 1];
    size_t n = strlen(b);

    if (a.len > LENGTH_MAX || n > LENGTH_MAX) {
        return LENGTH_MAX;
    }
    for (unsigned j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (unsigned i = 0; i < a.len; i++) {
        unsigned corner = row[0];

        row[0] = i + 1;
        for (unsigned j = 0; j < n; j++) {
            unsigned up = row[j + 1];

            row[j + 1] =
                a.ptr[i] == b[j] ? corner : 1 + least(corner, up, row[j]);
            corner = up;
        }
    }
    return row[n];
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the typos between two names. */
#include "core/typos.h"

enum { LENGTH_MAX = 64 };

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned ab = a < b ? a : b;

    return ab < c ? ab : c;
}

unsigned sp_typos(sp_span a, const char *b)
{
    unsigned rows[3][LENGTH_MAX + 1];
    size_t n = strlen(b);

    if (a.len > LENGTH_MAX || n > LENGTH_MAX) {
        return LENGTH_MAX;
    }
    for (unsigned j = 0; j <= n; j++) {
        rows[0][j] = j;
    }
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *up = rows[(i + 2) % 3];
        const unsigned *upper = rows[(i + 1) % 3];

        row[0] = i;
        for (unsigned j = 1; j <= n; j++) {
            bool swapped = i > 1 && j > 1 && a.ptr[i - 1] == b[j - 2]
                           && a.ptr[i - 2] == b[j - 1];

            row[j] = least(up[j - 1] + (a.ptr[i - 1] != b[j - 1]), up[j] + 1,
                           row[j - 1] + 1);
            row[j] =
                swapped && upper[j - 2] < row[j] ? upper[j - 2] + 1 : row[j];
        }
    }
    return rows[a.len % 3][n];
}

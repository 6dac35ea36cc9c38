/* SPDX-License-Identifier: Apache-2.0 */
#include "core/wrap.h"

#include <stdbool.h>

/* The columns of the character that begins with `first`; 0: none begins here.
 * U+3000 to U+DFFF are CJK and Hangul, by their first byte. */
static unsigned columns_of(unsigned char first)
{
    if ((first & 0xc0) == 0x80) {
        return 0;
    }
    return first >= 0xe3 && first <= 0xed ? 2 : 1;
}

/* How far a line has come. */
typedef struct line {
    char *space; /* the last one that may become a line feed */
    unsigned column;
    unsigned after; /* columns since that space */
    bool whole;     /* not broken off the line before */
} line;

static const line fresh = { .whole = true };

void sp_wrap(char *text, size_t len)
{
    line now = fresh;

    for (char *p = text; p < text + len; p++) {
        unsigned columns = columns_of((unsigned char)*p);

        now.column += columns;
        now.after += columns;
        if (*p == '\n') {
            now = fresh;
        }
        else if (*p == ' ' && (now.column > 2 || !now.whole)) {
            /* not the one of a list mark: "- " */
            now.space = p;
            now.after = 0;
        }
        if (now.column > SP_WRAP_COLUMNS && now.space) {
            *now.space = '\n';
            now = (line){ .column = now.after };
        }
    }
}

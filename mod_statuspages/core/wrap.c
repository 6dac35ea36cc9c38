/* SPDX-License-Identifier: Apache-2.0 */
/* Wraps plain text to the width of a terminal. */
#include "core/wrap.h"

/* The columns of the character that begins at `p`; 0: none begins here.
 * U+3000 to U+DFFF are CJK and Hangul, by their first byte; U+FF00 to U+FF7F
 * the marks between them, by two. */
static unsigned columns_of(const char *p, const char *end)
{
    unsigned char first = (unsigned char)*p;

    if ((first & 0xc0) == 0x80) {
        return 0;
    }
    if (first == 0xef && p + 1 < end && ((unsigned char)p[1] | 1) == 0xbd) {
        return 2;
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

static bool is_at(const char *p, const char *end, sp_span text)
{
    return (size_t)(end - p) >= text.len && memcmp(p, text.ptr, text.len) == 0;
}

/* How many bytes from `p` on stay whole. */
static size_t whole_at(const char *p, const char *end,
                       const sp_wrap_whole *whole)
{
    size_t n = whole->label.len;

    return whole->id.len && n && *p == *whole->label.ptr
                   && is_at(p, end, whole->label)
                   && is_at(p + n, end, SP_SPAN(" "))
                   && is_at(p + n + 1, end, whole->id)
               ? n + 1 + whole->id.len
               : 0;
}

void sp_wrap(char *text, size_t len, const sp_wrap_whole *whole)
{
    line now = fresh;
    const char *kept = text; /* up to here no line is broken */

    for (char *p = text; p < text + len; p++) {
        unsigned columns = columns_of(p, text + len);

        if (p >= kept) {
            kept = p + whole_at(p, text + len, whole);
        }
        now.column += columns;
        now.after += columns;
        if (*p == '\n') {
            now = fresh;
        }
        else if (*p == ' ' && p >= kept && (now.column > 2 || !now.whole)) {
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

/* SPDX-License-Identifier: Apache-2.0 */
/* Makes text from outside safe to show: UTF-8, no control characters, a
 * maximum length. */
#include "core/escape.h"

#include "core/utf8.h"

#define BAD "\xef\xbf\xbd"      /* U+FFFD */
#define ELLIPSIS "\xe2\x80\xa6" /* U+2026 */

static size_t put(char *out, size_t at, const char *text, size_t len)
{
    memcpy(out + at, text, len);
    return at + len;
}

typedef struct range {
    uint32_t first;
    uint32_t last;
} range;

/* Points with an effect but no shape.  The last two of each plane are
 * non-characters as well. */
static const range dropped[] = {
    { 0x0000, 0x001f },   /* C0 controls */
    { 0x007f, 0x009f },   /* delete, C1 controls */
    { 0x061c, 0x061c },   /* Arabic letter mark */
    { 0x200e, 0x200f },   /* left-to-right and right-to-left mark */
    { 0x2028, 0x202e },   /* line separators, embeddings, overrides */
    { 0x2066, 0x206f },   /* isolates, deprecated controls */
    { 0xfdd0, 0xfdef },   /* non-characters */
    { 0xfeff, 0xfeff },   /* byte order mark */
    { 0xfff9, 0xfffb },   /* interlinear annotation */
    { 0xe0000, 0xe007f }, /* tags: text that nobody sees */
};

static bool is_dropped(uint32_t point)
{
    for (size_t i = 0; i < SP_COUNT(dropped); i++) {
        if (point >= dropped[i].first && point <= dropped[i].last) {
            return true;
        }
    }
    return (point & 0xfffe) == 0xfffe;
}

/* Printable ASCII is most of what comes. */
bool sp_escape_is_clean(sp_span text, size_t max)
{
    size_t points = 0;
    size_t plain = 0;

    while (plain < text.len
           && (unsigned char)(text.ptr[plain] - 0x20) < 0x7f - 0x20) {
        plain++;
    }
    if (plain == text.len) {
        return plain <= max;
    }
    for (size_t i = 0, bytes; i < text.len; i += bytes) {
        unsigned char c = (unsigned char)text.ptr[i];

        bytes = 1;
        if (++points > max) {
            return false;
        }
        if (c >= 0x20 && c < 0x7f) {
            continue;
        }
        if (is_dropped(sp_utf8_decode(text, i, &bytes)) || !bytes) {
            return false;
        }
    }
    return true;
}

sp_span sp_escape_clean(sp_span text, size_t max, apr_pool_t *pool)
{
    enum { LONGEST = 4 }; /* bytes of one code point */
    char *out;
    size_t n = 0;
    size_t points = 0;
    size_t last = 0; /* where the last character begins */

    if (sp_escape_is_clean(text, max)) {
        return text;
    }
    out = apr_palloc(pool, (text.len < max ? text.len : max) * LONGEST + 1);
    for (size_t i = 0, bytes; i < text.len; i += bytes) {
        uint32_t point = sp_utf8_decode(text, i, &bytes);
        bool bad = bytes == 0;

        bytes += bad;
        if (!bad && is_dropped(point)) {
            continue;
        }
        if (points == max) {
            n = max ? put(out, last, ELLIPSIS, 3) : 0;
            break;
        }
        points++;
        last = n;
        n = bad ? put(out, n, BAD, 3) : put(out, n, text.ptr + i, bytes);
    }
    return (sp_span){ out, n };
}

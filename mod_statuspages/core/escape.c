/* SPDX-License-Identifier: Apache-2.0 */
#include "core/escape.h"

#include <stdint.h>

/* What stands in for a byte; a row without text stands for itself. */
typedef sp_span replacement;

#define R(text) { text, sizeof(text) - 1 }

static const replacement html[256] = {
    ['&'] = R("&amp;"),  ['<'] = R("&lt;"),   ['>'] = R("&gt;"),
    ['"'] = R("&quot;"), ['\''] = R("&#39;"),
};

#define CONTROL(n) [0x##n] = R("\\u00" #n)

static const replacement json[256] = {
    CONTROL(00), CONTROL(01), CONTROL(02), CONTROL(03), CONTROL(04),
    CONTROL(05), CONTROL(06), CONTROL(07), CONTROL(0b), CONTROL(0e),
    CONTROL(0f), CONTROL(10), CONTROL(11), CONTROL(12), CONTROL(13),
    CONTROL(14), CONTROL(15), CONTROL(16), CONTROL(17), CONTROL(18),
    CONTROL(19), CONTROL(1a), CONTROL(1b), CONTROL(1c), CONTROL(1d),
    CONTROL(1e), CONTROL(1f), CONTROL(7f), CONTROL(26), CONTROL(3c),
    CONTROL(3e), [0x08] = R("\\b"),  [0x09] = R("\\t"),  [0x0a] = R("\\n"),
    [0x0c] = R("\\f"),           [0x0d] = R("\\r"),  ['"'] = R("\\\""),
    ['\\'] = R("\\\\"),
};

static const replacement markdown[256] = {
    ['&'] = R("&amp;"), ['<'] = R("&lt;"),  ['>'] = R("&gt;"),
    ['\\'] = R("\\\\"), ['`'] = R("\\`"),   ['*'] = R("\\*"),
    ['_'] = R("\\_"),   ['['] = R("\\["),   [']'] = R("\\]"),
    ['('] = R("\\("),   [')'] = R("\\)"),   ['#'] = R("\\#"),
    ['!'] = R("\\!"),   ['|'] = R("\\|"),   ['~'] = R("\\~"),
    ['\n'] = R(" "),    ['\r'] = R(" "),
};

static size_t put(char *out, size_t at, const char *text, size_t len)
{
    if (out && len) {
        memcpy(out + at, text, len);
    }
    return at + len;
}

/* Copies the run between two special bytes in one go. */
static size_t escape(sp_span text, char *out, const replacement table[256])
{
    size_t written = 0;
    size_t start = 0;

    for (size_t i = 0; i < text.len; i++) {
        const replacement *row = &table[(unsigned char)text.ptr[i]];

        if (row->len) {
            written = put(out, written, text.ptr + start, i - start);
            written = put(out, written, row->ptr, row->len);
            start = i + 1;
        }
    }
    return put(out, written, text.ptr + start, text.len - start);
}

size_t sp_escape_html(sp_span text, char *out)
{
    return escape(text, out, html);
}

size_t sp_escape_xml(sp_span text, char *out)
{
    return escape(text, out, html);
}

size_t sp_escape_markdown(sp_span text, char *out)
{
    return escape(text, out, markdown);
}

/* U+2028 and U+2029 are E2 80 A8 and E2 80 A9. */
static bool is_separator(sp_span text, size_t i)
{
    return (unsigned char)text.ptr[i] == 0xe2 && i + 2 < text.len
           && (unsigned char)text.ptr[i + 1] == 0x80
           && ((unsigned char)text.ptr[i + 2] & 0xfe) == 0xa8;
}

size_t sp_escape_json(sp_span text, char *out)
{
    size_t written = 0;
    size_t start = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (is_separator(text, i)) {
            sp_span run = { text.ptr + start, i - start };

            written += escape(run, out ? out + written : NULL, json);
            written = put(out, written,
                          text.ptr[i + 2] & 1 ? "\\u2029" : "\\u2028", 6);
            i += 2;
            start = i + 1;
        }
    }
    return written
           + escape((sp_span){ text.ptr + start, text.len - start },
                    out ? out + written : NULL, json);
}

/* ---- cleaning ------------------------------------------------------------- */

enum { BAD = 0xfffd };

/* The smallest code point of each length: anything less is an overlong form. */
static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };

/* One code point; sets how many bytes it took.  BAD for one byte of what is
 * not UTF-8 (RFC 3629). */
static uint32_t decode(sp_span text, size_t at, size_t *bytes)
{
    unsigned char first = (unsigned char)text.ptr[at];
    size_t n = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2
               : first < 0xf0                      ? 3
               : first < 0xf8                      ? 4
                                                   : 0;
    uint32_t point;

    *bytes = 1;
    if (n == 1) {
        return first;
    }
    if (n == 0 || at + n > text.len) {
        return BAD;
    }
    point = first & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)text.ptr[at + i];

        if ((c & 0xc0) != 0x80) {
            return BAD;
        }
        point = point << 6 | (c & 0x3f);
    }
    if (point < smallest[n] || point > 0x10ffff
        || (point >= 0xd800 && point <= 0xdfff)) {
        return BAD;
    }
    *bytes = n;
    return point;
}

/* Points with an effect but no shape. */
static bool is_dropped(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0xfeff
           || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e)
           || (c >= 0x2066 && c <= 0x2069) || (c >= 0xfdd0 && c <= 0xfdef)
           || (c & 0xfffe) == 0xfffe;
}

static bool is_clean(sp_span text, size_t most)
{
    size_t points = 0;

    for (size_t i = 0, bytes; i < text.len; i += bytes) {
        uint32_t c = decode(text, i, &bytes);

        if ((c == BAD && bytes == 1) || is_dropped(c) || ++points > most) {
            return false;
        }
    }
    return true;
}

sp_span sp_escape_clean(sp_span text, size_t most, apr_pool_t *pool)
{
    static const char bad[] = "\xef\xbf\xbd";
    static const char cut[] = "\xe2\x80\xa6";
    char *out;
    size_t n = 0;
    size_t points = 0;

    if (is_clean(text, most)) {
        return text;
    }
    /* a bad byte grows to three; nothing past the limit is written */
    out = apr_palloc(pool, (text.len < most ? text.len : most) * 4 + 3);
    for (size_t i = 0, bytes; i < text.len; i += bytes) {
        uint32_t c = decode(text, i, &bytes);

        if (is_dropped(c)) {
            continue;
        }
        if (++points > most) {
            n = put(out, n, cut, 3);
            break;
        }
        n = c == BAD ? put(out, n, bad, 3)
                     : put(out, n, text.ptr + i, bytes);
    }
    return (sp_span){ out, n };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/escape.h"

#include "core/copy.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A byte's row, 0 for those that stand for themselves.  The byte table stays
 * in a few cache lines; the texts are only touched when needed. */
typedef struct dialect {
    unsigned char row[256];
    sp_span text[48];
} dialect;

#define R(string)                                                              \
    {                                                                          \
        string, sizeof(string) - 1                                             \
    }

static const dialect html = {
    .row = { ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5 },
    .text = { [1] = R("&amp;"),
              [2] = R("&lt;"),
              [3] = R("&gt;"),
              [4] = R("&quot;"),
              [5] = R("&#39;") },
};

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static const dialect xml = {
    .row = { ['&'] = 1,  ['<'] = 2,  ['>'] = 3,  ['"'] = 4,  ['\''] = 5,
             ['\t'] = 7, ['\n'] = 8, ['\r'] = 9, [0x00] = 6, [0x01] = 6,
             [0x02] = 6, [0x03] = 6, [0x04] = 6, [0x05] = 6, [0x06] = 6,
             [0x07] = 6, [0x08] = 6, [0x0b] = 6, [0x0c] = 6, [0x0e] = 6,
             [0x0f] = 6, [0x10] = 6, [0x11] = 6, [0x12] = 6, [0x13] = 6,
             [0x14] = 6, [0x15] = 6, [0x16] = 6, [0x17] = 6, [0x18] = 6,
             [0x19] = 6, [0x1a] = 6, [0x1b] = 6, [0x1c] = 6, [0x1d] = 6,
             [0x1e] = 6, [0x1f] = 6 },
    /* an attribute's white space would be turned into spaces (XML 3.3.3) */
    .text = { [1] = R("&amp;"),
              [2] = R("&lt;"),
              [3] = R("&gt;"),
              [4] = R("&quot;"),
              [5] = R("&#39;"),
              [6] = R(BAD),
              [7] = R("&#9;"),
              [8] = R("&#10;"),
              [9] = R("&#13;") },
};

/* Controls have the row after their number. */
static const dialect json = {
    .row = { [0x00] = 1,  [0x01] = 2,  [0x02] = 3,  [0x03] = 4,  [0x04] = 5,
             [0x05] = 6,  [0x06] = 7,  [0x07] = 8,  [0x08] = 9,  [0x09] = 10,
             [0x0a] = 11, [0x0b] = 12, [0x0c] = 13, [0x0d] = 14, [0x0e] = 15,
             [0x0f] = 16, [0x10] = 17, [0x11] = 18, [0x12] = 19, [0x13] = 20,
             [0x14] = 21, [0x15] = 22, [0x16] = 23, [0x17] = 24, [0x18] = 25,
             [0x19] = 26, [0x1a] = 27, [0x1b] = 28, [0x1c] = 29, [0x1d] = 30,
             [0x1e] = 31, [0x1f] = 32, ['"'] = 33,  ['\\'] = 34, ['<'] = 35,
             ['>'] = 36,  ['&'] = 37,  [0x7f] = 38, [0xe2] = 39 },
    .text = { [1] = R("\\u0000"),  [2] = R("\\u0001"),  [3] = R("\\u0002"),
              [4] = R("\\u0003"),  [5] = R("\\u0004"),  [6] = R("\\u0005"),
              [7] = R("\\u0006"),  [8] = R("\\u0007"),  [9] = R("\\b"),
              [10] = R("\\t"),     [11] = R("\\n"),     [12] = R("\\u000b"),
              [13] = R("\\f"),     [14] = R("\\r"),     [15] = R("\\u000e"),
              [16] = R("\\u000f"), [17] = R("\\u0010"), [18] = R("\\u0011"),
              [19] = R("\\u0012"), [20] = R("\\u0013"), [21] = R("\\u0014"),
              [22] = R("\\u0015"), [23] = R("\\u0016"), [24] = R("\\u0017"),
              [25] = R("\\u0018"), [26] = R("\\u0019"), [27] = R("\\u001a"),
              [28] = R("\\u001b"), [29] = R("\\u001c"), [30] = R("\\u001d"),
              [31] = R("\\u001e"), [32] = R("\\u001f"), [33] = R("\\\""),
              [34] = R("\\\\"),    [35] = R("\\u003c"), [36] = R("\\u003e"),
              [37] = R("\\u0026"), [38] = R("\\u007f"), [39] = R("\xe2") },
};

static const dialect markdown = {
    .row = { ['&'] = 1,
             ['<'] = 2,
             ['>'] = 3,
             ['\n'] = 4,
             ['\r'] = 4,
             ['\\'] = 5,
             ['`'] = 6,
             ['*'] = 7,
             ['_'] = 8,
             ['['] = 9,
             [']'] = 10,
             ['('] = 11,
             [')'] = 12,
             ['#'] = 13,
             ['!'] = 14,
             ['|'] = 15,
             ['~'] = 16 },
    .text = { [1] = R("&amp;"),
              [2] = R("&lt;"),
              [3] = R("&gt;"),
              [4] = R(" "),
              [5] = R("\\\\"),
              [6] = R("\\`"),
              [7] = R("\\*"),
              [8] = R("\\_"),
              [9] = R("\\["),
              [10] = R("\\]"),
              [11] = R("\\("),
              [12] = R("\\)"),
              [13] = R("\\#"),
              [14] = R("\\!"),
              [15] = R("\\|"),
              [16] = R("\\~") },
};

static inline size_t put(char *out, size_t at, const char *text, size_t len)
{
    if (out) {
        sp_copy(out + at, text, len);
    }
    return at + len;
}

/* How many bytes from `i` on stand for themselves. */
static size_t plain_run(const dialect *to, sp_span text, size_t i)
{
    size_t start = i;

    while (i < text.len && !to->row[(unsigned char)text.ptr[i]]) {
        i++;
    }
    return i - start;
}

#ifdef __SSE2__
/* Which of 16 bytes html escapes, a bit each.  & and ' differ in one bit, and
 * so do < and >: three comparisons find all five. */
static unsigned html_hits(__m128i at)
{
    __m128i quote = _mm_cmpeq_epi8(at, _mm_set1_epi8('"'));
    __m128i and =
        _mm_cmpeq_epi8(_mm_or_si128(at, _mm_set1_epi8(1)), _mm_set1_epi8('\''));
    __m128i angle =
        _mm_cmpeq_epi8(_mm_or_si128(at, _mm_set1_epi8(2)), _mm_set1_epi8('>'));

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(quote, _mm_or_si128(and, angle)));
}

static unsigned hits_of_16(const char *text)
{
    return html_hits(_mm_loadu_si128((const __m128i *)(const void *)text));
}

/* The rest of the register is 0, which stands for itself. */
static unsigned hits_of_8(const char *text)
{
    return html_hits(_mm_loadl_epi64((const __m128i *)(const void *)text));
}

/* plain_run() of html, 16 bytes at a time; the last 16, or 8 if there are no
 * more, are looked at again without those that have been. */
static size_t html_run(sp_span text, size_t i)
{
    size_t start = i;
    unsigned mask = 0;

    for (; i + 16 <= text.len; i += 16) {
        mask = hits_of_16(text.ptr + i);
        if (mask) {
            return i - start + (size_t)__builtin_ctz(mask);
        }
    }
    if (i + 8 <= text.len && text.len < 16) {
        mask = hits_of_8(text.ptr + i);
        if (mask) {
            return i - start + (size_t)__builtin_ctz(mask);
        }
        i += 8;
    }
    if (i < text.len && text.len >= 8) {
        size_t wide = text.len >= 16 ? 16 : 8;

        mask = wide == 16 ? hits_of_16(text.ptr + text.len - 16)
                          : hits_of_8(text.ptr + text.len - 8);
        mask >>= i + wide - text.len;
        return mask ? i - start + (size_t)__builtin_ctz(mask)
                    : text.len - start;
    }
    return i - start + plain_run(&html, text, i);
}
#else
static size_t html_run(sp_span text, size_t i)
{
    return plain_run(&html, text, i);
}
#endif

size_t sp_escape_html(sp_span text, char *out)
{
    size_t written = 0;
    size_t i = 0;

    while (i < text.len) {
        size_t run = html_run(text, i);

        written = put(out, written, text.ptr + i, run);
        i += run;
        if (i < text.len) {
            const sp_span *special =
                &html.text[html.row[(unsigned char)text.ptr[i++]]];

            written = put(out, written, special->ptr, special->len);
        }
    }
    return written;
}

static size_t escape(const dialect *to, sp_span text, char *out)
{
    size_t written = 0;
    size_t i = 0;

    while (i < text.len) {
        size_t run = plain_run(to, text, i);

        written = put(out, written, text.ptr + i, run);
        i += run;
        if (i < text.len) {
            const sp_span *special =
                &to->text[to->row[(unsigned char)text.ptr[i++]]];

            written = put(out, written, special->ptr, special->len);
        }
    }
    return written;
}

size_t sp_escape_xml(sp_span text, char *out)
{
    return escape(&xml, text, out);
}

/* U+2028 and U+2029 are E2 80 A8 and E2 80 A9. */
static const char *separator_at(sp_span text, size_t i)
{
    if (text.len - i < 3 || memcmp(text.ptr + i, "\xe2\x80", 2) != 0) {
        return NULL;
    }
    return text.ptr[i + 2] == '\xa8'   ? "\\u2028"
           : text.ptr[i + 2] == '\xa9' ? "\\u2029"
                                       : NULL;
}

size_t sp_escape_json(sp_span text, char *out)
{
    size_t written = 0;
    size_t i = 0;

    while (i < text.len) {
        size_t run = plain_run(&json, text, i);

        written = put(out, written, text.ptr + i, run);
        i += run;
        if (i < text.len) {
            const char *separator = separator_at(text, i);
            const sp_span *special =
                &json.text[json.row[(unsigned char)text.ptr[i]]];

            written = separator ? put(out, written, separator, 6)
                                : put(out, written, special->ptr, special->len);
            i += separator ? 3 : 1;
        }
    }
    return written;
}

/* Some marks mean something only where a line begins, and a value may stand
 * there: code by its indent, lists, the line under a heading.  Returns how
 * many bytes of `text` it has dealt with. */
static size_t markdown_start(sp_span text, char *out, size_t *written)
{
    size_t digits = 0;

    while (digits < text.len && text.ptr[digits] >= '0'
           && text.ptr[digits] <= '9') {
        digits++;
    }
    if (digits && digits < text.len && text.ptr[digits] == '.') {
        *written = put(out, put(out, 0, text.ptr, digits), "\\.", 2);
        return digits + 1;
    }
    if (text.len && text.ptr[0] && strchr("+-=", text.ptr[0])) {
        *written = put(out, put(out, 0, "\\", 1), text.ptr, 1);
        return 1;
    }
    if (text.len && text.ptr[0] && strchr(" \t", text.ptr[0])) {
        *written = put(out, 0, "&#32;", 5);
        return 1;
    }
    return 0;
}

size_t sp_escape_markdown(sp_span text, char *out)
{
    size_t written = 0;
    size_t done = markdown_start(text, out, &written);

    if (done == text.len) {
        return written;
    }
    return written
           + escape(&markdown, (sp_span){ text.ptr + done, text.len - done },
                    out ? out + written : NULL);
}

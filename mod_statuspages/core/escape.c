/* SPDX-License-Identifier: Apache-2.0 */
/* A table for each language says what stands in place of a byte. */
#include "core/escape.h"

#include "core/copy.h"

/* Empty: the byte stands for itself. */
typedef const char replacements[256][sizeof("\\u0000") + 1];

#define HTML                                                                   \
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;",         \
    ['\''] = "&#39;"

static replacements html = { HTML };

#define BAD "\xef\xbf\xbd" /* U+FFFD */

/* An attribute's white space would be turned into spaces (XML 3.3.3). */
static replacements xml = { BAD, BAD, BAD,    BAD,     BAD, BAD, BAD,
                            BAD, BAD, "&#9;", "&#10;", BAD, BAD, "&#13;",
                            BAD, BAD, BAD,    BAD,     BAD, BAD, BAD,
                            BAD, BAD, BAD,    BAD,     BAD, BAD, BAD,
                            BAD, BAD, BAD,    BAD,     HTML };

#define CONTROLS                                                               \
    "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005",          \
        "\\u0006", "\\u0007", "\\b", "\\t", "\\n", "\\u000b", "\\f", "\\r",    \
        "\\u000e", "\\u000f", "\\u0010", "\\u0011", "\\u0012", "\\u0013",      \
        "\\u0014", "\\u0015", "\\u0016", "\\u0017", "\\u0018", "\\u0019",      \
        "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f"

static replacements json = {
    CONTROLS,          ['"'] = "\\\"",    ['\\'] = "\\\\",   ['<'] = "\\u003c",
    ['>'] = "\\u003e", ['&'] = "\\u0026", [0x7f] = "\\u007f"
};

static replacements markdown = {
    ['&'] = "&amp;", ['<'] = "&lt;",  ['>'] = "&gt;", ['\n'] = " ",
    ['\r'] = " ",    ['\\'] = "\\\\", ['`'] = "\\`",  ['*'] = "\\*",
    ['_'] = "\\_",   ['['] = "\\[",   [']'] = "\\]",  ['('] = "\\(",
    [')'] = "\\)",   ['#'] = "\\#",   ['!'] = "\\!",  ['|'] = "\\|",
    ['~'] = "\\~"
};

static inline size_t put(char *out, size_t at, const char *text, size_t len)
{
    if (out) {
        sp_copy(out + at, text, len);
    }
    return at + len;
}

static inline size_t escape(replacements by, sp_span text, char *out)
{
    size_t written = 0;
    size_t i = 0;

    while (i < text.len) {
        size_t start = i;

        while (i < text.len && !*by[(unsigned char)text.ptr[i]]) {
            i++;
        }
        written = put(out, written, text.ptr + start, i - start);
        if (i < text.len) {
            const char *special = by[(unsigned char)text.ptr[i++]];

            written = put(out, written, special, strlen(special));
        }
    }
    return written;
}

size_t sp_escape_html(sp_span text, char *out)
{
    return escape(html, text, out);
}

size_t sp_escape_xml(sp_span text, char *out)
{
    return escape(xml, text, out);
}

/* The bytes before U+2028 or U+2029, which are E2 80 A8 and E2 80 A9. */
static size_t before_separator(sp_span text)
{
    for (size_t i = 0; i + 2 < text.len; i++) {
        const char *p = memchr(text.ptr + i, 0xe2, text.len - i - 2);

        if (!p) {
            break;
        }
        i = (size_t)(p - text.ptr);
        if (p[1] == '\x80' && (p[2] == '\xa8' || p[2] == '\xa9')) {
            return i;
        }
    }
    return text.len;
}

size_t sp_escape_json(sp_span text, char *out)
{
    size_t n = before_separator(text);
    size_t written = escape(json, (sp_span){ text.ptr, n }, out);

    while (n < text.len) {
        bool line = text.ptr[n + 2] == '\xa8';

        written = put(out, written, line ? "\\u2028" : "\\u2029", 6);
        text = (sp_span){ text.ptr + n + 3, text.len - n - 3 };
        n = before_separator(text);
        written +=
            escape(json, (sp_span){ text.ptr, n }, out ? out + written : NULL);
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
           + escape(markdown, (sp_span){ text.ptr + done, text.len - done },
                    out ? out + written : NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes and validates UTF-8 (RFC 3629). */
#include "core/utf8.h"

/* How many bytes a character has that begins with `first`; 0: none does. */
static size_t length_of(unsigned char first)
{
    return first < 0x80   ? 1
           : first < 0xc0 ? 0
           : first < 0xe0 ? 2
           : first < 0xf0 ? 3
           : first < 0xf8 ? 4
                          : 0;
}

/* The smallest point of each length: anything less is an overlong form. */
static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };

uint32_t sp_utf8_decode(sp_span text, size_t at, size_t *bytes)
{
    unsigned char first = (unsigned char)text.ptr[at];
    size_t n = length_of(first);
    uint32_t point = n == 1 ? first : first & (0x7fU >> n);

    *bytes = 0;
    if (n == 0 || n > text.len - at) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)text.ptr[at + i];

        if ((c & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (c & 0x3f);
    }
    if (point < smallest[n] || point > 0x10ffff
        || (point >= 0xd800 && point <= 0xdfff)) {
        return 0;
    }
    *bytes = n;
    return point;
}

size_t sp_utf8_encode(uint32_t point, char bytes[SP_UTF8_MAX])
{
    static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t n = point < 0x80 ? 1 : 2;

    while (n > 1 && n < SP_UTF8_MAX && point >= smallest[n + 1]) {
        n++;
    }
    for (size_t i = n; i > 1; i--) {
        bytes[i - 1] = (char)(0x80 | (point & 0x3f));
        point >>= 6;
    }
    bytes[0] = (char)(n > 1 ? first[n] | point : point);
    return n;
}

size_t sp_utf8_valid(sp_span text)
{
    size_t bytes;

    for (size_t i = 0; i < text.len; i += bytes) {
        sp_utf8_decode(text, i, &bytes);
        if (bytes == 0) {
            return i;
        }
    }
    return text.len;
}

sp_span sp_utf8_skip_mark(sp_span text)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t n = sizeof(mark) - 1;

    return text.len >= n && memcmp(text.ptr, mark, n) == 0
               ? (sp_span){ text.ptr + n, text.len - n }
               : text;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encodes and decodes single bytes. */
#include "core/percent.h"

enum { HEX = 16 }; /* is no digit, too */

static unsigned digit_of(char c)
{
    char letter = (char)(c | 0x20);

    return sp_is_digit(c)                   ? (unsigned)(c - '0')
           : letter >= 'a' && letter <= 'f' ? (unsigned)(letter - 'a') + 10
                                            : HEX;
}

bool sp_percent_is_encoded(sp_span text, size_t at)
{
    return text.ptr[at] == '%' && text.len - at >= SP_PERCENT_LENGTH
           && digit_of(text.ptr[at + 1]) < HEX
           && digit_of(text.ptr[at + 2]) < HEX;
}

char sp_percent_decode(sp_span text, size_t *at)
{
    const char *p = text.ptr + *at;

    if (!sp_percent_is_encoded(text, *at)) {
        ++*at;
        return *p;
    }
    *at += SP_PERCENT_LENGTH;
    return (char)(digit_of(p[1]) * HEX + digit_of(p[2]));
}

void sp_percent_encode(char encoded[SP_PERCENT_LENGTH], char c)
{
    static const char digits[] = "0123456789ABCDEF";

    encoded[0] = '%';
    encoded[1] = digits[(unsigned char)c >> 4];
    encoded[2] = digits[(unsigned char)c & 15];
}

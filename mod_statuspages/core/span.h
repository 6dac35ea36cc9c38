/* SPDX-License-Identifier: Apache-2.0 */
/* span.h - bytes that someone else owns.
 *
 * The renderer's only text type: a pointer and a length, no terminator.  A
 * span borrows; whoever hands it out says how long the bytes live.  An empty
 * span means "not known" wherever a fact is optional.
 */
#ifndef SP_CORE_SPAN_H
#define SP_CORE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct sp_span {
    const char *ptr;
    size_t len;
} sp_span;

/* A span over a string literal; its length is known to the compiler. */
#define SP_SPAN(literal) ((sp_span){ "" literal, sizeof(literal) - 1 })

/* A span over a terminated string; NULL gives the empty span. */
static inline sp_span sp_span_of(const char *text)
{
    return (sp_span){ text, text ? strlen(text) : 0 };
}

/* How many elements an array has. */
#define SP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The same bytes? */
static inline bool sp_span_equal(sp_span a, sp_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* White space? */
static inline bool sp_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ASCII, in any locale. */
static inline bool sp_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool sp_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool sp_is_alpha(char c)
{
    return sp_is_lower((char)(c | 0x20));
}

static inline bool sp_is_alphanumeric(char c)
{
    return sp_is_alpha(c) || sp_is_digit(c);
}

/* Without the white space at both ends. */
static inline sp_span sp_span_trim(sp_span text)
{
    while (text.len && sp_is_space(*text.ptr)) {
        text.ptr++;
        text.len--;
    }
    while (text.len && sp_is_space(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

#endif

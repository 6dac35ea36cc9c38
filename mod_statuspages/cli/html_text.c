/* SPDX-License-Identifier: Apache-2.0 */
/* Converts the text of an HTML document: charset, entities, white space. */
#include "cli/html_text.h"

#include "core/escape.h"
#include "core/suggest_list.h"
#include "core/utf8.h"

#include <apr_strings.h>

#include <iconv.h>
#include <stdint.h>

enum { TEXT_MAX = 4096, CHARSET_MAX = 40 };

/* ---- charsets -------------------------------------------------------------*/

/* What iconv does not know, or cannot convert, is left empty. */
static sp_span to_utf8(sp_span text, sp_span charset, apr_pool_t *pool)
{
    enum { GROWTH = 4 };
    const char *name = apr_pstrmemdup(pool, charset.ptr, charset.len);
    size_t room = text.len * GROWTH;
    char *out = apr_palloc(pool, room + 1);
    char *end = out;
    char *in = apr_pstrmemdup(pool, text.ptr, text.len);
    size_t left = text.len;
    iconv_t converter = iconv_open("UTF-8", name);

    if (converter == (iconv_t)-1) {
        return (sp_span){ 0 };
    }
    if (iconv(converter, &in, &left, &end, &room) == (size_t)-1) {
        end = out;
    }
    iconv_close(converter);
    return (sp_span){ out, (size_t)(end - out) };
}

/* ---- entities -------------------------------------------------------------*/

/* U+00A0 to U+00FF */
static const char *const latin[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar",
    "sect",   "uml",    "copy",   "ordf",   "laquo",  "not",    "shy",
    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",
    "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",
    "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute",
    "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",
    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",
    "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
    "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
    "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute",
    "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

typedef struct entity {
    const char *name;
    uint16_t point;
} entity;

/* Others that titles have. */
static const entity entities[] = {
    { "amp", 0x0026 },    { "lt", 0x003c },     { "gt", 0x003e },
    { "quot", 0x0022 },   { "apos", 0x0027 },   { "ndash", 0x2013 },
    { "mdash", 0x2014 },  { "lsquo", 0x2018 },  { "rsquo", 0x2019 },
    { "sbquo", 0x201a },  { "ldquo", 0x201c },  { "rdquo", 0x201d },
    { "bdquo", 0x201e },  { "bull", 0x2022 },   { "hellip", 0x2026 },
    { "prime", 0x2032 },  { "trade", 0x2122 },  { "larr", 0x2190 },
    { "rarr", 0x2192 },   { "minus", 0x2212 },  { "le", 0x2264 },
    { "ge", 0x2265 },     { "ne", 0x2260 },     { "infin", 0x221e },
    { "euro", 0x20ac },   { "oelig", 0x0153 },  { "OElig", 0x0152 },
    { "scaron", 0x0161 }, { "Scaron", 0x0160 }, { "zwj", 0x200d },
    { "zwnj", 0x200c },   { "ensp", 0x2002 },   { "emsp", 0x2003 },
    { "thinsp", 0x2009 }, { "lsaquo", 0x2039 }, { "rsaquo", 0x203a },
};

/* 0 if there is no such name. */
static uint32_t named(sp_span name)
{
    enum { LATIN = 0xa0 };

    for (unsigned i = 0; i < SP_COUNT(latin); i++) {
        if (sp_span_equal(name, sp_span_of(latin[i]))) {
            return LATIN + i;
        }
    }
    for (unsigned i = 0; i < SP_COUNT(entities); i++) {
        if (sp_span_equal(name, sp_span_of(entities[i].name))) {
            return entities[i].point;
        }
    }
    return 0;
}

static int digit_of(char c, int base)
{
    int digit = sp_is_digit(c)                 ? c - '0'
                : sp_is_alpha(c) && base == 16 ? (c | 0x20) - 'a' + 10
                                               : base;

    return digit < base ? digit : -1;
}

/* &#8211; and &#x2013; without & and ; 0 if it is no character. */
static uint32_t numbered(sp_span digits)
{
    enum { POINT_MAX = 0x10ffff, SURROGATE = 0xd800, SURROGATE_END = 0xe000 };
    size_t i = 1;
    int base = digits.len > 1 && (digits.ptr[1] | 0x20) == 'x' ? 16 : 10;
    uint32_t point = 0;

    for (i += base == 16; i < digits.len; i++) {
        int digit = digit_of(digits.ptr[i], base);

        if (digit < 0 || point > POINT_MAX) {
            return 0;
        }
        point = point * (uint32_t)base + (uint32_t)digit;
    }
    return point > POINT_MAX || (point >= SURROGATE && point < SURROGATE_END)
               ? 0
               : point;
}

/* The character of the entity that begins at text.ptr[at]; sets how many bytes
 * that is.  0 if there is none. */
static uint32_t entity_at(sp_span text, size_t at, size_t *bytes)
{
    enum { NAME_MAX_BYTES = 12 };
    sp_span name = { text.ptr + at + 1, 0 };

    while (name.len < NAME_MAX_BYTES && at + 1 + name.len < text.len
           && name.ptr[name.len] != ';') {
        name.len++;
    }
    if (!name.len || at + 1 + name.len == text.len
        || name.ptr[name.len] != ';') {
        return 0;
    }
    *bytes = name.len + 2;
    return *name.ptr == '#' ? numbered(name) : named(name);
}

/* ---- white space ----------------------------------------------------------*/

static bool is_space(sp_span text, size_t at, size_t *bytes)
{
    static const sp_span no_break = { "\xc2\xa0", 2 };

    *bytes = 1;
    if (sp_is_space(text.ptr[at]) || text.ptr[at] == '\f') {
        return true;
    }
    if (text.len - at >= no_break.len
        && memcmp(text.ptr + at, no_break.ptr, no_break.len) == 0) {
        *bytes = no_break.len;
        return true;
    }
    return false;
}

/* Each run of white space becomes a blank, in place; none at the ends. */
static size_t fold_space(char *bytes, size_t n)
{
    sp_span text = { bytes, n };
    size_t used = 0;
    size_t step;

    for (size_t i = 0; i < text.len; i += step) {
        if (!is_space(text, i, &step)) {
            bytes[used++] = bytes[i];
        }
        else if (used && bytes[used - 1] != ' ') {
            bytes[used++] = ' ';
        }
    }
    return used - (used && bytes[used - 1] == ' ');
}

sp_span sp_html_text(sp_span text, sp_span charset, apr_pool_t *pool)
{
    char *bytes;
    char *end;

    text.len = text.len < TEXT_MAX ? text.len : TEXT_MAX;
    if (!text.len || charset.len > CHARSET_MAX) {
        return (sp_span){ 0 };
    }
    if (charset.len) {
        text = to_utf8(text, charset, pool);
    }
    if (sp_utf8_valid(text) < text.len) {
        return (sp_span){ 0 };
    }
    bytes = end = apr_palloc(pool, text.len + 1); /* an entity only shrinks */
    for (size_t i = 0; i < text.len;) {
        size_t n = 1;
        uint32_t point = text.ptr[i] == '&' ? entity_at(text, i, &n) : 0;

        if (point) {
            end += sp_utf8_encode(point, end);
        }
        else {
            *end++ = text.ptr[i];
            n = 1;
        }
        i += n;
    }
    return sp_escape_clean(
        (sp_span){ bytes, fold_space(bytes, (size_t)(end - bytes)) },
        SP_LIST_TITLE_MAX, pool);
}

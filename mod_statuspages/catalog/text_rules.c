/* SPDX-License-Identifier: Apache-2.0 */
/* What a text may be, so that no later stage has to mend it: plain in HTML,
 * XML, JSON, Markdown and text, one spelling for one character (NFC), and
 * nothing that cannot be seen. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { TITLE_MAX = 60 }; /* characters; English keeps to 40 by a test */

/* The code point at *p, and moves past it; 0 for what is not UTF-8. */
static uint32_t next_point(const char **p)
{
    const unsigned char *at = (const unsigned char *)*p;
    unsigned n = at[0] < 0x80             ? 1
                 : (at[0] & 0xe0) == 0xc0 ? 2
                 : (at[0] & 0xf0) == 0xe0 ? 3
                 : (at[0] & 0xf8) == 0xf0 ? 4
                                          : 0;
    uint32_t point = n == 1 ? at[0] : at[0] & (0x7fU >> n);

    if (n == 0) {
        return 0;
    }
    for (unsigned i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (at[i] & 0x3f);
    }
    *p += n;
    return point;
}

typedef struct range {
    uint32_t first;
    uint32_t last;
    const char *why;
} range;

static const char decomposed[] =
    "is not in NFC: it has a separate combining mark, or a character that NFC "
    "decomposes";

/* Points that no text in NFC of our scripts has, or that have no shape. */
static const range refused[] = {
    { 0x0000, 0x001f, "has a control character" },
    { 0x007f, 0x009f, "has a control character" },
    { 0x0300, 0x036f, decomposed },
    { 0x0958, 0x095f, decomposed }, /* Devanagari with nukta */
    { 0x09dc, 0x09dd, decomposed }, /* Bengali with nukta */
    { 0x09df, 0x09df, decomposed },
    { 0x1100, 0x11ff, decomposed }, /* Hangul letter by letter */
    { 0x1f71, 0x1f71, decomposed }, /* Greek with oxia; tonos is meant */
    { 0x1f73, 0x1f73, decomposed },
    { 0x1f75, 0x1f75, decomposed },
    { 0x1f77, 0x1f77, decomposed },
    { 0x1f79, 0x1f79, decomposed },
    { 0x1f7b, 0x1f7b, decomposed },
    { 0x1f7d, 0x1f7d, decomposed },
    { 0x2028, 0x2029, "has a line separator" },
    { 0x202a, 0x202e,
      "has a character that overrides the direction of the "
      "text" },
    { 0x2066, 0x206f,
      "has a character that overrides the direction of the "
      "text" },
    { 0x3099, 0x309a, decomposed }, /* kana sound marks */
    { 0xe000, 0xf8ff, "has a private-use character" },
    { 0xf900, 0xfaff, decomposed }, /* CJK compatibility ideographs */
    { 0xfb1d, 0xfb4f, decomposed }, /* Hebrew presentation forms */
    { 0xfb50, 0xfdff, "has an Arabic presentation form" },
    { 0xfe70, 0xfeff, "has an Arabic presentation form or a byte order mark" },
    { 0xfff0, 0xffff, "has a special character" },
    { 0xe0000, 0xe0fff, "has a tag character" },
};

/* A letter and a mark that NFC writes as one character. */
typedef struct pair {
    uint32_t letter;
    uint32_t mark;
} pair;

static const pair composed[] = {
    { 0x0627, 0x0653 }, { 0x0627, 0x0654 }, { 0x0627, 0x0655 },
    { 0x0648, 0x0654 }, { 0x064a, 0x0654 }, { 0x06c1, 0x0654 },
    { 0x06d2, 0x0654 }, { 0x06d5, 0x0654 }, { 0x0928, 0x093c },
    { 0x0930, 0x093c }, { 0x0933, 0x093c }, { 0x09c7, 0x09be },
    { 0x09c7, 0x09d7 },
};

static const char *pair_mistake(uint32_t letter, uint32_t mark)
{
    for (size_t i = 0; i < sizeof(composed) / sizeof(composed[0]); i++) {
        if (composed[i].letter == letter && composed[i].mark == mark) {
            return decomposed;
        }
    }
    return NULL;
}

static const char *point_mistake(uint32_t point, bool rtl)
{
    if (point == 0x200b || point == 0x00ad || point == 0x2060) {
        return "has an invisible character";
    }
    if ((point == 0x200e || point == 0x200f || point == 0x061c) && !rtl) {
        return "has a direction mark, but the language is written left to "
               "right";
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (point >= refused[i].first && point <= refused[i].last) {
            return refused[i].why;
        }
    }
    return NULL;
}

static const char *points_mistake(const char *text, bool rtl, size_t *points)
{
    uint32_t before = 0;

    *points = 0;
    while (*text) {
        uint32_t point = next_point(&text);
        const char *why = point ? point_mistake(point, rtl) : "is not UTF-8";

        why = why ? why : pair_mistake(before, point);
        before = point;

        if (why) {
            return why;
        }
        (*points)++;
    }
    return NULL;
}

static bool is_title(const char *key)
{
    const char *slash = strrchr(key, '/');

    return slash && strncmp(slash, "/title", 6) == 0;
}

/* Does a key of a status go on with `field`? */
static bool is_field(const char *key, const char *field)
{
    const char *slash = strchr(key, '/');

    return isdigit((unsigned char)key[0]) && slash
           && strncmp(slash + 1, field, strlen(field)) == 0;
}

static bool is_owner_note(const char *key)
{
    return is_field(key, "owner");
}

text_domain domain_of(const char *key)
{
    return is_owner_note(key) ? DOMAIN_OWNER
           : is_field(key, "detail") || is_field(key, "advice/")
                   || strncmp(key, "client/", 7) == 0
               ? DOMAIN_NONE
               : DOMAIN_PAGES;
}

const char *text_mistake(const message *of, const char *text, bool rtl)
{
    size_t n = strlen(text);
    size_t points;
    const char *why = points_mistake(text, rtl, &points);

    if (why) {
        return why;
    }
    if (n == 0 || text[0] == ' ' || text[n - 1] == ' ' || strstr(text, "  ")) {
        return "is empty, has two spaces in a row, or begins or ends with a "
               "space";
    }
    if (strpbrk(text, "<>&\"'`*[]\\#|~")
        || (!is_owner_note(of->key) && strchr(text, '_'))) {
        return "has a character that some format must escape: do not use < > "
               "& \" ' ` * [ ] \\ # | ~ _ (write typographic quotes)";
    }
    if (strchr(text, '!')) {
        return "has an exclamation mark; remove it";
    }
    if (is_title(of->key) && points > TITLE_MAX) {
        return "is too long for a title";
    }
    return NULL;
}

/* ---- placeholders ---------------------------------------------------------*/

static bool has(const char *text, const char *name, size_t n)
{
    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
        if (strncmp(p, name, n) == 0) {
            return true;
        }
    }
    return false;
}

/* Each {name} of `a` stands in `b`, and the braces of both are paired. */
static bool covers(const char *a, const char *b, unsigned *count)
{
    *count = 0;
    for (const char *p = a; *p; p++) {
        const char *end;

        if (*p == '}') {
            return false;
        }
        if (*p != '{') {
            continue;
        }
        end = strchr(p, '}');
        if (!end || !has(b, p, (size_t)(end - p) + 1)) {
            return false;
        }
        (*count)++;
        p = end;
    }
    return true;
}

bool same_placeholders(const char *a, const char *b)
{
    unsigned in_a;
    unsigned in_b;

    return covers(a, b, &in_a) && covers(b, a, &in_b) && in_a == in_b;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lists of structured fields, by the algorithms of RFC 9651 4.2. */
#include "core/structured_field.h"

enum {
    INTEGER_DIGITS_MAX = 15,
    WHOLE_DIGITS_MAX = 12,
    FRACTION_DIGITS_MAX = 3
};

/* What is left of a value; a scanner that meets a fault returns false. */
typedef struct scan {
    const char *p;
    const char *end;
} scan;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alpha(char c)
{
    return is_lower((char)(c | 0x20));
}

/* tchar, RFC 9110 5.6.2 */
static bool is_tchar(char c)
{
    return c && (is_alpha(c) || is_digit(c) || strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_base64(char c)
{
    return c && (is_alpha(c) || is_digit(c) || strchr("+/=", c));
}

static char peek(const scan *s)
{
    return s->p < s->end ? *s->p : '\0';
}

/* NUL is in no value. */
static bool take(scan *s, char c)
{
    bool there = s->p < s->end && *s->p == c;

    s->p += there;
    return there;
}

static void skip(scan *s, const char *set)
{
    while (s->p < s->end && *s->p && strchr(set, *s->p)) {
        s->p++;
    }
}

static sp_span from(const scan *s, const char *start)
{
    return (sp_span){ start, (size_t)(s->p - start) };
}

/* ---- bare items ---------------------------------------------------------- */

static bool scan_number(scan *s, sp_item *item)
{
    const char *start = s->p;
    bool negative = take(s, '-');
    int64_t number = 0;
    unsigned digits = 0;
    unsigned fraction = 0;

    for (; is_digit(peek(s)) && digits <= INTEGER_DIGITS_MAX; s->p++) {
        number = number * 10 + (*s->p - '0');
        digits++;
    }
    *item = (sp_item){ .kind = SP_ITEM_INTEGER,
                       .integer = negative ? -number : number };
    if (digits && take(s, '.')) {
        for (; is_digit(peek(s)) && fraction <= FRACTION_DIGITS_MAX; s->p++) {
            fraction++;
        }
        *item = (sp_item){ .kind = SP_ITEM_DECIMAL };
        if (!fraction || fraction > FRACTION_DIGITS_MAX
            || digits > WHOLE_DIGITS_MAX) {
            return false;
        }
    }
    item->text = from(s, start);
    return digits && digits <= INTEGER_DIGITS_MAX;
}

static bool scan_string(scan *s, sp_item *item)
{
    const char *start = ++s->p;

    for (; s->p < s->end && *s->p != '"'; s->p++) {
        if (*s->p == '\\') {
            s->p++;
            if (peek(s) != '"' && peek(s) != '\\') {
                return false;
            }
        }
        if (*s->p < ' ' || *s->p > '~') {
            return false;
        }
    }
    *item = (sp_item){ .kind = SP_ITEM_STRING, .text = from(s, start) };
    return take(s, '"');
}

static bool scan_token(scan *s, sp_item *item)
{
    const char *start = s->p;

    while (is_tchar(peek(s)) || peek(s) == ':' || peek(s) == '/') {
        s->p++;
    }
    *item = (sp_item){ .kind = SP_ITEM_TOKEN, .text = from(s, start) };
    return true;
}

static bool scan_bytes(scan *s, sp_item *item)
{
    const char *start = ++s->p;

    while (is_base64(peek(s))) {
        s->p++;
    }
    *item = (sp_item){ .kind = SP_ITEM_BYTES, .text = from(s, start) };
    return take(s, ':');
}

static bool scan_boolean(scan *s, sp_item *item)
{
    const char *start = s->p++;

    *item = (sp_item){ .kind = SP_ITEM_BOOLEAN };
    if (!take(s, '0') && !take(s, '1')) {
        return false;
    }
    item->text = from(s, start);
    return true;
}

static bool scan_date(scan *s, sp_item *item)
{
    s->p++;
    if (!scan_number(s, item) || item->kind != SP_ITEM_INTEGER) {
        return false;
    }
    item->kind = SP_ITEM_DATE;
    return true;
}

/* Percent-encoded; whether that is UTF-8 is not looked at: it is not used. */
static bool scan_display(scan *s, sp_item *item)
{
    const char *start = s->p++;

    if (!take(s, '"')) {
        return false;
    }
    for (; s->p < s->end && *s->p != '"'; s->p++) {
        if (*s->p < ' ' || *s->p > '~') {
            return false;
        }
        for (int i = 0; *s->p == '%' && i < 2; i++) {
            char c = s->p + 1 + i < s->end ? s->p[1 + i] : '\0';

            if (!is_digit(c) && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
    }
    *item = (sp_item){ .kind = SP_ITEM_DISPLAY, .text = from(s, start) };
    return take(s, '"');
}

static bool scan_item(scan *s, sp_item *item)
{
    static const struct {
        char first;
        bool (*read)(scan *s, sp_item *item);
    } kinds[] = {
        { '"', scan_string },  { '-', scan_number }, { '*', scan_token },
        { ':', scan_bytes },   { '@', scan_date },   { '?', scan_boolean },
        { '%', scan_display },
    };
    char c = peek(s);

    for (size_t i = 0; i < SP_COUNT(kinds); i++) {
        if (c == kinds[i].first) {
            return kinds[i].read(s, item);
        }
    }
    return is_digit(c)   ? scan_number(s, item)
           : is_alpha(c) ? scan_token(s, item)
                         : false;
}

/* ---- parameters, members, lists ------------------------------------------ */

static bool scan_parameter(scan *s, sp_span *key, sp_item *value)
{
    const char *start;

    skip(s, " ");
    start = s->p;
    if (!is_lower(peek(s)) && peek(s) != '*') {
        return false;
    }
    while (is_lower(peek(s)) || is_digit(peek(s))
           || (peek(s) && strchr("_-.*", peek(s)))) {
        s->p++;
    }
    *key = from(s, start);
    *value = (sp_item){ .kind = SP_ITEM_BOOLEAN };
    return !take(s, '=') || scan_item(s, value);
}

static bool scan_parameters(scan *s, sp_span *parameters)
{
    const char *start = s->p;
    sp_span key;
    sp_item value;

    while (take(s, ';')) {
        if (!scan_parameter(s, &key, &value)) {
            return false;
        }
    }
    *parameters = from(s, start);
    return true;
}

static bool scan_inner_list(scan *s, sp_item *item)
{
    const char *start = s->p++;
    sp_item inner;
    sp_span parameters;

    for (;;) {
        skip(s, " ");
        if (take(s, ')')) {
            *item =
                (sp_item){ .kind = SP_ITEM_INNER_LIST, .text = from(s, start) };
            return true;
        }
        if (!scan_item(s, &inner) || !scan_parameters(s, &parameters)
            || (peek(s) != ' ' && peek(s) != ')')) {
            return false;
        }
    }
}

static bool scan_member(scan *s, sp_item *item, sp_span *parameters)
{
    return (peek(s) == '(' ? scan_inner_list(s, item) : scan_item(s, item))
           && scan_parameters(s, parameters);
}

/* To the next member; false if none follows a comma, or something else does. */
static bool scan_comma(scan *s)
{
    skip(s, " \t");
    if (s->p == s->end) {
        return true;
    }
    if (!take(s, ',')) {
        return false;
    }
    skip(s, " \t");
    return s->p < s->end;
}

bool sp_structured_member(sp_span *list, sp_item *item, sp_span *parameters)
{
    scan s = { list->ptr, list->ptr + list->len };

    skip(&s, " ");
    if (!scan_member(&s, item, parameters) || !scan_comma(&s)) {
        return false;
    }
    *list = (sp_span){ s.p, (size_t)(s.end - s.p) };
    return true;
}

bool sp_structured_is_list(sp_span text)
{
    sp_item item;
    sp_span parameters;

    if (!text.len) {
        return false;
    }
    while (text.len) {
        if (!sp_structured_member(&text, &item, &parameters)) {
            return false;
        }
    }
    return true;
}

bool sp_structured_parameter(sp_span *parameters, sp_span *key, sp_item *value)
{
    scan s = { parameters->ptr, parameters->ptr + parameters->len };

    if (!take(&s, ';') || !scan_parameter(&s, key, value)) {
        return false;
    }
    *parameters = (sp_span){ s.p, (size_t)(s.end - s.p) };
    return true;
}

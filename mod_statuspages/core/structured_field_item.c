/* SPDX-License-Identifier: Apache-2.0 */
/* Reads bare items of structured fields (RFC 9651 4.2.3.1). */
#include "core/structured_field_internal.h"

enum {
    INTEGER_DIGITS_MAX = 15,
    WHOLE_DIGITS_MAX = 12,
    FRACTION_DIGITS_MAX = 3
};

static bool is_base64(char c)
{
    return c && (sp_is_alphanumeric(c) || strchr("+/=", c));
}

static bool scan_number(sp_scan *s, sp_item *item)
{
    const char *start = s->p;
    bool negative = sp_scan_take(s, '-');
    int64_t number = 0;
    unsigned digits = 0;
    unsigned fraction = 0;

    for (; sp_is_digit(sp_scan_peek(s)) && digits <= INTEGER_DIGITS_MAX;
         s->p++) {
        number = number * 10 + (*s->p - '0');
        digits++;
    }
    *item = (sp_item){ .kind = SP_ITEM_INTEGER,
                       .integer = negative ? -number : number };
    if (digits && sp_scan_take(s, '.')) {
        for (; sp_is_digit(sp_scan_peek(s)) && fraction <= FRACTION_DIGITS_MAX;
             s->p++) {
            fraction++;
        }
        *item = (sp_item){ .kind = SP_ITEM_DECIMAL };
        if (!fraction || fraction > FRACTION_DIGITS_MAX
            || digits > WHOLE_DIGITS_MAX) {
            return false;
        }
    }
    item->text = sp_scan_from(s, start);
    return digits && digits <= INTEGER_DIGITS_MAX;
}

static bool scan_string(sp_scan *s, sp_item *item)
{
    const char *start = ++s->p;

    for (; s->p < s->end && *s->p != '"'; s->p++) {
        if (*s->p == '\\') {
            s->p++;
            if (sp_scan_peek(s) != '"' && sp_scan_peek(s) != '\\') {
                return false;
            }
        }
        if (*s->p < ' ' || *s->p > '~') {
            return false;
        }
    }
    *item = (sp_item){ .kind = SP_ITEM_STRING, .text = sp_scan_from(s, start) };
    return sp_scan_take(s, '"');
}

static bool scan_token(sp_scan *s, sp_item *item)
{
    const char *start = s->p;

    while (sp_is_tchar(sp_scan_peek(s)) || sp_scan_peek(s) == ':'
           || sp_scan_peek(s) == '/') {
        s->p++;
    }
    *item = (sp_item){ .kind = SP_ITEM_TOKEN, .text = sp_scan_from(s, start) };
    return true;
}

static bool scan_bytes(sp_scan *s, sp_item *item)
{
    const char *start = ++s->p;

    while (is_base64(sp_scan_peek(s))) {
        s->p++;
    }
    *item = (sp_item){ .kind = SP_ITEM_BYTES, .text = sp_scan_from(s, start) };
    return sp_scan_take(s, ':');
}

static bool scan_boolean(sp_scan *s, sp_item *item)
{
    const char *start = s->p++;

    *item = (sp_item){ .kind = SP_ITEM_BOOLEAN };
    if (!sp_scan_take(s, '0') && !sp_scan_take(s, '1')) {
        return false;
    }
    item->text = sp_scan_from(s, start);
    return true;
}

static bool scan_date(sp_scan *s, sp_item *item)
{
    s->p++;
    if (!scan_number(s, item) || item->kind != SP_ITEM_INTEGER) {
        return false;
    }
    item->kind = SP_ITEM_DATE;
    return true;
}

/* Percent-encoded; whether that is UTF-8 is not looked at: it is not used. */
static bool scan_display(sp_scan *s, sp_item *item)
{
    const char *start = s->p++;

    if (!sp_scan_take(s, '"')) {
        return false;
    }
    for (; s->p < s->end && *s->p != '"'; s->p++) {
        if (*s->p < ' ' || *s->p > '~') {
            return false;
        }
        for (int i = 0; *s->p == '%' && i < 2; i++) {
            char c = s->p + 1 + i < s->end ? s->p[1 + i] : '\0';

            if (!sp_is_digit(c) && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
    }
    *item =
        (sp_item){ .kind = SP_ITEM_DISPLAY, .text = sp_scan_from(s, start) };
    return sp_scan_take(s, '"');
}

bool sp_scan_item(sp_scan *s, sp_item *item)
{
    static const struct {
        char first;
        bool (*read)(sp_scan *s, sp_item *item);
    } kinds[] = {
        { '"', scan_string },  { '-', scan_number }, { '*', scan_token },
        { ':', scan_bytes },   { '@', scan_date },   { '?', scan_boolean },
        { '%', scan_display },
    };
    char c = sp_scan_peek(s);

    for (size_t i = 0; i < SP_COUNT(kinds); i++) {
        if (c == kinds[i].first) {
            return kinds[i].read(s, item);
        }
    }
    return sp_is_digit(c)   ? scan_number(s, item)
           : sp_is_alpha(c) ? scan_token(s, item)
                            : false;
}

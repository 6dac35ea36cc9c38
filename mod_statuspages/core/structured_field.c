/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lists of structured fields, by the algorithms of RFC 9651 4.2. */
#include "core/structured_field_internal.h"

static bool scan_parameter(sp_scan *s, sp_span *key, sp_item *value)
{
    const char *start;

    sp_scan_skip(s, " ");
    start = s->p;
    if (!sp_is_lower(sp_scan_peek(s)) && sp_scan_peek(s) != '*') {
        return false;
    }
    while (sp_is_lower(sp_scan_peek(s)) || sp_is_digit(sp_scan_peek(s))
           || (sp_scan_peek(s) && strchr("_-.*", sp_scan_peek(s)))) {
        s->p++;
    }
    *key = sp_scan_from(s, start);
    *value = (sp_item){ .kind = SP_ITEM_BOOLEAN };
    return !sp_scan_take(s, '=') || sp_scan_item(s, value);
}

static bool scan_parameters(sp_scan *s, sp_span *parameters)
{
    const char *start = s->p;
    sp_span key;
    sp_item value;

    while (sp_scan_take(s, ';')) {
        if (!scan_parameter(s, &key, &value)) {
            return false;
        }
    }
    *parameters = sp_scan_from(s, start);
    return true;
}

static bool scan_inner_list(sp_scan *s, sp_item *item)
{
    const char *start = s->p++;
    sp_item inner;
    sp_span parameters;

    for (;;) {
        sp_scan_skip(s, " ");
        if (sp_scan_take(s, ')')) {
            *item = (sp_item){ .kind = SP_ITEM_INNER_LIST,
                               .text = sp_scan_from(s, start) };
            return true;
        }
        if (!sp_scan_item(s, &inner) || !scan_parameters(s, &parameters)
            || (sp_scan_peek(s) != ' ' && sp_scan_peek(s) != ')')) {
            return false;
        }
    }
}

static bool scan_member(sp_scan *s, sp_item *item, sp_span *parameters)
{
    return (sp_scan_peek(s) == '(' ? scan_inner_list(s, item)
                                   : sp_scan_item(s, item))
           && scan_parameters(s, parameters);
}

/* To the next member; false if none follows a comma, or something else does. */
static bool scan_comma(sp_scan *s)
{
    sp_scan_skip(s, " \t");
    if (s->p == s->end) {
        return true;
    }
    if (!sp_scan_take(s, ',')) {
        return false;
    }
    sp_scan_skip(s, " \t");
    return s->p < s->end;
}

bool sp_structured_member(sp_span *list, sp_item *item, sp_span *parameters)
{
    sp_scan s = { list->ptr, list->ptr + list->len };

    sp_scan_skip(&s, " ");
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
    sp_scan s = { parameters->ptr, parameters->ptr + parameters->len };

    if (!sp_scan_take(&s, ';') || !scan_parameter(&s, key, value)) {
        return false;
    }
    *parameters = (sp_span){ s.p, (size_t)(s.end - s.p) };
    return true;
}

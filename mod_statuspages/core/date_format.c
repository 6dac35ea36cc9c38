/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a moment in words, by the form that its language has in
 * catalog/dates.def. */
#include "core/date_format.h"

typedef struct date_row {
    const char *tag;
    const char *form;
    const char *days[7];
    const char *months[12];
} date_row;

#define NAMES(...)                                                             \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
#define DATE(tag, form, days, months) { tag, form, days, months },
static const date_row rows[] = {
#include "catalog/dates.def"
};
#undef DATE
#undef NAMES

enum { DAY = 24 * 60 * 60, THURSDAY = 4 };

/* The language's own row, or that of English, the first. */
static const date_row *row_of(const sp_language *language)
{
    for (size_t i = 0; i < SP_COUNT(rows); i++) {
        if (sp_span_equal(language->tag, sp_span_of(rows[i].tag))) {
            return &rows[i];
        }
    }
    return rows;
}

/* Two digits of a timestamp; where `padded` is false, 07 is 7. */
static sp_span two_digits(const char *at, bool padded)
{
    return !padded && *at == '0' ? (sp_span){ at + 1, 1 } : (sp_span){ at, 2 };
}

static unsigned number(const char *two)
{
    return (unsigned)(two[0] - '0') * 10 + (unsigned)(two[1] - '0');
}

static sp_span without_brackets(sp_span zone)
{
    return zone.len > 2 && *zone.ptr == '('
               ? (sp_span){ zone.ptr + 1, zone.len - 2 }
               : zone;
}

/* What the letter behind % stands for.  The epoch was a Thursday. */
static sp_span part(const date_row *row, char letter, const char *timestamp,
                    int64_t when, sp_span zone)
{
    switch (letter) {
    case 'A':
    case 'a': return sp_span_of(row->days[(when / DAY + THURSDAY) % 7]);
    case 'B': return sp_span_of(row->months[number(timestamp + 5) - 1]);
    case 'Y': return (sp_span){ timestamp, 4 };
    case 'e': return two_digits(timestamp + 8, false);
    case 'H': return two_digits(timestamp + 11, true);
    case 'k': return two_digits(timestamp + 11, false);
    case 'Z': return zone;
    case 'z': return without_brackets(zone);
    default: /* M */ return two_digits(timestamp + 14, true);
    }
}

sp_span sp_date_in_words(sp_number_buffer *into, int64_t when, int offset,
                         sp_span zone)
{
    static const int64_t end = INT64_C(253402300800); /* of the year 9999 */
    const date_row *row = row_of(into->language);
    char bytes[sizeof("0000-00-00T00:00:00Z")];
    size_t used = 0;
    sp_number_buffer local = { into->language, bytes, sizeof(bytes), &used };
    size_t start = *into->used;

    when += offset;
    if (when < 0 || when >= end) {
        return (sp_span){ NULL, 0 };
    }
    sp_number_timestamp(&local, when);
    for (const char *p = row->form; *p; p++) {
        sp_span next = *p == '%'   ? part(row, *++p, bytes, when, zone)
                       : *p == '_' ? sp_span_of("\xc2\xa0")
                                   : (sp_span){ p, 1 };

        if (!sp_number_add(into, next)) {
            *into->used = start;
            return (sp_span){ NULL, 0 };
        }
    }
    return (sp_span){ into->bytes + start, *into->used - start };
}

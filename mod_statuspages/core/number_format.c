/* SPDX-License-Identifier: Apache-2.0 */
/* Formats numbers, sizes, durations and times for people. */
#include "core/number_format.h"

enum {
    MINUTE = 60,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    MINUTES_FROM = 90,        /* shorter waits are told in seconds, */
    HOURS_FROM = 90 * MINUTE, /* in minutes, */
    DAYS_FROM = 36 * HOUR,    /* in hours */
    NUMBER_MAX = 20
};

static const sp_span nothing = { NULL, 0 };

bool sp_number_add(sp_number_buffer *into, sp_span text)
{
    if (into->size - *into->used < text.len) {
        return false;
    }
    if (text.len) {
        memcpy(into->bytes + *into->used, text.ptr, text.len);
    }
    *into->used += text.len;
    return true;
}

static sp_span digits(uint64_t number, char buffer[NUMBER_MAX])
{
    size_t at = NUMBER_MAX;

    do {
        buffer[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return (sp_span){ buffer + at, NUMBER_MAX - at };
}

sp_span sp_number_insert(sp_number_buffer *into, sp_message message,
                         sp_span insert)
{
    size_t start = *into->used;
    sp_span text = sp_catalog_text(into->language, message);
    const char *end = text.ptr + text.len;
    const char *open = memchr(text.ptr, '{', text.len);
    const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;

    if (!close) {
        return text; /* "in an hour": a form may leave the number out */
    }
    if (!sp_number_add(into, (sp_span){ text.ptr, (size_t)(open - text.ptr) })
        || !sp_number_add(into, insert)
        || !sp_number_add(into,
                          (sp_span){ close + 1, (size_t)(end - close - 1) })) {
        *into->used = start;
        return nothing;
    }
    return (sp_span){ into->bytes + start, *into->used - start };
}

sp_span sp_number_counted(sp_number_buffer *into, sp_message message, int64_t n)
{
    char buffer[NUMBER_MAX];
    unsigned form;

    if (n < 0) {
        return nothing;
    }
    form = into->language->plural((unsigned long)n);
    return sp_number_insert(into, (sp_message)(message + form),
                            digits((uint64_t)n, buffer));
}

sp_span sp_number_integer(sp_number_buffer *into, int64_t number)
{
    char buffer[NUMBER_MAX];
    size_t start = *into->used;
    sp_span text;

    if (number < 0) {
        return nothing;
    }
    text = digits((uint64_t)number, buffer);
    if (!sp_number_add(into, text)) {
        return nothing;
    }
    return (sp_span){ into->bytes + start, text.len };
}

sp_span sp_number_size(sp_number_buffer *into, int64_t bytes)
{
    static const sp_message units[] = { SP_MSG_SIZE_KB, SP_MSG_SIZE_MB,
                                        SP_MSG_SIZE_GB };
    char buffer[NUMBER_MAX];
    char number[2 * NUMBER_MAX];
    unsigned unit = 0;
    int64_t size = 1024;
    int64_t tenths;
    sp_span whole;

    if (bytes < 0) {
        return nothing;
    }
    if (bytes < 1024) {
        return sp_number_counted(into, SP_MSG_SIZE_BYTES, bytes);
    }
    while (unit < 2 && bytes >= size * 1024) {
        size *= 1024;
        unit++;
    }
    if (bytes / size >= 10) {
        return sp_number_insert(into, units[unit],
                                digits((uint64_t)(bytes / size), buffer));
    }
    tenths = bytes * 10 / size;
    whole = digits((uint64_t)(tenths / 10), buffer);
    memcpy(number, whole.ptr, whole.len);
    if (tenths % 10) {
        sp_span mark = sp_catalog_text(into->language, SP_MSG_NUMBER_DECIMAL);

        if (mark.len > 3) {
            return nothing;
        }
        memcpy(number + whole.len, mark.ptr, mark.len);
        number[whole.len + mark.len] = (char)('0' + tenths % 10);
        whole.len += mark.len + 1;
    }
    return sp_number_insert(into, units[unit], (sp_span){ number, whole.len });
}

static int64_t round_up(int64_t n, int64_t unit)
{
    return (n + unit - 1) / unit;
}

sp_span sp_number_duration(sp_number_buffer *into, int64_t seconds)
{
    if (seconds < 0) {
        return nothing;
    }
    if (seconds < 1) {
        seconds = 1;
    }
    if (seconds > SP_DURATION_MAX) {
        seconds = SP_DURATION_MAX;
    }
    if (seconds < MINUTES_FROM) {
        return sp_number_counted(into, SP_MSG_WAIT_SECONDS, seconds);
    }
    if (seconds <= HOURS_FROM) {
        return sp_number_counted(into, SP_MSG_WAIT_MINUTES,
                                 round_up(seconds, MINUTE));
    }
    if (seconds <= DAYS_FROM) {
        return sp_number_counted(into, SP_MSG_WAIT_HOURS,
                                 round_up(seconds, HOUR));
    }
    return sp_number_counted(into, SP_MSG_WAIT_DAYS, round_up(seconds, DAY));
}

/* ---- time ---------------------------------------------------------------- */

typedef struct moment {
    unsigned year, month, day, hour, minute, second;
} moment;

/* The proleptic Gregorian calendar, counted from 0000-03-01 so that the leap
 * day ends a year; eras of 400 years all have 146,097 days. */
static moment moment_of(int64_t when)
{
    uint64_t days = (uint64_t)when / DAY + 719468;
    uint64_t rest = (uint64_t)when % DAY;
    uint64_t era = days / 146097;
    uint64_t doe = days - era * 146097;
    uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint64_t mp = (5 * doy + 2) / 153;
    moment m;

    m.day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    m.month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    m.year = (unsigned)(yoe + era * 400 + (m.month <= 2));
    m.hour = (unsigned)(rest / HOUR);
    m.minute = (unsigned)(rest % HOUR / MINUTE);
    m.second = (unsigned)(rest % MINUTE);
    return m;
}

/* Two digits of a number below 100. */
static void two(char *out, unsigned n)
{
    static const char digits[] = "00010203040506070809101112131415161718192021"
                                 "22232425262728293031323334353637383940414243"
                                 "44454647484950515253545556575859606162636465"
                                 "66676869707172737475767778798081828384858687"
                                 "888990919293949596979899";

    memcpy(out, digits + 2UL * n, 2);
}

/* Append `form`, which is about to be filled in; NULL if the buffer is full. */
static char *put_form(sp_number_buffer *into, const char *form, size_t len)
{
    char *text = into->bytes + *into->used;

    return sp_number_add(into, (sp_span){ form, len }) ? text : NULL;
}

sp_span sp_number_timestamp(sp_number_buffer *into, int64_t when)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    char *text = put_form(into, form, sizeof(form) - 1);
    moment m = moment_of(when);

    if (!text) {
        return nothing;
    }
    two(text, m.year / 100 % 100);
    two(text + 2, m.year % 100);
    two(text + 5, m.month);
    two(text + 8, m.day);
    two(text + 11, m.hour);
    two(text + 14, m.minute);
    two(text + 17, m.second);
    return (sp_span){ text, sizeof(form) - 1 };
}

sp_span sp_number_time_of(sp_number_buffer *into, sp_span timestamp)
{
    static const char form[] = "0000-00-00 00:00 UTC";
    enum { DATE = 10, MINUTES = 16 };
    char *text =
        timestamp.len > MINUTES ? put_form(into, form, sizeof(form) - 1) : NULL;

    if (!text) {
        return nothing;
    }
    memcpy(text, timestamp.ptr, DATE);
    memcpy(text + DATE + 1, timestamp.ptr + DATE + 1, MINUTES - DATE - 1);
    return (sp_span){ text, sizeof(form) - 1 };
}

sp_span sp_number_time(sp_number_buffer *into, int64_t when)
{
    char bytes[32];
    size_t used = 0;
    sp_number_buffer local = { into->language, bytes, sizeof(bytes), &used };

    return sp_number_time_of(into, sp_number_timestamp(&local, when));
}

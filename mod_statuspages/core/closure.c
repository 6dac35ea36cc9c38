/* SPDX-License-Identifier: Apache-2.0 */
#include "core/closure.h"

#include "core/escape.h"

enum { DAY = 24 * 60 * 60 };

/* ---- a time: each of these takes what it finds from the front ------------ */

static bool take(sp_span *rest, const char *any)
{
    if (!rest->len || !*rest->ptr || !strchr(any, *rest->ptr)) {
        return false;
    }
    rest->ptr++;
    rest->len--;
    return true;
}

static bool take_number(sp_span *rest, unsigned digits, int *number)
{
    *number = 0;
    for (unsigned i = 0; i < digits; i++) {
        char c = rest->len ? *rest->ptr : '\0';

        if (!take(rest, "0123456789")) {
            return false;
        }
        *number = *number * 10 + (c - '0');
    }
    return true;
}

static void take_blanks(sp_span *rest)
{
    while (take(rest, " \t")) {
    }
}

static int days_in(int year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01 to a day of the Gregorian calendar; years begin in
 * March here, so that the leap day ends one. */
static int64_t days_to(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t before = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;

    return y * 365 + y / 4 - y / 100 + y / 400 + before + day - 1 - 719468;
}

static bool take_date(sp_span *rest, int64_t *seconds)
{
    int year;
    int month;
    int day;

    if (!take_number(rest, 4, &year) || !take(rest, "-")
        || !take_number(rest, 2, &month) || !take(rest, "-")
        || !take_number(rest, 2, &day) || year < 1970 || month < 1 || month > 12
        || day < 1 || day > days_in(year, month)) {
        return false;
    }
    *seconds = days_to(year, month, day) * DAY;
    return true;
}

/* 18:00, 18:00:30 or 18:00:30.5; `leap` for a 60th second. */
static bool take_clock(sp_span *rest, int64_t *seconds, bool *leap)
{
    int hour;
    int minute;
    int second = 0;

    if (!take_number(rest, 2, &hour) || !take(rest, ":")
        || !take_number(rest, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    if (take(rest, ":")) {
        int digit;

        if (!take_number(rest, 2, &second) || second > 60
            || (take(rest, ".") && !take_number(rest, 1, &digit))) {
            return false;
        }
        while (take(rest, "0123456789")) {
        }
    }
    *leap = second == 60;
    *seconds += hour * INT64_C(3600) + minute * INT64_C(60) + second;
    return true;
}

/* Z, UTC, +01:00, or nothing, which is UTC. */
static bool take_zone(sp_span *rest, int64_t *seconds)
{
    int hour;
    int minute;
    bool east = rest->len && *rest->ptr == '+';

    if (take(rest, "+-")) {
        if (!take_number(rest, 2, &hour) || !take(rest, ":")
            || !take_number(rest, 2, &minute) || hour > 23 || minute > 59) {
            return false;
        }
        hour = east ? -hour : hour;
        minute = east ? -minute : minute;
        *seconds += hour * INT64_C(3600) + minute * INT64_C(60);
        return true;
    }
    take_blanks(rest);
    if (take(rest, "U")) {
        return take(rest, "T") && take(rest, "C");
    }
    take(rest, "Zz");
    return true;
}

/* Seconds since 1970; -1 if it is not a time.  A leap second is the last of a
 * day in UTC (RFC 3339 5.7), and counts as the first of the next. */
static int64_t time_of(sp_span text)
{
    int64_t seconds = 0;
    bool leap = false;

    take_blanks(&text);
    if (!take_date(&text, &seconds) || !take(&text, "Tt ")
        || !take_clock(&text, &seconds, &leap) || !take_zone(&text, &seconds)
        || text.len || (leap && seconds % DAY != 0) || seconds < 0) {
        return -1;
    }
    return seconds;
}

/* ---- the file ------------------------------------------------------------ */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line, without blanks around it. */
static sp_span take_line(sp_span *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    sp_span line = { rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len };

    rest->ptr += line.len + (end != NULL);
    rest->len -= line.len + (end != NULL);
    while (line.len && is_blank(*line.ptr)) {
        line.ptr++;
        line.len--;
    }
    while (line.len && is_blank(line.ptr[line.len - 1])) {
        line.len--;
    }
    return line;
}

static bool is_time_line(sp_span line)
{
    return line.len >= 5 && memcmp(line.ptr, "until", 5) == 0
           && (line.len == 5 || is_blank(line.ptr[5]));
}

unsigned sp_closure_parse(sp_closure *closure, sp_span file, apr_pool_t *pool)
{
    char *message = apr_palloc(pool, file.len + 1);
    size_t n = 0;
    unsigned wrong = 0;

    closure->until = -1;
    if (file.len >= 3 && memcmp(file.ptr, "\xef\xbb\xbf", 3) == 0) {
        file.ptr += 3; /* a byte order mark */
        file.len -= 3;
    }
    for (unsigned number = 1; file.len; number++) {
        sp_span line = take_line(&file);

        if (is_time_line(line)) {
            int64_t until = time_of((sp_span){ line.ptr + 5, line.len - 5 });

            closure->until = until < 0 ? closure->until : until;
            wrong = until < 0 && !wrong ? number : wrong;
        }
        else if (line.len) {
            if (n) {
                message[n++] = ' ';
            }
            memcpy(message + n, line.ptr, line.len);
            n += line.len;
        }
    }
    closure->message =
        sp_escape_clean((sp_span){ message, n }, SP_CLOSURE_MESSAGE_MAX, pool);
    return wrong;
}

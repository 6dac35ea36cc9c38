/* SPDX-License-Identifier: Apache-2.0 */
/* Parses the file of an announcement: a message, an end time, a link. */
#include "core/announcement.h"

#include "core/address.h"
#include "core/escape.h"
#include "core/utf8.h"

#include <apr_strings.h>
#include <apr_time.h>

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

static bool take_date(sp_span *rest, apr_time_exp_t *time)
{
    if (!take_number(rest, 4, &time->tm_year) || !take(rest, "-")
        || !take_number(rest, 2, &time->tm_mon) || !take(rest, "-")
        || !take_number(rest, 2, &time->tm_mday) || time->tm_year < 1970
        || time->tm_mon < 1 || time->tm_mon > 12 || time->tm_mday < 1
        || time->tm_mday > days_in(time->tm_year, time->tm_mon)) {
        return false;
    }
    time->tm_year -= 1900;
    time->tm_mon--;
    return true;
}

static bool take_hour_and_minute(sp_span *rest, int *hour, int *minute)
{
    return take_number(rest, 2, hour) && take(rest, ":")
           && take_number(rest, 2, minute) && *hour < 24 && *minute < 60;
}

/* 18:00, 18:00:30 or 18:00:30.5; the second may be the 60th. */
static bool take_clock(sp_span *rest, apr_time_exp_t *time)
{
    if (!take_hour_and_minute(rest, &time->tm_hour, &time->tm_min)) {
        return false;
    }
    if (take(rest, ":")) {
        int digit;

        if (!take_number(rest, 2, &time->tm_sec) || time->tm_sec > 60
            || (take(rest, ".") && !take_number(rest, 1, &digit))) {
            return false;
        }
        while (take(rest, "0123456789")) {
        }
    }
    return true;
}

/* UTC+1, UTC-3:30 with a minus sign */
static sp_span offset_name(bool west, int hour, int minute, apr_pool_t *pool)
{
    const char *sign = west ? "\xe2\x88\x92" : "+";

    return sp_span_of(
        minute ? apr_psprintf(pool, "UTC%s%d:%02d", sign, hour, minute)
        : hour ? apr_psprintf(pool, "UTC%s%d", sign, hour)
               : "");
}

/* New_York in brackets, with a space at which no line breaks. */
static sp_span place_name(sp_span place, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, SP_ANNOUNCEMENT_ZONE_MAX);
    size_t n = 0;

    text[n++] = '(';
    for (size_t i = 0; i < place.len; i++) {
        if (place.ptr[i] == '_') {
            text[n++] = '\xc2';
        }
        text[n++] = place.ptr[i] == '_' ? '\xa0' : place.ptr[i];
    }
    text[n++] = ')';
    return (sp_span){ text, n };
}

/* The last part of [America/New_York] (RFC 9557).  A name with digits may be
 * one of POSIX, where GMT-1 is an hour ahead. */
static bool take_place(sp_span *rest, sp_span *zone, apr_pool_t *pool)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    sp_span place;

    do {
        place = *rest;
        if (!take(rest, letters)) {
            return false;
        }
        while (take(rest, letters) || take(rest, "_-")) {
        }
        place.len -= rest->len;
    } while (take(rest, "/"));
    if (!take(rest, "]") || place.len > SP_ANNOUNCEMENT_ZONE_MAX / 2 - 1) {
        return false;
    }
    *zone = place_name(place, pool);
    return true;
}

/* Z, UTC, +01:00, +01:00[Europe/Berlin], or nothing, which is UTC. */
static bool take_zone(sp_span *rest, apr_time_exp_t *time, sp_span *zone,
                      apr_pool_t *pool)
{
    int hour;
    int minute;
    bool west = rest->len && *rest->ptr == '-';

    if (take(rest, "+-")) {
        if (!take_hour_and_minute(rest, &hour, &minute)) {
            return false;
        }
        time->tm_gmtoff = (hour * 60 + minute) * (west ? -60 : 60);
        *zone = offset_name(west, hour, minute, pool);
        return !take(rest, "[") || take_place(rest, zone, pool);
    }
    take_blanks(rest);
    if (take(rest, "U")) {
        return take(rest, "T") && take(rest, "C");
    }
    take(rest, "Zz");
    return true;
}

/* False if it is not a time, or none with a year of four digits.  A leap second
 * is the last of a day in UTC (RFC 3339 5.7), and counts as the first of the
 * next. */
static bool read_until(sp_announcement *announcement, sp_span text,
                       apr_pool_t *pool)
{
    static const int64_t end = INT64_C(253402300800); /* of the year 9999 */
    apr_time_exp_t parts = { 0 };
    sp_span zone = { "", 0 };
    apr_time_t time;
    int64_t seconds;

    take_blanks(&text);
    if (!take_date(&text, &parts) || !take(&text, "Tt ")
        || !take_clock(&text, &parts) || !take_zone(&text, &parts, &zone, pool)
        || text.len || apr_time_exp_gmt_get(&time, &parts) != APR_SUCCESS
        || time < 0) {
        return false;
    }
    seconds = apr_time_sec(time);
    if (seconds >= end || (parts.tm_sec == 60 && seconds % DAY != 0)) {
        return false;
    }
    announcement->until = seconds;
    announcement->offset = parts.tm_gmtoff;
    announcement->zone = zone;
    return true;
}

/* ---- the file ------------------------------------------------------------ */

/* The next line, without spaces around it. */
static sp_span take_line(sp_span *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    sp_span line = { rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len };

    rest->ptr += line.len + (end != NULL);
    rest->len -= line.len + (end != NULL);
    return sp_span_trim(line);
}

/* Does the line begin with this word?  Takes it away. */
static bool take_word(sp_span *line, sp_span word)
{
    if (line->len < word.len || memcmp(line->ptr, word.ptr, word.len) != 0
        || (line->len > word.len && !sp_is_space(line->ptr[word.len]))) {
        return false;
    }
    *line =
        sp_span_trim((sp_span){ line->ptr + word.len, line->len - word.len });
    return true;
}

/* An address; what follows it is the label. */
static bool read_link(sp_announcement *announcement, sp_span text,
                      apr_pool_t *pool)
{
    size_t n = 0;
    char *url;

    while (n < text.len && !sp_is_space(text.ptr[n])) {
        n++;
    }
    url = apr_pstrmemdup(pool, text.ptr, n);
    if (n > SP_ANNOUNCEMENT_URL_MAX || strlen(url) != n
        || !sp_address_is_valid(url)) {
        return false;
    }
    announcement->url = (sp_span){ url, n };
    announcement->label =
        sp_escape_clean(sp_span_trim((sp_span){ text.ptr + n, text.len - n }),
                        SP_ANNOUNCEMENT_LABEL_MAX, pool);
    return true;
}

static void note(unsigned *mistake, bool good, unsigned line)
{
    if (!good && !*mistake) {
        *mistake = line;
    }
}

sp_announcement_mistakes sp_announcement_parse(sp_announcement *announcement,
                                               sp_span file, apr_pool_t *pool)
{
    sp_announcement_mistakes mistakes = { 0, 0 };
    char *message = apr_palloc(pool, file.len + 1);
    size_t n = 0;

    *announcement = (sp_announcement){ .until = -1 };
    file = sp_utf8_skip_mark(file);
    for (unsigned number = 1; file.len; number++) {
        sp_span line = take_line(&file);

        if (take_word(&line, SP_SPAN("until"))) {
            note(&mistakes.until, read_until(announcement, line, pool), number);
        }
        else if (take_word(&line, SP_SPAN("link"))) {
            note(&mistakes.link, read_link(announcement, line, pool), number);
        }
        else if (line.len) {
            if (n) {
                message[n++] = ' ';
            }
            memcpy(message + n, line.ptr, line.len);
            n += line.len;
        }
    }
    announcement->message = sp_escape_clean((sp_span){ message, n },
                                            SP_ANNOUNCEMENT_MESSAGE_MAX, pool);
    return mistakes;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/number_format.h. */
#include "rows.h"

#include "core/number_format.h"

#include <time.h>

typedef sp_span amount(sp_number_buffer *capacity, int64_t n);

typedef struct amount_row {
    const char *name;
    amount *of;
    int64_t n;
    const char *wanted;
} amount_row;

static const amount_row rows[] = {
    { "a number", sp_number_integer, 8190, "8190" },
    { "zero", sp_number_integer, 0, "0" },
    { "not known", sp_number_integer, -1, "" },
    { "the largest", sp_number_integer, INT64_MAX, "9223372036854775807" },
    { "one byte", sp_number_size, 1, "1 byte" },
    { "bytes", sp_number_size, 1023, "1023 bytes" },
    { "a kilobyte", sp_number_size, 1024, "1 KB" },
    { "and a half", sp_number_size, 1536, "1.5 KB" },
    { "below ten", sp_number_size, 10239, "9.9 KB" },
    { "ten", sp_number_size, 10240, "10 KB" },
    { "ten and a half", sp_number_size, 10752, "10 KB" },
    { "no byte", sp_number_size, 0, "0 bytes" },
    { "20 MB as in LimitRequestBody", sp_number_size, 20971520, "20 MB" },
    { "the default limit", sp_number_size, 1073741824, "1 GB" },
    { "many", sp_number_size, INT64_C(5497558138880), "5120 GB" },
    { "size not known", sp_number_size, -1, "" },
    { "now is a second", sp_number_duration, 0, "in about 1 second" },
    { "seconds", sp_number_duration, 30, "in about 30 seconds" },
    { "a minute and a half", sp_number_duration, 90, "in about 2 minutes" },
    { "five minutes", sp_number_duration, 300, "in about 5 minutes" },
    { "never earlier than said", sp_number_duration, 301,
      "in about 6 minutes" },
    { "an hour", sp_number_duration, 3600, "in about 60 minutes" },
    { "the last in minutes", sp_number_duration, 5400, "in about 90 minutes" },
    { "the first in hours", sp_number_duration, 5401, "in about 2 hours" },
    { "the last in hours", sp_number_duration, 129600, "in about 36 hours" },
    { "the first in days", sp_number_duration, 129601, "in about 2 days" },
    { "two hours", sp_number_duration, 7200, "in about 2 hours" },
    { "two days", sp_number_duration, 172800, "in about 2 days" },
    { "clamped to a week", sp_number_duration, 31536000, "in about 7 days" },
    { "wait not known", sp_number_duration, -1, "" },
    { "the epoch", sp_number_time, 0, "1970-01-01 00:00 UTC" },
    { "a leap day", sp_number_timestamp, 1709210096, "2024-02-29T12:34:56Z" },
    { "the end of 32 bits", sp_number_timestamp, 2147483647,
      "2038-01-19T03:14:07Z" },
    { "2100 has no leap day", sp_number_timestamp, 4107542400,
      "2100-03-01T00:00:00Z" },
};

static void check(void **state)
{
    const amount_row *row = *state;
    char bytes[128];
    size_t used = 0;
    sp_number_buffer capacity = { &sp_languages[0], bytes, sizeof(bytes),
                                  &used };

    assert_span(row->of(&capacity, row->n), row->wanted);
}

static void a_full_room_gives_nothing(void **state)
{
    char bytes[8];
    size_t used = 0;
    sp_number_buffer capacity = { &sp_languages[0], bytes, sizeof(bytes),
                                  &used };

    (void)state;
    assert_int_equal(sp_number_duration(&capacity, 300).len, 0);
    assert_int_equal(used, 0);
    assert_span(sp_number_integer(&capacity, 12345678), "12345678");
    assert_int_equal(sp_number_integer(&capacity, 1).len, 0);
}

/* One after the other, and the first stays as it was. */
static void amounts_share_a_room(void **state)
{
    char bytes[128];
    size_t used = 0;
    sp_number_buffer capacity = { &sp_languages[0], bytes, sizeof(bytes),
                                  &used };
    sp_span number = sp_number_integer(&capacity, 404);
    sp_span size = sp_number_size(&capacity, 1536);
    sp_span wait = sp_number_duration(&capacity, 300);
    sp_span time = sp_number_timestamp(&capacity, 0);

    (void)state;
    assert_span(number, "404");
    assert_span(size, "1.5 KB");
    assert_span(wait, "in about 5 minutes");
    assert_span(time, "1970-01-01T00:00:00Z");
    assert_span(sp_number_integer(&capacity, 8190), "8190");
}

/* The C library is the oracle: every day of 200 years. */
static void the_calendar_is_the_c_librarys(void **state)
{
    (void)state;
    /* where time_t has 32 bits, gmtime_r() ends in 2038 */
    for (int64_t when = 1; when < INT64_C(6311433600) && (time_t)when == when;
         when += 86400 + 61) {
        char bytes[64];
        char wanted[64];
        size_t used = 0;
        sp_number_buffer capacity = { &sp_languages[0], bytes, sizeof(bytes),
                                      &used };
        time_t moment = (time_t)when;
        struct tm tm;

        strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%SZ",
                 gmtime_r(&moment, &tm));
        assert_span(sp_number_timestamp(&capacity, when), wanted);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, a_full_room_gives_nothing);
    ADD_TEST(list, amounts_share_a_room);
    ADD_TEST(list, the_calendar_is_the_c_librarys);
    return run_list("amount", list);
}

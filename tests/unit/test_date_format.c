/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/date_format.h.  The names are compared with CLDR by
 * tests/checks/dates.py. */
#include "rows.h"

#include "core/date_format.h"

#include <stdio.h>
#include <time.h>

enum { CHRISTMAS_EVE = 1798135200 }; /* 2026-12-24T18:00:00Z */

typedef struct language_row {
    const char *tag;
    int64_t when;
    const char *wanted; /* with _ for a no-break space */
    int offset;
    const char *zone; /* NULL: UTC */
} language_row;

static const language_row rows[] = {
    { "en", CHRISTMAS_EVE, "Thursday 24_December 2026, 18:00_UTC" },
    { "de", CHRISTMAS_EVE, "Donnerstag, 24._Dezember 2026, 18:00_Uhr_(UTC)" },
    { "es", CHRISTMAS_EVE, "jueves 24_de_diciembre de_2026, 18:00_UTC" },
    { "fr", CHRISTMAS_EVE, "jeudi 24_décembre 2026, 18:00_UTC" },
    { "pl", CHRISTMAS_EVE, "czwartek, 24_grudnia 2026 18:00_UTC" },
    { "ru", CHRISTMAS_EVE, "четверг, 24_декабря 2026_г., 18:00_UTC" },
    { "fi", CHRISTMAS_EVE, "torstai 24._joulukuuta 2026 klo_18.00_UTC" },
    { "da", CHRISTMAS_EVE, "torsdag den 24._december 2026 kl._18.00_UTC" },
    { "id", CHRISTMAS_EVE, "Kamis, 24_Desember 2026 pukul 18.00_UTC" },
    { "hu", CHRISTMAS_EVE, "2026. december_24., csütörtök 18:00_UTC" },
    { "vi", CHRISTMAS_EVE, "18:00_UTC Thứ Năm, 24_tháng 12,_2026" },
    { "ja", CHRISTMAS_EVE, "2026年12月24日_(木) 18:00_UTC" },
    { "ko", CHRISTMAS_EVE, "2026년_12월_24일 목요일 18:00_UTC" },
    { "zh-Hans", CHRISTMAS_EVE, "2026年12月24日 星期四 18:00_UTC" },
    { "ar", CHRISTMAS_EVE, "الخميس، 24_ديسمبر 2026، 18:00_UTC" },
    { "he", CHRISTMAS_EVE, "יום חמישי, 24_בדצמבר 2026, 18:00_UTC" },
    /* 2 March 2025 was a Sunday; five past seven */
    { "en", 1740899100, "Sunday 2_March 2025, 07:05_UTC" },
    { "es", 1740899100, "domingo 2_de_marzo de_2025, 7:05_UTC" },
    { "en", 0, "Thursday 1_January 1970, 00:00_UTC" },
    { "en", INT64_C(253402300799), "Friday 31_December 9999, 23:59_UTC" },
    { "en", INT64_C(253402300800), "" },
    { "en", -1, "" },

    /* TZ=Europe/Berlin date -d @1798135200; a place west and its own day */
    { "en", CHRISTMAS_EVE, "Thursday 24_December 2026, 19:00_(Berlin)", 3600,
      "(Berlin)" },
    { "de", CHRISTMAS_EVE, "Donnerstag, 24._Dezember 2026, 19:00_Uhr_(Berlin)",
      3600, "(Berlin)" },
    { "de", CHRISTMAS_EVE, "Donnerstag, 24._Dezember 2026, 19:00_Uhr_(UTC+1)",
      3600, "UTC+1" },
    { "en", CHRISTMAS_EVE + 8 * 3600, "Thursday 24_December 2026, 21:00_UTC-5",
      -5 * 3600, "UTC-5" },
    { "zh-Hans", CHRISTMAS_EVE, "2026年12月25日 星期五 02:00_(Shanghai)",
      8 * 3600, "(Shanghai)" },
    { "en", 3600, "Thursday 1_January 1970, 00:00_(Here)", -3600, "(Here)" },
    { "en", 3599, "", -3600, "(Here)" },
    { "en", INT64_C(253402300799), "", 1, "(Here)" },
};

static const sp_language *language_of(const char *tag)
{
    for (unsigned i = 0; i < sp_language_count; i++) {
        if (strcmp(sp_languages[i].tag.ptr, tag) == 0) {
            return &sp_languages[i];
        }
    }
    return NULL;
}

static void check(void **state)
{
    const language_row *row = *state;
    char bytes[128];
    char wanted[128];
    size_t used = 0;
    size_t n = 0;
    sp_number_buffer into = { language_of(row->tag), bytes, sizeof(bytes),
                              &used };

    assert_non_null(into.language);
    for (const char *p = row->wanted; *p; p++) {
        if (*p == '_') {
            wanted[n++] = '\xc2';
        }
        wanted[n++] = *p == '_' ? '\xa0' : *p;
    }
    wanted[n] = '\0';
    assert_span(sp_date_in_words(&into, row->when, row->offset,
                                 sp_span_of(row->zone ? row->zone : "UTC")),
                wanted);
}

/* The C library is the oracle of the calendar and of the English names. */
static void every_day_of_200_years(void **state)
{
    (void)state;
    /* where time_t has 32 bits, gmtime_r() ends in 2038 */
    for (int64_t when = 1; when < INT64_C(6311433600) && (time_t)when == when;
         when += 86400 + 61) {
        char bytes[64];
        char wanted[64];
        size_t used = 0;
        sp_number_buffer into = { &sp_languages[0], bytes, sizeof(bytes),
                                  &used };
        time_t moment = (time_t)when;
        struct tm tm;

        gmtime_r(&moment, &tm);
        strftime(wanted, sizeof(wanted), "%A ", &tm);
        snprintf(wanted + strlen(wanted), 8, "%d\xc2\xa0", tm.tm_mday);
        strftime(wanted + strlen(wanted), 40, "%B %Y, %H:%M\xc2\xa0UTC", &tm);
        assert_span(sp_date_in_words(&into, when, 0, SP_SPAN("UTC")), wanted);
    }
}

static void each_language_has_a_row_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sp_language_count; i++) {
        char bytes[128];
        char english[128];
        size_t used = 0;
        size_t other = 0;
        sp_number_buffer into = { &sp_languages[i], bytes, sizeof(bytes),
                                  &used };
        sp_number_buffer first = { &sp_languages[0], english, sizeof(english),
                                   &other };
        sp_span text =
            sp_date_in_words(&into, CHRISTMAS_EVE, 0, SP_SPAN("UTC"));

        assert_in_range(text.len, 20, 100);
        assert_true(
            i == 0
            || !sp_span_equal(text, sp_date_in_words(&first, CHRISTMAS_EVE, 0,
                                                     SP_SPAN("UTC"))));
    }
}

static unsigned count(const char *text, const char *part)
{
    unsigned n = 0;

    while ((text = strstr(text, part))) {
        text++;
        n++;
    }
    return n;
}

static void each_language_names_the_clock_once(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sp_language_count; i++) {
        char bytes[128] = "";
        size_t used = 0;
        sp_number_buffer into = { &sp_languages[i], bytes, sizeof(bytes) - 1,
                                  &used };

        assert_true(
            sp_date_in_words(&into, CHRISTMAS_EVE, 3600, SP_SPAN("(Berlin)"))
                .len
            > 0);
        assert_int_equal(count(bytes, "(Berlin)"), 1);
        assert_int_equal(count(bytes, "((Berlin))"), 0);
        assert_int_equal(count(bytes, "UTC"), 0);
        assert_int_equal(count(bytes, "19"), 1);
    }
}

static void a_full_buffer_gives_nothing(void **state)
{
    char bytes[128];

    (void)state;
    for (size_t size = 0; size < 36; size++) {
        size_t used = 0;
        sp_number_buffer into = { &sp_languages[0], bytes, size, &used };

        assert_int_equal(
            sp_date_in_words(&into, CHRISTMAS_EVE, 0, SP_SPAN("UTC")).len, 0);
        assert_int_equal(used, 0);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, every_day_of_200_years);
    ADD_TEST(list, each_language_has_a_row_of_its_own);
    ADD_TEST(list, each_language_names_the_clock_once);
    ADD_TEST(list, a_full_buffer_gives_nothing);
    return run_list("date in words", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/status.h. */
#include "rows.h"

#include "core/status.h"

/* Phrases and sections as the IANA registry and the RFCs have them; typed
 * from there, not from status.def. */
typedef struct known_row {
    const char *name;
    int code;
    const char *phrase;
    const char *origin;
} known_row;

static const known_row known_rows[] = {
    { "100 is Continue", 100, "Continue", "RFC 9110 15.2.1" },
    { "200 is OK", 200, "OK", "RFC 9110 15.3.1" },
    { "302 is Found", 302, "Found", "RFC 9110 15.4.3" },
    { "306 is unused", 306, "(Unused)", "RFC 9110 15.4.7" },
    { "308 is Permanent Redirect", 308, "Permanent Redirect",
      "RFC 9110 15.4.9" },
    { "404 is Not Found", 404, "Not Found", "RFC 9110 15.5.5" },
    { "413 has its new name", 413, "Content Too Large", "RFC 9110 15.5.14" },
    { "414 has its new name", 414, "URI Too Long", "RFC 9110 15.5.15" },
    { "416 has its new name", 416, "Range Not Satisfiable",
      "RFC 9110 15.5.17" },
    { "418 is unused", 418, "(Unused)", "RFC 9110 15.5.19" },
    { "422 has its new name", 422, "Unprocessable Content",
      "RFC 9110 15.5.21" },
    { "423 is WebDAV's", 423, "Locked", "RFC 4918 11.3" },
    { "425 is Too Early", 425, "Too Early", "RFC 8470 5.2" },
    { "429 is Too Many Requests", 429, "Too Many Requests", "RFC 6585 4" },
    { "451 is the legal one", 451, "Unavailable For Legal Reasons",
      "RFC 7725 3" },
    { "500 is Internal Server Error", 500, "Internal Server Error",
      "RFC 9110 15.6.1" },
    { "511 is the captive portal", 511, "Network Authentication Required",
      "RFC 6585 6" },
};

static void check_known(void **state)
{
    const known_row *row = *state;
    const sp_status *status = sp_status_find(row->code);

    assert_int_equal(status->code, row->code);
    assert_span(status->phrase, row->phrase);
    assert_true(status->origin.len >= strlen(row->origin));
    assert_memory_equal(status->origin.ptr, row->origin, strlen(row->origin));
    assert_true(status->traits & SP_TRAIT_REGISTERED);
}

/* RFC 9110 15: an unknown code is the x00 of its class, anything outside
 * 100-599 is a 5xx. */
typedef struct fall_row {
    const char *name;
    int code;
    int falls_to;
} fall_row;

static const fall_row fall_rows[] = {
    { "199 falls to 100", 199, 100 },
    { "299 falls to 200", 299, 200 },
    { "399 falls to 300", 399, 300 },
    { "427 falls to 400", 427, 400 },
    { "499 has a row", 499, 499 },
    { "555 falls to 500", 555, 500 },
    { "600 falls to 500", 600, 500 },
    { "99 falls to 500", 99, 500 },
    { "0 falls to 500", 0, 500 },
    { "-1 falls to 500", -1, 500 },
    { "999 has a row", 999, 999 },
    { "1000 falls to 500", 1000, 500 },
    { "huge falls to 500", 2147483647, 500 },
};

static void check_fall(void **state)
{
    const fall_row *row = *state;

    assert_int_equal(sp_status_find(row->code)->code, row->falls_to);
    assert_int_equal(sp_status_known(row->code), row->code == row->falls_to);
}

/* The registry on 2026-11-22, RFC 9110 18.3 and the RFCs of section 1.2. */
static const int registered[] = {
    100, 101, 102, 103, 104, 200, 201, 202, 203, 204, 205, 206, 207,
    208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308, 400, 401,
    402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414,
    415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431,
    451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511
};

static void registered_rows_are_exactly_the_registry(void **state)
{
    size_t count;
    size_t seen = 0;
    const sp_status *rows = sp_status_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].traits & SP_TRAIT_REGISTERED) {
            assert_true(seen < sizeof(registered) / sizeof(registered[0]));
            assert_int_equal(rows[i].code, registered[seen]);
            seen++;
        }
    }
    assert_int_equal(seen, sizeof(registered) / sizeof(registered[0]));
}

static void rows_are_sorted_and_complete(void **state)
{
    size_t count;
    const sp_status *rows = sp_status_all(&count);

    (void)state;
    assert_true(count > 90);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || rows[i - 1].code < rows[i].code);
        assert_true(rows[i].phrase.len > 0);
        assert_true(rows[i].origin.len > 0);
        assert_true(sp_status_known(rows[i].nearest));
        assert_int_equal(sp_status_index(&rows[i]), i);
    }
}

/* CONTENT 1.1: only these may be repeated by a program; RFC 6585 for the
 * ones that must not be stored. */
static void traits_follow_the_rfcs(void **state)
{
    size_t count;
    const sp_status *rows = sp_status_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        int code = rows[i].code;
        bool repeat = code == 408 || code == 425 || code == 429 || code == 502
                      || code == 503 || code == 504;
        bool no_store =
            code == 428 || code == 429 || code == 431 || code == 511;
        bool no_body = code < 200 || code == 204 || code == 205 || code == 304;

        assert_int_equal((rows[i].traits & SP_TRAIT_AUTO_RETRY) != 0, repeat);
        assert_int_equal((rows[i].traits & SP_TRAIT_NO_STORE) != 0, no_store);
        assert_int_equal((rows[i].traits & SP_TRAIT_NO_BODY) != 0, no_body);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, known_rows, check_known);
    ADD_ROWS(list, fall_rows, check_fall);
    ADD_TEST(list, registered_rows_are_exactly_the_registry);
    ADD_TEST(list, rows_are_sorted_and_complete);
    ADD_TEST(list, traits_follow_the_rfcs);
    return run_list("status", list);
}

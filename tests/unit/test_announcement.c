/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/announcement.h. */
#include "rows.h"

#include "core/announcement.h"

#include <apr_strings.h>

/* Seconds are what date -u -d TIME +%s says. */
typedef struct file_row {
    const char *name;
    const char *text;
    int64_t until;
    const char *message;
    unsigned wrong; /* line */
} file_row;

#define EVENING INT64_C(1798135200) /* 2026-12-24T18:00:00Z */

static const file_row rows[] = {
    { "nothing", "", -1, "", 0 },
    { "blank lines", "\n \r\n\t\n", -1, "", 0 },
    { "a time and a message",
      "until 2026-12-24T18:00:00Z\nWe are moving.\nBack soon.\n", EVENING,
      "We are moving. Back soon.", 0 },
    { "a message only", "We are moving.", -1, "We are moving.", 0 },
    { "a time only", "until 2026-12-24T18:00:00Z", EVENING, "", 0 },
    { "a time below the message", "Moving\nuntil 2026-12-24T18:00:00Z\n",
      EVENING, "Moving", 0 },
    { "the last time counts",
      "until 2026-12-24T00:00Z\nuntil 2026-12-24T18:00Z\n", EVENING, "", 0 },
    { "a wrong time leaves a right one",
      "until 2026-12-24T18:00Z\nuntil then\n", EVENING, "", 2 },
    { "line ends of Windows",
      "until 2026-12-24T18:00:00Z\r\nWe are\r\nmoving.\r\n", EVENING,
      "We are moving.", 0 },
    { "a byte order mark", "\xef\xbb\xbfuntil 2026-12-24T18:00:00Z\nx", EVENING,
      "x", 0 },
    { "blanks around all", "  until \t 2026-12-24T18:00:00Z \n  x  \n\n y ",
      EVENING, "x y", 0 },
    { "a message with a capital Until", "Until then: tea.", -1,
      "Until then: tea.", 0 },
    { "a word that begins like until", "untilled land", -1, "untilled land",
      0 },

    { "an offset east", "until 2026-12-24T18:00:00+05:30", 1798115400, "", 0 },
    { "an offset west", "until 2026-12-24T00:30:00-08:00", 1798101000, "", 0 },
    { "lowercase letters", "until 2026-12-24t18:00:00z", EVENING, "", 0 },
    { "a blank in place of T", "until 2026-12-24 18:00", EVENING, "", 0 },
    { "the word UTC", "until 2026-12-24 18:00 UTC", EVENING, "", 0 },
    { "seconds", "until 2026-12-24T18:00:30Z", EVENING + 30, "", 0 },
    { "parts of a second", "until 2026-12-24T18:00:30.999Z", EVENING + 30, "",
      0 },
    { "a leap day", "until 2028-02-29T12:00Z", 1835438400, "", 0 },
    { "a leap day of a century", "until 2000-02-29T00:00Z", 951782400, "", 0 },
    { "after no leap day", "until 2100-03-01T00:00Z", 4107542400, "", 0 },
    { "a leap second", "until 2026-12-31T23:59:60Z", 1798761600, "", 0 },
    { "a leap second with an offset", "until 2027-01-01T00:59:60+01:00",
      1798761600, "", 0 },
    { "the first time", "until 1970-01-01T00:00Z", 0, "", 0 },
    { "the last time", "until 9999-12-31T23:59:59Z", 253402300799, "", 0 },

    { "no time", "until\nx", -1, "x", 1 },
    { "a word", "x\nuntil tomorrow", -1, "x", 2 },
    { "a date alone", "until 2026-12-24", -1, "", 1 },
    { "a date of another country", "until 24.12.2026 18:00", -1, "", 1 },
    { "one digit", "until 2026-12-24T8:00Z", -1, "", 1 },
    { "no such month", "until 2026-13-24T18:00Z", -1, "", 1 },
    { "month 0", "until 2026-00-24T18:00Z", -1, "", 1 },
    { "no such day", "until 2026-11-31T18:00Z", -1, "", 1 },
    { "day 0", "until 2026-11-00T18:00Z", -1, "", 1 },
    { "no leap year", "until 2026-02-29T18:00Z", -1, "", 1 },
    { "no leap century", "until 2100-02-29T18:00Z", -1, "", 1 },
    { "hour 24", "until 2026-12-24T24:00Z", -1, "", 1 },
    { "minute 60", "until 2026-12-24T18:60Z", -1, "", 1 },
    { "second 61", "until 2026-12-31T23:59:61Z", -1, "", 1 },
    { "a leap second at noon", "until 2026-12-24T12:00:60Z", -1, "", 1 },
    { "a point and no digit", "until 2026-12-24T18:00:00.Z", -1, "", 1 },
    { "another zone", "until 2026-12-24 18:00 CET", -1, "", 1 },
    { "an offset of a day", "until 2026-12-24T18:00+24:00", -1, "", 1 },
    { "an offset of an hour and sixty", "until 2026-12-24T18:00+01:60", -1, "",
      1 },
    { "half an offset", "until 2026-12-24T18:00+01", -1, "", 1 },
    { "words behind", "until 2026-12-24T18:00Z or so", -1, "", 1 },
    { "before 1970", "until 1969-12-31T23:59Z", -1, "", 1 },
    { "after 9999 by its offset", "until 9999-12-31T23:59:59-00:01", -1, "",
      1 },
    { "before 1970 by its offset", "until 1970-01-01T00:00+01:00", -1, "", 1 },
    { "five digits", "until 12026-12-24T18:00Z", -1, "", 1 },
    { "a minus", "until -026-12-24T18:00Z", -1, "", 1 },
    { "an end after the time", "until 2026-12-24T", -1, "", 1 },

    { "markup stays text", "<b>&amp;\"", -1, "<b>&amp;\"", 0 },
    { "controls are dropped", "a\x01\x1b[1mb\x7f", -1, "a[1mb", 0 },
    { "bytes that are not UTF-8", "caf\xe9", -1, "caf\xef\xbf\xbd", 0 },
    { "marks that turn the direction",
      "a\xe2\x80\xae"
      "b",
      -1, "ab", 0 },
    { "other scripts", "\xd8\xa7\xd9\x84 \xe5\xb7\xa5\xe4\xba\x8b", -1,
      "\xd8\xa7\xd9\x84 \xe5\xb7\xa5\xe4\xba\x8b", 0 },
};

static void parses(void **state)
{
    const file_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_announcement announcement;
    sp_announcement_mistakes mistakes;

    memset(&announcement, 0x5a, sizeof(announcement));
    mistakes =
        sp_announcement_parse(&announcement, sp_span_of(row->text), pool);
    assert_int_equal(announcement.until, row->until);
    assert_span(announcement.message, row->message);
    assert_span(announcement.url, "");
    assert_span(announcement.label, "");
    assert_int_equal(mistakes.until, row->wrong);
    assert_int_equal(mistakes.link, 0);
    apr_pool_destroy(pool);
}

typedef struct link_row {
    const char *name;
    const char *text;
    const char *url;
    const char *label;
    const char *message;
    unsigned wrong; /* line */
} link_row;

#define STATUS "https://status.example/"
#define X10 "xxxxxxxxxx"
#define X80 X10 X10 X10 X10 X10 X10 X10 X10
#define X477 X80 X80 X80 X80 X80 X10 X10 X10 X10 X10 X10 X10 "xxxxxxx"

static const link_row link_rows[] = {
    { "a link", "link " STATUS, STATUS, "", "", 0 },
    { "a link and a label", "link " STATUS " Our services\n", STATUS,
      "Our services", "", 0 },
    { "a link between words", "We move.\nlink /why Why?\nBack soon.", "/why",
      "Why?", "We move. Back soon.", 0 },
    { "blanks around a link", " link \t/why \t Why? \r\n", "/why", "Why?", "",
      0 },
    { "a link in plain HTTP", "link http://status.example/",
      "http://status"
      ".example/",
      "", "", 0 },
    { "a link to a mailbox", "link mailto:a@status.example",
      "mailto:a@status"
      ".example",
      "", "", 0 },
    { "the last link counts, and its label", "link /a A\nlink /b", "/b", "", "",
      0 },
    { "a wrong link leaves a right one", "link /a A\nx\nlink b B", "/a", "A",
      "x", 3 },
    { "a label is text", "link /a <b>&\"", "/a", "<b>&\"", "", 0 },
    { "a label without controls",
      "link /a a\x1b[1m\xe2\x80\xae"
      "b",
      "/a", "a[1mb", "", 0 },
    { "a label of 80", "link /a " X80, "/a", X80, "", 0 },
    { "a label that is cut", "link /a x" X80, "/a", X80 "\b\xe2\x80\xa6", "",
      0 },
    { "an address of 500", "link " STATUS X477, STATUS X477, "", "", 0 },
    { "an address of 501", "link " STATUS X477 "x", "", "", "", 1 },
    { "the word alone", "link\nx", "", "", "x", 1 },
    { "a script", "link javascript:alert(1) x", "", "", "", 1 },
    { "data", "link data:text/html,x", "", "", "", 1 },
    { "a relative address", "link status.html", "", "", "", 1 },
    { "an end of an attribute", "link /a\"onclick=x", "", "", "", 1 },
    { "an end of an element", "link /a>", "", "", "", 1 },
    { "an address of other letters", "link /a\xff", "", "", "", 1 },
    { "a word that begins like link", "linked lists", "", "", "linked lists",
      0 },
    { "a message with a capital Link", "Link broken.", "", "", "Link broken.",
      0 },
};

static void reads_the_link(void **state)
{
    const link_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_announcement announcement;
    sp_announcement_mistakes mistakes =
        sp_announcement_parse(&announcement, sp_span_of(row->text), pool);
    const char *cut = strchr(row->label, '\b'); /* takes one letter away */
    const char *label =
        !cut ? row->label
             : apr_psprintf(pool, "%.*s%s", (int)(cut - row->label) - 1,
                            row->label, cut + 1);

    assert_span(announcement.url, row->url);
    assert_span(announcement.label, label);
    assert_span(announcement.message, row->message);
    assert_int_equal(announcement.until, -1);
    assert_int_equal(mistakes.link, row->wrong);
    assert_int_equal(mistakes.until, 0);
    apr_pool_destroy(pool);
}

typedef struct zone_row {
    const char *name;
    const char *time;
    int64_t until;    /* -1: it cannot be read */
    int offset;       /* seconds */
    const char *zone; /* with _ for a no-break space */
} zone_row;

#define MINUS "\xe2\x88\x92"
#define X31 X10 X10 X10 "x"

/* After a time that can be read, whose zone has to go. */
static const zone_row zone_rows[] = {
    { "Z has no name", "2026-12-24T18:00Z", EVENING, 0, "" },
    { "nor has UTC", "2026-12-24 18:00 UTC", EVENING, 0, "" },
    { "nor an offset of nothing", "2026-12-24T18:00+00:00", EVENING, 0, "" },
    { "hours east", "2026-12-24T19:00+01:00", EVENING, 3600, "UTC+1" },
    { "half an hour east", "2026-12-24T23:30+05:30", EVENING, 19800,
      "UTC+5:30" },
    { "west", "2026-12-24T08:00-10:00", EVENING, -36000, "UTC" MINUS "10" },
    { "half an hour west", "2026-12-24T14:30-03:30", EVENING, -12600,
      "UTC" MINUS "3:30" },
    { "less than an hour west", "2026-12-24T17:15-00:45", EVENING, -2700,
      "UTC" MINUS "0:45" },
    { "a place", "2026-12-24T19:00:00+01:00[Europe/Berlin]", EVENING, 3600,
      "(Berlin)" },
    { "a place where it is UTC", "2026-12-24T18:00+00:00[Europe/London]",
      EVENING, 0, "(London)" },
    { "a place of two words", "2026-12-24T13:00-05:00[America/New_York]",
      EVENING, -18000, "(New_York)" },
    { "a place in a state",
      "2026-12-24T12:00-06:00[America/North_Dakota/New_Salem]", EVENING, -21600,
      "(New_Salem)" },
    { "a place with hyphens", "2026-12-24T13:00-05:00[America/Port-au-Prince]",
      EVENING, -18000, "(Port-au-Prince)" },
    { "a name without a region", "2026-12-24T19:00+01:00[CET]", EVENING, 3600,
      "(CET)" },
    { "31 letters", "2026-12-24T19:00+01:00[" X31 "]", EVENING, 3600,
      "(" X31 ")" },

    { "32 letters", "2026-12-24T19:00+01:00[" X31 "x]", -1, 0, "" },
    { "a place and no offset", "2026-12-24T18:00[Europe/Berlin]", -1, 0, "" },
    /* Z says that the offset of the place is not known (RFC 9557 2.2) */
    { "a place behind Z", "2026-12-24T18:00Z[Europe/Berlin]", -1, 0, "" },
    { "an empty place", "2026-12-24T19:00+01:00[]", -1, 0, "" },
    { "a place of nothing", "2026-12-24T19:00+01:00[Europe/]", -1, 0, "" },
    { "a place of POSIX", "2026-12-24T19:00+01:00[Etc/GMT-1]", -1, 0, "" },
    { "an offset as a place", "2026-12-24T19:00+01:00[+01:00]", -1, 0, "" },
    { "an open bracket", "2026-12-24T19:00+01:00[Europe/Berlin", -1, 0, "" },
    { "words behind a place", "2026-12-24T19:00+01:00[Europe/Berlin] x", -1, 0,
      "" },
    { "a calendar", "2026-12-24T19:00+01:00[Europe/Berlin][u-ca=hebrew]", -1, 0,
      "" },
    { "markup", "2026-12-24T19:00+01:00[<b>]", -1, 0, "" },
    { "other letters", "2026-12-24T19:00+01:00[Z\xc3\xbcrich]", -1, 0, "" },
};

static void reads_the_zone(void **state)
{
    const zone_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *file = apr_pstrcat(pool, "until 2026-12-24T09:00-09:00\nuntil ",
                                   row->time, NULL);
    bool good = row->until >= 0;
    char *wanted = apr_pstrdup(pool, row->zone);
    sp_announcement announcement;
    sp_announcement_mistakes mistakes =
        sp_announcement_parse(&announcement, sp_span_of(file), pool);

    for (char *at = wanted; (at = strchr(at, '_'));) {
        *at = '\0';
        wanted = apr_pstrcat(pool, wanted, "\xc2\xa0", at + 1, NULL);
        at = wanted;
    }
    assert_int_equal(mistakes.until, good ? 0 : 2);
    assert_int_equal(announcement.until, EVENING);
    assert_int_equal(announcement.offset, good ? row->offset : -9 * 3600);
    assert_span(announcement.zone, good ? wanted : "UTC" MINUS "9");
    assert_true(announcement.zone.len <= SP_ANNOUNCEMENT_ZONE_MAX);
    apr_pool_destroy(pool);
}

/* A file is bytes: NUL ends nothing. */
static void nul_is_dropped_and_ends_nothing(void **state)
{
    static const char text[] = "a\0b\nuntil 2026-12-24\0T18:00Z\nlink /a\0b\nc";
    apr_pool_t *pool = new_pool();
    sp_announcement announcement;
    sp_announcement_mistakes mistakes = sp_announcement_parse(
        &announcement, (sp_span){ text, sizeof(text) - 1 }, pool);

    (void)state;
    assert_int_equal(mistakes.until, 2);
    assert_int_equal(mistakes.link, 3);
    assert_span(announcement.message, "ab c");
    assert_span(announcement.url, "");
    assert_int_equal(announcement.until, -1);
    apr_pool_destroy(pool);
}

/* 500 characters, the last of them an ellipsis; of four bytes each, they are
 * what a flag has room for. */
static void a_long_message_is_cut(void **state)
{
    static const char *const letters[] = { "x", "\xf0\x9f\x98\x80" };

    (void)state;
    for (int i = 0; i < 2; i++) {
        apr_pool_t *pool = new_pool();
        size_t n = strlen(letters[i]);
        char *text = apr_palloc(pool, SP_ANNOUNCEMENT_FILE_MAX);
        sp_announcement announcement;

        for (size_t at = 0; at < SP_ANNOUNCEMENT_FILE_MAX; at += n) {
            memcpy(text + at, letters[i], n);
        }
        sp_announcement_parse(
            &announcement, (sp_span){ text, SP_ANNOUNCEMENT_FILE_MAX }, pool);
        assert_int_equal(announcement.message.len,
                         (SP_ANNOUNCEMENT_MESSAGE_MAX - 1) * n + 3);
        assert_true(announcement.message.len
                    <= 4 * SP_ANNOUNCEMENT_MESSAGE_MAX);
        assert_memory_equal(announcement.message.ptr + announcement.message.len
                                - 3,
                            "\xe2\x80\xa6", 3);
        apr_pool_destroy(pool);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, parses);
    ADD_ROWS(list, link_rows, reads_the_link);
    ADD_ROWS(list, zone_rows, reads_the_zone);
    ADD_TEST(list, nul_is_dropped_and_ends_nothing);
    ADD_TEST(list, a_long_message_is_cut);
    return run_list("announcement", list);
}

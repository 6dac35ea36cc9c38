/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_maintenance.c. */
#include "pages.h"

#include "core/language.h"

#define EVENING INT64_C(1798135200) /* 2026-12-24T18:00:00Z: date -u -d */

static const char *closed_page(const sp_announcement *announcement,
                               sp_format format, const char *tag, int64_t wait,
                               const sp_text_overrides *texts, apr_pool_t *pool)
{
    sp_facts facts = no_facts(503);
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = {
        .facts = &facts,
        .site = &no_site,
        .language = &sp_languages[sp_language_find(sp_span_of(tag))],
        .theme = built_in_theme(),
        .texts = texts,
        .format = { .format = format }
    };
    sp_span bytes;

    facts.maintenance = announcement;
    facts.retry_after = wait;
    bytes = write_page(page, &request, pool);
    assert_span(page->language, page->for_program ? "en" : tag);
    return apr_pstrmemdup(pool, bytes.ptr, bytes.len);
}

/* The words are those of texts.def and of the translators' files. */
typedef struct words_row {
    const char *name;
    const char *tag;
    int64_t until;
    const char *title;
    const char *what;
} words_row;

/* SP_SPAN() is no constant expression. */
#define SPAN(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static const sp_announcement in_berlin = { .until = EVENING,
                                           .offset = 3600,
                                           .zone = SPAN("(Berlin)") };

static const words_row words_rows[] = {
    { "English, no end", "en", -1, "This website is closed for now\n",
      "\nWe are doing planned work on this website. Please come back later.\n" },
    { "English, an end", "en", EVENING,
      "This website is closed until Thursday 24\xc2\xa0"
      "December "
      "2026, 18:00\xc2\xa0UTC\n",
      "\nWe are doing planned work on this website.\n" },
    { "German, an end", "de", EVENING,
      "Donnerstag, 24.\xc2\xa0"
      "Dezember "
      "2026, 18:00\xc2\xa0Uhr\xc2\xa0(UTC)",
      "" },
    /* from right to left: U+2068 and U+2069 keep the date in its order */
    { "Arabic, an end", "ar", EVENING,
      "\xe2\x81\xa8الخميس، 24\xc2\xa0ديسمبر "
      "2026، 18:00\xc2\xa0UTC\xe2\x81\xa9",
      "" },
};

static void says_that_it_is_closed(void **state)
{
    const words_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_announcement announcement = { row->until, { NULL, 0 } };
    const char *page =
        closed_page(&announcement, TEXT, row->tag, -1, NULL, pool);

    assert_has(page, row->title);
    assert_has(page, row->what);
    assert_int_equal(count_of(page, "18:00"), row->until >= 0);
    assert_lacks(page, "very busy");
    assert_lacks(page, "often over soon");
    assert_lacks(page, "in a few minutes");
    assert_lacks(page, "{until}");
    apr_pool_destroy(pool);
}

typedef struct clock_row {
    const char *name;
    const char *tag;
    sp_format format;
    const char *wanted;
} clock_row;

/* People read it on the clock of that place, programs in UTC. */
static const clock_row clock_rows[] = {
    { "a place, in text", "en", TEXT,
      "until Thursday 24\xc2\xa0"
      "December 2026, 19:00\xc2\xa0(Berlin)\n" },
    { "a place, in html", "en", HTML,
      "<time datetime=\"2026-12-24T18:00:00Z\">Thursday 24\xc2\xa0"
      "December 2026, 19:00\xc2\xa0(Berlin)</time>" },
    { "a place, in German", "de", TEXT, "19:00\xc2\xa0Uhr\xc2\xa0(Berlin)" },
    { "a place, in json", "en", JSON, "until 2026-12-24 18:00 UTC" },
    { "a place, in markdown", "en", MARKDOWN, "until: 2026-12-24T18:00:00Z" },
};

static void tells_the_time_of_a_place(void **state)
{
    const clock_row *row = *state;
    apr_pool_t *pool = new_pool();

    assert_has(closed_page(&in_berlin, row->format, row->tag, -1, NULL, pool),
               row->wanted);
    apr_pool_destroy(pool);
}

typedef struct message_row {
    const char *name;
    sp_format format;
    const char *message;
    const char *until;
} message_row;

#define MESSAGE "<b>Caf\xc3\xa9</b> & \"more\""

static const message_row message_rows[] = {
    { "a message in html", HTML,
      "<p lang=\"\" dir=\"auto\">&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; &amp; "
      "&quot;more&quot;</p>",
      "<h1>This website is closed until "
      "<time datetime=\"2026-12-24T18:00:00Z\">Thursday 24\xc2\xa0"
      "December "
      "2026, 18:00\xc2\xa0UTC</time></h1>" },
    { "a message in text", TEXT, "\n" MESSAGE "\n",
      "until Thursday 24\xc2\xa0"
      "December "
      "2026, 18:00\xc2\xa0UTC\n" },
    { "a message in markdown", MARKDOWN,
      "\n\n&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; &amp; \"more\"\n",
      "\n- until: 2026-12-24T18:00:00Z\n" },
    { "a message in json", JSON,
      "\"message\": \"\\u003cb\\u003eCaf\xc3\xa9\\u003c/b\\u003e \\u0026 "
      "\\\"more\\\"\"",
      "\"until\": \"2026-12-24T18:00:00Z\"" },
    { "a message in xml", XML,
      "<message>&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; &amp; &quot;more&quot;"
      "</message>",
      "<until>2026-12-24T18:00:00Z</until>" },
};

/* Only where there is one: nothing empty stands in its place. */
static void has_its_message(void **state)
{
    const message_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_announcement full = { EVENING, sp_span_of(MESSAGE) };
    const sp_announcement empty = { -1, { "", 0 } };
    const char *page = closed_page(&full, row->format, "en", -1, NULL, pool);

    assert_has(page, row->message);
    assert_has(page, row->until);
    page = closed_page(&empty, row->format, "en", -1, NULL, pool);
    assert_lacks(page, "dir=\"auto\"");
    assert_lacks(page, "message");
    assert_lacks(page, "until");
    apr_pool_destroy(pool);
}

/* A wait that had to be cut would contradict the time. */
static void a_wait_is_told_up_to_a_week(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_announcement announcement = { EVENING, { NULL, 0 } };

    (void)state;
    assert_has(closed_page(&announcement, TEXT, "en", 7200, NULL, pool),
               "This website opens again in about 2 hours.");
    assert_has(closed_page(&announcement, TEXT, "en", 604800, NULL, pool),
               "in about 7 days");
    assert_lacks(closed_page(&announcement, TEXT, "en", 604801, NULL, pool),
                 "in about");
    assert_has(closed_page(NULL, TEXT, "en", 604801, NULL, pool),
               "in about 7 days");
    apr_pool_destroy(pool);
}

static void own_words_come_first(void **state)
{
    static const sp_text_override rows[] = {
        { 503, 503, SP_LANGUAGE_NONE, SP_FIELD_TITLE, { "Moving house", 12 } },
        { 503, 503, SP_LANGUAGE_NONE, SP_FIELD_WHAT, { "", 0 } },
    };
    static const sp_text_overrides texts = { rows, 2, NULL };
    apr_pool_t *pool = new_pool();
    const sp_announcement announcement = { EVENING, { "and why", 7 } };
    const char *page = closed_page(&announcement, TEXT, "en", -1, &texts, pool);

    (void)state;
    assert_has(page, "\nMoving house\n");
    assert_has(page, "\nand why\n");
    assert_lacks(page, "closed");
    apr_pool_destroy(pool);
}

/* The longest name of a place has room, in every language. */
static void has_room_for_a_place(void **state)
{
    char zone[SP_ANNOUNCEMENT_ZONE_MAX + 1] = "";
    const sp_announcement announcement = {
        .until = EVENING,
        .offset = 3600,
        .zone = { zone, SP_ANNOUNCEMENT_ZONE_MAX }
    };

    (void)state;
    memset(zone, 'x', SP_ANNOUNCEMENT_ZONE_MAX);
    zone[0] = '(';
    zone[SP_ANNOUNCEMENT_ZONE_MAX - 1] = ')';
    for (unsigned i = 0; i < sp_language_count; i++) {
        apr_pool_t *pool = new_pool();
        const char *page = closed_page(
            &announcement, HTML, sp_languages[i].tag.ptr, 7200, NULL, pool);
        const char *time = strstr(page, "<time datetime=\"2026-12");

        assert_non_null(time);
        assert_int_equal(count_of(time, zone + 1) > 0, true);
        apr_pool_destroy(pool);
    }
}

/* The longest texts and the longest message have room, in every language. */
static void has_room(void **state)
{
    char message[4 * SP_ANNOUNCEMENT_MESSAGE_MAX];
    const sp_announcement announcement = { 253402300799,
                                           { message, sizeof(message) } };

    (void)state;
    for (size_t i = 0; i < sizeof(message); i += 4) {
        memcpy(message + i, "\xf0\x9f\x98\x80", 4);
    }
    for (unsigned i = 0; i < sp_language_count; i++) {
        const char *tag = sp_languages[i].tag.ptr;
        const char *page;
        apr_pool_t *pool;

        if (!sp_language_in(sp_catalog_status(sp_status_find(503))->languages,
                            i)) {
            continue;
        }
        pool = new_pool();
        page = closed_page(&announcement, JSON, tag, 9, NULL, pool);
        assert_int_equal(count_of(page, "9999-12-31 23:59 UTC"), 1);
        assert_int_equal(count_of(page, "\xf0\x9f\x98\x80"),
                         SP_ANNOUNCEMENT_MESSAGE_MAX);
        assert_between(
            strlen(closed_page(&announcement, HTML, tag, 9, NULL, pool)), 512,
            13999);
        apr_pool_destroy(pool);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, words_rows, says_that_it_is_closed);
    ADD_ROWS(list, clock_rows, tells_the_time_of_a_place);
    ADD_ROWS(list, message_rows, has_its_message);
    ADD_TEST(list, a_wait_is_told_up_to_a_week);
    ADD_TEST(list, own_words_come_first);
    ADD_TEST(list, has_room_for_a_place);
    ADD_TEST(list, has_room);
    return run_list("page_maintenance", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_notice.c. */
#include "pages.h"

#define EVENING INT64_C(1798135200) /* 2026-12-24T18:00:00Z: date -u -d */
#define WORDS "<b>Caf\xc3\xa9</b> & \"more\""

/* SP_SPAN() is no constant expression. */
#define SPAN(literal)                                                          \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static const sp_announcement full = { EVENING, SPAN(WORDS),
                                      SPAN("https://s.example/?a=1&b=2"),
                                      SPAN("<Status>") };
static const sp_announcement unlabelled = { -1, SPAN("Down."),
                                            SPAN("https://s.example/"),
                                            SPAN("") };
static const sp_announcement words_only = {
    -1, SPAN("Down."), { NULL, 0 }, { NULL, 0 }
};
static const sp_announcement link_only = {
    EVENING, { NULL, 0 }, SPAN("/status"), { NULL, 0 }
};

/* As a page of the built-in theme has it; `closed` is what a closed site says
 * in place of `notice`. */
static const char *page_with(const sp_announcement *notice,
                             const sp_announcement *closed,
                             sp_format_choice format, const char *tag,
                             apr_pool_t *pool)
{
    sp_facts facts = no_facts(503);

    facts.notice = notice;
    facts.maintenance = closed;
    return page_in(tag, built_in_theme(), &facts, &no_site, format, pool);
}

typedef struct format_row {
    const char *name;
    const sp_announcement *notice;
    sp_format format;
    const char *wanted;
} format_row;

#define IN_HTML(rest) "<div role=\"note\">\n" rest "</div>\n"
#define TIME                                                                   \
    "Thursday 24\xc2\xa0"                                                      \
    "December 2026, 18:00\xc2\xa0UTC"

static const format_row format_rows[] = {
    { "all of it in html", &full, HTML,
      IN_HTML(
          "<p lang=\"\" dir=\"auto\"><strong>&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; "
          "&amp; &quot;more&quot;</strong></p>\n"
          "<p>Expected end: " TIME "</p>\n"
          "<p><a href=\"https://s.example/?a=1&amp;b=2\" lang=\"\" "
          "dir=\"auto\">&lt;Status&gt;</a></p>\n") },
    { "a link without a label in html", &unlabelled, HTML,
      IN_HTML("<p lang=\"\" dir=\"auto\"><strong>Down.</strong></p>\n"
              "<p><a href=\"https://s.example/\">More information</a></p>\n") },
    { "words in html", &words_only, HTML,
      IN_HTML("<p lang=\"\" dir=\"auto\"><strong>Down.</strong></p>\n") },
    { "a link in html", &link_only, HTML,
      IN_HTML("<p><a href=\"/status\">More information</a></p>\n") },
    { "all of it in text", &full, TEXT,
      "\n" WORDS "\nExpected end: " TIME
      "\n<Status>: https://s.example/?a=1&b=2\n" },
    { "words in text", &words_only, TEXT, ".\nDown.\nThis is" },
    { "all of it in markdown", &full, MARKDOWN,
      "\n\n&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; &amp; \"more\"\n\nExpected end: "
      "2026-12-24 18:00 UTC\n\n"
      "[&lt;Status&gt;](https://s.example/?a=1&amp;b=2)\n\n- status: 503\n" },
    { "all of it in json", &full, JSON,
      ",\n  \"notice\": {\n  \"text\": \"\\u003cb\\u003eCaf\xc3\xa9\\u003c/b"
      "\\u003e \\u0026 \\\"more\\\"\",\n  \"until\": \"2026-12-24T18:00:00Z\","
      "\n  \"link\": \"https://s.example/?a=1\\u0026b=2\" },\n" },
    { "a link in json", &link_only, JSON,
      "\"notice\": {\n  \"link\": \"/status\" },\n" },
    { "all of it in xml", &full, XML,
      "<notice>\n<text>&lt;b&gt;Caf\xc3\xa9&lt;/b&gt; &amp; &quot;more&quot;"
      "</text>\n<until>2026-12-24T18:00:00Z</until>\n"
      "<link>https://s.example/?a=1&amp;b=2</link>\n</notice>\n" },
};

static void is_written(void **state)
{
    const format_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_format_choice format = { .format = row->format };

    assert_has(page_with(row->notice, NULL, format, "en", pool), row->wanted);
    apr_pool_destroy(pool);
}

/* Where a relative address leads nowhere, there is none. */
static void text_has_no_relative_link(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_format_choice text = { .format = TEXT };
    const char *none = page_with(NULL, NULL, text, "en", pool);

    (void)state;
    assert_string_equal(page_with(&link_only, NULL, text, "en", pool), none);
    apr_pool_destroy(pool);
}

/* Who prints it among lines of their own gets the words. */
static void brief_text_has_the_words(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *page = page_with(
        &full, NULL, (sp_format_choice){ .format = TEXT, .brief = true }, "en",
        pool);

    (void)state;
    assert_has(page, "\n" WORDS "\n");
    assert_lacks(page, "s.example");
    apr_pool_destroy(pool);
}

static void one_line_has_none(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    assert_string_equal(
        page_with(&full, NULL,
                  (sp_format_choice){ .format = TEXT, .one_line = true }, "en",
                  pool),
        "Error 503: Service Unavailable\n");
    apr_pool_destroy(pool);
}

/* A closed site has its own words, and its link. */
static void a_closed_site_has_the_link_alone(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_format_choice html = { .format = HTML };
    const char *page = page_with(NULL, &unlabelled, html, "en", pool);

    (void)state;
    assert_has(page, "<p lang=\"\" dir=\"auto\">Down.</p>\n"
                     "<div role=\"note\">\n<p><a href=\"https://s.example/\">"
                     "More information</a></p>\n</div>\n");
    assert_int_equal(count_of(page, "Down."), 1);
    page = page_with(NULL, &words_only, html, "en", pool);
    assert_lacks(page, "role=\"note\"");
    apr_pool_destroy(pool);
}

/* The words are those of the translators' files. */
typedef struct words_row {
    const char *name;
    const char *end;
    const char *more;
} words_row;

static const words_row words_rows[] = {
    { "de",
      "<p>Voraussichtliches Ende: Donnerstag, 24.\xc2\xa0"
      "Dezember 2026, 18:00\xc2\xa0Uhr\xc2\xa0(UTC)</p>",
      ">Weitere Informationen</a>" },
    { "fr",
      "<p>Fin prévue\xe2\x80\xaf: jeudi 24\xc2\xa0"
      "décembre 2026, 18:00\xc2\xa0UTC</p>",
      ">Plus d’informations</a>" },
    /* from right to left: U+2068 and U+2069 keep the date in its order */
    { "he",
      ": \xe2\x81\xa8יום חמישי, 24\xc2\xa0בדצמבר 2026, 18:00\xc2\xa0UTC\xe2\x81\xa9</p>",
      ">מידע נוסף</a>" },
};

static void speaks_the_language_of_the_page(void **state)
{
    const words_row *row = *state;
    sp_announcement notice = unlabelled;
    apr_pool_t *pool = new_pool();
    const sp_format_choice html = { .format = HTML };
    const char *page;

    notice.until = EVENING;
    page = page_with(&notice, NULL, html, row->name, pool);
    assert_has(page, row->end);
    assert_has(page, row->more);
    apr_pool_destroy(pool);
}

/* The longest notice has room, in every language. */
static void has_room(void **state)
{
    char message[4 * SP_ANNOUNCEMENT_MESSAGE_MAX];
    char url[SP_ANNOUNCEMENT_URL_MAX];
    const sp_announcement notice = { 253402300799,
                                     { message, sizeof(message) },
                                     { url, sizeof(url) },
                                     { message,
                                       4 * SP_ANNOUNCEMENT_LABEL_MAX } };

    (void)state;
    for (size_t i = 0; i < sizeof(message); i += 4) {
        memcpy(message + i, "\xf0\x9f\x98\x80", 4);
    }
    memset(url, 'x', sizeof(url));
    url[0] = '/';
    for (unsigned i = 0; i < sp_language_count; i++) {
        const char *tag = sp_languages[i].tag.ptr;
        apr_pool_t *pool = new_pool();
        const char *page = page_with(
            &notice, NULL, (sp_format_choice){ .format = HTML }, tag, pool);

        assert_int_equal(count_of(page, "9999"), 1);
        assert_int_equal(count_of(page, "\xf0\x9f\x98\x80"),
                         SP_ANNOUNCEMENT_MESSAGE_MAX
                             + SP_ANNOUNCEMENT_LABEL_MAX);
        assert_between(strlen(page), 512, 13999);
        apr_pool_destroy(pool);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, format_rows, is_written);
    ADD_TEST(list, text_has_no_relative_link);
    ADD_TEST(list, brief_text_has_the_words);
    ADD_TEST(list, one_line_has_none);
    ADD_TEST(list, a_closed_site_has_the_link_alone);
    ADD_ROWS(list, words_rows, speaks_the_language_of_the_page);
    ADD_TEST(list, has_room);
    return run_list("page_notice", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What a page says of one request and one site: test_page.c has the rest. */
#include "pages.h"

#include "core/escape.h"

/* ---- sentences that need a fact --------------------------------------- */

/* The sentence, what makes its fact known, and what stands in it for {...}. */
typedef struct fact_row {
    const char *name;
    int code;
    sp_message message;
    const char *insert; /* NULL: the sentence has none */
    uint32_t known;
    size_t offset; /* of the span or number in sp_facts */
    const char *text;
    int64_t number;
} fact_row;

#define KNOWN(id) NULL, SP_FACT_BIT(SP_FACT_##id), 0, NULL, 0
#define SPAN(field, text) text, 0, offsetof(sp_facts, field), text, 0
#define NUMBER(field, number, insert)                                          \
    insert, 0, offsetof(sp_facts, field), NULL, number

static const fact_row fact_rows[] = {
    { "403: signed in", 403, SP_MSG_FACT_SIGNED_IN, KNOWN(SIGNED_IN) },
    { "403: not signed in", 403, SP_MSG_FACT_SIGNED_OUT, KNOWN(SIGNED_OUT) },
    { "401: the area", 401, SP_MSG_FACT_REALM, SPAN(realm, "Staff") },
    { "407: the area", 407, SP_MSG_FACT_REALM, SPAN(realm, "Staff") },
    { "404: a link of this site", 404, SP_MSG_FACT_LINK_HERE,
      KNOWN(LINK_HERE) },
    { "410: a link elsewhere", 410, SP_MSG_FACT_LINK_ELSEWHERE,
      KNOWN(LINK_ELSEWHERE) },
    { "431: cookies", 431, SP_MSG_FACT_STORED_DATA, KNOWN(STORED_DATA) },
    { "400: a secure port", 400, SP_MSG_FACT_SECURE_ADDRESS,
      KNOWN(SECURE_ADDRESS) },
    { "405: methods", 405, SP_MSG_FACT_METHODS, SPAN(methods, "GET, HEAD") },
    { "415: types", 415, SP_MSG_FACT_TYPES, SPAN(types, "image/png") },
    { "413: the limit", 413, SP_MSG_FACT_LIMIT,
      NUMBER(limit_bytes, 20971520, "20 MB") },
    { "413: the size", 413, SP_MSG_FACT_SIZE,
      NUMBER(received_bytes, 50331648, "48 MB") },
    { "414: the limit", 414, SP_MSG_FACT_ADDRESS_LIMIT,
      NUMBER(address_limit, 8190, "8190") },
    { "414: one digit", 414, SP_MSG_FACT_ADDRESS_LIMIT,
      NUMBER(address_limit, 8, "8") },
    { "505: protocols", 505, SP_MSG_FACT_PROTOCOLS,
      SPAN(protocols, "HTTP/1.1, HTTP/2") },
    { "451: who blocks", 451, SP_MSG_FACT_BLOCKED_BY,
      SPAN(blocked_by, "https://court.example/") },
    { "500: something was sent", 500, SP_MSG_FACT_SENT, KNOWN(SENT) },
    { "504: it may still be at work", 504, SP_MSG_FACT_STILL_WORKING,
      KNOWN(STILL_WORKING) },
    { "429: Retry-After", 429, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 300, "in about 5 minutes") },
    { "502: a second", 502, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 1, "in about 1 second") },
    { "504: at once", 504, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 0, "in about 1 second") },
    { "413: two hours", 413, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 7200, "in about 2 hours") },
    { "503: Retry-After", 503, SP_MSG_FACT_BACK,
      NUMBER(retry_after, 300, "in about 5 minutes") },
    { "503: a year is no more than a week", 503, SP_MSG_FACT_BACK,
      NUMBER(retry_after, 31536000, "in about 7 days") },
    { "404: not for good", 404, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 300, "in about 5 minutes") },
    { "555: as its class", 555, SP_MSG_FACT_WAIT,
      NUMBER(retry_after, 90, "in about 2 minutes") },
};

static sp_facts facts_of(const fact_row *row)
{
    sp_facts facts = no_facts(row->code);
    sp_span text = sp_span_of(row->text);

    facts.known = row->known;
    if (row->text) {
        memcpy((char *)&facts + row->offset, &text, sizeof(text));
    }
    else if (row->insert) {
        memcpy((char *)&facts + row->offset, &row->number, sizeof(row->number));
    }
    return facts;
}

/* The catalog's sentence up to its insert: enough to know it by. */
static const char *start_of(const fact_row *row, apr_pool_t *pool)
{
    sp_span text = sp_catalog_text(&sp_languages[0], row->message);
    const char *open = memchr(text.ptr, '{', text.len);

    return apr_pstrmemdup(pool, text.ptr,
                          open ? (size_t)(open - text.ptr) : text.len);
}

/* The whole of it, by the rule of facts.def. */
static const char *sentence(const fact_row *row, const char *insert,
                            apr_pool_t *pool)
{
    sp_span text = sp_catalog_text(&sp_languages[0], row->message);
    const char *close = memchr(text.ptr, '}', text.len);

    assert_int_equal(close != NULL, insert != NULL);
    return apr_pstrcat(
        pool, start_of(row, pool), insert ? insert : "",
        close ? apr_pstrmemdup(pool, close + 1,
                               (size_t)(text.ptr + text.len - close - 1))
              : "",
        NULL);
}

/* Known: the sentence stands there once, in words.  Not known: no word of it
 * does, in neither of people's formats; test_client_texts.c has those of
 * programs.  In HTML the insert is isolated from the direction of the text
 * around it. */
static void says_its_fact(void **state)
{
    static const sp_format formats[] = { HTML, TEXT };
    const fact_row *row = *state;

    for (size_t i = 0; i < SP_COUNT(formats); i++) {
        sp_format format = formats[i];
        apr_pool_t *pool = new_pool();
        const char *insert = row->insert;
        sp_facts facts = facts_of(row);
        sp_facts none = no_facts(row->code);
        const char *page;

        if (insert && format == HTML) {
            insert = apr_pstrcat(pool, "<bdi>", insert, "</bdi>", NULL);
        }
        page = in_format(format, &facts, &no_site, pool);
        assert_int_equal(count_of(page, sentence(row, insert, pool)), 1);
        page = in_format(format, &none, &no_site, pool);
        assert_lacks(page, start_of(row, pool));
        apr_pool_destroy(pool);
    }
}

/* Facts that a status has no sentence for are not told. */
static void only_what_belongs_to_the_status(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(410);
    const char *page;

    (void)state;
    facts.alternative_count = 0;
    page = in_format(HTML, &facts, &no_site, pool);
    assert_lacks(page, "Staff");
    assert_lacks(page, "GET, HEAD");
    assert_lacks(page, "MB");
    assert_lacks(page, "in about");
    assert_lacks(page, "court.example");
    apr_pool_destroy(pool);
}

/* The order of facts.def, whatever the order in which they became known. */
static void sentences_keep_their_order(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(413);
    const char *page = in_format(TEXT, &facts, &no_site, pool);

    (void)state;
    assert_true(strstr(page, "20 MB") < strstr(page, "48 MB"));
    assert_true(strstr(page, "48 MB") < strstr(page, "in about 5 minutes"));
    assert_non_null(strstr(page, "20 MB"));
    apr_pool_destroy(pool);
}

/* "In about 5 minutes" and "a few minutes" beside each other would be two
 * answers to one question. */
static void a_known_time_ends_vaguer_words(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);
    const char *page = in_format(TEXT, &facts, &full_site, pool);

    (void)state;
    assert_has(page, "often over");
    assert_has(page, "- Wait a little, then try again.\n");
    facts.retry_after = 300;
    page = in_format(TEXT, &facts, &full_site, pool);
    assert_lacks(page, "often over");
    assert_lacks(page, "in a few minutes");
    assert_lacks(page, "Wait a little");
    assert_has(page, "- You do not need to change anything"); /* stays */
    facts.retry_after = 0;
    page = in_format(TEXT, &facts, &full_site, pool);
    assert_lacks(page, "often over");
    facts.code = 429;
    page = in_format(TEXT, &facts, &full_site, pool);
    assert_lacks(page, "in a few minutes");
    assert_has(page, "- Wait before you try again.");
    facts.code = 421; /* whichever code it is */
    page = in_format(TEXT, &facts, &full_site, pool);
    assert_lacks(page, "often over");
    apr_pool_destroy(pool);
}

/* Whoever writes an advice knows what the site says of the time. */
static void a_known_time_leaves_the_owners_words(void **state)
{
    static const sp_text_override rows[] = {
        { 503, 503, SP_LANGUAGE_NONE, SP_FIELD_DO_1, { "Call us.", 8 } },
        { 503, 503, SP_LANGUAGE_NONE, SP_FIELD_LASTS, { "Not for long.", 13 } },
    };
    static const sp_text_overrides texts = { rows, 2, NULL };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .texts = &texts,
                                .format = { .format = TEXT } };
    sp_page page;
    sp_span bytes;
    const char *text;

    (void)state;
    facts.retry_after = 300;
    bytes = write_page(&page, &request, pool);
    text = apr_pstrmemdup(pool, bytes.ptr, bytes.len);
    assert_has(text, "- Call us.\n");
    assert_has(text, "Not for long.");
    apr_pool_destroy(pool);
}

/* R44: a wait is told in every format or in none; never beside the words that
 * waiting does not help. */
static void every_format_knows_the_wait_or_none(void **state)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);
    unsigned told = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = no_facts(all[i].code);
        const char *text;
        const char *json;
        bool tells;

        facts.retry_after = 300;
        text = in_format(TEXT, &facts, &no_site, pool);
        json = in_format(JSON, &facts, &no_site, pool);
        tells = strstr(text, "in about 5 minutes") != NULL;
        told += tells;
        if (tells != (strstr(json, "\"retry_after\": 300") != NULL)
            || (tells && all[i].code < 400)
            || (tells && strstr(text, "in the same way will not help"))) {
            fail_msg("%s%s", text, json);
        }
        apr_pool_destroy(pool);
    }
    assert_between(told, 40, count - 1);
}

/* ---- words of the administrator --------------------------------------- */

/* All advice is given where it is not known how the visitor came here. */
static sp_facts about_no_link(void)
{
    sp_facts facts = all_facts(404);

    facts.known = 0;
    return facts;
}

static const char *with_words(sp_format format, sp_field field,
                              const char *text, apr_pool_t *pool)
{
    const sp_text_override row = { .first = 404,
                                   .last = 404,
                                   .language = SP_LANGUAGE_NONE,
                                   .field = (uint8_t)field,
                                   .text = sp_span_of(text) };
    const sp_text_overrides texts = { .rows = &row, .count = 1 };
    sp_facts facts = about_no_link();
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .texts = &texts,
                                .format = { .format = format } };
    sp_span bytes = write_page(page, &request, pool);

    return apr_pstrmemdup(pool, bytes.ptr, bytes.len);
}

typedef struct words_row {
    const char *name;
    sp_field field;
    const char *gone; /* of the catalog */
    unsigned formats; /* that show it */
} words_row;

#define PEOPLE (SP_FORMAT_BIT(HTML) | SP_FORMAT_BIT(TEXT))
#define PROGRAMS (SP_FORMATS_ALL & ~PEOPLE)

static const words_row words_rows[] = {
    { "a title of one's own", SP_FIELD_TITLE, "Page not found", PEOPLE },
    { "a sentence of one's own", SP_FIELD_WHAT, "The page may have moved",
      PEOPLE },
    { "an owner's note of one's own", SP_FIELD_OWNER, "404 does not say",
      SP_FORMATS_ALL },
    { "a first advice of one's own", SP_FIELD_DO_1, "If a link brought",
      PEOPLE },
    { "a fourth advice of one's own", SP_FIELD_DO_4, "Go to the home page.",
      PEOPLE },
    { "a detail of one's own", SP_FIELD_DETAIL, "Nothing was found", PROGRAMS },
    { "a second step of one's own", SP_FIELD_ADVICE_2, "Use addresses that",
      PROGRAMS },
};

/* Escaped as any other value: they come from a file, not from the binary. */
static void has_own_words(void **state)
{
    static const char *const escaped[SP_FORMAT__COUNT] = {
        [HTML] = "Own &lt;b&gt; &amp; &quot;words&quot;",
        [XML] = "Own &lt;b&gt; &amp; &quot;words&quot;",
        [JSON] = "Own \\u003cb\\u003e \\u0026 \\\"words\\\"",
        [TEXT] = "Own <b> & \"words\"",
        [MARKDOWN] = "Own &lt;b&gt; &amp; \"words\"",
    };
    const words_row *row = *state;

    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = about_no_link();
        const char *page = with_words((sp_format)format, row->field,
                                      "Own <b> & \"words\"", pool);

        assert_lacks(page, row->gone);
        if (row->formats & SP_FORMAT_BIT(format)) {
            assert_has(page, escaped[format]);
            assert_has(in_format((sp_format)format, &facts, &no_site, pool),
                       row->gone);
        }
        else {
            assert_lacks(page, "Own");
        }
        apr_pool_destroy(pool);
    }
}

static const char *not_found_in(const char *tag, sp_format format,
                                apr_pool_t *pool)
{
    sp_facts facts = all_facts(404);
    sp_format_choice choice = { .format = format };

    return page_in(tag, built_in_theme(), &facts, &no_site, choice, pool);
}

/* As the catalog has it: "" where the language lacks it. */
static const char *note_in(const char *tag, apr_pool_t *pool)
{
    sp_span note =
        sp_catalog_text(&sp_languages[sp_language_find(sp_span_of(tag))],
                        sp_catalog_status(sp_status_find(404))->owner);

    return apr_pstrmemdup(pool, note.ptr, note.len);
}

/* For the administrator, whatever the language; programs read English. */
static void the_owners_note_is_there_in_every_language(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sp_language_count; i++) {
        for (int format = 0; format < SP_FORMAT__COUNT; format++) {
            apr_pool_t *pool = new_pool();
            const char *tag = sp_languages[i].tag.ptr;
            const char *own = note_in(tag, pool);
            bool is_own = *own && (PEOPLE & SP_FORMAT_BIT(format)) != 0;
            const char *page = not_found_in(tag, (sp_format)format, pool);

            assert_has(page, is_own ? apr_pstrndup(pool, own, 12)
                                    : "404 does not say");
            if (is_own && i > 0) {
                assert_lacks(page, "404 does not say");
            }
            apr_pool_destroy(pool);
        }
    }
}

/* Irish has no notes: English stands in, and is marked.  Spanish has them. */
static void only_an_english_note_is_marked_as_english(void **state)
{
    static const char mark[] = "<p lang=\"en\" dir=\"ltr\">";
    apr_pool_t *pool = new_pool();
    const char *irish = not_found_in("ga", HTML, pool);
    const char *spanish = not_found_in("es", HTML, pool);

    (void)state;
    assert_string_equal(note_in("ga", pool), "");
    assert_string_not_equal(note_in("es", pool), "");
    assert_has(irish, "<html lang=\"ga\"");
    assert_has(irish, apr_pstrcat(pool, mark, "404 does not say", NULL));
    assert_has(spanish, "<html lang=\"es\"");
    assert_has(spanish,
               apr_pstrcat(pool, "<p>", note_in("es", pool), "</p>", NULL));
    assert_lacks(spanish, mark);
    assert_lacks(spanish, "404 does not say");
    apr_pool_destroy(pool);
}

/* The built-in note is English on an English page; an own one is in the page's
 * language. */
static void an_own_note_is_not_marked_as_english(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(404);
    const char *page = in_format(HTML, &facts, &no_site, pool);

    (void)state;
    assert_has(page, "<p lang=\"en\" dir=\"ltr\">404 does not say");
    page = with_words(HTML, SP_FIELD_OWNER, "Siehe Wiki", pool);
    assert_has(page, "<p>Siehe Wiki</p>");
    apr_pool_destroy(pool);
}

static void an_advice_that_is_taken_away_leaves_no_gap(void **state)
{
    apr_pool_t *pool = new_pool();
    const char *page = with_words(HTML, SP_FIELD_DO_1, "", pool);

    (void)state;
    assert_lacks(page, "If a link brought");
    assert_lacks(page, "<li></li>");
    assert_has(page, "If you typed");
    page = with_words(TEXT, SP_FIELD_DO_1, "", pool);
    assert_lacks(page, "- \n");
    apr_pool_destroy(pool);
}

/* ---- what a client may have chosen ------------------------------------ */

/* Cleaned as the front ends do: sp_escape_clean takes the controls and the
 * marks of direction; escaping is the format's. */
#define HOSTILE "<b/a='\"&[x](y)`*_\x1b[0m\xe2\x80\xae\xe2\x81\xa6\r\n\xff"
#define U_FFFD "\xef\xbf\xbd"

typedef struct hostile_row {
    const char *name;
    sp_format format;
    const char *wanted;
} hostile_row;

static const hostile_row hostile_rows[] = {
    { "hostile in html", HTML, "&lt;b/a=&#39;&quot;&amp;[x](y)`*_[0m" U_FFFD },
    { "hostile in xml", XML, "&lt;b/a=&#39;&quot;&amp;[x](y)`*_[0m" U_FFFD },
    { "hostile in json", JSON, "\\u003cb/a='\\\"\\u0026[x](y)`*_[0m" U_FFFD },
    { "hostile in markdown", MARKDOWN,
      "&lt;b/a='\"&amp;\\[x\\]\\(y\\)\\`\\*\\_\\[0m" U_FFFD },
    { "hostile in text", TEXT, "<b/a='\"&[x](y)`*_[0m" U_FFFD },
};

/* Each value a page has that did not come out of the binary. */
typedef struct place {
    int code;
    size_t offset; /* of a span in sp_facts or sp_site */
    bool site;
    bool documents; /* stands in JSON and XML too */
} place;

static const place places[] = {
    { 401, offsetof(sp_facts, realm), false, true },
    { 405, offsetof(sp_facts, methods), false, true },
    { 415, offsetof(sp_facts, types), false, true },
    { 505, offsetof(sp_facts, protocols), false, true },
    { 451, offsetof(sp_facts, blocked_by), false, true },
    { 404, offsetof(sp_facts, reference), false, true },
    { 404, offsetof(sp_site, name), true, false },
    { 404, offsetof(sp_site, home), true, false },
    { 404, offsetof(sp_site, search), true, false },
    { 404, offsetof(sp_site, contact), true, true },
    { 404, offsetof(sp_site, status_page), true, true },
};

static void set(void *of, size_t offset, sp_span value)
{
    memcpy((char *)of + offset, &value, sizeof(value));
}

static void escapes_every_place(void **state)
{
    const hostile_row *row = *state;
    bool document = row->format == JSON || row->format == XML;

    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = no_facts(places[i].code);
        sp_site site = no_site;
        const char *page;

        set(places[i].site ? (void *)&site : (void *)&facts, places[i].offset,
            sp_escape_clean(sp_span_of(HOSTILE), 80, pool));
        page = in_format(row->format, &facts, &site, pool);
        if (places[i].documents || !document) {
            assert_has(page, row->wanted);
        }
        if (row->format != TEXT) {
            assert_lacks(page, "<b/a");
        }
        assert_lacks(page, "\x1b");
        assert_lacks(page, "\xe2\x80\xae");
        apr_pool_destroy(pool);
    }
}

static void escapes_alternatives(void **state)
{
    const hostile_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_span text = sp_escape_clean(sp_span_of(HOSTILE), 80, pool);
    sp_alternative one = { text, text, text, text };
    sp_facts facts = no_facts(406);
    const char *page;

    facts.alternatives = &one;
    facts.alternative_count = 1;
    page = in_format(row->format, &facts, &no_site, pool);
    /* text has no relative address */
    assert_int_equal(count_of(page, row->wanted), row->format == TEXT ? 3 : 4);
    assert_int_equal(count_of(page, "<b/a"), row->format == TEXT ? 3 : 0);
    apr_pool_destroy(pool);
}

static void escapes_suggestions(void **state)
{
    const hostile_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_span text = sp_escape_clean(sp_span_of(HOSTILE), 80, pool);
    sp_suggestion one = { SP_SPAN("/a"), text };
    sp_facts facts = no_facts(404);
    const char *page;

    facts.suggestions = &one;
    facts.suggestion_count = 1;
    page = in_format(row->format, &facts, &no_site, pool);
    assert_int_equal(count_of(page, row->wanted), 1);
    assert_int_equal(count_of(page, "<b/a"), row->format == TEXT ? 1 : 0);
    apr_pool_destroy(pool);
}

/* ---- suggestions --------------------------------------------------------- */

typedef struct suggest_row {
    const char *name;
    sp_format_choice format;
    const char *wanted; /* NULL: nothing of them */
} suggest_row;

static const suggest_row suggest_rows[] = {
    { "HTML",
      { .format = HTML },
      "<h2>You may be looking for:</h2>\n<ul>\n"
      "<li><a href=\"/docs/install\"><bdi>Installing</bdi></a></li>\n"
      "<li><a href=\"/%C3%BC?a=1&amp;b\"><bdi>/\xc3\xbc?a=1&amp;b</bdi></a>"
      "</li>\n</ul>\n<h2>What you can do</h2>" },
    { "Markdown",
      { .format = MARKDOWN },
      "\n## Similar addresses\n\n- [Installing](/docs/install)\n"
      "- [/\xc3\xbc?a=1&amp;b](/%C3%BC?a=1&amp;b)\n\n## Next steps\n" },
    { "text",
      { .format = TEXT },
      "\nYou may be looking for:\n- Installing: /docs/install\n"
      "- /\xc3\xbc?a=1&b: /%C3%BC?a=1&b\n\nWhat you can do\n" },
    { "text for a program",
      { .format = TEXT, .program = true },
      "\nSimilar addresses\n- Installing: /docs/install\n" },
    { "brief text", { .format = TEXT, .brief = true }, NULL },
    { "one line", { .format = TEXT, .one_line = true }, NULL },
};

static void suggests(void **state)
{
    const suggest_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    const char *page;

    facts.suggestions = two_suggestions;
    facts.suggestion_count = 2;
    page = page_of(&facts, &no_site, row->format, pool);
    if (row->wanted) {
        assert_has(page, row->wanted);
    }
    else {
        assert_lacks(page, "install");
    }
    apr_pool_destroy(pool);
}

/* In text an address that is its own title stands there once. */
static void an_address_without_a_title_is_said_once(void **state)
{
    static const sp_suggestion bare = { { "/a", 2 }, { "/a", 2 } };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);

    (void)state;
    facts.suggestions = &bare;
    facts.suggestion_count = 1;
    assert_has(in_format(TEXT, &facts, &no_site, pool), "\n- /a\n");
    apr_pool_destroy(pool);
}

/* ---- links ------------------------------------------------------------ */

typedef struct again_row {
    const char *name;
    int code;
    bool repeatable;
    bool offered;
} again_row;

/* R13: only where it may help, and only for what does no harm. */
static const again_row again_rows[] = {
    { "408 may be tried again", 408, true, true },
    { "421 may be tried again", 421, true, true },
    { "429 may be tried again", 429, true, true },
    { "500 may be tried again", 500, true, true },
    { "503 may be tried again", 503, true, true },
    { "401 is the same until one has signed in", 401, true, false },
    { "440 is the same until one has signed in", 440, true, false },
    { "511 may be tried again", 511, true, true },
    { "a form is not sent again", 503, false, false },
    { "a form is not sent again after 408", 408, false, false },
    { "400 would be the same again", 400, true, false },
    { "403 would be the same again", 403, true, false },
    { "404 would be the same again", 404, true, false },
    { "405 would be the same again", 405, true, false },
    { "410 would be the same again", 410, true, false },
    { "501 would be the same again", 501, true, false },
};

/* The address of the link is empty: it is this page's own, and no byte of
 * the request stands in it (RFC 3986 4.4). */
static void offers_to_try_again(void **state)
{
    const again_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const char *page;

    facts.repeatable = row->repeatable;
    page = in_format(HTML, &facts, &full_site, pool);
    assert_int_equal(count_of(page, "<li><a href=\"\">Try again</a></li>"),
                     row->offered);
    assert_int_equal(count_of(page, "href=\"\""), row->offered);
    apr_pool_destroy(pool);
}

typedef struct heal_row {
    const char *name;
    int code;
    sp_format format;
    uint32_t known;
    const char *address;
    const char *wanted; /* NULL: no button */
} heal_row;

enum { STORED = SP_FACT_BIT(SP_FACT_STORED_DATA) };

static const heal_row heal_rows[] = {
    { "400", 400, HTML, STORED, "/h?1",
      "<form method=\"post\" action=\"/h?1\" target=\"_top\">" },
    { "431", 431, HTML, STORED, "/h?<1>", "action=\"/h?&lt;1&gt;\"" },
    { "494 of nginx", 494, HTML, STORED, "/h?1", "action=\"/h?1\"" },
    { "no address", 431, HTML, STORED, "", NULL },
    { "another fault", 400, HTML, SP_FACT_BIT(SP_FACT_SENT), "/h?1", NULL },
    { "a code whose pages never tell the fault", 404, HTML, STORED, "/h?1",
      NULL },
    { "text", 431, TEXT, STORED, "/h?1", NULL },
    { "Markdown", 431, MARKDOWN, STORED, "/h?1", NULL },
    { "JSON", 431, JSON, STORED, "/h?1", NULL },
    { "XML", 431, XML, STORED, "/h?1", NULL },
};

static void offers_to_delete_cookies(void **state)
{
    const heal_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const char *page;

    facts.known = row->known;
    facts.heal = sp_span_of(row->address);
    page = in_format(row->format, &facts, &full_site, pool);
    if (row->wanted) {
        assert_has(page, row->wanted);
        assert_has(page, "<p>You may have to sign in again afterwards.</p>"
                         "<button>Delete the cookies of this site</button>");
        assert_int_equal(count_of(page, "<style>"), 2);
    }
    else {
        assert_lacks(page, "/h?");
        assert_lacks(page, "button");
        assert_lacks(page, "sign in again");
        assert_int_equal(count_of(page, "<style>"), row->format == HTML);
    }
    apr_pool_destroy(pool);
}

/* WCAG 3.2.6: always in this order.  Only home leaves a frame (R45). */
static void links_keep_their_order(void **state)
{
    static const char *const wanted[] = {
        "<a href=\"\">", "<a href=\"/start\" target=\"_top\">",
        "<a href=\"/find\">", "<a href=\"/people\">",
        "<a href=\"https://status.example/\">"
    };
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(503);
    const char *page = in_format(HTML, &facts, &full_site, pool);
    const char *at = strstr(page, "<nav");

    (void)state;
    for (unsigned i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        assert_non_null(at);
        at = strstr(at, wanted[i]);
    }
    assert_non_null(at);
    assert_int_equal(count_of(page, "_top"), 1);
    apr_pool_destroy(pool);
}

static void a_link_that_is_not_set_is_not_there(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_site site = { .home = { "/", 1 } };
    const char *page = in_format(HTML, &facts, &site, pool);

    (void)state;
    assert_int_equal(count_of(strstr(page, "<nav"), "<a "), 1);
    assert_has(page, "<a href=\"/\" target=\"_top\">");
    page = in_format(TEXT, &facts, &site, pool);
    assert_lacks(page, "Where to go next");
    site.home = SP_SPAN("https://example.org/");
    page = in_format(TEXT, &facts, &site, pool);
    page = strstr(page, "Where to go next");
    assert_int_equal(count_of(page, "\n- "), 1);
    assert_has(page, "- Home page: https://example.org/\n");
    apr_pool_destroy(pool);
}

/* In a terminal "/" leads nowhere.  Whole addresses stay, and names do. */
static void text_has_whole_addresses_only(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(406);
    sp_site site = full_site;
    const char *page = in_format(TEXT, &facts, &site, pool);

    (void)state;
    assert_has(page, "https://status.example/");
    assert_has(page, "\n- a.de · de · text/html\n- a.txt\n");
    assert_lacks(page, "/start");
    assert_lacks(page, "/find");
    assert_lacks(page, "/people");
    assert_lacks(page, "./a");
    assert_has(in_format(MARKDOWN, &facts, &site, pool), "](/start)");
    site.contact = SP_SPAN("mailto:help@example.org");
    site.search = SP_SPAN("http://find.example/");
    page = in_format(TEXT, &facts, &site, pool);
    assert_has(page, "mailto:help@example.org?subject=");
    assert_has(page, ": http://find.example/\n");
    apr_pool_destroy(pool);
}

/* ---- for tools that print it among their own lines -------------------- */

typedef struct brief_row {
    const char *name;
    int code;
    bool known; /* all there is to know, else nothing but the reference */
    const char *wanted;
} brief_row;

static const brief_row brief_rows[] = {
    { "404", 404, false,
      "Error 404: Not Found\n"
      "Nothing was found at this address, or the server does not disclose "
      "that something is there. How long this lasts is not known.\n"
      "Reference K7QM-3TXD\n" },
    { "503 and a wait", 503, true,
      "Error 503: Service Unavailable\n"
      "The server cannot handle this request at the moment, for example "
      "because of load, maintenance or a failure. The same request can "
      "succeed later. Do not assume that the requested action was carried "
      "out. Wait 300 seconds, then repeat the request.\n"
      "Reference K7QM-3TXD\n" },
    { "405 and its methods", 405, true,
      "Error 405: Method Not Allowed\n"
      "This method is not allowed for this address. Repeating the request "
      "unchanged does not help. Use one of these methods: GET, HEAD. Do "
      "not assume that the requested action was carried out.\n"
      "Reference K7QM-3TXD\n" },
    { "406 has no list", 406, true, NULL },
};

static void is_brief(void **state)
{
    const brief_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = row->known ? all_facts(row->code) : no_facts(row->code);
    sp_format_choice choice = { .format = TEXT, .brief = true };
    const char *page;

    facts.reference = SP_SPAN("K7QM-3TXD");
    page = page_of(&facts, &full_site, choice, pool);
    assert_true(count_of(page, "\n") <= 4);
    assert_lacks(page, "\n- ");
    assert_lacks(page, "\n\n");
    assert_lacks(page, "https://");
    if (row->wanted) {
        assert_string_equal(page, row->wanted);
    }
    apr_pool_destroy(pool);
}

/* ---- other languages -------------------------------------------------- */

typedef struct linked_row {
    const char *name;
    const char *offered; /* tags, by spaces; the first is the page's */
    bool repeatable;
    const char *wanted; /* the languages that are linked, likewise */
} linked_row;

static const linked_row linked_rows[] = {
    { "two other languages", "en de ar", true, "de ar" },
    { "in the order of the site", "de ja en", true, "ja en" },
    { "none but its own", "en", true, "" },
    { "a form is not sent again for a language", "en de", false, "" },
    { "no links at all", "", true, "" },
};

static void offer(sp_language_set *set, const char *tags)
{
    memset(set, 0, sizeof(*set));
    for (const char *p = tags; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        unsigned language = sp_language_find((sp_span){ p, n });

        assert_int_not_equal(language, SP_LANGUAGE_NONE);
        sp_language_offer(set, language);
        p += n;
    }
}

/* Each in its own words and marked as such (R28); the page itself is none of
 * them, and search engines do not follow. */
static void links_languages(void **state)
{
    const linked_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_language_set set;
    sp_page page;
    sp_page_request request = { .facts = &facts,
                                .site = &full_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme() };
    sp_span text;
    const char *at;
    unsigned n = 0;

    facts.repeatable = row->repeatable;
    offer(&set, row->offered);
    if (set.count) {
        request.links = &set;
        request.language = &sp_languages[set.order[0]];
    }
    text = write_page(&page, &request, pool);
    at = apr_pstrmemdup(pool, text.ptr, text.len);
    for (const char *p = row->wanted; *p; p += strspn(p, " "), n++) {
        const char *tag = apr_pstrmemdup(pool, p, strcspn(p, " "));
        const char *link =
            apr_psprintf(pool,
                         "<a href=\"?statuspages-language=%s\" lang=\"%s\" "
                         "hreflang=\"%s\" rel=\"nofollow\">",
                         tag, tag, tag);

        assert_has(at, link);
        at = strstr(at, link);
        p += strlen(tag);
    }
    assert_int_equal(
        count_of(apr_pstrmemdup(pool, text.ptr, text.len), "hreflang="), n);
    apr_pool_destroy(pool);
}

/* ---- small print ------------------------------------------------------ */

typedef struct print_row {
    const char *name;
    sp_format format;
    const char *reference;
    const char *time;
} print_row;

static const print_row print_rows[] = {
    { "small print of html", HTML, "Reference <bdi>K7QM-3TXD</bdi>",
      "datetime=\"2026-11-22T07:09:30Z\">2026-11-22 07:09 UTC<" },
    { "small print of text", TEXT, "Reference K7QM-3TXD",
      "2026-11-22 07:09 UTC" },
    { "small print of markdown", MARKDOWN, "\n- reference: K7QM-3TXD\n",
      "\n- timestamp: 2026-11-22T07:09:30Z\n" },
    { "small print of json", JSON, "\"reference\": \"K7QM-3TXD\"",
      "\"timestamp\": \"2026-11-22T07:09:30Z\"" },
    { "small print of xml", XML, "<reference>K7QM-3TXD</reference>",
      "<timestamp>2026-11-22T07:09:30Z</timestamp>" },
};

/* The owner's note only for who may see details (R25), in every format
 * (R44). */
static void has_small_print(void **state)
{
    const print_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(404);
    sp_facts none = no_facts(404);
    sp_span owner = sp_catalog_text(
        &sp_languages[0], sp_catalog_status(sp_status_find(404))->owner);
    const char *note = apr_pstrmemdup(pool, owner.ptr, 30);
    const char *page = in_format(row->format, &facts, &full_site, pool);

    assert_has(page, row->reference);
    assert_has(page, row->time);
    assert_has(page, note);
    facts.details = false;
    assert_lacks(in_format(row->format, &facts, &full_site, pool), note);
    page = in_format(row->format, &none, &no_site, pool);
    assert_lacks(page, "eference");
    assert_lacks(page, "UTC");
    assert_lacks(page, "Time");
    assert_lacks(page, "1970");
    assert_lacks(page, note);
    apr_pool_destroy(pool);
}

/* ---- versions to choose from ------------------------------------------ */

static const char *many_versions(unsigned count, apr_pool_t *pool)
{
    sp_alternative list[SP_ALTERNATIVES_MAX + 1];
    sp_facts facts = no_facts(300);

    for (unsigned i = 0; i < count; i++) {
        const char *name = apr_psprintf(pool, "v%02u.html", i);

        list[i] =
            (sp_alternative){ sp_span_of(apr_pstrcat(pool, "./", name, NULL)),
                              sp_span_of(name),
                              SP_SPAN("text/html"),
                              { NULL, 0 } };
    }
    facts.alternatives = list;
    facts.alternative_count = count;
    return in_format(HTML, &facts, &no_site, pool);
}

static void as_many_versions_as_there_are(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (unsigned n = 0; n <= SP_ALTERNATIVES_MAX; n++) {
        assert_int_equal(count_of(many_versions(n, pool), "<a href=\"./v"), n);
    }
    assert_has(many_versions(3, pool),
               "<a href=\"./v02.html\"><bdi>v02.html</bdi></a> "
               "\xc2\xb7 <bdi>text/html</bdi></li>");
    apr_pool_destroy(pool);
}

/* One too many is not shown, and no memory of the page is overrun. */
static void no_more_versions_than_the_most(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    assert_int_equal(
        count_of(many_versions(SP_ALTERNATIVES_MAX + 1, pool), "<a href=\"./v"),
        SP_ALTERNATIVES_MAX);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, fact_rows, says_its_fact);
    ADD_TEST(list, only_what_belongs_to_the_status);
    ADD_TEST(list, sentences_keep_their_order);
    ADD_TEST(list, a_known_time_ends_vaguer_words);
    ADD_TEST(list, a_known_time_leaves_the_owners_words);
    ADD_TEST(list, every_format_knows_the_wait_or_none);
    ADD_ROWS(list, words_rows, has_own_words);
    ADD_TEST(list, the_owners_note_is_there_in_every_language);
    ADD_TEST(list, only_an_english_note_is_marked_as_english);
    ADD_TEST(list, an_own_note_is_not_marked_as_english);
    ADD_TEST(list, an_advice_that_is_taken_away_leaves_no_gap);
    ADD_ROWS(list, hostile_rows, escapes_every_place);
    ADD_ROWS(list, hostile_rows, escapes_alternatives);
    ADD_ROWS(list, hostile_rows, escapes_suggestions);
    ADD_ROWS(list, suggest_rows, suggests);
    ADD_TEST(list, an_address_without_a_title_is_said_once);
    ADD_ROWS(list, again_rows, offers_to_try_again);
    ADD_ROWS(list, heal_rows, offers_to_delete_cookies);
    ADD_TEST(list, links_keep_their_order);
    ADD_TEST(list, a_link_that_is_not_set_is_not_there);
    ADD_TEST(list, text_has_whole_addresses_only);
    ADD_ROWS(list, brief_rows, is_brief);
    ADD_ROWS(list, linked_rows, links_languages);
    ADD_ROWS(list, print_rows, has_small_print);
    ADD_TEST(list, as_many_versions_as_there_are);
    ADD_TEST(list, no_more_versions_than_the_most);
    return run_list("page_values", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the texts for programs: catalog/client.def, and how pages use it. */
#include "documents.h"
#include "pages.h"
#include "tables.h"

#include <ctype.h>

enum { DETAIL_MAX = 220, STEP_MAX = 160, MARKDOWN_MAX = 700 };

static bool is_error(const sp_status *status)
{
    return status->code >= 400;
}

static const sp_format_choice program_formats[] = {
    { .format = JSON },
    { .format = XML },
    { .format = MARKDOWN },
    { .format = TEXT, .program = true },
    { .format = TEXT, .brief = true },
};

static const char *english(sp_message message, apr_pool_t *pool)
{
    sp_span text = sp_catalog_text(&sp_languages[0], message);

    return apr_pstrmemdup(pool, text.ptr, text.len);
}

/* Detail and advice of a code, without facts, as one text. */
static const char *all_words(const sp_status *status, apr_pool_t *pool)
{
    const sp_status_texts *texts = sp_catalog_status(status);
    const char *all = english(texts->detail, pool);

    for (unsigned i = 0; i < SP_ADVICE_MAX; i++) {
        all =
            apr_pstrcat(pool, all, " ", english(texts->advice[i], pool), NULL);
    }
    return all;
}

/* ---- each code has texts ------------------------------------------------- */

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = text; *p; p++) {
        if (strncasecmp(p, word, n) == 0 && !isalpha((unsigned char)p[n])
            && (p == text || !isalpha((unsigned char)p[-1]))) {
            return true;
        }
    }
    return false;
}

static void check_sentence(const char *text, size_t max)
{
    assert_between(strlen(text), 10, max);
    assert_true(isupper((unsigned char)text[0]));
    assert_int_equal(text[strlen(text) - 1], '.');
}

/* For whoever writes a client: no visitor, nothing that is done on a screen, no
 * blame. */
static void speaks_to_a_program(void **state)
{
    static const char *const unwanted[] = {
        "browser", "page",   "pages", "form",   "bookmark", "visitor", "visit",
        "device",  "sorry",  "click", "reload", "please",   "wrong",   "fault",
        "you did", "screen", "oops",  "app",    "tab"
    };
    const status_row *row = *state;
    const sp_status_texts *texts = sp_catalog_status(row->status);
    apr_pool_t *pool = new_pool();
    bool over = false;

    check_sentence(english(texts->detail, pool), DETAIL_MAX);
    assert_true(texts->advice[0] != 0);
    for (unsigned i = 0; i < SP_ADVICE_MAX; i++) {
        over |= texts->advice[i] == 0;
        assert_int_equal(texts->advice[i] == 0, over);
        if (!over) {
            check_sentence(english(texts->advice[i], pool), STEP_MAX);
        }
    }
    for (size_t i = 0; i < SP_COUNT(unwanted); i++) {
        /* 450 is software on a device */
        if (has_word(all_words(row->status, pool), unwanted[i])
            && row->status->code != 450) {
            fail_msg("\"%s\" in: %s", unwanted[i],
                     all_words(row->status, pool));
        }
    }
    apr_pool_destroy(pool);
}

/* What is said of a second try, and what status.def knows of it. */
static void agrees_with_its_row(void **state)
{
    const status_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *detail = english(sp_catalog_status(row->status)->detail, pool);

    if (row->status->lasts == SP_LASTS_TEMPORARY) {
        assert_has(detail, "can succeed");
        assert_lacks(detail, "does not help");
    }
    else {
        assert_lacks(detail, "can succeed later");
    }
    if (row->status->lasts == SP_LASTS_PERMANENT) {
        assert_lacks(all_words(row->status, pool),
                     english(SP_MSG_CLIENT_LATER, pool));
    }
    apr_pool_destroy(pool);
}

/* What ends when somebody does something does not pass by itself. */
static void passes_by_itself_or_needs_a_change(void **state)
{
    const status_row *row = *state;

    assert_false(row->status->lasts == SP_LASTS_TEMPORARY
                 && row->status->retry == SP_RETRY_CHANGE);
}

/* ---- what the RFCs say ---------------------------------------------------*/

typedef struct rfc_row {
    const char *name; /* where it is said */
    int code;
    const char *words[3];
} rfc_row;

static const rfc_row rfc_rows[] = {
    { "RFC 9110 15.5.2: the field with the challenge",
      401,
      { "valid credentials", "WWW-Authenticate", "Authorization" } },
    { "RFC 9110 15.5.4: not automatically with the same credentials",
      403,
      { "refuses to fulfill", "Do not repeat it automatically",
        "same credentials" } },
    { "RFC 9110 15.5.5: may be hidden, lasts nobody knows how long",
      404,
      { "does not disclose", "not known" } },
    { "RFC 9110 15.5.8: of a proxy",
      407,
      { "proxy", "Proxy-Authenticate", "Proxy-Authorization" } },
    { "RFC 9110 15.5.9: may be repeated, on a new connection",
      408,
      { "can succeed", "Repeat the request", "new connection" } },
    { "RFC 9110 15.5.10: resolve, then again",
      409,
      { "current state", "resolve the conflict", "again" } },
    { "RFC 9110 15.5.11: likely to be permanent", 410, { "permanent" } },
    { "RFC 9110 15.5.12: the missing field", 411, { "Content-Length" } },
    { "RFC 9110 15.5.13: the method was not applied",
      412,
      { "false", "not applied", "If-Match" } },
    { "RFC 9110 15.5.14: the content, not the header", 413, { "content" } },
    { "RFC 9110 15.5.16: type or coding",
      415,
      { "Content-Type", "Content-Encoding", "Accept-Post" } },
    { "RFC 9110 15.5.17: the current length",
      416,
      { "Content-Range", "without Range" } },
    { "RFC 9110 15.5.18: without it", 417, { "without Expect" } },
    { "RFC 9110 15.5.20: another connection, whatever the method",
      421,
      { "cannot or will not", "new connection", "whatever its method" } },
    { "RFC 9110 15.5.21: the syntax is correct",
      422,
      { "syntax of the content is correct" } },
    { "RFC 9110 15.5.22: the field with the protocols", 426, { "Upgrade" } },
    { "RFC 4918 11.3: the source or the destination",
      423,
      { "source or the destination", "locked" } },
    { "RFC 8470 5.2: again, not in early data",
      425,
      { "Repeat the request", "not in early data" } },
    { "RFC 6585 3: how to resubmit", 428, { "conditional", "If-Match" } },
    { "RFC 6585 4: who is counted, and for how long, is left open",
      429,
      { "in a given amount of time", "counted with it", "can succeed later" } },
    { "RFC 6585 5: after reducing their size", 431, { "smaller" } },
    { "RFC 7725 3", 451, { "legal demand" } },
    { "RFC 9110 15.6.3: an invalid response",
      502,
      { "gateway or proxy", "valid response" } },
    { "RFC 9110 15.6.5: not in time",
      504,
      { "gateway or proxy", "in time", "only-if-cached" } },
    { "RFC 9110 9.2.2: no second POST unseen",
      502,
      { "not idempotent", "took effect" } },
    { "RFC 4918 11.5: not before a user asks again",
      507,
      { "only when the user asks" } },
    { "RFC 6585 6: the network", 511, { "network", "authentication" } },
};

static void says_what_the_rfc_says(void **state)
{
    const rfc_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *all = all_words(sp_status_find(row->code), pool);

    for (size_t i = 0; i < SP_COUNT(row->words) && row->words[i]; i++) {
        assert_has(all, row->words[i]);
    }
    apr_pool_destroy(pool);
}

/* ---- facts ---------------------------------------------------------------*/

/* One fact alone: known, or with its value. */
static sp_facts one_fact(int code, sp_fact fact)
{
    sp_facts facts = no_facts(code);
    const sp_facts all = all_facts(code);

    facts.known = SP_FACT_BIT(fact);
    switch ((int)fact) {
    case SP_FACT_REALM: facts.realm = all.realm; break;
    case SP_FACT_METHODS: facts.methods = all.methods; break;
    case SP_FACT_TYPES: facts.types = all.types; break;
    case SP_FACT_PROTOCOLS: facts.protocols = all.protocols; break;
    case SP_FACT_BLOCKED_BY: facts.blocked_by = all.blocked_by; break;
    case SP_FACT_LIMIT: facts.limit_bytes = all.limit_bytes; break;
    case SP_FACT_SIZE: facts.received_bytes = all.received_bytes; break;
    case SP_FACT_ADDRESS_LIMIT: facts.address_limit = all.address_limit; break;
    case SP_FACT_WAIT:
    case SP_FACT_BACK: facts.retry_after = all.retry_after; break;
    default: break;
    }
    return facts;
}

/* The words of a document: detail and advice. */
static const char *words_of(const sp_facts *facts, apr_pool_t *pool)
{
    const char *json = in_format(JSON, facts, &no_site, pool);
    const char *words = "";
    document d;

    assert_true(document_read(&d, sp_span_of(json), false));
    for (unsigned i = 0; i < d.count; i++) {
        if (strcmp(d.members[i].path, "detail") == 0
            || strncmp(d.members[i].path, "advice[", 7) == 0) {
            words = apr_pstrcat(pool, words, d.members[i].text, "\n", NULL);
        }
    }
    document_free(&d);
    return words;
}

/* Each sentence that people may be told (facts.def) is told to programs. */
static void tells_each_fact(void **state)
{
    const status_row *row = *state;
    const sp_facts none = no_facts(row->status->code);

    for (int fact = 0; fact < SP_FACT__COUNT; fact++) {
        apr_pool_t *pool = new_pool();
        sp_facts one = one_fact(row->status->code, (sp_fact)fact);
        bool told = strcmp(in_format(TEXT, &one, &no_site, pool),
                           in_format(TEXT, &none, &no_site, pool))
                    != 0;

        if (told
            == (strcmp(words_of(&one, pool), words_of(&none, pool)) == 0)) {
            fail_msg("fact %d: people %d, programs:\n%s", fact, told,
                     words_of(&one, pool));
        }
        apr_pool_destroy(pool);
    }
}

typedef struct told_row {
    const char *name;
    int code;
    sp_fact fact;
    const char *wanted;
} told_row;

static const told_row told_rows[] = {
    { "methods", 405, SP_FACT_METHODS,
      "\nUse one of these methods: GET, HEAD.\n" },
    { "types", 415, SP_FACT_TYPES,
      "\nSend one of these media types: image/png, image/gif.\n" },
    { "exact sizes: the limit", 413, SP_FACT_LIMIT, " 20971520 bytes" },
    { "exact sizes: the content", 413, SP_FACT_SIZE, " 50331648 bytes" },
    { "the longest line", 414, SP_FACT_ADDRESS_LIMIT, " 8190 " },
    { "exact seconds", 429, SP_FACT_WAIT,
      "\nWait 300 seconds, then repeat the request.\n" },
    { "exact seconds of a closed site", 503, SP_FACT_BACK, "Wait 300 seconds" },
    { "the realm", 401, SP_FACT_REALM, "The realm is Staff." },
    { "protocols", 505, SP_FACT_PROTOCOLS, ": HTTP/1.1, HTTP/2.\n" },
    { "who blocks", 451, SP_FACT_BLOCKED_BY, "by https://court.example/." },
};

/* Known: with its value.  Not known: no word of it, and no brace. */
static void tells_the_value(void **state)
{
    const told_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts one = one_fact(row->code, row->fact);
    sp_facts none = no_facts(row->code);

    assert_has(words_of(&one, pool), row->wanted);
    assert_lacks(words_of(&none, pool), row->wanted);
    apr_pool_destroy(pool);
}

static void leaves_no_brace(void **state)
{
    const status_row *row = *state;
    const sp_facts both[] = { all_facts(row->status->code),
                              no_facts(row->status->code) };

    for (int i = 0; i < 2; i++) {
        apr_pool_t *pool = new_pool();

        assert_null(strpbrk(words_of(&both[i], pool), "{}"));
        assert_lacks(words_of(&both[i], pool), "  ");
        apr_pool_destroy(pool);
    }
}

/* 300 seconds and "later" beside each other would be two answers. */
static void a_known_wait_ends_vaguer_words(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts known = one_fact(503, SP_FACT_BACK);
    sp_facts none = no_facts(503);

    (void)state;
    assert_has(words_of(&none, pool), english(SP_MSG_CLIENT_LATER, pool));
    assert_lacks(words_of(&known, pool), english(SP_MSG_CLIENT_LATER, pool));
    apr_pool_destroy(pool);
}

static void one_second_is_singular(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(429);

    (void)state;
    facts.retry_after = 1;
    assert_has(words_of(&facts, pool), "Wait 1 second, ");
    apr_pool_destroy(pool);
}

/* ---- formats -------------------------------------------------------------*/

static const char *in_language(const sp_facts *facts, sp_format_choice format,
                               const sp_language *language, apr_pool_t *pool)
{
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = { .facts = facts,
                                .site = &full_site,
                                .language = language,
                                .theme = built_in_theme(),
                                .links = &sp_language_all,
                                .format = format };
    sp_span text = write_page(page, &request, pool);

    assert_true(page->for_program);
    assert_true(sp_span_equal(page->language, SP_SPAN("en")));
    return apr_pstrmemdup(pool, text.ptr, text.len);
}

/* One document for all, whatever Accept-Language says. */
static void is_one_for_all_languages(void **state)
{
    const status_row *row = *state;
    sp_facts facts = all_facts(row->status->code);

    for (size_t i = 0; i < SP_COUNT(program_formats); i++) {
        apr_pool_t *pool = new_pool();
        const char *wanted =
            in_language(&facts, program_formats[i], &sp_languages[0], pool);

        for (unsigned j = 1; j < sp_language_count; j += 7) {
            assert_string_equal(
                in_language(&facts, program_formats[i], &sp_languages[j], pool),
                wanted);
        }
        apr_pool_destroy(pool);
    }
}

/* With id, time and the way home; without what a site sets itself. */
static void markdown_is_short(void **state)
{
    static const sp_site usual = { .name = { "www.example.org", 15 },
                                   .home = { "/", 1 } };
    const status_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->status->code);
    const char *page;
    char first[128];

    facts.time = 1795331370;
    facts.reference = SP_SPAN("byvw0T8j/DU");
    page = in_format(MARKDOWN, &facts, &usual, pool);
    snprintf(first, sizeof(first), "# %d %.*s\n\n", row->status->code,
             (int)row->status->phrase.len, row->status->phrase.ptr);
    assert_memory_equal(page, first, strlen(first));
    assert_between(strlen(page), strlen(first), MARKDOWN_MAX);
    assert_has(page, "\n- reference: byvw0T8j/DU\n");
    apr_pool_destroy(pool);
}

/* Links for programs are in their formats, and in none of people's. */
static void links_for_programs_are_for_programs(void **state)
{
    static const char *const addresses[] = {
        "/sitemap.xml", "/llms.txt", "https://api.example/openapi.json"
    };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);

    (void)state;
    for (size_t i = 0; i < SP_COUNT(addresses); i++) {
        const char *link = apr_pstrcat(pool, "](", addresses[i], ")\n", NULL);

        assert_has(in_format(MARKDOWN, &facts, &full_site, pool), link);
        assert_has(in_format(JSON, &facts, &full_site, pool), addresses[i]);
        assert_has(in_format(XML, &facts, &full_site, pool), addresses[i]);
        assert_lacks(in_format(HTML, &facts, &full_site, pool), addresses[i]);
        assert_lacks(in_format(TEXT, &facts, &full_site, pool), addresses[i]);
    }
    /* text has whole addresses only */
    assert_has(page_of(&facts, &full_site, program_formats[3], pool),
               "API description: https://api.example/openapi.json\n");
    assert_lacks(page_of(&facts, &full_site, program_formats[3], pool),
                 "sitemap");
    apr_pool_destroy(pool);
}

typedef struct base_row {
    const char *name;
    sp_format_choice format;
    const char *base;
    const char *wanted;
} base_row;

#define RFC_OF_404 "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5"

/* Text has no paths. */
static const base_row base_rows[] = {
    { "a path in Markdown", { .format = MARKDOWN }, "/p/", "(/p/404)\n" },
    { "a path in text",
      { .format = TEXT, .program = true },
      "/p/",
      "- Documentation: " RFC_OF_404 "\n" },
    { "a whole address in text",
      { .format = TEXT, .program = true },
      "https://example.com/p/",
      "- Documentation: https://example.com/p/404\n" },
    { "no base in text",
      { .format = TEXT, .program = true },
      "",
      "- Documentation: " RFC_OF_404 "\n" },
};

static void documentation_is_of_use(void **state)
{
    const base_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .problem_base = sp_span_of(row->base),
                                .format = row->format };
    sp_span text = write_page(page, &request, pool);

    assert_has(apr_pstrmemdup(pool, text.ptr, text.len), row->wanted);
    apr_pool_destroy(pool);
}

/* ---- a site that is closed, own words ------------------------------------ */

static void a_closed_site_says_until_when(void **state)
{
    const sp_announcement until = { 1798135200, { NULL, 0 } };
    const sp_announcement open_end = { -1, { NULL, 0 } };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(503);

    (void)state;
    facts.maintenance = &until;
    assert_has(words_of(&facts, pool),
               "planned maintenance until 2026-12-24 18:00 UTC.");
    facts.maintenance = &open_end;
    assert_has(words_of(&facts, pool), "planned maintenance. ");
    apr_pool_destroy(pool);
}

typedef struct own_row {
    const char *name;
    sp_field field;
    sp_format_choice format;
    bool shown;
} own_row;

static const own_row own_rows[] = {
    { "detail in json", SP_FIELD_DETAIL, { .format = JSON }, true },
    { "advice in xml", SP_FIELD_ADVICE_2, { .format = XML }, true },
    { "advice in markdown", SP_FIELD_ADVICE_1, { .format = MARKDOWN }, true },
    { "detail in text for a program",
      SP_FIELD_DETAIL,
      { .format = TEXT, .program = true },
      true },
    { "detail in text for people", SP_FIELD_DETAIL, { .format = TEXT }, false },
    { "detail in html", SP_FIELD_DETAIL, { .format = HTML }, false },
    { "what in json", SP_FIELD_WHAT, { .format = JSON }, false },
    { "do1 in markdown", SP_FIELD_DO_1, { .format = MARKDOWN }, false },
    { "what in html", SP_FIELD_WHAT, { .format = HTML }, true },
};

static void own_words_are_for_whom_they_are(void **state)
{
    const own_row *row = *state;
    const sp_text_override one = {
        404, 404, SP_LANGUAGE_NONE, (uint8_t)row->field, { "Own words.", 10 }
    };
    const sp_text_overrides texts = { &one, 1, NULL };
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .texts = &texts,
                                .format = row->format };
    sp_span text = write_page(page, &request, pool);

    assert_int_equal(
        count_of(apr_pstrmemdup(pool, text.ptr, text.len), "Own words."),
        row->shown);
    apr_pool_destroy(pool);
}

int main(void)
{
    static status_row statuses[7][STATUSES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    add_statuses(list, statuses[0], "speaks to a program", is_error,
                 speaks_to_a_program);
    add_statuses(list, statuses[1], "agrees with its row", is_error,
                 agrees_with_its_row);
    add_statuses(list, statuses[6], "passes by itself or needs a change",
                 is_error, passes_by_itself_or_needs_a_change);
    ADD_ROWS(list, rfc_rows, says_what_the_rfc_says);
    add_statuses(list, statuses[2], "tells each fact", is_error,
                 tells_each_fact);
    ADD_ROWS(list, told_rows, tells_the_value);
    add_statuses(list, statuses[3], "leaves no brace", is_error,
                 leaves_no_brace);
    ADD_TEST(list, a_known_wait_ends_vaguer_words);
    ADD_TEST(list, one_second_is_singular);
    add_statuses(list, statuses[4], "is one for all languages", is_error,
                 is_one_for_all_languages);
    add_statuses(list, statuses[5], "is short in markdown", any_status,
                 markdown_is_short);
    ADD_TEST(list, links_for_programs_are_for_programs);
    ADD_ROWS(list, base_rows, documentation_is_of_use);
    ADD_TEST(list, a_closed_site_says_until_when);
    ADD_ROWS(list, own_rows, own_words_are_for_whom_they_are);
    return run_list("client_texts", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page.h. */
#include "pages.h"
#include "tables.h"

#include "core/utf8.h"

/* ---- every status in every format ------------------------------------- */

typedef struct page_row {
    const char *name;
    const sp_status *status;
    sp_format format;
    char text[64];
} page_row;

enum { PAGES_MAX = STATUSES_MAX * SP_FORMAT__COUNT };

static bool is_error_page(const sp_status *status, int format)
{
    return status->code >= 400 && format == HTML;
}

static bool any(const sp_status *status, int format)
{
    (void)status;
    (void)format;
    return true;
}

static void add_pages(test_list *list, page_row *rows,
                      bool (*wanted)(const sp_status *status, int format),
                      const char *what, CMUnitTestFunction check)
{
    size_t count;
    size_t n = 0;
    const sp_status *all = sp_status_all(&count);

    assert_true(count * SP_FORMAT__COUNT <= PAGES_MAX);
    for (size_t i = 0; i < count; i++) {
        for (int format = 0; format < SP_FORMAT__COUNT; format++) {
            if (!wanted(&all[i], format)) {
                continue;
            }
            snprintf(rows[n].text, sizeof(rows[n].text), "%d as %s%s",
                     all[i].code, sp_formats[format].name.ptr, what);
            rows[n].name = rows[n].text;
            rows[n].status = &all[i];
            rows[n].format = (sp_format)format;
            n++;
        }
    }
    add_rows(list, rows, sizeof(*rows), n, check);
}

/* R29: one h1, a title, a main part; 14,000 bytes is what HAProxy's buffer
 * has room for, below 512 old browsers show a page of their own (R41). */
static void check_html(const char *page, bool live)
{
    size_t n = strlen(page);

    assert_memory_equal(page, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">",
                        42);
    assert_string_equal(page + n - 8, "</html>\n");
    assert_int_equal(count_of(page, "<h1>"), 1);
    assert_int_equal(count_of(page, "<title>"), 1);
    assert_int_equal(count_of(page, "<main>"), 1);
    assert_has(page, "<meta charset=\"utf-8\">");
    assert_has(page, "<meta name=\"robots\" content=\"noindex\">");
    assert_lacks(page, "{{");
    assert_lacks(page, "<p></p>");
    assert_lacks(page, "<li></li>");
    assert_lacks(page, "<bdi></bdi>");
    assert_lacks(page, "http-equiv"); /* R20 */
    assert_lacks(page, "<script");
    if (live) {
        assert_between(n, 512, 13999);
    }
}

/* Two columns: East Asian wide characters (UAX 11), the blocks in use. */
static size_t width_of(uint32_t point)
{
    bool wide = (point >= 0x1100 && point <= 0x115f)
                || (point >= 0x2e80 && point <= 0xa4cf)
                || (point >= 0xac00 && point <= 0xd7a3)
                || (point >= 0xf900 && point <= 0xfaff)
                || (point >= 0xff01 && point <= 0xff60);

    return wide ? 2 : 1;
}

static void check_columns(const char *page)
{
    sp_span text = sp_span_of(page);
    size_t columns = 0;
    bool blank = false; /* the line could have been broken */

    for (size_t i = 0, n; i < text.len; i += n) {
        uint32_t point = sp_utf8_decode(text, i, &n);

        assert_true(n > 0);
        columns = point == '\n' ? 0 : columns + width_of(point);
        blank = columns > 0 && (blank || (point == ' ' && columns > 2));
        if (columns > 78 && blank) {
            fail_msg("more than 78 columns, up to here: %.*s", (int)(i + n),
                     page);
        }
    }
    assert_int_equal(columns, 0); /* each line is ended */
}

/* CONTENT 4.2: 78 columns, LF, no colours; the first line can be searched. */
static void check_text(const char *page, const sp_status *status)
{
    char first[128];

    snprintf(first, sizeof(first), "%s %d: %.*s\n",
             status->code >= 400 ? "Error" : "Status", status->code,
             (int)status->phrase.len, status->phrase.ptr);
    assert_int_equal(strncmp(page, first, strlen(first)), 0);
    assert_lacks(page, "\r");
    assert_lacks(page, "\t");
    assert_lacks(page, "\x1b");
    assert_lacks(page, " \n");
    assert_lacks(page, "\n\n\n");
    check_columns(page);
}

/* For programs: the code is in the first line. */
static void check_markdown(const char *page, const sp_status *status)
{
    char first[128];

    snprintf(first, sizeof(first), "# %d %.*s\n\n", status->code,
             (int)status->phrase.len, status->phrase.ptr);
    assert_int_equal(strncmp(page, first, strlen(first)), 0);
    assert_lacks(page, "{");
}

/* With all there is to know and with nothing. */
static void is_whole(void **state)
{
    const page_row *row = *state;
    sp_span title = sp_catalog_text(&sp_languages[0],
                                    sp_catalog_status(row->status)->title);
    const sp_facts both[] = { all_facts(row->status->code),
                              no_facts(row->status->code) };
    bool live = row->status->page == SP_PAGE_LIVE;

    for (int i = 0; i < 2; i++) {
        apr_pool_t *pool = new_pool();
        const char *page =
            in_format(row->format, &both[i], i ? &no_site : &full_site, pool);

        assert_int_equal(sp_utf8_valid(sp_span_of(page)), strlen(page));
        assert_has(page, apr_itoa(pool, row->status->code));
        if (row->format == HTML || row->format == TEXT) {
            assert_has(page, apr_pstrmemdup(pool, title.ptr, title.len));
        }
        if (row->format == HTML) {
            check_html(page, live);
        }
        if (row->format == TEXT) {
            check_text(page, row->status);
        }
        if (row->format == MARKDOWN) {
            check_markdown(page, row->status);
        }
        apr_pool_destroy(pool);
    }
}

/* A heading or a list with nothing in it is an announcement of nothing, above
 * all to who listens to the page (WCAG 1.3.1, 2.4.6). */
static void announces_nothing_empty(void **state)
{
    const page_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->status->code);

    assert_lacks(in_format(HTML, &facts, &full_site, pool), "<ul>\n</ul>");
    assert_lacks(in_format(TEXT, &facts, &full_site, pool),
                 "What you can do\n\n");
    assert_lacks(in_format(MARKDOWN, &facts, &full_site, pool), "\n\n\n");
    apr_pool_destroy(pool);
}

static void a_site_without_links_announces_none(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);

    (void)state;
    assert_lacks(in_format(HTML, &facts, &no_site, pool), "<ul>\n</ul>");
    assert_lacks(in_format(TEXT, &facts, &no_site, pool), "Where to go next");
    facts = no_facts(444); /* which is in no RFC */
    assert_lacks(in_format(MARKDOWN, &facts, &no_site, pool), "## Links");
    apr_pool_destroy(pool);
}

/* ---- every language --------------------------------------------------- */

/* R28: language and direction of the page are told, and are those of its
 * words; a page that the language lacks is English whole, and so is all that is
 * for programs. */
static void check_language(const sp_page *page, const char *text,
                           const sp_language *chosen)
{
    sp_format format = page->request->format.format;
    const sp_language *used =
        format == HTML || format == TEXT ? sp_catalog_language(
            chosen, sp_status_find(page->request->facts->code))
                                         : &sp_languages[0];
    const char *dir = used->rtl ? "rtl" : "ltr";
    char shell[64];

    assert_true(sp_span_equal(page->language, used->tag));
    snprintf(shell, sizeof(shell), "<html lang=\"%.*s\" dir=\"%s\">",
             (int)used->tag.len, used->tag.ptr, dir);
    if (format == HTML) {
        assert_has(text, shell);
        assert_lacks(strstr(text, "</head>"), "{");
        assert_between(strlen(text), 512, 13999);
    }
}

static void has_all_pages(void **state)
{
    const language_row *row = *state;
    apr_pool_t *pool = new_pool();
    apr_pool_t *each = new_pool();
    const sp_theme *theme = built_in_theme();
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count * SP_FORMAT__COUNT; i++) {
        sp_facts facts = all_facts(all[i / SP_FORMAT__COUNT].code);
        sp_page page;
        sp_page_request request = {
            .facts = &facts,
            .site = &full_site,
            .language = row->language,
            .theme = theme,
            .links = &sp_language_all,
            .format = { .format = (sp_format)(i % SP_FORMAT__COUNT) }
        };
        sp_span text = write_page(&page, &request, each);

        assert_int_equal(sp_utf8_valid(text), text.len);
        check_language(&page, apr_pstrmemdup(each, text.ptr, text.len),
                       row->language);
        apr_pool_clear(each);
    }
    apr_pool_destroy(each);
    apr_pool_destroy(pool);
}

static void fits_into_78_columns(void **state)
{
    const language_row *row = *state;
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        apr_pool_t *pool = new_pool();
        sp_facts facts = all_facts(all[i].code);
        sp_page *page = apr_palloc(pool, sizeof(*page));
        sp_page_request request = { .facts = &facts,
                                    .site = &full_site,
                                    .language = row->language,
                                    .theme = built_in_theme(),
                                    .format = { .format = TEXT } };
        sp_span text = write_page(page, &request, pool);

        check_columns(apr_pstrmemdup(pool, text.ptr, text.len));
        apr_pool_destroy(pool);
    }
}

/* ---- what goes into Content-Type and Content-Language ----------------- */

typedef struct type_row {
    const char *name;
    sp_format format;
    const char *media_type;
} type_row;

/* RFC 9457 6.1, 6.2: problem details have no charset parameter. */
static const type_row type_rows[] = {
    { "html has its type", HTML, "text/html; charset=utf-8" },
    { "json has its type", JSON, "application/problem+json" },
    { "xml has its type", XML, "application/problem+xml" },
    { "text has its type", TEXT, "text/plain; charset=utf-8" },
    { "markdown has its type", MARKDOWN, "text/markdown; charset=utf-8" },
};

static void has_its_type(void **state)
{
    const type_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_page page;
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .format = { .format = row->format } };

    write_page(&page, &request, pool);
    assert_span(page.media_type, row->media_type);
    assert_span(page.language, "en");
    apr_pool_destroy(pool);
}

/* ---- codes without a row of their own --------------------------------- */

typedef struct unknown_row {
    const char *name;
    int code;
    const char *phrase;
    int texts_of;
    const char *shell; /* the class of <body> */
} unknown_row;

/* RFC 9110 15: the x00 of its class; outside of 100-599 as 5xx.  599 and 999
 * have rows, with the texts of others or their own. */
static const unknown_row unknown_rows[] = {
    { "299 is as 200", 299, "OK", 200, "" },
    { "455 is as 400", 455, "Bad Request", 400, "client" },
    { "555 is as 500", 555, "Internal Server Error", 500, "server" },
    { "599 is as 504", 599, "Network Connect Timeout", 504, "server" },
    { "600 is as 500", 600, "Internal Server Error", 500, "server" },
    { "42 is as 500", 42, "Internal Server Error", 500, "server" },
    { "0 is as 500", 0, "Internal Server Error", 500, "server" },
    { "999 has its own", 999, "Request Denied", 999, "server" },
    { "2147483647 is as 500", 2147483647, "Internal Server Error", 500,
      "server" },
};

static const char *flat_text(sp_message message, apr_pool_t *pool)
{
    sp_span text = sp_catalog_text(&sp_languages[0], message);

    return apr_pstrmemdup(pool, text.ptr, text.len);
}

static void falls_to_its_class(void **state)
{
    const unknown_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const sp_status_texts *texts =
        sp_catalog_status(sp_status_find(row->texts_of));
    const char *code = apr_itoa(pool, row->code);

    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        const char *page = in_format((sp_format)format, &facts, &no_site, pool);
        char *flat = apr_pstrdup(pool, page);

        for (char *p = flat; *p; p++) {
            *p = *p == '\n' ? ' ' : *p;
        }
        assert_has(flat,
                   flat_text(format == HTML || format == TEXT || !texts->detail
                                 ? texts->what
                                 : texts->detail,
                             pool));
        assert_has(flat, code);
    }
    assert_has(in_format(HTML, &facts, &no_site, pool),
               apr_pstrcat(pool, "Code ", code, "</p>", NULL));
    assert_has(in_format(TEXT, &facts, &no_site, pool),
               apr_pstrcat(pool, code, ": ", row->phrase, "\n", NULL));
    assert_has(in_format(JSON, &facts, &no_site, pool),
               apr_pstrcat(pool, "\"status\": ", code, ",", NULL));
    apr_pool_destroy(pool);
}

/* variables.def: client_error "the code is 4xx", server_error "5xx". */
static void is_of_its_class(void **state)
{
    const unknown_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);

    assert_has(in_format(HTML, &facts, &no_site, pool),
               apr_pstrcat(pool, "<body class=\"", row->shell, "\">", NULL));
    apr_pool_destroy(pool);
}

/* ---- one line for what is no page ------------------------------------- */

typedef struct tiny_row {
    const char *name;
    int code;
    const char *wanted;
} tiny_row;

static const tiny_row tiny_rows[] = {
    { "a missing image", 404, "Error 404: Not Found\n" },
    { "a style of a site that is closed", 503,
      "Error 503: Service Unavailable\n" },
    { "one line, 418", 418, "Error 418: (Unused)\n" },
    { "one line, code without a row", 455, "Error 455: Bad Request\n" },
    { "one line, code outside", 600, "Error 600: Internal Server Error\n" },
    { "one line, code of two digits", 42, "Error 42: Internal Server Error\n" },
    { "one line, 999", 999, "Error 999: Request Denied\n" },
};

/* Whatever is known and whoever the site is. */
static void is_one_line(void **state)
{
    const tiny_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(row->code);
    sp_page page;
    sp_page_request request = { .facts = &facts,
                                .site = &full_site,
                                .language = &sp_languages[0],
                                .theme = built_in_theme(),
                                .format = { .format = TEXT,
                                            .one_line = true } };

    assert_span(write_page(&page, &request, pool), row->wanted);
    assert_span(page.media_type, "text/plain; charset=utf-8");
    assert_span(page.language, "en");
    apr_pool_destroy(pool);
}

/* ---- lines of text ---------------------------------------------------- */

/* A long sentence is broken between words, none is lost. */
static void long_lines_are_broken_between_words(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(415);
    const char *types =
        "image/png, image/gif, image/jpeg, image/webp, image/avif, "
        "image/svg+xml, image/heic, application/pdf, text/plain, text/html, "
        "text/markdown, application/json, application/xml, audio/ogg";
    char *page;

    (void)state;
    facts.types = sp_span_of(types);
    page = apr_pstrdup(pool, in_format(TEXT, &facts, &full_site, pool));
    check_text(page, sp_status_find(415));
    for (char *p = page; *p; p++) {
        *p = *p == '\n' ? ' ' : *p;
    }
    assert_has(page, types);
    apr_pool_destroy(pool);
}

typedef struct wrap_row {
    const char *name;
    unsigned before; /* letters of the site's name before its last word */
    unsigned word;   /* letters of the last word */
    bool broken;
} wrap_row;

/* The name of the site, alone on its line: "Code 404 · xxxx yyyy". */
static const wrap_row wrap_rows[] = {
    { "77 columns are one line", 60, 5, false },
    { "78 columns are one line", 60, 6, false },
    { "79 columns are two lines", 60, 7, true },
    { "a word of 78 columns has its line", 20, 78, true },
};

static void breaks(void **state)
{
    const wrap_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_site site = no_site;
    char *name = apr_pcalloc(pool, row->before + row->word + 2);
    const char *page;

    memset(name, 'x', row->before);
    name[row->before] = ' ';
    memset(name + row->before + 1, 'y', row->word);
    site.name = sp_span_of(name);
    page = in_format(TEXT, &facts, &site, pool);
    check_text(page, sp_status_find(404));
    assert_int_equal(strstr(page, "x y") == NULL, row->broken);
    assert_int_equal(strstr(page, "x\ny") != NULL, row->broken);
    apr_pool_destroy(pool);
}

/* The space after a list's mark is not broken at; any other one is. */
static void a_letter_alone_does_not_hold_a_long_word(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(404);
    sp_site site = no_site;
    char name[66 + 3 + 77 + 1];

    (void)state;
    memset(name, 'x', 66); /* "Code 404 · " and these fill a line */
    memcpy(name + 66, " i ", 3);
    memset(name + 69, 'y', 77);
    site.name = (sp_span){ name, sizeof(name) - 1 };
    check_text(in_format(TEXT, &facts, &site, pool), sp_status_find(404));
    apr_pool_destroy(pool);
}

/* ---- the whole frame -------------------------------------------------- */

static const char *name_of(unsigned slot)
{
    static const char *const names[] = {
#define VALUE(id, name, kind) [SP_VAR_##id] = #id,
#define MEMBER VALUE
#define GROUP(id, name, ...) VALUE(id, name, GROUP) __VA_ARGS__
#define LIST(id, name, ...) VALUE(id, name, LIST)
#include "core/variables.def"
#undef VALUE
#undef MEMBER
#undef GROUP
#undef LIST
    };

    return names[slot];
}

/* In its title of a closed site words follow the time. */
static const sp_language *japanese(void)
{
    unsigned i = 0;

    while (!sp_span_equal(sp_languages[i].tag, SP_SPAN("ja"))) {
        i++;
    }
    return &sp_languages[i];
}

/* No variable of variables.def is forgotten; the address of "try again" is
 * empty on purpose. */
static void every_variable_is_filled(void **state)
{
    static const int codes[] = { 503, 405, 404, 508, 403, 401,
                                 400, 408, 500, 504, 431 };
    static const sp_trying trying = { .keep = { "?a", 2 },
                                      .stop = { "?b", 2 } };
    static const sp_announcement announcement = {
        1798135200, { "words", 5 }, { "/why", 4 }, { "Why", 3 }
    };
    apr_pool_t *pool = new_pool();
    bool filled[SP_VAR__COUNT] = { false };
    sp_page page;

    (void)state;
    for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        sp_facts facts = all_facts(codes[i]);
        sp_page_request request = { .facts = &facts,
                                    .site = &full_site,
                                    .language =
                                        i == 0 ? japanese() : &sp_languages[0],
                                    .links = &sp_language_all,
                                    .theme = built_in_theme() };

        facts.trying = i == 0 ? &trying : NULL;
        facts.maintenance = i == 0 ? &announcement : NULL;
        facts.notice = i == 1 ? &announcement : NULL;
        if (i == 3) {
            request.format.format = MARKDOWN;
        }
        if (i == 2) {
            request.format =
                (sp_format_choice){ .format = TEXT, .brief = true };
        }
        write_page(&page, &request, pool);
        for (unsigned slot = 0; slot < SP_VAR__COUNT; slot++) {
            filled[slot] |= page.values[slot].n > 0;
        }
    }
    for (unsigned slot = 0; slot < SP_VAR__COUNT; slot++) {
        if (slot != SP_VAR_TRY_AGAIN_URL && !filled[slot]) {
            fail_msg("SP_VAR_%s is always empty: fill it in core/page*.c, and "
                     "give all_facts() or full_site in tests/unit/pages.h a "
                     "value",
                     name_of(slot));
        }
    }
    apr_pool_destroy(pool);
}

/* Conditions that exclude each other, for every code there may be. */
static void conditions_exclude_each_other(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_page page;

    (void)state;
    for (int code = 400; code < 1000; code++) {
        sp_facts facts = no_facts(code);
        sp_page_request request = { .facts = &facts,
                                    .site = &no_site,
                                    .language = &sp_languages[0],
                                    .theme = built_in_theme(),
                                    .format = { .format = JSON } };
        const sp_value *values = page.values;

        sp_page_prepare(&page, &request);
        assert_int_equal(values[SP_VAR_CLIENT_ERROR].n, code < 500);
        assert_int_equal(values[SP_VAR_SERVER_ERROR].n, code >= 500);
        assert_true(values[SP_VAR_TEMPORARY].n + values[SP_VAR_PERMANENT].n
                    <= 1);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    static page_row statuses[2][PAGES_MAX];
    static language_row languages[2][SP_LANGUAGES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    add_pages(list, statuses[0], any, "", is_whole);
    add_pages(list, statuses[1], is_error_page, " announces nothing empty",
              announces_nothing_empty);
    ADD_TEST(list, a_site_without_links_announces_none);
    add_languages(list, languages[0], "has all pages", has_all_pages);
    add_languages(list, languages[1], "fits into 78 columns",
                  fits_into_78_columns);
    ADD_ROWS(list, type_rows, has_its_type);
    ADD_ROWS(list, unknown_rows, falls_to_its_class);
    ADD_ROWS(list, unknown_rows, is_of_its_class);
    ADD_ROWS(list, tiny_rows, is_one_line);
    ADD_TEST(list, long_lines_are_broken_between_words);
    ADD_ROWS(list, wrap_rows, breaks);
    ADD_TEST(list, a_letter_alone_does_not_hold_a_long_word);
    ADD_TEST(list, every_variable_is_filled);
    ADD_TEST(list, conditions_exclude_each_other);
    return run_list("page", list);
}

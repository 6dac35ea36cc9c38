/* SPDX-License-Identifier: Apache-2.0 */
/* Every language x every live code x every format, and HTML in every built-in
 * theme: nothing is missing, nothing is left in English, no placeholder is left
 * over, no page is too large or too small. */
#include "pages.h"

#include <stdio.h>

enum { HTML_LEAST = 512, HTML_MOST = 14000 };

/* How often; the text ends with a NUL, see rendered(). */
static unsigned times(sp_span text, const char *what)
{
    unsigned found = 0;

    for (const char *at = strstr(text.ptr, what); at; at = strstr(at, what)) {
        found++;
        at++;
    }
    return found;
}

static bool contains(sp_span text, const char *what)
{
    return strstr(text.ptr, what) != NULL;
}

static sp_span rendered(sp_page *page, const sp_page_request *request,
                        apr_pool_t *pool)
{
    size_t length;
    char *bytes;

    sp_page_prepare(page, request);
    length = sp_page_length(page);
    bytes = apr_palloc(pool, length + 1);
    bytes[length] = '#';
    assert_int_equal(sp_page_write(page, bytes, length), length);
    assert_int_equal(bytes[length], '#');
    bytes[length] = '\0';
    assert_int_equal(strlen(bytes), length);
    return (sp_span){ bytes, length };
}

static void check_html(sp_span text, const sp_language *language)
{
    char lang[64];

    snprintf(lang, sizeof(lang), "<html lang=\"%s\" dir=\"%s\">",
             language->tag.ptr, language->rtl ? "rtl" : "ltr");
    assert_true(contains(text, lang));
    assert_between(text.len, HTML_LEAST, HTML_MOST);
    assert_false(contains(text, "{{"));
    assert_int_equal(times(text, "<h1>"), 1);
    assert_int_equal(times(text, "<main>"), 1);
}

/* Facts that make every sentence appear: of a form that was sent. */
static sp_facts full_facts(int code)
{
    return (sp_facts){ .code = code,
                       .known = ~SP_FACT_BIT(SP_CONDITION_NOTHING_SENT),
                       .time = 1764072000, /* 2025-11-25 */
                       .retry_after = 300,
                       .limit_bytes = 20 << 20,
                       .received_bytes = 1536,
                       .address_limit = 8190,
                       .reference = SP_SPAN("K7QM3TXD"),
                       .realm = SP_SPAN("Members"),
                       .methods = SP_SPAN("GET, HEAD"),
                       .types = SP_SPAN("image/png"),
                       .protocols = SP_SPAN("HTTP/1.1, HTTP/2"),
                       .blocked_by = SP_SPAN("https://example.org/"),
                       .repeatable = true };
}

static void check_placeholders(sp_span text)
{
    assert_false(contains(text, "{n}"));
    assert_false(contains(text, "{wait}"));
    assert_false(contains(text, "{limit}"));
}

/* A sentence that a language lacks would be a value without words. */
static void check_facts(const sp_page *page)
{
    for (unsigned i = 0; i < page->values[SP_VAR_FACTS].n; i++) {
        const sp_value *row = &page->facts[(size_t)i * SP_FACTS__COUNT];

        assert_true(row[SP_FACTS_BEFORE].n + row[SP_FACTS_AFTER].n > 0);
    }
}

static uint64_t written(int code)
{
    return sp_catalog_status(sp_status_find(code))->languages;
}

static bool is_written(const sp_language *language, int code)
{
    return sp_language_in(written(code), (unsigned)(language - sp_languages));
}

static const sp_site usual_site = { .name = { "example.org", 11 },
                                    .sign_in = { "/sign-in", 8 },
                                    .home = { "/", 1 },
                                    .search = { "/search", 7 },
                                    .contact = { "/contact", 8 },
                                    .status_page = { "https://status.example/",
                                                     23 } };

static void check_code(const sp_language *language, int code)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = full_facts(code);
    sp_page_request request = { .facts = &facts,
                                .site = &usual_site,
                                .theme = built_in_theme(),
                                .language = language,
                                .links = &sp_language_all };
    sp_page page;

    /* what is for programs is in English in all of them */
    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        sp_span text;

        request.format.format = (sp_format)format;
        text = rendered(&page, &request, pool);
        assert_span(page.language, format == HTML || format == TEXT
                                       ? language->tag.ptr
                                       : "en");
        assert_true(page.values[SP_VAR_TITLE].n > 0);
        assert_true(page.values[SP_VAR_WHAT].n > 0);
        /* a fact may be all there is to say: to use https */
        assert_true(page.values[SP_VAR_ACTIONS].n > 0
                    || page.values[SP_VAR_FACTS].n > 0);
        check_facts(&page);
        check_placeholders(text);
        if (format == SP_FORMAT_HTML) {
            check_html(text, language);
        }
    }
    apr_pool_destroy(pool);
}

static bool has_own_page(const sp_status *status)
{
    return status->page == SP_PAGE_LIVE && status->code >= 400
           && status->code <= 599;
}

/* Of every code that it has all texts of; which those are is the subject of
 * test_catalog.c. */
static void speaks_of_every_code(void **state)
{
    const sp_language *language = *state;
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        if (has_own_page(&all[i]) && is_written(language, all[i].code)) {
            check_code(language, all[i].code);
        }
    }
}

/* Words that are the same in both languages are few. */
static void says_it_in_its_own_words(void **state)
{
    const sp_language *language = *state;
    unsigned same = 0;

    for (sp_message i = 1; i < SP_MESSAGES; i++) {
        sp_span english = sp_catalog_text(&sp_languages[0], i);
        sp_span custom = sp_catalog_text(language, i);

        same += custom.len > 8 && sp_span_equal(english, custom);
    }
    if (language != &sp_languages[0]) {
        assert_between(same, 0, 2);
    }
}

/* ---- every theme -------------------------------------------------------- */

/* What a theme can forget: each of these is on the page of every code. */
static void check_parts(const char *theme, sp_span text, int code)
{
    static const char *const wanted[] = {
        "K7QM3TXD",      "2025-11-25T",  "example.org",
        "\"/search\"",   "\"/contact\"", "\"https://status.example/\"",
        "<a href=\"/\"", "<h2",          "<details>",
        "noindex"
    };
    char number[8];

    snprintf(number, sizeof(number), " %d", code);
    assert_true(contains(text, number));
    assert_int_equal(times(text, "hreflang=\""),
                     __builtin_popcountll(written(code)) - 1);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        if (!contains(text, wanted[i])) {
            fail_msg("%s: no %s", theme, wanted[i]);
        }
    }
}

/* R41, with all that can be on a page: every sentence, the links to all other
 * languages and the owner's note. */
static void check_largest(const sp_theme *theme, const sp_language *language,
                          int code, apr_pool_t *pool)
{
    sp_facts facts = full_facts(code);
    sp_page_request request = { .facts = &facts,
                                .site = &usual_site,
                                .language = language,
                                .links = &sp_language_all,
                                .theme = theme };
    sp_page page;
    sp_span text;

    facts.details = true;
    /* with these there is no advice for some codes */
    facts.known &=
        ~(SP_FACT_BIT(SP_FACT_SECURE_ADDRESS) | SP_FACT_BIT(SP_FACT_LINK_HERE)
          | SP_FACT_BIT(SP_FACT_LINK_ELSEWHERE));
    request.format.format = SP_FORMAT_HTML;
    text = rendered(&page, &request, pool);
    if (text.len < HTML_LEAST || text.len > HTML_MOST) {
        fail_msg("%s, %d in %s: %zu bytes", theme->name, code,
                 language->tag.ptr, text.len);
    }
    check_html(text, language);
    check_placeholders(text);
    check_parts(theme->name, text, code);
}

/* The page that has the least to say: old browsers replace what is smaller. */
static void check_smallest(const sp_theme *theme, const sp_language *language,
                           int code, apr_pool_t *pool)
{
    sp_facts facts = { .code = code };
    sp_site site = { .name = SP_SPAN("") };
    sp_page_request request = {
        .facts = &facts, .site = &site, .theme = theme, .language = language
    };
    sp_page page;

    request.format.format = SP_FORMAT_HTML;
    check_html(rendered(&page, &request, pool), language);
}

static void is_whole_and_small(void **state)
{
    const sp_theme_source *source = *state;
    apr_pool_t *pool = new_pool();
    const sp_theme *theme =
        sp_theme_load(source->name, sp_diagnostics_make(pool), pool);
    size_t count;
    const sp_status *all = sp_status_all(&count);

    assert_non_null(theme);
    for (unsigned i = 0; i < sp_language_count; i++) {
        apr_pool_t *pages = new_pool();

        for (size_t j = 0; j < count; j++) {
            if (has_own_page(&all[j])
                && is_written(&sp_languages[i], all[j].code)) {
                check_largest(theme, &sp_languages[i], all[j].code, pages);
                check_smallest(theme, &sp_languages[i], all[j].code, pages);
            }
        }
        apr_pool_destroy(pages);
    }
    apr_pool_destroy(pool);
}

/* Each language is a row. */
static void add_language(test_list *list, const sp_language *language,
                         CMUnitTestFunction check)
{
    add_test(list, language->tag.ptr, check);
    list->tests[list->count - 1].initial_state = (void *)(uintptr_t)language;
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    for (unsigned i = 0; i < sp_language_count; i++) {
        add_language(list, &sp_languages[i], speaks_of_every_code);
        add_language(list, &sp_languages[i], says_it_in_its_own_words);
    }
    add_rows(list, sp_theme_sources, sizeof(*sp_theme_sources),
             sp_theme_source_count, is_whole_and_small);
    return run_list("translations", list);
}

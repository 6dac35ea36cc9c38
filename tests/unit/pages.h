/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h - one page of the built-in theme, written into watched memory. */
#ifndef SP_TESTS_PAGES_H
#define SP_TESTS_PAGES_H

#include "rows.h"

#include "core/escape.h"
#include "core/language.h"
#include "core/page.h"

#include <apr_strings.h>

#define HTML SP_FORMAT_HTML
#define JSON SP_FORMAT_JSON
#define XML SP_FORMAT_XML
#define TEXT SP_FORMAT_TEXT
#define MARKDOWN SP_FORMAT_MARKDOWN

/* Facts are -1 or empty when they are not known: facts.h. */
#define NOT_KNOWN                                                              \
    .retry_after = -1, .limit_bytes = -1, .received_bytes = -1,                \
    .address_limit = -1

static const sp_site no_site = { .name = { NULL, 0 } };

static const sp_site full_site = {
    .name = { "Example", 7 },
    .sign_in = { "/sign-in", 8 },
    .home = { "/start", 6 },
    .search = { "/find", 5 },
    .contact = { "/people", 7 },
    .status_page = { "https://status.example/", 23 },
    .sitemap = { "/sitemap.xml", 12 },
    .llms_txt = { "/llms.txt", 9 },
    .api = { "https://api.example/openapi.json", 32 },
};

static const sp_alternative two_versions[] = {
    { { "./a.de", 6 }, { "a.de", 4 }, { "text/html", 9 }, { "de", 2 } },
    { { "./a.txt", 7 }, { "a.txt", 5 }, { NULL, 0 }, { NULL, 0 } },
};

static const sp_suggestion two_suggestions[] = {
    { { "/docs/install", 13 }, { "Installing", 10 } },
    { { "/%C3%BC?a=1&b", 13 }, { "/\xc3\xbc?a=1&b", 9 } },
};

static const sp_rate_limits two_limits = {
    2,
    { { { "burst", 5 }, 100, 60, 0, 30 }, { { NULL, 0 }, -1, -1, 7, -1 } },
};

/* Everything there is to know, at 2026-11-22 07:09:30 UTC. */
static inline sp_facts all_facts(int code)
{
    return (sp_facts){ .code = code,
                       .known = UINT32_MAX,
                       .time = 1795331370,
                       .retry_after = 300,
                       .limit_bytes = 20971520,
                       .received_bytes = 50331648,
                       .address_limit = 8190,
                       .reference = SP_SPAN("K7QM-3TXD"),
                       .realm = SP_SPAN("Staff"),
                       .methods = SP_SPAN("GET, HEAD"),
                       .types = SP_SPAN("image/png, image/gif"),
                       .protocols = SP_SPAN("HTTP/1.1, HTTP/2"),
                       .blocked_by = SP_SPAN("https://court.example/"),
                       .secure_address = SP_SPAN("https://www.example.org/"),
                       .source = SP_SOURCE_BACKEND,
                       .rate_limits = &two_limits,
                       .quota_exceeded = true,
                       .crawler_price = SP_SPAN("USD 0.01"),
                       .heal = SP_SPAN("/delete?cookies"),
                       .repeatable = true,
                       .details = true,
                       .alternatives = two_versions,
                       .alternative_count = 2,
                       .suggestions = two_suggestions,
                       .suggestion_count = 2 };
}

static inline sp_facts no_facts(int code)
{
    return (sp_facts){ .code = code, NOT_KNOWN };
}

static inline const sp_theme *new_theme(apr_pool_t *pool)
{
    const sp_theme *theme =
        sp_theme_load("default", sp_diagnostics_make(pool), pool);

    assert_non_null(theme);
    return theme;
}

/* Loaded once, for that takes longer than what is tested with it.  The pool has
 * no parent: it lives as long as APR does. */
static inline const sp_theme *built_in_theme(void)
{
    static const sp_theme *theme;

    if (!theme) {
        theme = new_theme(new_pool());
    }
    return theme;
}

/* Written twice into memory of two colours: each byte of the length comes
 * from the page, none outside of it is touched, and what `page` held before
 * does not matter. */
static inline sp_span write_page(sp_page *page, const sp_page_request *request,
                                 apr_pool_t *pool)
{
    enum { MARGIN = 64 };
    char *out[2];
    size_t length = 0;

    for (int i = 0; i < 2; i++) {
        char marker = i ? '\x0f' : '\x7e';

        memset(page, marker, sizeof(*page));
        sp_page_prepare(page, request);
        length = sp_page_length(page);
        out[i] = apr_palloc(pool, length + 2 * MARGIN);
        memset(out[i], marker, length + 2 * MARGIN);
        /* one byte too few: said, and none is written past them */
        assert_int_equal(sp_page_write(page, out[i] + MARGIN, length - 1),
                         length);
        assert_int_equal(out[i][MARGIN + length - 1], marker);
        assert_int_equal(sp_page_write(page, out[i] + MARGIN, length), length);
        for (size_t at = 0; at < MARGIN; at++) {
            assert_int_equal(out[i][at], marker);
            assert_int_equal(out[i][MARGIN + length + at], marker);
        }
    }
    assert_memory_equal(out[0] + MARGIN, out[1] + MARGIN, length);
    return (sp_span){ out[1] + MARGIN, length };
}

/* A page of `theme` in the language `tag`, as a string. */
static inline const char *page_in(const char *tag, const sp_theme *theme,
                                  const sp_facts *facts, const sp_site *site,
                                  sp_format_choice format, apr_pool_t *pool)
{
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = {
        .facts = facts,
        .site = site,
        .language = &sp_languages[sp_language_find(sp_span_of(tag))],
        .theme = theme,
        .format = format
    };
    sp_span bytes = write_page(page, &request, pool);

    assert_null(memchr(bytes.ptr, '\0', bytes.len));
    return apr_pstrmemdup(pool, bytes.ptr, bytes.len);
}

/* The same in English. */
static inline const char *page_of(const sp_facts *facts, const sp_site *site,
                                  sp_format_choice format, apr_pool_t *pool)
{
    return page_in("en", built_in_theme(), facts, site, format, pool);
}

static inline const char *in_format(sp_format format, const sp_facts *facts,
                                    const sp_site *site, apr_pool_t *pool)
{
    return page_of(facts, site, (sp_format_choice){ .format = format }, pool);
}

static inline unsigned count_of(const char *page, const char *what)
{
    unsigned n = 0;

    for (const char *p = strstr(page, what); p; p = strstr(p + 1, what)) {
        n++;
    }
    return n;
}

static inline void assert_has(const char *page, const char *wanted)
{
    if (!strstr(page, wanted)) {
        fail_msg("\"%s\" is missing in:\n%s", wanted, page);
    }
}

static inline void assert_lacks(const char *page, const char *unwanted)
{
    if (strstr(page, unwanted)) {
        fail_msg("\"%s\" should not stand in:\n%s", unwanted, page);
    }
}

#endif

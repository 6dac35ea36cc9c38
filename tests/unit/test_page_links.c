/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_links.c and core/page_contact.c: where to go. */
#include "pages.h"

#define SECURE "https://www.example.org/"

/* ---- to the secure address, and to sign in --------------------------------*/

typedef struct link_row {
    const char *name;
    int code;
    uint32_t known;
    sp_format format;
    const char *there;     /* NULL: nothing */
    const char *not_there; /* NULL: nothing */
} link_row;

#define INSECURE SP_FACT_BIT(SP_FACT_SECURE_ADDRESS)
#define SIGNED_IN SP_FACT_BIT(SP_FACT_SIGNED_IN)
#define FIRST "<nav aria-label=\"Where to go next\">\n<ul>\n<li>"

static const link_row link_rows[] = {
    { "the secure address comes first", 400, INSECURE, HTML,
      FIRST "<a href=\"" SECURE "\"><bdi>" SECURE "</bdi></a></li>", NULL },
    { "relative links lead to the same error", 400, INSECURE, HTML,
      "https://status.example/", "/start" },
    { "in text", 400, INSECURE, TEXT, "\n- " SECURE "\n", NULL },
    { "in Markdown", 400, INSECURE, MARKDOWN, "](" SECURE ")\n", "/start" },
    { "in JSON", 400, INSECURE, JSON, "\"secure_address\": \"" SECURE "\"",
      "/people" },
    { "in XML", 400, INSECURE, XML,
      "<secure_address>" SECURE "</secure_address>", "/people" },
    { "not if TLS was spoken", 400, 0, HTML, "/start", SECURE },
    { "not if TLS was spoken, for programs", 400, 0, JSON, "/people", SECURE },
    { "not of another code", 404, INSECURE, HTML, "/start", SECURE },
    { "not of another code, for programs", 404, INSECURE, JSON, NULL, SECURE },

    { "401 leads to sign in first", 401, 0, HTML,
      FIRST "<a href=\"/sign-in\">Sign in</a></li>\n<li><a href=\"/start\"",
      ">Try again<" },
    { "401 with a password box may be tried again", 401,
      SP_FACT_BIT(SP_CONDITION_PASSWORD), HTML, "<li><a href=\"\">Try again",
      NULL },
    { "403 does, too", 403, SP_FACT_BIT(SP_FACT_SIGNED_OUT), HTML,
      FIRST "<a href=\"/sign-in\">Sign in</a></li>\n<li><a href=\"/start\"",
      NULL },
    { "403 does, if nobody knows", 403, 0, HTML, FIRST "<a href=\"/sign-in\">",
      NULL },
    { "who has signed in need not", 403, SIGNED_IN, HTML, NULL, "/sign-in" },
    { "who has signed in need not, for programs", 403, SIGNED_IN, JSON, NULL,
      "sign_in" },
    { "a name with a wrong password is not enough", 401, SIGNED_IN, HTML,
      "/sign-in", NULL },
    { "401 in JSON", 401, 0, JSON, "\"sign_in\": \"/sign-in\"", NULL },
    { "403 in XML", 403, 0, XML, "<sign_in>/sign-in</sign_in>", NULL },
    { "401 in Markdown", 401, 0, MARKDOWN, "\n- [Sign in](/sign-in)\n", NULL },
    { "401 in text: it is relative", 401, 0, TEXT, NULL, "/sign-in" },
    { "the proxy's sign-in is another one", 407, 0, HTML, NULL, "/sign-in" },
    { "404", 404, 0, HTML, NULL, "/sign-in" },
    { "404 in JSON", 404, 0, JSON, NULL, "sign_in" },
    { "400", 400, 0, HTML, NULL, "/sign-in" },
    { "463, the last of the set", 463, 0, HTML, NULL, "/sign-in" },
    { "465, as far from 401 as the set is long", 465, 0, HTML, NULL,
      "/sign-in" },
    { "500", 500, 0, HTML, NULL, "/sign-in" },
};

static void is_linked(void **state)
{
    const link_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(row->code);
    const char *page;

    facts.known = row->known;
    facts.repeatable = true;
    facts.secure_address = SP_SPAN(SECURE);
    page = in_format(row->format, &facts, &full_site, pool);
    if (row->there) {
        assert_has(page, row->there);
    }
    if (row->not_there) {
        assert_lacks(page, row->not_there);
    }
    apr_pool_destroy(pool);
}

/* A host without a ServerName: the sentence is there, no link is; and where
 * only relative links were, no empty list is announced. */
static void no_name_no_secure_address(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(400);
    sp_site site = { .home = { "/", 1 } };

    (void)state;
    facts.known = INSECURE;
    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        const char *page = in_format((sp_format)format, &facts, &site, pool);

        assert_has(page, format == HTML || format == TEXT
                             ? "must start with https://"
                             : "Change http to https");
        assert_lacks(page, "secure_address");
        assert_lacks(page, "<nav");
        assert_lacks(page, "Where to go next");
    }
    apr_pool_destroy(pool);
}

/* ---- the contact ----------------------------------------------------------*/

typedef struct contact_row {
    const char *name;
    const char *language;
    const char *site;
    const char *contact;
    const char *reference;
    const char *wanted; /* decoded */
} contact_row;

#define MAIL "mailto:help@example.org"
#define FORM "https://help.example/new?ref="
#define REF "7KQF-2MZD"

static const contact_row contact_rows[] = {
    { "a subject", "en", "Example", MAIL, REF,
      MAIL "?subject=Example - Code 500 - Reference " REF },
    { "a site without a name", "en", "", MAIL, REF,
      MAIL "?subject=Code 500 - Reference " REF },
    { "in German", "de", "", MAIL, REF,
      MAIL "?subject=Code 500 - Referenz " REF },
    { "in Arabic", "ar", "", MAIL, REF,
      MAIL "?subject=الرمز 500 - الرقم المرجعي " REF },
    { "in Japanese", "ja", "例", MAIL, REF,
      MAIL "?subject=例 - コード 500 - 参照番号 " REF },
    { "a name with what ends a field", "en", "A&B?#c=d", MAIL, REF,
      MAIL "?subject=A&B?#c=d - Code 500 - Reference " REF },
    { "in capitals", "en", "", "MAILTO:a@b.example", REF,
      "MAILTO:a@b.example?subject=Code 500 - Reference " REF },
    { "no reference", "en", "Example", MAIL, "", MAIL },
    { "a subject of its own", "en", "Example", MAIL "?subject=Hello", REF,
      MAIL "?subject=Hello" },
    { "a text of its own", "en", "Example", MAIL "?body=Hello", REF,
      MAIL "?body=Hello" },
    { "a subject of its own with a placeholder", "en", "",
      MAIL "?subject=Help {reference}&body=a", REF,
      MAIL "?subject=Help " REF "&body=a" },
    { "a form", "en", "", FORM "{reference}", REF, FORM REF },
    { "a form in the middle", "en", "", FORM "{reference}&x=1", REF,
      FORM REF "&x=1" },
    { "a form, and no reference", "en", "", FORM "{reference}", "", FORM },
    { "a form without a placeholder", "en", "", FORM, REF, FORM },
    { "a path", "en", "", "/help/{reference}", REF, "/help/" REF },
    { "a path without", "en", "", "/help", REF, "/help" },
    { "what else a reference may be", "en", "", FORM "{reference}", "a._~:-9",
      FORM "a._~:-9" },
    { "what no reference is", "en", "", FORM "{reference}", "a&b=\"<c>#%",
      FORM "a&b=\"<c>#%" },
};

static int digit(char c)
{
    return c >= 'A' ? c - 'A' + 10 : c - '0';
}

/* RFC 3986 2.1 */
static const char *decoded(sp_span url, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, url.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < url.len; i++) {
        if (url.ptr[i] == '%') {
            assert_true(i + 2 < url.len);
            out[n++] =
                (char)(digit(url.ptr[i + 1]) << 4 | digit(url.ptr[i + 2]));
            i += 2;
        }
        else {
            out[n++] = url.ptr[i];
        }
    }
    out[n] = '\0';
    return out;
}

/* Nothing but what RFC 6068 2 and RFC 3986 let stand in an address: one ?, and
 * neither white space nor quotes. */
static void check_characters(sp_span url)
{
    unsigned marks = 0;

    for (size_t i = 0; i < url.len; i++) {
        char c = url.ptr[i];

        marks += c == '?';
        assert_true(sp_is_alphanumeric(c) || strchr("-._~:/?#@&=%+", c));
    }
    assert_true(marks <= 1);
}

static void has_reference(void **state)
{
    const contact_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(500);
    sp_site site = { .name = sp_span_of(row->site),
                     .contact = sp_span_of(row->contact) };
    sp_page_request request = {
        .facts = &facts,
        .site = &site,
        .theme = built_in_theme(),
        .language = &sp_languages[sp_language_find(sp_span_of(row->language))]
    };
    sp_page page;
    sp_span url;

    facts.reference = sp_span_of(row->reference);
    sp_page_prepare(&page, &request);
    url = (sp_span){ page.values[SP_VAR_CONTACT_URL].data,
                     page.values[SP_VAR_CONTACT_URL].n };
    assert_string_equal(decoded(url, pool), row->wanted);
    if (!strchr(row->contact, ' ')) {
        check_characters(url);
    }
    apr_pool_destroy(pool);
}

/* Names of sites have no limit: without a subject rather than with half of
 * one. */
static void a_long_name_costs_the_subject(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(500);
    sp_site site = { .contact = SP_SPAN(MAIL) };
    char *name = apr_palloc(pool, SP_CONTACT_MAX);

    (void)state;
    facts.reference = SP_SPAN(REF);
    memset(name, '!', SP_CONTACT_MAX);
    site.name = (sp_span){ name, 200 };
    assert_has(in_format(HTML, &facts, &site, pool), MAIL "?subject=%21");
    site.name.len = SP_CONTACT_MAX;
    assert_has(in_format(HTML, &facts, &site, pool), "\"" MAIL "\"");
    apr_pool_destroy(pool);
}

/* The longest that passes sp_contact_error() with the longest reference. */
static void the_longest_form_is_whole(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(500);
    sp_site site = no_site;
    char *url = apr_palloc(pool, 501);
    char *reference = apr_palloc(pool, 65);
    const char *page;

    (void)state;
    memset(reference, ':', 64);
    memset(url, 'a', 500);
    url[0] = '/';
    for (size_t i = 1; i <= 4; i++) {
        memcpy(url + 500 - 11 * i, "{reference}", 11);
    }
    facts.reference = (sp_span){ reference, 64 };
    site.contact = (sp_span){ url, 500 };
    page = in_format(HTML, &facts, &site, pool);
    assert_int_equal(count_of(page, "%3A"), 4 * 64);
    assert_lacks(page, "{reference}");
    apr_pool_destroy(pool);
}

typedef struct format_row {
    const char *name;
    sp_format format;
    const char *wanted;
} format_row;

#define SENT "?subject=Code%20500%20-%20Reference%20" REF

static const format_row format_rows[] = {
    { "HTML", HTML, "<a href=\"" MAIL SENT "\">" },
    { "text", TEXT, "\n" MAIL SENT "\n" },
    { "Markdown", MARKDOWN, "- [Contact](" MAIL SENT ")\n" },
    { "JSON", JSON, "\"help\": \"" MAIL SENT "\"" },
    { "XML", XML, "<help>" MAIL SENT "</help>" },
};

static void is_in_each_format(void **state)
{
    const format_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_facts facts = no_facts(500);
    sp_site site = { .contact = SP_SPAN(MAIL) };

    facts.reference = SP_SPAN(REF);
    assert_has(in_format(row->format, &facts, &site, pool), row->wanted);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, link_rows, is_linked);
    ADD_TEST(list, no_name_no_secure_address);
    ADD_ROWS(list, contact_rows, has_reference);
    ADD_TEST(list, a_long_name_costs_the_subject);
    ADD_TEST(list, the_longest_form_is_whole);
    ADD_ROWS(list, format_rows, is_in_each_format);
    return run_list("page_links", list);
}

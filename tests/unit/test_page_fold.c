/* SPDX-License-Identifier: Apache-2.0 */
/* A page of a theme that was folded is the page of the same theme that was
 * not, to the byte. */
#include "folders.h"
#include "pages.h"

static const sp_text_override own_rows[] = {
    { 400, 599, SP_LANGUAGE_NONE, SP_FIELD_TITLE, { "<Own>", 5 } },
};
static const sp_text_overrides own_texts = { own_rows, 1, NULL };

/* Of a code that has no folded page. */
static const sp_text_override other_rows[] = {
    { 783, 783, SP_LANGUAGE_NONE, SP_FIELD_TITLE, { "<Own>", 5 } },
};
static const sp_text_overrides other_texts = { other_rows, 1, NULL };

static const sp_announcement announcement = {
    1798135200, { "<words>", 7 }, { "/why?a&b", 8 }, { "<why>", 5 }
};

typedef struct variant_row {
    const char *name;
    sp_facts facts; /* without the code */
    const sp_site *site;
    const sp_language_set *links;
    const sp_text_overrides *texts;
    bool common; /* the folded program is used */
} variant_row;

/* Debian's default: nobody has said what the site is called. */
static const sp_site nameless_site = { .home = { "/", 1 } };

/* What a server always knows. */
#define USUAL .time = 1764072000, .reference = { "K7QM&3TXD", 9 }

static const variant_row variant_rows[] = {
    { "a site without a home page",
      { NOT_KNOWN, USUAL },
      &no_site,
      NULL,
      NULL,
      false },
    { "a site without a name",
      { NOT_KNOWN, USUAL },
      &nameless_site,
      NULL,
      NULL,
      true },
    { "nothing is known", { NOT_KNOWN }, &no_site, NULL, NULL, false },
    { "a GET",
      { NOT_KNOWN, USUAL, .repeatable = true },
      &full_site,
      NULL,
      NULL,
      true },
    { "facts",
      { NOT_KNOWN, USUAL, .known = UINT32_MAX, .realm = { "<realm>", 7 },
        .methods = { "GET", 3 }, .heal = { "/h?<", 4 } },
      &full_site,
      NULL,
      NULL,
      true },
    { "a link of this site, and nobody to contact",
      { NOT_KNOWN, USUAL, .known = SP_FACT_BIT(SP_FACT_LINK_HERE),
        .repeatable = true },
      &nameless_site,
      NULL,
      NULL,
      true },
    { "a GET and a password box, without a reference",
      { NOT_KNOWN, .time = 1764072000,
        .known = SP_FACT_BIT(SP_CONDITION_NOTHING_SENT)
                 | SP_FACT_BIT(SP_CONDITION_PASSWORD),
        .repeatable = true },
      &full_site,
      NULL,
      NULL,
      true },
    { "plain HTTP on a TLS port",
      { NOT_KNOWN, USUAL,
        .known = SP_FACT_BIT(SP_FACT_SECURE_ADDRESS)
                 | SP_FACT_BIT(SP_FACT_SIGNED_IN) },
      &full_site,
      NULL,
      NULL,
      true },
    { "links to languages",
      { NOT_KNOWN, USUAL, .repeatable = true },
      &full_site,
      &sp_language_all,
      NULL,
      true },
    { "a known wait",
      { USUAL, .retry_after = 300, .limit_bytes = -1, .received_bytes = -1,
        .address_limit = -1 },
      &full_site,
      NULL,
      NULL,
      true },
    { "details",
      { NOT_KNOWN, USUAL, .details = true },
      &full_site,
      NULL,
      NULL,
      false },
    { "alternatives",
      { NOT_KNOWN, USUAL, .alternatives = two_versions,
        .alternative_count = 2 },
      &full_site,
      NULL,
      NULL,
      false },
    { "suggestions",
      { NOT_KNOWN, USUAL, .suggestions = two_suggestions,
        .suggestion_count = 2 },
      &full_site,
      NULL,
      NULL,
      false },
    { "a closed site",
      { NOT_KNOWN, USUAL, .maintenance = &announcement },
      &full_site,
      NULL,
      NULL,
      false },
    { "a notice",
      { NOT_KNOWN, USUAL, .notice = &announcement },
      &full_site,
      NULL,
      NULL,
      false },
    { "own words of another code",
      { NOT_KNOWN, USUAL },
      &full_site,
      NULL,
      &other_texts,
      true },
    { "own words", { NOT_KNOWN, USUAL }, &full_site, NULL, &own_texts, false },
};

/* A link that only few codes have, or relative ones that lead nowhere. */
static bool has_rare_link(const variant_row *row, int code)
{
    bool is_in = row->facts.known & SP_FACT_BIT(SP_FACT_SIGNED_IN);
    bool insecure = row->facts.known & SP_FACT_BIT(SP_FACT_SECURE_ADDRESS);

    return (row->site->sign_in.len && (code == 401 || (code == 403 && !is_in)))
           || (insecure && (code == 400 || code == 426 || code == 497));
}

static void check_code_number(const variant_row *row,
                              const sp_theme *const themes[2], int code,
                              const sp_language *language)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = row->facts;
    sp_span text[2];

    facts.code = code;
    for (int i = 0; i < 2; i++) {
        sp_page page;
        sp_page_request request = { .facts = &facts,
                                    .site = row->site,
                                    .language = language,
                                    .theme = themes[i],
                                    .texts = row->texts,
                                    .links = row->links,
                                    .format = { .format = HTML } };

        text[i] = write_page(&page, &request, pool);
        /* of codes in practice only it is folded where it changes nothing */
        if (facts.retry_after < 0
            || (sp_status_find(code)->traits & SP_TRAIT_REGISTERED)) {
            assert_int_equal(
                page.program != sp_theme_program(themes[i], HTML, code),
                row->common && i == 1 && !has_rare_link(row, code));
        }
    }
    assert_int_equal(text[0].len, text[1].len);
    assert_memory_equal(text[0].ptr, text[1].ptr, text[0].len);
    apr_pool_destroy(pool);
}

static void check_code(const variant_row *row, const sp_theme *const themes[2],
                       const sp_status *status, const sp_language *language)
{
    check_code_number(row, themes, status->code, language);
}

static void is_the_same_page(void **state)
{
    const variant_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_theme *const themes[2] = { new_theme(pool), new_theme(pool) };
    size_t count;
    const sp_status *all = sp_status_all(&count);

    sp_page_fold(themes[1], SP_FOLD_ALL, pool);
    for (size_t i = 0; i < count; i++) {
        for (unsigned j = 0; j < sp_language_count; j++) {
            if (all[i].code >= 400 && all[i].code <= 599) {
                check_code(row, themes, &all[i], &sp_languages[j]);
            }
        }
    }
    apr_pool_destroy(pool);
}

/* 427 is in no registry: it has the words of 400, but its own number. */
static void a_code_without_a_row_has_its_own_number(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = new_theme(pool);
    sp_facts facts = { .code = 427, NOT_KNOWN, USUAL };
    sp_page page;
    sp_page_request request = { .facts = &facts,
                                .site = &full_site,
                                .language = &sp_languages[0],
                                .theme = theme,
                                .format = { .format = HTML } };
    sp_span text;
    const char *folded;

    (void)state;
    text = write_page(&page, &request, pool);
    sp_page_fold(theme, SP_FOLD_ALL, pool);
    folded = apr_pstrmemdup(pool, text.ptr, text.len);
    text = write_page(&page, &request, pool);
    assert_ptr_not_equal(page.program, sp_theme_program(theme, HTML, 427));
    assert_string_equal(apr_pstrmemdup(pool, text.ptr, text.len), folded);
    assert_has(folded, " 427");
    assert_lacks(folded, " 400");
    apr_pool_destroy(pool);
}

/* Of a theme that is not the first one, the code of most errors. */
static void only_404_is_folded_if_asked_for(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = new_theme(pool);

    (void)state;
    sp_page_fold(theme, SP_FOLD_NOT_FOUND, pool);
    for (unsigned which = 0; which < SP_FOLD_CASES; which++) {
        assert_non_null(sp_theme_fold_of(theme, 404, which, &sp_languages[1]));
        assert_null(sp_theme_fold_of(theme, 503, which, &sp_languages[1]));
    }
    apr_pool_destroy(pool);
}

/* Own words of one page leave the pages beside it as they were. */
static void only_the_page_with_own_words_is_not_folded(void **state)
{
    enum { OTHER = 1 };
    static const sp_text_override inner_row = {
        404, 404, OTHER, SP_FIELD_TITLE, { "<Own>", 5 }
    };
    const sp_text_overrides inner = { &inner_row, 1, &other_texts };
    const sp_text_overrides outer = {
        other_rows, 1, &(sp_text_overrides){ &inner_row, 1, NULL }
    };
    apr_pool_t *pool = new_pool();
    const sp_theme *const themes[2] = { new_theme(pool), new_theme(pool) };
    variant_row row = {
        "", { NOT_KNOWN, USUAL }, &full_site, NULL, &inner, true
    };

    (void)state;
    sp_page_fold(themes[1], SP_FOLD_ALL, pool);
    for (int i = 0; i < 2; i++) {
        row.texts = i ? &outer : &inner;
        row.common = true;
        check_code(&row, themes, sp_status_find(404), &sp_languages[0]);
        check_code(&row, themes, sp_status_find(403), &sp_languages[OTHER]);
        row.common = false;
        check_code(&row, themes, sp_status_find(404), &sp_languages[OTHER]);
    }
    apr_pool_destroy(pool);
}

/* ---- what is known and what is not lie within each other ------------------*/

typedef struct nested_row {
    const char *name;
    const char *html;
} nested_row;

#define ROWS "{{#facts}}({{before}}{{value}}{{after}}){{/facts}}"

static const nested_row nested_rows[] = {
    { "a list in a list that is known",
      "{{#actions}}<p>{{text}}" ROWS "</p>{{/actions}}" },
    { "a known list in a list",
      "{{#facts}}<p>{{#actions}}{{text}}{{value}}{{/actions}}</p>{{/facts}}" },
    { "two lists in one that is known",
      "{{#actions}}{{#languages}}<p>{{text}}{{name}}" ROWS
      "</p>{{/languages}}{{/actions}}" },
    { "not known, known, not known",
      "{{#facts}}{{#actions}}{{#languages}}<p>{{text}}{{before}}{{name}}</p>"
      "{{/languages}}{{/actions}}{{/facts}}" },
    { "whether there is any advice",
      "{{^actions}}no advice{{/actions}}{{^advice}}none{{/advice}}"
      "{{#advice}}<ul>{{#actions}}<li>{{text}}</li>{{/actions}}</ul>{{/advice}}" },
    { "advice in a list that is not known",
      "{{#facts}}{{#actions}}<p>{{text}}{{site}}</p>{{/actions}}"
      "{{^actions}}-{{/actions}}{{/facts}}" },
    { "a condition in a known list",
      "{{#actions}}{{#home}}{{url}}{{/home}}{{^search}}-{{/search}}{{site}}{{/actions}}" },
};

static const sp_theme *folder_theme(const char *folder, apr_pool_t *pool)
{
    const sp_theme *theme =
        sp_theme_load(folder, sp_diagnostics_make(pool), pool);

    assert_non_null(theme);
    return theme;
}

static void nests_as_it_is_written(void **state)
{
    const nested_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const sp_theme *themes[2];

    add_bytes(in(folder, "page.html", pool), row->html, strlen(row->html));
    themes[0] = folder_theme(folder, pool);
    themes[1] = folder_theme(folder, pool);
    sp_page_fold(themes[1], SP_FOLD_ALL, pool);
    for (size_t i = 0; i < SP_COUNT(variant_rows); i++) {
        check_code(&variant_rows[i], themes, sp_status_find(405),
                   &sp_languages[0]);
        check_code(&variant_rows[i], themes, sp_status_find(404),
                   &sp_languages[1]);
        check_code(&variant_rows[i], themes, sp_status_find(400),
                   &sp_languages[0]);
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* 520 and 527 have the words of 502, but 527 a template of its own. */
static void codes_with_the_same_words_differ_in_number(void **state)
{
    static const char html[] =
        "{{code}} {{phrase}}: {{title}}{{#temporary}}, soon{{/temporary}}"
        "{{#permanent}}, never{{/permanent}}";
    static const char own[] = "Own: {{code}} {{phrase}}: {{title}}";
    static const int codes[] = { 502, 520, 527, 504, 524, 464, 505 };
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const sp_theme *themes[2];

    (void)state;
    add_bytes(in(folder, "page.html", pool), html, sizeof(html) - 1);
    add_bytes(in(folder, "527.html", pool), own, sizeof(own) - 1);
    themes[0] = folder_theme(folder, pool);
    themes[1] = folder_theme(folder, pool);
    sp_page_fold(themes[1], SP_FOLD_ALL, pool);
    for (size_t i = 0; i < SP_COUNT(codes); i++) {
        check_code(&variant_rows[3], themes, sp_status_find(codes[i]),
                   &sp_languages[0]);
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

/* What a request knows stays open, whatever code and words it is folded for. */
static void values_of_the_request_stay(void **state)
{
    static const char html[] =
        "{{#retry_after}}{{retry_after}} s{{/retry_after}}"
        "{{^retry_after}}no wait{{/retry_after}}"
        "{{#source_line}}<p>{{source_line}}{{/source_line}} by {{source}}"
        "{{#program}}{{error_name}}{{/program}}";
    static const sp_status_source sources[] = { SP_SOURCE_UNKNOWN,
                                                SP_SOURCE_BACKEND };
    apr_pool_t *pool = new_pool();
    const char *folder = new_folder(pool);
    const sp_theme *themes[2];

    (void)state;
    add_bytes(in(folder, "page.html", pool), html, sizeof(html) - 1);
    themes[0] = folder_theme(folder, pool);
    themes[1] = folder_theme(folder, pool);
    sp_page_fold(themes[1], SP_FOLD_ALL, pool);
    for (size_t i = 0; i < SP_COUNT(sources); i++) {
        for (int wait = -1; wait <= 1; wait++) {
            variant_row row = variant_rows[3];

            row.facts.source = sources[i];
            row.facts.retry_after = wait;
            for (int code = 400; code < 600; code++) {
                check_code_number(&row, themes, code, &sp_languages[0]);
            }
        }
    }
    remove_folder(folder, pool);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, variant_rows, is_the_same_page);
    ADD_ROWS(list, nested_rows, nests_as_it_is_written);
    ADD_TEST(list, a_code_without_a_row_has_its_own_number);
    ADD_TEST(list, only_404_is_folded_if_asked_for);
    ADD_TEST(list, codes_with_the_same_words_differ_in_number);
    ADD_TEST(list, values_of_the_request_stay);
    ADD_TEST(list, only_the_page_with_own_words_is_not_folded);
    return run_list("page_fold", list);
}

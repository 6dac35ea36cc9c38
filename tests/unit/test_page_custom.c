/* SPDX-License-Identifier: Apache-2.0 */
/* What StatusPagesSet tells, on pages of one's own and in problem details. */
#include "documents.h"
#include "folders.h"
#include "pages.h"

#include "core/custom_variable.h"

/* ---- one value in each format ------------------------------------------- */

#define CLEAN(text) text, text
#define BIDI "\xe2\x80\xae\xe2\x81\xa6"
#define U_FFFD "\xef\xbf\xbd"

typedef struct value_row {
    const char *name;
    const char *given;
    const char *shown; /* what it says, whatever the format; NULL: nothing */
    const char *html;
    const char *markdown;
} value_row;

static const value_row value_rows[] = {
    { "a word", CLEAN("Ann"), "Ann", "Ann" },
    { "markup", CLEAN("<script>alert('\"&')</script>"),
      "&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;",
      "&lt;script&gt;alert\\('\"&amp;'\\)&lt;/script&gt;" },
    { "markup of Markdown", CLEAN("[x](javascript:y) `z` *a*"),
      "[x](javascript:y) `z` *a*",
      "\\[x\\]\\(javascript:y\\) \\`z\\` \\*a\\*" },
    { "tags of a template", CLEAN("{{code}}"), "{{code}}", "{{code}}" },
    { "an end of everything", CLEAN("</problem>]]>\"}"),
      "&lt;/problem&gt;]]&gt;&quot;}", "&lt;/problem&gt;\\]\\]&gt;\"}" },
    { "line ends", "a\r\nb\nc", "abc", "abc", "abc" },
    { "controls", "a\x01\x1b[31mb\x7f", "a[31mb", "a[31mb", "a\\[31mb" },
    { "marks that turn the direction", "a" BIDI "b", "ab", "ab", "ab" },
    { "what is not UTF-8",
      "a\xff\xc0\xaf"
      "b",
      "a" U_FFFD U_FFFD U_FFFD "b", "a" U_FFFD U_FFFD U_FFFD "b",
      "a" U_FFFD U_FFFD U_FFFD "b" },
    { "letters of the world", CLEAN("\xe6\x97\xa5\xd8\xb9\xf0\x9f\x98\x80"),
      "\xe6\x97\xa5\xd8\xb9\xf0\x9f\x98\x80",
      "\xe6\x97\xa5\xd8\xb9\xf0\x9f\x98\x80" },
    { "nothing", "", NULL, NULL, NULL },
    { "nothing but what is not shown", "\r\n" BIDI, NULL, NULL, NULL },
};

/* As a front end does it: cleaned, without those that say nothing. */
static unsigned tell(sp_custom_value values[2], const char *given,
                     apr_pool_t *pool)
{
    values[0] = (sp_custom_value){
        "visitor",
        sp_escape_clean(sp_span_of(given), SP_CUSTOM_LENGTH_MAX, pool), 0
    };
    values[1] = (sp_custom_value){ "only_here", SP_SPAN("x"), -1 };
    return 2;
}

static const char *const templates[SP_FORMAT__COUNT] = {
    [HTML] = "[{{#visitor}}{{visitor}}{{/visitor}}{{^visitor}}-{{/visitor}}]",
    [TEXT] = "[{{#visitor}}{{visitor}}{{/visitor}}{{^visitor}}-{{/visitor}}]",
    [MARKDOWN] =
        "[{{#visitor}}{{visitor}}{{/visitor}}{{^visitor}}-{{/visitor}}]",
};

/* A page of its own in a file, or the document. */
static sp_span page_with(const char *given, sp_format format, apr_pool_t *pool)
{
    const char *folder = new_folder(pool);
    const char *path = in(folder, "own", pool);
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = built_in_theme();
    sp_facts facts = no_facts(404);
    sp_custom_value values[2];
    sp_custom_names names = { 0 };
    sp_page *page = apr_palloc(pool, sizeof(*page));
    sp_page_request request = { .facts = &facts,
                                .site = &no_site,
                                .language = &sp_languages[0],
                                .theme = theme,
                                .format = { .format = format } };
    sp_theme_page custom;
    sp_schema schema;

    sp_custom_declare(&names, "visitor", false);
    schema = sp_custom_schema(&names, pool);
    facts.custom = values;
    facts.custom_count = tell(values, given, pool);
    if (templates[format]) {
        add_bytes(path, templates[format], strlen(templates[format]));
        assert_true(sp_theme_load_page(&custom, theme, &schema, path, format,
                                       problems));
        request.override = &custom;
    }
    remove_folder(folder, pool);
    return write_page(page, &request, pool);
}

static void in_brackets(sp_format format, const value_row *row,
                        const char *wanted)
{
    apr_pool_t *pool = new_pool();

    assert_span(page_with(row->given, format, pool),
                apr_pstrcat(pool, "[", wanted ? wanted : "-", "]", NULL));
    apr_pool_destroy(pool);
}

static void stands_on_pages(void **state)
{
    const value_row *row = *state;

    in_brackets(HTML, row, row->html);
    in_brackets(MARKDOWN, row, row->markdown);
    in_brackets(TEXT, row, row->shown);
}

static void stands_in_documents(void **state)
{
    const value_row *row = *state;
    static const sp_format formats[] = { JSON, XML };

    for (int i = 0; i < 2; i++) {
        apr_pool_t *pool = new_pool();
        document d;
        const document_member *member;

        if (!document_read(&d, page_with(row->given, formats[i], pool),
                           formats[i] == XML)) {
            fail_msg("malformed: %s", d.fault);
        }
        member = document_find(&d, "visitor");
        assert_int_equal(member != NULL, row->shown != NULL);
        if (member) {
            assert_string_equal(member->text, row->shown);
            assert_int_equal(member->type, 't');
        }
        assert_string_equal(document_find(&d, "only_here")->text, "x");
        document_free(&d);
        apr_pool_destroy(pool);
    }
}

/* ---- how long it may be ------------------------------------------------- */

typedef struct length_row {
    const char *name;
    size_t given; /* characters of two bytes */
    bool cut;
} length_row;

static const length_row length_rows[] = {
    { "300 characters", 300, false },
    { "301 characters", 301, true },
    { "5,000 characters", 5000, true },
};

static void is_cut(void **state)
{
    const length_row *row = *state;
    apr_pool_t *pool = new_pool();
    char *given = apr_pcalloc(pool, row->given * 2 + 1);
    size_t whole = row->cut ? 299 : row->given;
    sp_span page;

    for (size_t i = 0; i < row->given; i++) {
        memcpy(given + 2 * i, "\xc3\xa4", 2);
    }
    page = page_with(given, TEXT, pool);
    /* [ ... ] and an ellipsis; lines of text are wrapped at spaces only */
    assert_int_equal(page.len, 2 + 2 * whole + (row->cut ? 3 : 0));
    assert_memory_equal(page.ptr + 1, given, 2 * whole);
    if (row->cut) {
        assert_memory_equal(page.ptr + page.len - 4, "\xe2\x80\xa6]", 4);
    }
    apr_pool_destroy(pool);
}

/* ---- all there may be --------------------------------------------------- */

/* On each format of the built-in theme, which knows none of them: they only
 * stand in documents, each once, and change nothing else. */
static void as_many_as_there_are(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_facts facts = all_facts(404);
    sp_facts without = all_facts(404);
    sp_custom_value values[SP_CUSTOM_MAX];

    (void)state;
    for (int i = 0; i < SP_CUSTOM_MAX; i++) {
        values[i] = (sp_custom_value){ apr_psprintf(pool, "own_%02d", i),
                                       SP_SPAN("hidden value"), i };
    }
    facts.custom = values;
    facts.custom_count = SP_CUSTOM_MAX;
    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        const char *page =
            in_format((sp_format)format, &facts, &full_site, pool);
        const char *plain =
            in_format((sp_format)format, &without, &full_site, pool);

        if (sp_formats[format].suffix) {
            assert_string_equal(page, plain);
        }
        else {
            assert_int_equal(count_of(page, "hidden value"), SP_CUSTOM_MAX);
            assert_int_equal(count_of(page, format == XML ? "<own_" : "\"own_"),
                             SP_CUSTOM_MAX);
        }
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, value_rows, stands_on_pages);
    ADD_ROWS(list, value_rows, stands_in_documents);
    ADD_ROWS(list, length_rows, is_cut);
    ADD_TEST(list, as_many_as_there_are);
    return run_list("page_own", list);
}

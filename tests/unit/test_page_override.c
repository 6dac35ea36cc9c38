/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/page_override.h. */
#include "rows.h"

#include "core/page_override.h"

/* ---- which row serves --------------------------------------------------- */

/* A page is known by its policy alone. */
#define ROW(first, last, format, name)                                         \
    {                                                                          \
        first, last, SP_FORMAT_##format,                                       \
        {                                                                      \
            .policies = {.usual = name }                                       \
        }                                                                      \
    }

static const sp_page_override outer_rows[] = {
    ROW(404, 404, HTML, "outer 404"), ROW(400, 499, HTML, "outer 4xx"),
    ROW(500, 599, HTML, "outer 5xx"), ROW(404, 404, TEXT, "outer text")
};
static const sp_page_override inner_rows[] = {
    ROW(403, 403, HTML, "early 403"), ROW(400, 499, HTML, "early 4xx"),
    ROW(400, 499, HTML, "inner 4xx"), ROW(403, 403, HTML, "inner 403"),
    ROW(500, 500, HTML, "inner 500"),
};
static const sp_page_overrides outer = { outer_rows, 4, NULL };
static const sp_page_overrides inner = { inner_rows, 5, NULL };

typedef struct find_row {
    const char *name;
    const sp_page_overrides *inner;
    const sp_page_overrides *outer;
    int code;
    sp_format format;
    const char *wanted; /* NULL: the theme's */
} find_row;

static const find_row find_rows[] = {
    { "none at all", NULL, NULL, 404, SP_FORMAT_HTML, NULL },
    { "its code", NULL, &outer, 404, SP_FORMAT_HTML, "outer 404" },
    { "a code before its class, though the class comes later", NULL, &outer,
      404, SP_FORMAT_HTML, "outer 404" },
    { "its class", NULL, &outer, 405, SP_FORMAT_HTML, "outer 4xx" },
    { "its format", NULL, &outer, 404, SP_FORMAT_TEXT, "outer text" },
    { "another code of that format", NULL, &outer, 405, SP_FORMAT_TEXT, NULL },
    { "another format", NULL, &outer, 404, SP_FORMAT_MARKDOWN, NULL },
    { "formats without templates", NULL, &outer, 404, SP_FORMAT_JSON, NULL },
    { "the later of two classes", &inner, NULL, 404, SP_FORMAT_HTML,
      "inner 4xx" },
    { "the later of two codes", &inner, NULL, 403, SP_FORMAT_HTML,
      "inner 403" },
    { "an inner class before an outer code", &inner, &outer, 404,
      SP_FORMAT_HTML, "inner 4xx" },
    { "what the inner place lacks", &inner, &outer, 503, SP_FORMAT_HTML,
      "outer 5xx" },
    { "its format in the outer place", &inner, &outer, 404, SP_FORMAT_TEXT,
      "outer text" },
    { "the first code of a class", NULL, &outer, 400, SP_FORMAT_HTML,
      "outer 4xx" },
    { "the last code of a class", NULL, &outer, 499, SP_FORMAT_HTML,
      "outer 4xx" },
    { "the last code of all", NULL, &outer, 599, SP_FORMAT_HTML, "outer 5xx" },
    /* as a theme's files: 5xx.html and 500.html serve them */
    { "beyond the last code, as 500", &inner, &outer, 999, SP_FORMAT_HTML,
      "inner 500" },
    { "beyond the last code, as 5xx", NULL, &outer, 783, SP_FORMAT_HTML,
      "outer 5xx" },
};

static void finds(void **state)
{
    const find_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_page_overrides *both =
        sp_level_merge(row->inner, row->outer, pool);
    const sp_theme_page *page =
        sp_page_overrides_find(both, row->code, row->format);

    if (!row->wanted) {
        assert_null(page);
    }
    else {
        assert_non_null(page);
        assert_string_equal(page->policies.usual, row->wanted);
    }
    apr_pool_destroy(pool);
}

/* Three levels, joined from inside and from outside; none is changed. */
static void levels_join_in_any_order(void **state)
{
    static const sp_page_override innermost_rows[] = { ROW(404, 404, HTML,
                                                           "innermost") };
    static const sp_page_overrides innermost = { innermost_rows, 1, NULL };
    apr_pool_t *pool = new_pool();
    const sp_page_overrides *two = sp_level_merge(&innermost, &inner, pool);
    const sp_page_overrides *all = sp_level_merge(two, &outer, pool);
    const sp_page_overrides *other =
        sp_level_merge(&innermost, sp_level_merge(&inner, &outer, pool), pool);

    (void)state;
    for (int i = 0; i < 2; i++) {
        const sp_page_overrides *one = i ? other : all;

        assert_string_equal(
            sp_page_overrides_find(one, 404, SP_FORMAT_HTML)->policies.usual,
            "innermost");
        assert_string_equal(
            sp_page_overrides_find(one, 405, SP_FORMAT_HTML)->policies.usual,
            "inner 4xx");
        assert_string_equal(
            sp_page_overrides_find(one, 503, SP_FORMAT_HTML)->policies.usual,
            "outer 5xx");
    }
    assert_null(innermost.outer);
    assert_null(inner.outer);
    assert_null(sp_page_overrides_find(two, 503, SP_FORMAT_HTML));
    apr_pool_destroy(pool);
}

/* Rows that were copied while `lines` were added: all there were, each time
 * that they moved. */
static unsigned copies_of(unsigned lines, apr_pool_t *pool)
{
    const sp_page_overrides *level = NULL;
    unsigned copies = 0;

    for (unsigned i = 0; i < lines; i++) {
        const sp_page_override row = { .first = (uint16_t)i };
        const sp_page_override *before = level ? level->rows : NULL;

        level = sp_level_add(level, &row, sizeof(row), pool);
        copies += level->rows == before ? 0 : i;
    }
    assert_int_equal(level->count, lines);
    for (unsigned i = 0; i < lines; i++) {
        assert_int_equal(((const sp_page_override *)level->rows)[i].first, i);
    }
    return copies;
}

static void twice_the_lines_are_twice_the_work(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    assert_true(10 * copies_of(2000, pool) <= 22 * copies_of(1000, pool));
    assert_true(copies_of(2000, pool) <= 2 * 2000);
    apr_pool_destroy(pool);
}

/* ---- words of the directive --------------------------------------------- */

typedef struct parse_row {
    const char *name;
    const char *codes;
    const char *format;
    int first;
    int last;
    sp_format wanted;
    const char *wrong; /* part of the message; NULL: taken */
} parse_row;

static const parse_row parse_rows[] = {
    { "a code", "404", "html", 404, 404, SP_FORMAT_HTML, NULL },
    { "a class", "5xx", "text", 500, 599, SP_FORMAT_TEXT, NULL },
    { "markdown", "4xx", "markdown", 400, 499, SP_FORMAT_MARKDOWN, NULL },
    { "a code that is none", "304", "html", 0, 0, 0, "\"304\" is not a code" },
    { "a range", "500-599", "html", 0, 0, 0, "is not a code or class" },
    { "nothing", "", "html", 0, 0, 0, "\"\" is not a code or class" },
    { "json", "404", "json", 0, 0, 0, "problem details have no template" },
    { "xml", "404", "xml", 0, 0, 0, "\"xml\" is not html, text or markdown" },
    { "another format", "404", "pdf", 0, 0, 0, "\"pdf\" is not html" },
    { "the end of a name", "404", "txt", 0, 0, 0, "\"txt\" is not html" },
    { "no format", "404", "", 0, 0, 0, "\"\" is not html" },
};

static void parses(void **state)
{
    const parse_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_page_override got;
    const char *wrong =
        sp_page_override_parse(&got, row->codes, row->format, pool);

    if (row->wrong) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->wrong));
    }
    else {
        assert_null(wrong);
        assert_int_equal(got.first, row->first);
        assert_int_equal(got.last, row->last);
        assert_int_equal(got.format, row->wanted);
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, find_rows, finds);
    ADD_TEST(list, levels_join_in_any_order);
    ADD_TEST(list, twice_the_lines_are_twice_the_work);
    ADD_ROWS(list, parse_rows, parses);
    return run_list("templates", list);
}

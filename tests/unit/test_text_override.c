/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/text_override.h. */
#include "rows.h"

#include "core/text_override.h"

/* ---- reading --------------------------------------------------------------*/

typedef struct parse_row {
    const char *name;
    const char *codes;
    const char *language;
    const char *field;
    const char *text;
    int first; /* 0: refused */
    int last;
    const char *words; /* of the message */
} parse_row;

static const parse_row parse_rows[] = {
    { "a code", "404", "en", "title", "Lost", 404, 404, "" },
    { "a class", "5xx", "*", "what", "Broken.", 500, 599, "" },
    { "a class in capitals", "4XX", "EN", "DO1", "Look.", 400, 499, "" },
    { "an empty text", "404", "en", "lasts", "", 404, 404, "" },
    { "an empty title", "404", "en", "title", "", 0, 0, "heading" },
    { "a range", "404-410", "en", "title", "x", 0, 0, "\"404-410\"" },
    { "no error", "200", "en", "title", "x", 0, 0, "\"200\"" },
    { "the last code", "599", "en", "title", "x", 599, 599, "" },
    { "a code whose digits all differ", "425", "en", "title", "x", 425, 425,
      "" },
    { "a letter in the middle", "4x4", "en", "title", "x", 0, 0, "\"4x4\"" },
    { "a letter at the end", "40x", "en", "title", "x", 0, 0, "\"40x\"" },
    { "a mark in the middle", "4-4", "en", "title", "x", 0, 0, "\"4-4\"" },
    { "beyond 599", "600", "en", "title", "x", 0, 0, "\"600\"" },
    { "no code", "", "en", "title", "x", 0, 0, "\"\"" },
    { "an unknown language", "404", "tlh", "title", "x", 0, 0, "\"tlh\"" },
    { "an unknown field", "404", "en", "titel", "x", 0, 0, "\"titel\"" },
    { "a fifth piece of advice", "404", "en", "do5", "x", 0, 0, "\"do5\"" },
    { "not UTF-8", "404", "en", "title", "ab\xff", 0, 0, "byte 3" },
    { "a control", "404", "en", "title", "a\x07", 0, 0,
      "an invisible character" },
    { "a turned direction", "404", "en", "title", "a\xe2\x80\xae", 0, 0,
      "an invisible character" },
};

static void parses(void **state)
{
    const parse_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_text_override got = { 0 };
    const char *wrong = sp_text_override_parse(&got, row->codes, row->language,
                                               row->field, row->text, pool);

    if (row->first) {
        assert_null(wrong);
        assert_int_equal(got.first, row->first);
        assert_int_equal(got.last, row->last);
        assert_span(got.text, row->text);
    }
    else {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->words));
    }
    apr_pool_destroy(pool);
}

/* The row outlives the words it was made from. */
static void a_row_is_a_copy(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_text_override row = { 0 };
    char text[] = "Look.";

    (void)state;
    assert_null(sp_text_override_parse(&row, "404", "*", "do2", text, pool));
    memset(text, 'x', sizeof(text) - 1);
    assert_span(row.text, "Look.");
    assert_int_equal(row.field, SP_FIELD_DO_2);
    assert_int_equal(row.language, SP_LANGUAGE_NONE);
    assert_null(sp_text_override_parse(&row, "404", "de", "owner", "x", pool));
    assert_int_equal(row.field, SP_FIELD_OWNER);
    assert_int_equal(row.language, sp_language_find(SP_SPAN("de")));
    apr_pool_destroy(pool);
}

static void a_text_may_have_600_characters(void **state)
{
    apr_pool_t *pool = new_pool();
    char text[602];
    sp_text_override row = { 0 };

    (void)state;
    memset(text, 'a', sizeof(text));
    text[600] = '\0';
    assert_null(sp_text_override_parse(&row, "404", "en", "what", text, pool));
    text[600] = 'a';
    text[601] = '\0';
    assert_non_null(
        sp_text_override_parse(&row, "404", "en", "what", text, pool));
    apr_pool_destroy(pool);
}

/* ---- finding --------------------------------------------------------------*/

enum { ANY = SP_LANGUAGE_NONE };

static const sp_text_override site_rows[] = {
    { 400, 499, ANY, SP_FIELD_TITLE, { "class, any", 10 } },
    { 404, 404, ANY, SP_FIELD_TITLE, { "code, any", 9 } },
    { 400, 499, 0, SP_FIELD_TITLE, { "class, en", 9 } },
    { 404, 404, 0, SP_FIELD_WHAT, { "first", 5 } },
    { 404, 404, 0, SP_FIELD_WHAT, { "second", 6 } },
};
static const sp_text_override inner_rows[] = {
    { 400, 499, ANY, SP_FIELD_TITLE, { "inner class", 11 } },
};
static const sp_text_overrides site = { site_rows, 5, NULL };
static const sp_text_overrides inner = { inner_rows, 1, &site };

typedef struct find_row {
    const char *name;
    const sp_text_overrides *in;
    int code;
    unsigned language;
    sp_field field;
    const char *text; /* NULL: the catalog's stands */
} find_row;

static const find_row find_rows[] = {
    { "a code comes before a class", &site, 404, 0, SP_FIELD_TITLE,
      "code, any" },
    { "a language comes before any", &site, 410, 0, SP_FIELD_TITLE,
      "class, en" },
    { "any language", &site, 410, 1, SP_FIELD_TITLE, "class, any" },
    { "the later of two rows", &site, 404, 0, SP_FIELD_WHAT, "second" },
    { "another language", &site, 404, 1, SP_FIELD_WHAT, NULL },
    { "another field", &site, 404, 0, SP_FIELD_LASTS, NULL },
    { "another class", &site, 500, 0, SP_FIELD_TITLE, NULL },
    { "the inner level, even if it says less", &inner, 404, 0, SP_FIELD_TITLE,
      "inner class" },
    { "the outer level where the inner says nothing", &inner, 404, 0,
      SP_FIELD_WHAT, "second" },
    { "nothing at all", NULL, 404, 0, SP_FIELD_TITLE, NULL },
};

static void finds(void **state)
{
    const find_row *row = *state;
    const sp_text_override *got = sp_text_overrides_find(
        row->in, row->code, &sp_languages[row->language], row->field);

    if (row->text) {
        assert_non_null(got);
        assert_span(got->text, row->text);
    }
    else {
        assert_null(got);
    }
}

static void joining_keeps_three_levels(void **state)
{
    static const sp_text_overrides top = { site_rows, 2, NULL };
    apr_pool_t *pool = new_pool();
    const sp_text_overrides *joined = sp_level_merge(&inner, &top, pool);

    (void)state;
    assert_ptr_equal(joined->rows, inner_rows);
    assert_ptr_equal(joined->outer->rows, site_rows);
    assert_int_equal(joined->outer->count, 5);
    assert_ptr_equal(joined->outer->outer, &top);
    assert_null(site.outer);
    assert_ptr_equal(sp_level_merge(NULL, &top, pool), &top);
    assert_ptr_equal(sp_level_merge(&top, NULL, pool), &top);
    apr_pool_destroy(pool);
}

/* ---- adding ---------------------------------------------------------------*/

/* Rows that were copied while `lines` were added: all there were, each time
 * that they moved. */
static unsigned copies_of(unsigned lines, apr_pool_t *pool)
{
    const sp_text_overrides *level = NULL;
    unsigned copies = 0;

    for (unsigned i = 0; i < lines; i++) {
        const sp_text_override row = {
            404, 404, ANY, SP_FIELD_WHAT, { NULL, i }
        };
        const sp_text_override *before = level ? level->rows : NULL;

        level = sp_level_add(level, &row, sizeof(row), pool);
        copies += level->rows == before ? 0 : i;
    }
    assert_int_equal(level->count, lines);
    for (unsigned i = 0; i < lines; i++) {
        assert_int_equal(((const sp_text_override *)level->rows)[i].text.len,
                         i);
    }
    return copies;
}

static void twice_the_lines_are_twice_the_work(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (unsigned n = 1000; n <= 4000; n *= 2) {
        assert_true(10 * copies_of(2 * n, pool) <= 22 * copies_of(n, pool));
        assert_true(copies_of(n, pool) <= 2 * n);
    }
    apr_pool_destroy(pool);
}

/* What was joined before is as it was. */
static void adding_changes_no_level_around(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_text_overrides *level =
        sp_level_add(NULL, &site_rows[0], sizeof(site_rows[0]), pool);
    const sp_text_overrides *joined = sp_level_merge(level, &site, pool);
    const sp_text_overrides *longer =
        sp_level_add(level, &site_rows[1], sizeof(site_rows[1]), pool);

    (void)state;
    assert_int_equal(level->count, 1);
    assert_int_equal(joined->count, 1);
    assert_ptr_equal(joined->outer, &site);
    assert_int_equal(longer->count, 2);
    assert_span(((const sp_text_override *)longer->rows)[1].text, "code, any");
    assert_span(
        sp_text_overrides_find(joined, 404, &sp_languages[0], SP_FIELD_TITLE)
            ->text,
        "class, any");
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, parse_rows, parses);
    ADD_TEST(list, a_row_is_a_copy);
    ADD_TEST(list, a_text_may_have_600_characters);
    ADD_ROWS(list, find_rows, finds);
    ADD_TEST(list, joining_keeps_three_levels);
    ADD_TEST(list, twice_the_lines_are_twice_the_work);
    ADD_TEST(list, adding_changes_no_level_around);
    return run_list("texts", list);
}

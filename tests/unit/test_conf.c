/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of module/conf.h. */
#include "rows.h"

#include "module/conf.h"

#include <apr_strings.h>

/* One test for each row of conf.def. */
typedef struct field_row {
    const char *name;
    size_t offset;
    size_t size;
} field_row;

static const field_row rows[] = {
#define FIELD(type, name, unset)                                               \
    { #name, offsetof(sp_conf, name), sizeof(type) },
#define MERGED(type, name, merge)
#include "module/conf.def"
#undef FIELD
#undef MERGED
};

/* Some value that is not the unset one: only compared, never used. */
static void set(sp_conf *conf, const field_row *row, int value)
{
    memset((char *)conf + row->offset, value, row->size);
}

static void check(void **state)
{
    const field_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);
    const sp_conf *unset = sp_conf_make(pool);
    const char *got;

    /* unset over unset stays unset */
    got = (const char *)sp_conf_merge(outer, inner, pool) + row->offset;
    assert_memory_equal(got, (const char *)unset + row->offset, row->size);
    /* unset inherits */
    set(outer, row, 1);
    got = (const char *)sp_conf_merge(outer, inner, pool) + row->offset;
    assert_memory_equal(got, (const char *)outer + row->offset, row->size);
    /* set wins */
    set(inner, row, 2);
    got = (const char *)sp_conf_merge(outer, inner, pool) + row->offset;
    assert_memory_equal(got, (const char *)inner + row->offset, row->size);
    apr_pool_destroy(pool);
}

static void defaults_hold_when_nothing_is_set(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_conf *conf = sp_conf_make(pool);

    (void)state;
    assert_true(sp_conf_enabled(conf));
    assert_int_equal(sp_conf_replace(conf), SP_REPLACE_BARE);
    assert_true(sp_conf_covers(conf, 400));
    assert_true(sp_conf_covers(conf, 999));
    assert_false(sp_conf_covers(conf, 399));
    assert_false(sp_conf_covers(conf, 200));
    assert_int_equal(sp_conf_formats(conf), SP_FORMATS_ALL);
    apr_pool_destroy(pool);
}

/* Own texts of both levels count, the inner ones first. */
static void texts_of_both_levels_count(void **state)
{
    static const sp_text_override inner_row = {
        404, 404, 0, SP_FIELD_TITLE, { "inner", 5 }
    };
    static const sp_text_override outer_row = {
        400, 499, 0, SP_FIELD_WHAT, { "outer", 5 }
    };
    static const sp_text_overrides inner_texts = { &inner_row, 1, NULL };
    static const sp_text_overrides outer_texts = { &outer_row, 1, NULL };
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);
    const sp_conf *merged;

    (void)state;
    outer->texts = &outer_texts;
    merged = sp_conf_merge(outer, inner, pool);
    assert_ptr_equal(merged->texts, &outer_texts);
    inner->texts = &inner_texts;
    merged = sp_conf_merge(outer, inner, pool);
    assert_ptr_equal(merged->texts->rows, &inner_row);
    assert_ptr_equal(merged->texts->outer, &outer_texts);
    assert_null(inner_texts.outer);
    apr_pool_destroy(pool);
}

/* Lines of maintenance: inner ones, then outer ones, up to Off. */
static void maintenance_goes_up_to_off(void **state)
{
    int first;
    int second;
    sp_maintenance_file *file =
        (sp_maintenance_file *)(void *)&first; /* only compared */
    const sp_expression *except = (const sp_expression *)(const void *)&second;
    const sp_maintenance outer = { file, NULL, NULL };
    const sp_maintenance inner = { NULL, except, NULL };
    const sp_maintenance early = { file, NULL, NULL };
    const sp_maintenance off = { NULL, NULL, &early };
    const sp_maintenance late = { NULL, except, &off };
    apr_pool_t *pool = new_pool();
    const sp_maintenance *got;

    (void)state;
    assert_ptr_equal(sp_maintenance_merge(NULL, &outer, pool), &outer);
    assert_ptr_equal(sp_maintenance_merge(&inner, NULL, pool), &inner);
    got = sp_maintenance_merge(&inner, &outer, pool);
    assert_ptr_equal(got->except, except);
    assert_ptr_equal(got->next, &outer);
    assert_null(inner.next); /* reads only */
    got = sp_maintenance_merge(&late, &outer, pool);
    assert_ptr_equal(got->except, except);
    assert_true(sp_maintenance_is_off(got->next));
    assert_null(got->next->next);
    assert_false(sp_maintenance_is_off(&outer));
    assert_false(sp_maintenance_is_off(&inner));
    apr_pool_destroy(pool);
}

/* ---- own variables ------------------------------------------------------- */

/* Rows only name their text: what it is does not matter here. */
static const char here[4];
#define TEXT_AT(i) ((const struct sp_custom_text *)(const void *)&here[i])

typedef struct own_row {
    const char *name;
    const char *outer; /* a row each: a name of one letter and its text */
    const char *inner;
    const char *wanted;
} own_row;

static const own_row own_rows[] = {
    { "own: none", "", "", "" },
    { "own: outer only", "a1b2", "", "a1b2" },
    { "own: inner only", "", "a1b2", "a1b2" },
    { "own: of both", "a1", "b2", "a1b2" },
    { "own: the inner one wins", "a1b2", "a3", "a3b2" },
    { "own: taken away inside", "a1b2", "a0", "a0b2" },
    { "own: taken away outside, set inside", "a0", "a1", "a1" },
    { "own: the later line of a level", "a1a2", "", "a2" },
};

static const sp_custom_rows *own_of(const char *text, apr_pool_t *pool)
{
    sp_custom_rows *made = apr_pcalloc(pool, sizeof(*made));

    for (; *text; text += 2) {
        sp_custom_row row = { .name = apr_pstrmemdup(pool, text, 1),
                              .text = text[1] == '0' ? NULL
                                                     : TEXT_AT(text[1] - '0'),
                              .number = text[0] - 'a' };

        assert_true(sp_custom_rows_set(made, &row));
    }
    return made->count ? made : NULL;
}

static void merges_own(void **state)
{
    const own_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);
    const sp_custom_rows *wanted = own_of(row->wanted, pool);
    const sp_custom_rows *got;

    outer->custom = own_of(row->outer, pool);
    inner->custom = own_of(row->inner, pool);
    got = sp_conf_merge(outer, inner, pool)->custom;
    assert_int_equal(got ? got->count : 0, wanted ? wanted->count : 0);
    for (unsigned i = 0; got && i < got->count; i++) {
        assert_string_equal(got->list[i].name, wanted->list[i].name);
        assert_ptr_equal(got->list[i].text, wanted->list[i].text);
        assert_int_equal(got->list[i].number, wanted->list[i].number);
    }
    apr_pool_destroy(pool);
}

/* Merging reads only: levels are shared by all requests. */
static void a_merge_changes_no_level(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);

    (void)state;
    outer->custom = own_of("a1", pool);
    inner->custom = own_of("a2b3", pool);
    sp_conf_merge(outer, inner, pool);
    assert_int_equal(outer->custom->count, 1);
    assert_ptr_equal(outer->custom->list[0].text, TEXT_AT(1));
    assert_int_equal(inner->custom->count, 2);
    apr_pool_destroy(pool);
}

/* A name that an .htaccess file sets is one beyond those of the server, and
 * must not push one of them out. */
static void more_names_than_there_is_room_for(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);
    const sp_custom_row more = { "q", TEXT_AT(3), -1 };
    sp_custom_rows *full;
    const sp_custom_rows *got;

    (void)state;
    outer->custom = own_of("a1b1c1d1e1f1g1h1i1j1k1l1m1n1o1p1", pool);
    full = apr_pmemdup(pool, outer->custom, sizeof(*full));
    assert_int_equal(full->count, SP_CUSTOM_MAX);
    assert_false(sp_custom_rows_set(full, &more));
    inner->custom = own_of("q3p2", pool);
    got = sp_conf_merge(outer, inner, pool)->custom;
    assert_int_equal(got->count, SP_CUSTOM_MAX);
    assert_ptr_equal(got->list[0].text, TEXT_AT(1));
    assert_string_equal(got->list[15].name, "p");
    assert_ptr_equal(got->list[15].text, TEXT_AT(2));
    apr_pool_destroy(pool);
}

/* ---- own templates ------------------------------------------------------- */

static void templates_of_both_levels_count(void **state)
{
    static const sp_page_override inner_row = {
        404, 404, SP_FORMAT_HTML, { 0 }
    };
    static const sp_page_override outer_row = {
        400, 499, SP_FORMAT_HTML, { 0 }
    };
    static const sp_page_overrides inner_templates = { &inner_row, 1, NULL };
    static const sp_page_overrides outer_templates = { &outer_row, 1, NULL };
    apr_pool_t *pool = new_pool();
    sp_conf *outer = sp_conf_make(pool);
    sp_conf *inner = sp_conf_make(pool);
    const sp_conf *merged;

    (void)state;
    outer->templates = &outer_templates;
    merged = sp_conf_merge(outer, inner, pool);
    assert_ptr_equal(merged->templates, &outer_templates);
    inner->templates = &inner_templates;
    merged = sp_conf_merge(outer, inner, pool);
    assert_ptr_equal(merged->templates->rows, &inner_row);
    assert_ptr_equal(merged->templates->outer, &outer_templates);
    assert_null(inner_templates.outer);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, defaults_hold_when_nothing_is_set);
    ADD_TEST(list, texts_of_both_levels_count);
    ADD_TEST(list, maintenance_goes_up_to_off);
    ADD_ROWS(list, own_rows, merges_own);
    ADD_TEST(list, a_merge_changes_no_level);
    ADD_TEST(list, more_names_than_there_is_room_for);
    ADD_TEST(list, templates_of_both_levels_count);
    return run_list("conf", list);
}

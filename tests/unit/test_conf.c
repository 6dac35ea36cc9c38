/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include "module/conf.h"

/* One test for each row of conf.def. */
typedef struct field_row {
    const char *name;
    size_t offset;
    size_t size;
} field_row;

static const field_row rows[] = {
#define FIELD(type, name, unset)                                               \
    { #name, offsetof(sp_conf, name), sizeof(type) },
#define CHAIN(type, name, join)
#include "module/conf.def"
#undef FIELD
#undef CHAIN
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
    assert_int_equal(sp_conf_replace(conf), SP_REPLACE_EMPTY);
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
    static const sp_text_row inner_row = {
        404, 404, 0, SP_FIELD_TITLE, { "inner", 5 }
    };
    static const sp_text_row outer_row = {
        400, 499, 0, SP_FIELD_WHAT, { "outer", 5 }
    };
    static const sp_texts inner_texts = { &inner_row, 1, NULL };
    static const sp_texts outer_texts = { &outer_row, 1, NULL };
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
    sp_flag *flag = (sp_flag *)(void *)&first; /* only compared */
    const sp_condition *except = (const sp_condition *)(const void *)&second;
    const sp_maintenance outer = { flag, NULL, NULL };
    const sp_maintenance inner = { NULL, except, NULL };
    const sp_maintenance early = { flag, NULL, NULL };
    const sp_maintenance off = { NULL, NULL, &early };
    const sp_maintenance late = { NULL, except, &off };
    apr_pool_t *pool = new_pool();
    const sp_maintenance *got;

    (void)state;
    assert_ptr_equal(sp_maintenance_join(NULL, &outer, pool), &outer);
    assert_ptr_equal(sp_maintenance_join(&inner, NULL, pool), &inner);
    got = sp_maintenance_join(&inner, &outer, pool);
    assert_ptr_equal(got->except, except);
    assert_ptr_equal(got->next, &outer);
    assert_null(inner.next); /* reads only */
    got = sp_maintenance_join(&late, &outer, pool);
    assert_ptr_equal(got->except, except);
    assert_true(sp_maintenance_is_off(got->next));
    assert_null(got->next->next);
    assert_false(sp_maintenance_is_off(&outer));
    assert_false(sp_maintenance_is_off(&inner));
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, defaults_hold_when_nothing_is_set);
    ADD_TEST(list, texts_of_both_levels_count);
    ADD_TEST(list, maintenance_goes_up_to_off);
    return run_list("conf", list);
}

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
#define FIELD(type, name, unset) { #name, offsetof(sp_conf, name), sizeof(type) },
#include "module/conf.def"
#undef FIELD
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

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, defaults_hold_when_nothing_is_set);
    return run_list("conf", list);
}

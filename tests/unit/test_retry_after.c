/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/retry_after.h. */
#include "rows.h"

#include "core/retry_after.h"

typedef struct set_row {
    const char *name;
    const char *codes;
    const char *seconds;
    int code;        /* to ask for */
    unsigned wanted; /* 0: refused, or not set */
    const char *words;
} set_row;

static const set_row rows[] = {
    { "a code", "503", "120", 503, 120, NULL },
    { "another code", "503", "120", 502, 0, NULL },
    { "a class", "5XX", "60", 599, 60, NULL },
    { "the other class", "5xx", "60", 429, 0, NULL },
    { "the first", "400", "1", 400, 1, NULL },
    { "the last, for a week", "599", "604800", 599, 604800, NULL },
    { "beyond", "5xx", "60", 600, 0, NULL },
    { "below", "4xx", "60", 399, 0, NULL },
    { "no error", "200", "60", 200, 0, "\"200\"" },
    { "a range", "502-504", "60", 503, 0, "\"502-504\"" },
    { "a letter in the middle", "5x3", "60", 503, 0, "\"5x3\"" },
    { "a letter at the end", "50x", "60", 503, 0, "\"50x\"" },
    { "a blank before the time", "503", " 5", 503, 0, "\" 5\"" },
    { "no code", "5x", "60", 503, 0, "\"5x\"" },
    { "no time", "503", "0", 503, 0, "\"0\"" },
    { "more than a week", "503", "604801", 503, 0, "\"604801\"" },
    { "a sign", "503", "-5", 503, 0, "\"-5\"" },
    { "a unit", "503", "5m", 503, 0, "\"5m\"" },
    { "nothing", "503", "", 503, 0, "\"\"" },
    { "a number too large for any type", "503", "99999999999999999999", 503, 0,
      "from 1 to" },
};

static void sets(void **state)
{
    const set_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_retry_after retry_after = { { 0 }, { 0 } };
    const char *wrong =
        sp_retry_after_set(&retry_after, row->codes, row->seconds, pool);

    if (row->words) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->words));
    }
    else {
        assert_null(wrong);
    }
    assert_int_equal(sp_retry_after_for(&retry_after, row->code), row->wanted);
    apr_pool_destroy(pool);
}

static void a_code_comes_before_its_class(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_retry_after retry_after = { { 0 }, { 0 } };

    (void)state;
    sp_retry_after_set(&retry_after, "503", "120", pool);
    sp_retry_after_set(&retry_after, "5xx", "60", pool);
    assert_int_equal(sp_retry_after_for(&retry_after, 503), 120);
    assert_int_equal(sp_retry_after_for(&retry_after, 502), 60);
    apr_pool_destroy(pool);
}

static void the_inner_level_comes_first(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_retry_after inner = { { 0 }, { 0 } };
    sp_retry_after outer = { { 0 }, { 0 } };
    const sp_retry_after *joined;

    (void)state;
    sp_retry_after_set(&inner, "503", "1", pool);
    sp_retry_after_set(&outer, "503", "2", pool);
    sp_retry_after_set(&outer, "429", "3", pool);
    sp_retry_after_set(&outer, "400", "4", pool);
    sp_retry_after_set(&outer, "599", "5", pool);
    sp_retry_after_set(&outer, "4xx", "6", pool);
    sp_retry_after_set(&outer, "5xx", "7", pool);
    joined = sp_retry_after_merge(&inner, &outer, pool);
    assert_int_equal(sp_retry_after_for(joined, 503), 1);
    assert_int_equal(sp_retry_after_for(joined, 429), 3);
    assert_int_equal(sp_retry_after_for(joined, 400), 4);
    assert_int_equal(sp_retry_after_for(joined, 599), 5);
    assert_int_equal(sp_retry_after_for(joined, 404), 6);
    assert_int_equal(sp_retry_after_for(joined, 500), 7);
    assert_int_equal(sp_retry_after_for(&inner, 429), 0);
    assert_ptr_equal(sp_retry_after_merge(NULL, &outer, pool), &outer);
    assert_ptr_equal(sp_retry_after_merge(&inner, NULL, pool), &inner);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, sets);
    ADD_TEST(list, a_code_comes_before_its_class);
    ADD_TEST(list, the_inner_level_comes_first);
    return run_list("waits", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/cache_times.h. */
#include "rows.h"

#include "core/cache_times.h"

typedef struct set_row {
    const char *name;
    const char *codes;
    const char *seconds;
    int code;        /* to ask for */
    unsigned wanted; /* 0: refused, or not stored */
    const char *words;
} set_row;

static const set_row rows[] = {
    { "a code", "404", "120", 404, 120, NULL },
    { "another code", "404", "120", 410, 0, NULL },
    { "a code that its class leaves out", "403", "120", 403, 120, NULL },
    { "a class has 404", "4xx", "60", 404, 60, NULL },
    { "a class has 405", "4xx", "60", 405, 60, NULL },
    { "a class has 410", "4XX", "60", 410, 60, NULL },
    { "a class has 414", "4xx", "60", 414, 60, NULL },
    { "a class has 451", "4xx", "60", 451, 60, NULL },
    { "a class leaves 401 out", "4xx", "60", 401, 0, NULL },
    { "a class leaves 403 out", "4xx", "60", 403, 0, NULL },
    { "a class leaves 400 out", "4xx", "60", 400, 0, NULL },
    { "a class leaves 407 out", "4xx", "60", 407, 0, NULL },
    { "a class leaves 409 out", "4xx", "60", 409, 0, NULL },
    { "a class leaves 416 out", "4xx", "60", 416, 0, NULL },
    { "a class leaves 428 out", "4xx", "60", 428, 0, NULL },
    { "a class leaves 429 out", "4xx", "60", 429, 0, NULL },
    { "a class leaves 431 out", "4xx", "60", 431, 0, NULL },
    { "a class leaves 511 out", "5xx", "60", 511, 0, NULL },
    { "a class has 503", "5xx", "60", 503, 60, NULL },
    { "a class has 501", "5xx", "60", 501, 60, NULL },
    { "the other class", "5xx", "60", 404, 0, NULL },
    { "beyond", "5xx", "60", 999, 0, NULL },
    { "a code that is off", "404", "Off", 404, 0, NULL },
    { "all is off", "off", NULL, 404, 0, NULL },

    { "401 never", "401", "60", 401, 0, "401 is never stored" },
    { "407 never", "407", "60", 407, 0, "407 is never stored" },
    { "428 never", "428", "60", 428, 0, "428 is never stored" },
    { "429 never", "429", "60", 429, 0, "one visitor" },
    { "431 never", "431", "60", 431, 0, "431 is never stored" },
    { "511 never", "511", "60", 511, 0, "remove it" },
    { "412 never", "412", "60", 412, 0, "something in the request" },
    { "416 never", "416", "60", 416, 0, "416 is never stored" },
    { "not even off", "429", "Off", 429, 0, "429 is never stored" },
    { "a code alone", "404", NULL, 404, 0, "404 120" },
    { "no code", "40x", "60", 404, 0, "\"40x\" is not a code" },
    { "no code, off", "40x", "Off", 404, 0, "\"40x\" is not a code" },
    { "a range", "404-410", "60", 404, 0, "\"404-410\"" },
    { "no error", "200", "60", 200, 0, "\"200\"" },
    { "no time", "404", "0", 404, 0, "\"0\"" },
    { "a unit", "404", "2m", 404, 0, "\"2m\"" },
    { "more than a week", "404", "604801", 404, 0, "604800" },
};

static void sets(void **state)
{
    const set_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_cache_times times = { .standalone = false };
    const char *wrong =
        sp_cache_times_set(&times, row->codes, row->seconds, pool);

    if (row->words) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->words));
    }
    else {
        assert_null(wrong);
    }
    assert_int_equal(sp_cache_times_for(&times, row->code), row->wanted);
    apr_pool_destroy(pool);
}

static void levels_merge(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_cache_times inner = { .standalone = false };
    sp_cache_times outer = { .standalone = false };
    const sp_cache_times *merged;

    (void)state;
    sp_cache_times_set(&inner, "410", "Off", pool);
    sp_cache_times_set(&inner, "502", "5", pool);
    sp_cache_times_set(&outer, "4xx", "60", pool);
    sp_cache_times_set(&outer, "502", "7", pool);
    sp_cache_times_set(&outer, "503", "9", pool);
    merged = sp_cache_times_merge(&inner, &outer, pool);
    assert_int_equal(sp_cache_times_for(merged, 404), 60);
    assert_int_equal(sp_cache_times_for(merged, 410), 0);
    assert_int_equal(sp_cache_times_for(merged, 502), 5);
    assert_int_equal(sp_cache_times_for(merged, 503), 9);
    assert_ptr_equal(sp_cache_times_merge(NULL, &outer, pool), &outer);
    assert_ptr_equal(sp_cache_times_merge(&inner, NULL, pool), &inner);
    apr_pool_destroy(pool);
}

static void off_stops_what_is_outside_and_above(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_cache_times innermost = { .standalone = false };
    sp_cache_times inner = { .standalone = false };
    sp_cache_times outer = { .standalone = false };
    const sp_cache_times *merged;

    (void)state;
    sp_cache_times_set(&outer, "404", "60", pool);
    sp_cache_times_set(&inner, "410", "60", pool);
    sp_cache_times_set(&inner, "Off", NULL, pool);
    sp_cache_times_set(&inner, "451", "60", pool);
    sp_cache_times_set(&innermost, "405", "60", pool);
    merged = sp_cache_times_merge(&inner, &outer, pool);
    assert_int_equal(sp_cache_times_for(merged, 404), 0);
    assert_int_equal(sp_cache_times_for(merged, 410), 0);
    assert_int_equal(sp_cache_times_for(merged, 451), 60);
    /* merged from the inside as well: httpd does both */
    merged = sp_cache_times_merge(
        sp_cache_times_merge(&innermost, &inner, pool), &outer, pool);
    assert_int_equal(sp_cache_times_for(merged, 404), 0);
    assert_int_equal(sp_cache_times_for(merged, 405), 60);
    assert_int_equal(sp_cache_times_for(merged, 451), 60);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, sets);
    ADD_TEST(list, levels_merge);
    ADD_TEST(list, off_stops_what_is_outside_and_above);
    return run_list("cache_times", list);
}

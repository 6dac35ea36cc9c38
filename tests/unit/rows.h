/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h - a table whose rows are tests of their own.
 *
 *   static const row rows[] = { { "name", ... }, ... };
 *   static void check(void **state) { const row *r = *state; ... }
 *   ADD_ROWS(list, rows, check); return run_list("group", list);
 *
 * The first member of a row is its name.  cmocka prints each row by name and
 * closes with its own count.
 */
#ifndef SP_TESTS_ROWS_H
#define SP_TESTS_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_pools.h>

#include <stdlib.h>
#include <string.h>

#include "core/span.h"

enum { ROWS_MAX = 2048 };

typedef struct test_list {
    struct CMUnitTest tests[ROWS_MAX];
    size_t count;
} test_list;

/* Room for one more; to leave out a test silently would look like success. */
static inline struct CMUnitTest *next_test(test_list *list)
{
    struct CMUnitTest *test = &list->tests[list->count];

    if (list->count++ == ROWS_MAX) {
        abort();
    }
    memset(test, 0, sizeof(*test));
    return test;
}

/* A row gives its table's element to the test as *state. */
static inline void add_rows(test_list *list, const void *rows, size_t size,
                            size_t count, CMUnitTestFunction check)
{
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)rows + i * size;
        struct CMUnitTest *test = next_test(list);

        memcpy(&test->name, row, sizeof(test->name));
        test->test_func = check;
        test->initial_state = (void *)(uintptr_t)row;
    }
}

static inline void add_test(test_list *list, const char *name,
                            CMUnitTestFunction check)
{
    struct CMUnitTest *test = next_test(list);

    test->name = name;
    test->test_func = check;
}

static inline int run_list(const char *group, test_list *list)
{
    int failed;

    apr_initialize();
    failed =
        _cmocka_run_group_tests(group, list->tests, list->count, NULL, NULL);
    apr_terminate();
    free(list);
    return failed ? 1 : 0; /* an exit status of 256 would be 0 */
}

#define ADD_ROWS(list, rows, check)                                            \
    add_rows(list, rows, sizeof((rows)[0]), sizeof(rows) / sizeof((rows)[0]),  \
             check)
#define ADD_TEST(list, check) add_test(list, #check, check)

static inline apr_pool_t *new_pool(void)
{
    apr_pool_t *pool = NULL;

    apr_pool_create(&pool, NULL);
    return pool;
}

/* cmocka's own has another name in each of its versions. */
static inline void assert_between(size_t got, size_t least, size_t max)
{
    if (got < least || got > max) {
        fail_msg("%zu is not between %zu and %zu", got, least, max);
    }
}

static inline void assert_span(sp_span got, const char *wanted)
{
    if (got.len != strlen(wanted)
        || (got.len && memcmp(got.ptr, wanted, got.len) != 0)) {
        fail_msg("got \"%.*s\", wanted \"%s\"", (int)got.len,
                 got.ptr ? got.ptr : "", wanted);
    }
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/log_throttle.h. */
#include "rows.h"

#include "core/log_throttle.h"

#include <pthread.h>

/* Asks `times` in the second `now`; how many went out, and what they said of
 * those that did not. */
static unsigned ask(sp_log_throttle *limit, uint32_t now, unsigned times,
                    unsigned *told)
{
    unsigned out = 0;

    for (unsigned i = 0; i < times; i++) {
        unsigned suppressed = 0;

        if (sp_log_throttle_allows(limit, now, 10, &suppressed)) {
            out++;
            *told += suppressed;
        }
    }
    return out;
}

static void ten_a_second_and_the_next_tells_the_rest(void **state)
{
    sp_log_throttle limit = { 0 };
    unsigned told = 0;

    (void)state;
    assert_int_equal(ask(&limit, 1795331370, 10, &told), 10);
    assert_int_equal(told, 0);
    assert_int_equal(ask(&limit, 1795331370, 25, &told), 0);
    assert_int_equal(ask(&limit, 1795331371, 1, &told), 1);
    assert_int_equal(told, 25);
    assert_int_equal(ask(&limit, 1795331371, 30, &told), 9);
    assert_int_equal(told, 25);
    assert_int_equal(ask(&limit, 1795331379, 12, &told), 10);
    assert_int_equal(told, 25 + 21);
}

static void a_clock_that_is_set_back_is_another_second(void **state)
{
    sp_log_throttle limit = { 0 };
    unsigned told = 0;

    (void)state;
    assert_int_equal(ask(&limit, 5000, 13, &told), 10);
    assert_int_equal(ask(&limit, 4000, 1, &told), 1);
    assert_int_equal(told, 3);
}

static void what_cannot_be_counted_does_not_overflow(void **state)
{
    sp_log_throttle limit = { 0 };
    unsigned told = 0;

    (void)state;
    assert_int_equal(ask(&limit, 7, 200000, &told), 10);
    assert_int_equal(ask(&limit, 8, 1, &told), 1);
    assert_int_equal(told, 65535 - 10);
}

/* ---- threads -------------------------------------------------------------*/

enum { THREADS = 4, EACH = 20000, A_SECOND = 500 };

typedef struct asker {
    sp_log_throttle *limit;
    unsigned out;
    unsigned told;
} asker;

/* Each has seconds of its own length, so that they meet at different ones. */
static void *ask_often(void *data)
{
    asker *one = data;

    for (uint32_t i = 0; i < EACH; i++) {
        one->out += ask(one->limit, 100 + i / A_SECOND, 1, &one->told);
    }
    return NULL;
}

static void no_line_is_lost_among_threads(void **state)
{
    sp_log_throttle limit = { 0 };
    asker askers[THREADS];
    pthread_t threads[THREADS];
    unsigned accounted = 0;
    unsigned last = 0;

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (asker){ &limit, 0, 0 };
        assert_int_equal(
            pthread_create(&threads[i], NULL, ask_often, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        accounted += askers[i].out + askers[i].told;
    }
    accounted += ask(&limit, 100000, 1, &last) + last;
    assert_int_equal(accounted, THREADS * EACH + 1);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, ten_a_second_and_the_next_tells_the_rest);
    ADD_TEST(list, a_clock_that_is_set_back_is_another_second);
    ADD_TEST(list, what_cannot_be_counted_does_not_overflow);
    ADD_TEST(list, no_line_is_lost_among_threads);
    return run_list("log throttle", list);
}

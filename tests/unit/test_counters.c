/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/counters.h. */
#include "rows.h"

#include "core/counters.h"

#include <apr_shm.h>
#include <sched.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static sp_counters *new_counters(apr_pool_t *pool)
{
    apr_shm_t *memory;

    assert_int_equal(apr_shm_create(&memory, sizeof(sp_counters), NULL, pool),
                     APR_SUCCESS);
    return memset(apr_shm_baseaddr_get(memory), 0, sizeof(sp_counters));
}

static uint64_t sum_of(const sp_totals *totals, int code, int format,
                       int source, int body)
{
    sp_labels labels = { { code, format, source, body } };

    return sp_totals_responses(totals, &labels);
}

/* ---- processes share -----------------------------------------------------*/

enum { PROCESSES = 4, EACH = 2000000, START = 2 /* a language */ };

/* Lets the others run, wherever an addition stands just then. */
static void interrupt(int number)
{
    (void)number;
    sched_yield();
}

static void count_in_child(sp_counters *counters)
{
    sp_counter *counter = sp_counters_find(counters, 404, SP_FORMAT_HTML,
                                           SP_SOURCE_SERVER, SP_COUNTED_FILLED);

    const struct itimerval often = { { 0, 100 }, { 0, 100 } };

    signal(SIGALRM, interrupt);
    setitimer(ITIMER_REAL, &often, NULL);
    /* all at a time, or there is nothing to lose */
    sp_counter_add(&counters->languages[START]);
    while (counters->languages[START] < PROCESSES) {
        sched_yield();
    }
    for (int i = 0; i < EACH; i++) {
        sp_counter_add(counter);
        sp_counter_add(&counters->languages[1]);
    }
    _exit(0);
}

static void no_process_loses_a_count(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_counters *counters = new_counters(pool);
    const sp_totals *totals;

    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            count_in_child(counters);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        assert_true(wait(NULL) > 0);
    }
    totals = sp_counters_read(counters, pool);
    assert_int_equal(
        sum_of(totals, SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY),
        PROCESSES * EACH);
    assert_int_equal(sp_totals_language(totals, 1), PROCESSES * EACH);
    assert_int_equal(sp_totals_language(totals, 0), 0);
    apr_pool_destroy(pool);
}

/* ---- each has its own ----------------------------------------------------*/

/* Counts the n-th combination n times; then every sum is known without the
 * counters. */
static void each_combination_has_its_counter(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_counters *counters = new_counters(pool);
    uint64_t by_code[SP_COUNTED_CODES] = { 0 };
    uint64_t by_body[SP_COUNTED_BODIES] = { 0 };
    const sp_totals *totals;
    uint64_t n = 0;

    (void)state;
    for (int code = 0; code < SP_COUNTED_CODES; code++) {
        for (int rest = 0;
             rest < SP_COUNTED_FORMATS * SP_SOURCE__COUNT * SP_COUNTED_BODIES;
             rest++, n++) {
            int body = rest % SP_COUNTED_BODIES;
            int source = rest / SP_COUNTED_BODIES % SP_SOURCE__COUNT;
            int format = rest / SP_COUNTED_BODIES / SP_SOURCE__COUNT;

            *sp_counters_find(counters, 400 + code, format,
                              (sp_status_source)source,
                              (sp_counted_body)body) += n;
            by_code[code] += n;
            by_body[body] += n;
        }
    }
    totals = sp_counters_read(counters, pool);
    assert_int_equal(sum_of(totals, 4, 1, 2, 0),
                     ((4 * SP_COUNTED_FORMATS + 1) * SP_SOURCE__COUNT + 2)
                         * SP_COUNTED_BODIES);
    for (int i = 0; i < SP_COUNTED_CODES; i++) {
        assert_int_equal(
            sum_of(totals, i, SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY),
            by_code[i]);
    }
    for (int i = 0; i < SP_COUNTED_BODIES; i++) {
        assert_int_equal(
            sum_of(totals, SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY, i),
            by_body[i]);
    }
    for (unsigned i = 0; i < SP_LANGUAGES_MAX; i++) {
        assert_int_equal(sp_totals_language(totals, i), 0);
    }
    apr_pool_destroy(pool);
}

/* ---- names ---------------------------------------------------------------*/

typedef struct code_row {
    const char *name;
    int code;
    const char *label;
} code_row;

static const code_row code_rows[] = {
    { "the first code", 400, "400" },
    { "a code", 404, "404" },
    { "a code that nobody has registered", 432, "432" },
    { "the last code", 599, "599" },
    { "the code after it", 600, "_OTHER" },
    { "a code that exists in practice", 999, "_OTHER" },
    { "below errors", 399, "_OTHER" },
    { "no code", 0, "_OTHER" },
    { "less than nothing", -1, "_OTHER" },
};

static void check_code(void **state)
{
    const code_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_counters *counters = new_counters(pool);
    const sp_totals *totals;

    sp_counter_add(sp_counters_find(counters, row->code, 0, SP_SOURCE_SERVER,
                                    SP_COUNTED_KEPT));
    totals = sp_counters_read(counters, pool);
    for (int i = 0; i < sp_label_values(SP_LABEL_CODE); i++) {
        bool is_it =
            strcmp(sp_label_value(SP_LABEL_CODE, i, pool), row->label) == 0;

        assert_int_equal(
            sum_of(totals, i, SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY), is_it);
    }
    apr_pool_destroy(pool);
}

static void names_are_different_and_need_no_escaping(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (int label = 0; label < SP_LABEL__COUNT; label++) {
        for (int i = 0; i < sp_label_values((sp_label)label); i++) {
            const char *name = sp_label_value((sp_label)label, i, pool);

            assert_true(name[0]
                        && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789"
                                        "_OTHER")
                               == strlen(name));
            for (int k = 0; k < i; k++) {
                assert_string_not_equal(
                    name, sp_label_value((sp_label)label, k, pool));
            }
        }
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, no_process_loses_a_count);
    ADD_TEST(list, each_combination_has_its_counter);
    ADD_TEST(list, names_are_different_and_need_no_escaping);
    ADD_ROWS(list, code_rows, check_code);
    return run_list("counters", list);
}

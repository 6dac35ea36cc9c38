/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/latest.h; `make tsan` runs them under ThreadSanitizer, too. */
#include "rows.h"

#include "core/latest.h"

#include <pthread.h>

static void has_nothing_at_first(void **state)
{
    static sp_latest latest;
    char out[SP_LATEST_MAX];

    (void)state;
    assert_int_equal(sp_latest_get(&latest, out), 0);
}

/* Each length, longer and shorter than the ones before; no byte behind it. */
static void keeps_the_last_one(void **state)
{
    static sp_latest latest;
    char in[SP_LATEST_MAX];
    char out[SP_LATEST_MAX + 1];

    (void)state;
    for (size_t i = 0; i <= SP_LATEST_MAX; i++) {
        size_t length = i * 1009 % (SP_LATEST_MAX + 1);

        memset(in, (int)(i % 251 + 1), length);
        memset(out, 0, sizeof(out));
        sp_latest_put(&latest, in, length);
        for (int again = 0; again < 2; again++) {
            assert_int_equal(sp_latest_get(&latest, out), length);
            assert_true(length == 0 || memcmp(out, in, length) == 0);
            assert_int_equal(out[length], 0);
        }
    }
}

/* ---- while it changes ---------------------------------------------------- */

enum { READERS = 8, VERSIONS = 20000, COPIES = 20000, LONGEST = 300 };

typedef struct shared {
    sp_latest latest;
    atomic_bool ended;
} shared;

typedef struct reader {
    pthread_t thread;
    shared *with;
    atomic_ulong copies;
    unsigned long mixed;     /* bytes of two versions */
    unsigned long backwards; /* older than the copy before */
    unsigned last;           /* after the end */
} reader;

/* A version is its number, as often as its length has room for; the number says
 * the length. */
static size_t length_of(unsigned number)
{
    return (1 + number * 7 % LONGEST) * sizeof(unsigned);
}

static void look(reader *one, unsigned *last)
{
    unsigned numbers[SP_LATEST_MAX / sizeof(unsigned)];
    size_t length = sp_latest_get(&one->with->latest, numbers);

    if (!length) {
        return;
    }
    atomic_fetch_add(&one->copies, 1);
    one->mixed += length != length_of(numbers[0]);
    for (size_t i = 1; i < length / sizeof(unsigned); i++) {
        one->mixed += numbers[i] != numbers[0];
    }
    one->backwards += numbers[0] < *last;
    *last = numbers[0];
}

static void *read_all(void *data)
{
    reader *one = data;
    unsigned last = 0;

    while (!atomic_load(&one->with->ended)) {
        look(one, &last);
    }
    look(one, &last);
    one->last = last;
    return NULL;
}

/* Has each of them copied often enough to meet every state? */
static bool all_busy(reader readers[READERS])
{
    for (int i = 0; i < READERS; i++) {
        if (atomic_load(&readers[i].copies) < COPIES) {
            return false;
        }
    }
    return true;
}

static void copies_are_whole(void **state)
{
    static shared with;
    reader readers[READERS] = { { .with = NULL } };
    unsigned numbers[LONGEST];
    unsigned number = 0;

    (void)state;
    for (int i = 0; i < READERS; i++) {
        readers[i].with = &with;
        assert_int_equal(
            pthread_create(&readers[i].thread, NULL, read_all, &readers[i]), 0);
    }
    while (number < VERSIONS || !all_busy(readers)) {
        number++;
        for (int i = 0; i < LONGEST; i++) {
            numbers[i] = number;
        }
        sp_latest_put(&with.latest, numbers, length_of(number));
    }
    atomic_store(&with.ended, true);
    for (int i = 0; i < READERS; i++) {
        pthread_join(readers[i].thread, NULL);
        assert_int_equal(readers[i].mixed, 0);
        assert_int_equal(readers[i].backwards, 0);
        assert_int_equal(readers[i].last, number);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, has_nothing_at_first);
    ADD_TEST(list, keeps_the_last_one);
    ADD_TEST(list, copies_are_whole);
    return run_list("latest", list);
}

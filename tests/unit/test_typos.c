/* SPDX-License-Identifier: Apache-2.0 */
/* core/typos: distances of names. */
#include "rows.h"

#include "core/typos.h"

typedef struct typos_row {
    const char *name;
    const char *typed;
    const char *meant;
    unsigned typos;
} typos_row;

/* Counted by hand; kitten and CA are the textbook's examples of Levenshtein and
 * of optimal string alignment. */
static const typos_row rows[] = {
    { "the same", "title", "title", 0 },
    { "nothing for something", "", "title", 5 },
    { "something for nothing", "title", "", 5 },
    { "one letter too many", "titlee", "title", 1 },
    { "one letter missing", "tile", "title", 1 },
    { "another letter", "tible", "title", 1 },
    { "two letters swapped", "titel", "title", 1 },
    { "swapped at the start", "ittle", "title", 1 },
    { "swapped twice", "ittel", "title", 2 },
    { "swapped, and one missing", "ittl", "title", 2 },
    { "kitten", "kitten", "sitting", 3 },
    { "a letter between swapped ones", "ca", "abc", 3 },
    { "far apart", "zebra", "title", 5 },
};

static void check(void **state)
{
    const typos_row *row = *state;

    assert_int_equal(sp_typos(sp_span_of(row->typed), row->meant), row->typos);
}

static void a_long_name_is_far_from_all(void **state)
{
    char name[1000];

    (void)state;
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    assert_true(sp_typos(sp_span_of(name), name) > SP_TYPOS_MAX);
    assert_true(sp_typos(SP_SPAN("x"), name) > SP_TYPOS_MAX);
}

static void one_letter_of_a_name_as_long_as_any_is_one_typo(void **state)
{
    char name[] = "0123456789abcdef0123456789abcdef"
                  "0123456789abcdef0123456789abcdef";
    char other[sizeof(name)];

    (void)state;
    assert_int_equal(strlen(name), 64);
    memcpy(other, name, sizeof(name));
    other[63] = 'x';
    assert_int_equal(sp_typos(sp_span_of(name), name), 0);
    assert_int_equal(sp_typos(sp_span_of(name), other), 1);
    assert_int_equal(sp_typos(sp_span_of(other), name), 1);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, a_long_name_is_far_from_all);
    ADD_TEST(list, one_letter_of_a_name_as_long_as_any_is_one_typo);
    return run_list("typos", list);
}

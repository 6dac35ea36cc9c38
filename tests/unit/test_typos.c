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

    assert_int_equal(sp_typos(sp_span_of(row->typed), sp_span_of(row->meant)),
                     row->typos);
}

static unsigned typos(const char *a, const char *b)
{
    return sp_typos(sp_span_of(a), sp_span_of(b));
}

static void names_without_anything_in_common_can_be_too_long(void **state)
{
    char name[66];

    (void)state;
    memset(name, 'x', sizeof(name));
    name[65] = '\0';
    assert_int_equal(typos(name, "y"), SP_TYPOS_FAR);
    assert_int_equal(typos("y", name), SP_TYPOS_FAR);
    name[64] = '\0';
    assert_int_equal(typos(name, "y"), 64);
    assert_int_equal(typos("y", name), 64);
}

static void long_names_are_compared_where_they_differ(void **state)
{
    char name[1000];
    char other[1000];

    (void)state;
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    memcpy(other, name, sizeof(name));
    assert_int_equal(typos(name, other), 0);
    other[400] = 'y';
    other[440] = 'y';
    assert_int_equal(typos(name, other), 2);
    other[700] = 'y';
    assert_int_equal(typos(name, other), SP_TYPOS_FAR);
}

/* ---- the textbook's matrix ------------------------------------------------*/

enum { LONGEST = 64, PAIRS = 20000 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned by_matrix(const char *a, const char *b)
{
    unsigned d[LONGEST + 1][LONGEST + 1];
    size_t n = strlen(a);
    size_t m = strlen(b);

    for (unsigned i = 0; i <= n; i++) {
        for (unsigned j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
                            d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
                && a[i - 2] == b[j - 1]) {
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[n][m];
}

static uint32_t next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void fill(char *name, uint32_t *seed)
{
    size_t n = next(seed) % (next(seed) % 2 ? 6 : LONGEST + 1);
    uint32_t letters = 1 + next(seed) % 4;

    for (size_t i = 0; i < n; i++) {
        name[i] = (char)('a' + next(seed) % letters);
    }
    name[n] = '\0';
}

static void any_two_names_are_as_far_apart_as_in_the_matrix(void **state)
{
    uint32_t seed = 1;
    char a[LONGEST + 1];
    char b[LONGEST + 1];

    (void)state;
    for (unsigned i = 0; i < PAIRS; i++) {
        fill(a, &seed);
        fill(b, &seed);
        for (unsigned max = 0; max < 4; max++) {
            assert_int_equal(sp_typos_up_to(max, sp_span_of(a), sp_span_of(b)),
                             by_matrix(a, b) <= max ? by_matrix(a, b)
                                                    : SP_TYPOS_FAR);
        }
        if (typos(a, b) != by_matrix(a, b)) {
            fail_msg("%s and %s: %u, by the matrix %u", a, b, typos(a, b),
                     by_matrix(a, b));
        }
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, names_without_anything_in_common_can_be_too_long);
    ADD_TEST(list, long_names_are_compared_where_they_differ);
    ADD_TEST(list, any_two_names_are_as_far_apart_as_in_the_matrix);
    return run_list("typos", list);
}

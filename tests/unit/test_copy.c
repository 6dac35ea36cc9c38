/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/copy.h. */
#include "rows.h"

#include "core/copy.h"

typedef struct copy_row {
    const char *name;
    size_t n;
} copy_row;

/* Both sides of each length at which the way of copying changes. */
static const copy_row rows[] = {
    { "one byte", 1 },    { "two bytes", 2 },  { "three bytes", 3 },
    { "four bytes", 4 },  { "five bytes", 5 }, { "seven bytes", 7 },
    { "eight bytes", 8 }, { "nine bytes", 9 }, { "15 bytes", 15 },
    { "16 bytes", 16 },   { "17 bytes", 17 },  { "31 bytes", 31 },
    { "32 bytes", 32 },   { "33 bytes", 33 },  { "a page", 5000 },
};

static char letter(size_t i)
{
    return (char)('a' + i % 23);
}

/* The source ends where its memory ends, so that reading on is seen by ASan;
 * the margins of the target show writing on. */
static void check_at(size_t n, size_t at)
{
    enum { MARGIN = 40 };
    char *from = malloc(n ? n : 1);
    char *out = malloc(n + at + 2 * MARGIN);

    assert_non_null(from);
    assert_non_null(out);
    for (size_t i = 0; i < n; i++) {
        from[i] = letter(i);
    }
    memset(out, '.', n + at + 2 * MARGIN);
    assert_ptr_equal(sp_copy(out + MARGIN + at, from, n),
                     out + MARGIN + at + n);
    for (size_t i = 0; i < n + at + 2 * MARGIN; i++) {
        bool inside = i >= MARGIN + at && i < MARGIN + at + n;

        assert_int_equal(out[i], inside ? letter(i - MARGIN - at) : '.');
    }
    free(from);
    free(out);
}

static void check(void **state)
{
    const copy_row *row = *state;

    check_at(row->n, 0);
}

static void every_short_length_at_every_place(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 70; n++) {
        for (size_t at = 0; at < 16; at++) {
            check_at(n, at);
        }
    }
}

static void nothing_is_copied_from_nowhere(void **state)
{
    char out = '.';

    (void)state;
    assert_ptr_equal(sp_copy(&out, NULL, 0), &out);
    assert_int_equal(out, '.');
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, every_short_length_at_every_place);
    ADD_TEST(list, nothing_is_copied_from_nowhere);
    return run_list("copy", list);
}

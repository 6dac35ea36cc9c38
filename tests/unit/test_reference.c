/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/reference.h.
 *
 * The references in the first table were computed by a program of ten lines in
 * Python from the four steps in the header; FNV-1a of "a" and "foobar" in it
 * are those of draft-eastlake-fnv (af63dc4c8601ec8c, 85944171f73967e8). */
#include "rows.h"

#include "core/reference.h"

#include <stdio.h>

typedef struct made_row {
    const char *name;
    const char *log_id;
    const char *wanted;
} made_row;

static const made_row made_rows[] = {
    { "nothing", "", "79JB-82F4" },
    { "a letter", "a", "SLTL-UYFK" },
    { "foobar", "foobar", "FSTB-UUKC" },
    { "httpd's own log id", "byvw0T8j/DU", "F6V2-6V5G" },
    { "its last character is another", "byvw0T8j/DV", "V63N-PHFA" },
    { "one with a plus", "FNwORJArMU+", "MNLG-6EQ2" },
    { "of mod_unique_id", "Z5yxq8AoAQEAAB1kPzUAAAAA", "2WUS-9ATF" },
    { "of an older mod_unique_id", "aT@x-_9AAAEAAB1kPzUAAAAB", "9HNS-K99A" },
};

static void makes(void **state)
{
    const made_row *row = *state;
    char text[SP_REFERENCE_LENGTH + 1] = "";

    sp_reference_write(sp_reference_number(sp_span_of(row->log_id)), text);
    assert_string_equal(text, row->wanted);
}

typedef struct shown_row {
    const char *name;
    sp_span text;
    bool wanted;
} shown_row;

static const shown_row shown_rows[] = {
    { "a reference", { "7KQF-2MZD", 9 }, true },
    { "the first and the last", { "AAAA-9999", 9 }, true },
    { "in lower case", { "7kqf-2mzd", 9 }, false },
    { "without the hyphen", { "7KQF2MZD", 8 }, false },
    { "another character for the hyphen", { "7KQFA2MZD", 9 }, false },
    { "two hyphens", { "7KQF--MZD", 9 }, false },
    { "a zero", { "7KQ0-2MZD", 9 }, false },
    { "an I", { "7KQI-2MZD", 9 }, false },
    { "a NUL", { "7KQF-2MZ\0", 9 }, false },
    { "too long", { "7KQF-2MZDA", 10 }, false },
    { "nothing", { "", 0 }, false },
};

static void parses(void **state)
{
    const shown_row *row = *state;
    char text[SP_REFERENCE_LENGTH];
    uint64_t number;

    assert_int_equal(sp_reference_parse(&number, row->text), row->wanted);
    if (row->wanted) {
        sp_reference_write(number, text);
        assert_memory_equal(text, row->text.ptr, sizeof(text));
    }
}

/* ---- which ids may take its place ----------------------------------------*/

#define EIGHT "0123abcd"
#define SIXTY_FOUR EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT

typedef struct id_row {
    const char *name;
    sp_span text;
    bool wanted;
} id_row;

static const id_row id_rows[] = {
    { "nothing", { "", 0 }, false },
    { "one character", { "a", 1 }, true },
    { "a UUID", { "0191f0aa-5f1e-7c3a-9f0e-2b6f5a1c4d7e", 36 }, true },
    { "all that is allowed", { "azAZ09._~:-", 11 }, true },
    { "64 characters", { SIXTY_FOUR, 64 }, true },
    { "65 characters", { SIXTY_FOUR "e", 65 }, false },
    { "a space", { "a b", 3 }, false },
    { "a space at the end", { "ab ", 3 }, false },
    { "a comma: two fields in one", { "a,b", 3 }, false },
    { "markup", { "<b>", 3 }, false },
    { "an entity", { "&lt;", 4 }, false },
    { "a quote", { "\"a\"", 3 }, false },
    { "an apostrophe", { "'", 1 }, false },
    { "a slash: an address", { "//evil.test", 11 }, false },
    { "a mail address", { "a@evil.test", 11 }, false },
    { "Markdown", { "[a](b)", 6 }, false },
    { "a backslash", { "\\x41", 4 }, false },
    { "a line end", { "a\nb", 3 }, false },
    { "a NUL", { "a\0b", 3 }, false },
    { "an escape", { "\033[2J", 4 }, false },
    { "DEL", { "\177", 1 }, false },
    { "UTF-8", { "\xc3\xa9", 2 }, false },
    { "a byte alone", { "\xff", 1 }, false },
};

static void tells_ids(void **state)
{
    const id_row *row = *state;

    assert_int_equal(sp_reference_is_id(row->text), row->wanted);
}

/* ---- a typed reference ---------------------------------------------------*/

typedef struct typed_row {
    const char *name;
    const char *typed;
    const char *meant; /* matches; NULL: it is no reference */
    const char *other; /* does not match */
    bool guessed;
} typed_row;

static const typed_row typed_rows[] = {
    { "as it is shown", "7KQF-2MZD", "7KQF-2MZD", "7KQF-2MZE", false },
    { "in lower case", "7kqf-2mzd", "7KQF-2MZD", "8KQF-2MZD", false },
    { "without the hyphen", "7KQF2MZD", "7KQF-2MZD", "7KQF-2MZ3", false },
    { "with spaces", " 7k qf 2m zd ", "7KQF-2MZD", "7LQF-2MZD", false },
    { "the first and the last of the alphabet", "aA99-9aA9", "AA99-9AA9",
      "AA99-9AAA", false },
    { "O for Q", "7KOF-2MZD", "7KQF-2MZD", "7KRF-2MZD", true },
    { "O for D", "7KQF-2MZO", "7KQF-2MZD", "7KQF-2MZA", true },
    { "zero", "7K0F-2MZ0", "7KQF-2MZD", "7KQF-2MZ2", true },
    { "one for L", "1KQF-2MZD", "LKQF-2MZD", "AKQF-2MZD", true },
    { "I for J, and a small i", "IKQF-2MZi", "JKQF-2MZJ", "JKQF-2MZA", true },
    { "one for 7", "1KQF-2MZD", "7KQF-2MZD", "8KQF-2MZD", true },
    { "a small L is an L", "lKQF-2MZD", "LKQF-2MZD", "JKQF-2MZD", false },
    { "nothing", "", NULL, NULL, false },
    { "only hyphens", "---------", NULL, NULL, false },
    { "seven characters", "7KQF-2MZ", NULL, NULL, false },
    { "nine characters", "7KQF-2MZDA", NULL, NULL, false },
    { "another character", "7KQF_2MZD", NULL, NULL, false },
    { "a letter beyond ASCII", "7KQF-2MZ\xc3\x84", NULL, NULL, false },
};

static uint64_t number_of(const char *reference)
{
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint64_t number = 0;

    for (; *reference; reference++) {
        if (*reference != '-') {
            number = number << 5
                     | (uint64_t)(strchr(alphabet, *reference) - alphabet);
        }
    }
    return number;
}

static void reads(void **state)
{
    const typed_row *row = *state;
    sp_reference_pattern pattern;

    assert_int_equal(sp_reference_read(&pattern, sp_span_of(row->typed)),
                     row->meant != NULL);
    if (row->meant) {
        assert_int_equal(pattern.guessed, row->guessed);
        assert_true(sp_reference_matches(&pattern, number_of(row->meant)));
        assert_false(sp_reference_matches(&pattern, number_of(row->other)));
    }
}

/* ---- collisions ----------------------------------------------------------*/

enum { MANY = 1000000, ID_MAX = 32 };

/* As core_generate_log_id() of httpd: time in microseconds, process and thread
 * in eight bytes, and those in base64. */
static size_t log_id_of_httpd(char out[ID_MAX], unsigned n)
{
    static const char base64[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
        "wxyz0123456789+/";
    uint64_t id = UINT64_C(1795331370000000) + n;
    unsigned char bytes[9] = { 0 };
    size_t used = 0;

    id ^= (uint64_t)4711 << 40;
    id ^= UINT64_C(0x7f3a5c0016c0) << 32;
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(id >> 8 * i);
    }
    for (unsigned i = 0; i < 9; i += 3) {
        unsigned three =
            (unsigned)(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]);

        for (unsigned shift = 24; shift > 0 && used < 11; shift -= 6) {
            out[used++] = base64[three >> (shift - 6) & 63];
        }
    }
    return used;
}

/* splitmix64: independent of what is tested. */
static size_t random_log_id(char out[ID_MAX], unsigned n)
{
    uint64_t x = UINT64_C(0x9e3779b97f4a7c15) * (n + 1);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (size_t)snprintf(out, ID_MAX, "%016llx",
                            (unsigned long long)(x ^ x >> 31));
}

/* As those of mod_unique_id: only a counter in the middle is another. */
static size_t unique_id(char out[ID_MAX], unsigned n)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
        "wxyz0123456789-_";

    memcpy(out, "Z5yxq8AoAQEAAB1kPzUAAAAA", 24);
    for (unsigned i = 0; i < 4; i++) {
        out[16 + i] = letters[n >> 6 * i & 63];
    }
    return 24;
}

typedef struct source_row {
    const char *name;
    size_t (*make)(char out[ID_MAX], unsigned n);
} source_row;

static const source_row source_rows[] = {
    { "a million log ids of one thread, microsecond by microsecond",
      log_id_of_httpd },
    { "a million ids of mod_unique_id", unique_id },
    { "a million random log ids", random_log_id },
};

static int by_number(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* With 2^40 references, n^2 / 2^41 = 0.45 pairs of a million are the same:
 * more than five have a probability of 1 in 100,000 (Poisson).  And each
 * character takes each of its 32 values as often as another: 31,250 times, with
 * a standard deviation of 174. */
static void spreads(void **state)
{
    enum { MEAN = MANY / 32, SIX_SIGMA = 6 * 174 };
    const source_row *row = *state;
    uint64_t *numbers = malloc(MANY * sizeof(*numbers));
    int seen[SP_REFERENCE_SYMBOLS][32] = { { 0 } };
    unsigned same = 0;
    char id[ID_MAX];

    assert_non_null(numbers);
    for (unsigned n = 0; n < MANY; n++) {
        numbers[n] = sp_reference_number((sp_span){ id, row->make(id, n) });
        for (unsigned i = 0; i < SP_REFERENCE_SYMBOLS; i++) {
            seen[i][numbers[n] >> 5 * i & 31]++;
        }
    }
    qsort(numbers, MANY, sizeof(*numbers), by_number);
    for (unsigned n = 1; n < MANY; n++) {
        same += numbers[n] == numbers[n - 1];
    }
    for (unsigned i = 0; i < SP_REFERENCE_SYMBOLS; i++) {
        for (unsigned j = 0; j < 32; j++) {
            assert_in_range(seen[i][j], MEAN - SIX_SIGMA, MEAN + SIX_SIGMA);
        }
    }
    assert_in_range(numbers[MANY - 1], 0, (UINT64_C(1) << 40) - 1);
    assert_in_range(same, 0, 5);
    free(numbers);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, made_rows, makes);
    ADD_ROWS(list, shown_rows, parses);
    ADD_ROWS(list, id_rows, tells_ids);
    ADD_ROWS(list, typed_rows, reads);
    ADD_ROWS(list, source_rows, spreads);
    return run_list("reference", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/code_set.h. */
#include "rows.h"

#include "core/code_set.h"

#include <apr_strings.h>

typedef struct codes_row {
    const char *name;
    const char *words;
    const char *in;    /* codes that must be in */
    const char *out;   /* codes that must not */
    const char *wrong; /* part of the message; NULL: valid */
} codes_row;

static const codes_row rows[] = {
    { "one code", "404", "404", "403 405 400", NULL },
    { "a class", "4xx", "400 499", "500 599", NULL },
    { "5xx takes what lies beyond", "5xx", "500 599 600 783 999", "499", NULL },
    { "a range", "502-504", "502 503 504", "501 505", NULL },
    { "taken out again", "4xx -401", "400 402", "401 500", NULL },
    { "only taken out", "-401 -407", "400 500 999", "401 407", NULL },
    { "a range taken out", "5xx -502-504", "500 505", "502 504", NULL },
    { "later words win", "-4xx 404", "404 500", "403", NULL },
    { "borders", "400 999", "400 999", "401 998", NULL },
    { "no words", "", "", "", "at least one" },
    { "no number", "abc", "", "", "\"abc\" is not a code" },
    { "a letter at first", "x04", "", "", "\"x04\" is not a code" },
    { "a letter at last", "40x", "", "", "is not a code" },
    { "a range that ends in letters", "400-4xx", "", "", "is not a code" },
    { "a range that ends beyond", "590-620", "", "", "above 599" },
    { "a range that begins beyond", "620-999", "", "", "above 599" },
    { "a range of all", "400-999", "400 599 600 999", "", NULL },
    { "the last code of a class", "599", "599", "598 600", NULL },
    { "the code after it", "600", "", "", "above 599" },
    { "a range that begins below", "399-404", "", "", "use 400 to 999" },
    { "below errors", "399", "", "", "use 400 to 999" },
    { "four digits", "4040", "", "", "is not a code" },
    { "backwards", "504-502", "", "", "ends before it begins" },
    { "half a range", "502-", "", "", "is not a code" },
    { "too much", "502-5044", "", "", "is not a code" },
    { "class of others", "3xx", "", "", "is not a code" },
    { "a bare minus", "-", "", "", "is not a code" },
};

static int split(const char *text, char ***words, apr_pool_t *pool)
{
    int n = 0;

    apr_tokenize_to_argv(text, words, pool);
    while ((*words)[n]) {
        n++;
    }
    return n;
}

static void check(void **state)
{
    const codes_row *row = *state;
    apr_pool_t *pool = new_pool();
    char **words;
    sp_code_set codes;
    int n = split(row->words, &words, pool);
    const char *wrong =
        sp_code_set_parse(&codes, (const char *const *)words, n, pool);

    if (row->wrong) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->wrong));
        apr_pool_destroy(pool);
        return;
    }
    assert_null(wrong);
    n = split(row->in, &words, pool);
    for (int i = 0; i < n; i++) {
        assert_true(sp_code_set_has(&codes, atoi(words[i])));
    }
    n = split(row->out, &words, pool);
    for (int i = 0; i < n; i++) {
        assert_false(sp_code_set_has(&codes, atoi(words[i])));
    }
    assert_false(sp_code_set_has(&codes, 399));
    assert_false(sp_code_set_has(&codes, 1000));
    assert_false(sp_code_set_has(&codes, -1));
    apr_pool_destroy(pool);
}

/* ---- one code or class --------------------------------------------------- */

typedef struct word_row {
    const char *name;
    const char *word;
    int first; /* 0: it is neither */
    int last;
} word_row;

static const word_row word_rows[] = {
    { "word: a code", "404", 404, 404 },
    { "word: the first", "400", 400, 400 },
    { "word: the last", "599", 599, 599 },
    { "word: a class", "4xx", 400, 499 },
    { "word: the other class", "5xx", 500, 599 },
    { "word: a class in capitals", "5XX", 500, 599 },
    { "word: nothing", "", 0, 0 },
    { "word: below errors", "399", 0, 0 },
    { "word: beyond classes", "600", 0, 0 },
    { "word: another class", "3xx", 0, 0 },
    { "word: half a class", "4x", 0, 0 },
    { "word: ten codes", "40x", 0, 0 },
    { "word: a class and more", "4xxx", 0, 0 },
    { "word: four digits", "4040", 0, 0 },
    { "word: two digits", "40", 0, 0 },
    { "word: a range", "400-404", 0, 0 },
    { "word: a minus", "-404", 0, 0 },
    { "word: a sign inside", "4-4", 0, 0 },
    { "word: a space", "40 ", 0, 0 },
    { "word: any", "*", 0, 0 },
};

static void reads_word(void **state)
{
    const word_row *row = *state;
    int first = 7;
    int last = 7;

    assert_int_equal(sp_code_set_word(row->word, &first, &last),
                     row->first != 0);
    if (row->first) {
        assert_int_equal(first, row->first);
        assert_int_equal(last, row->last);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_ROWS(list, word_rows, reads_word);
    return run_list("codes", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/trying.h. */
#include "rows.h"

#include "core/trying.h"

#define P "statuspages-try="
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define THOUSAND                                                               \
    HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED    \
        HUNDRED

/* An address; what is left of it, or NULL if it stays. */
typedef struct cut_row {
    const char *name;
    const char *address;
    const char *left;
    unsigned number;
} cut_row;

static const cut_row cuts[] = {
    { "alone: the question mark goes too", "/x?" P "1", "/x", 1 },
    { "behind others", "/x?a=1&b&" P "20", "/x?a=1&b", 20 },
    { "an empty query stays one", "/x?&" P "1", "/x?", 1 },
    { "the last of two", "/x?" P "1&" P "2", "/x?" P "1", 2 },
    { "a second question mark", "/x?a?b&" P "3", "/x?a?b", 3 },
    { "the largest number", "/?" P "999", "/", 999 },
    { "no query", "/x", NULL, 0 },
    { "no address", "", NULL, 0 },
    { "an empty query", "/x?", NULL, 0 },
    { "the name alone", "/x?statuspages-try", NULL, 0 },
    { "no number", "/x?" P, NULL, 0 },
    { "none", "/x?" P "0", NULL, 0 },
    { "a zero in front", "/x?" P "01", NULL, 0 },
    { "four digits", "/x?" P "1000", NULL, 0 },
    { "a thousand digits", "/x?" P THOUSAND, NULL, 0 },
    { "a sign", "/x?" P "+1", NULL, 0 },
    { "a word", "/x?" P "one", NULL, 0 },
    { "a letter behind it", "/x?" P "1x", NULL, 0 },
    { "another parameter behind it", "/x?" P "1&a", NULL, 0 },
    { "a joint behind it", "/x?" P "1&", NULL, 0 },
    { "another name that ends so", "/x?x" P "1", NULL, 0 },
    { "after a semicolon", "/x?a;" P "1", NULL, 0 },
    { "after a second question mark", "/x?a?" P "1", NULL, 0 },
    { "after an encoded joint", "/x?a%26" P "1", NULL, 0 },
    { "an encoded letter", "/x?%73tatuspages-try=1", NULL, 0 },
    { "an encoded digit", "/x?" P "%31", NULL, 0 },
    { "in capitals", "/x?Statuspages-Try=1", NULL, 0 },
    { "in the path", "/x/" P "1", NULL, 0 },
    { "in the path, joined", "/x&" P "1", NULL, 0 },
    { "before a fragment", "/x?" P "1#a", NULL, 0 },
};

static void is_cut(void **state)
{
    const cut_row *row = *state;
    sp_span address = sp_span_of(row->address);
    unsigned number = 77;
    size_t n = sp_try_parameter(address, &number);

    if (!row->left) {
        assert_int_equal(n, 0);
        return;
    }
    assert_int_equal(address.len - n, strlen(row->left));
    assert_memory_equal(address.ptr, row->left, strlen(row->left));
    assert_int_equal(number, row->number);
}

/* What is added is taken away; no other tool is needed to know the truth. */
static const char *const addresses[] = {
    "/x",
    "/x?",
    "/x?a=1",
    "/x?&",
    "/x?a&",
    "/x?" P,
    "/x?" P "1",
    "/x?" P "1&",
    "/x?a?b",
    "/?" P "1000",
    "/x?statuspages-language=de",
};

static void comes_out_as_it_was(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (size_t i = 0; i < SP_COUNT(addresses); i++) {
        sp_span whole = sp_span_of(addresses[i]);
        sp_query query = sp_try_query(whole);
        sp_span path = { whole.ptr, strcspn(whole.ptr, "?") };

        for (unsigned number = 1; number < 1000; number++) {
            const char *reference = sp_try_reference(query, number, pool);
            char *longer = apr_palloc(pool, path.len + strlen(reference) + 1);
            unsigned read = 0;
            size_t n;

            /* to a browser, ?... takes the place of the query (RFC 3986 5.3) */
            assert_int_equal(reference[0], '?');
            memcpy(longer, path.ptr, path.len);
            memcpy(longer + path.len, reference, strlen(reference) + 1);
            n = sp_try_parameter(sp_span_of(longer), &read);
            assert_int_equal(read, number);
            assert_int_equal(strlen(longer) - n, whole.len);
            assert_memory_equal(longer, whole.ptr, whole.len);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

typedef struct repeat_row {
    const char *name;
    const char *query;
    bool may;
} repeat_row;

static const repeat_row repeats[] = {
    { "nothing", "", true },
    { "what RFC 3986 allows", "a=1&b=%20-._~!$()*+,;:@/?", true },
    { "what browsers send besides", "a[]=1&b={|}^`\\", true },
    { "a thousand bytes", THOUSAND, true },
    { "one more", THOUSAND "x", false },
    { "less than", "a<b", false },
    { "greater than", "a>b", false },
    { "a quotation mark", "a\"b", false },
    { "an apostrophe", "a'b", false },
    { "a hash", "a#b", false },
    { "a space", "a b", false },
    { "a line feed", "a\nb", false },
    { "a carriage return", "a\rb", false },
    { "a delete", "a\x7f", false },
    { "a letter outside ASCII", "a\xc3\xa4", false },
};

static void may_be_repeated(void **state)
{
    const repeat_row *row = *state;

    assert_int_equal(
        sp_try_may_repeat((sp_query){ true, sp_span_of(row->query) }),
        row->may);
}

static void pauses_grow(void **state)
{
    static const int64_t wanted[] = { 3, 6, 12, 24, 48, 60, 60 };

    (void)state;
    for (unsigned i = 0; i < SP_COUNT(wanted); i++) {
        assert_int_equal(sp_try_pause(i + 1, -1), wanted[i]);
        assert_int_equal(sp_try_pause(i + 1, wanted[i] + 1), wanted[i] + 1);
        assert_int_equal(sp_try_pause(i + 1, 0), wanted[i]);
    }
    assert_int_equal(sp_try_pause(999, -1), 60);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, cuts, is_cut);
    ADD_TEST(list, comes_out_as_it_was);
    ADD_ROWS(list, repeats, may_be_repeated);
    ADD_TEST(list, pauses_grow);
    return run_list("trying", list);
}

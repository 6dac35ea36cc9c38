/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/accept.h. */
#include "rows.h"

#include "core/accept.h"

#include <stdio.h>

typedef struct accept_row {
    const char *name;
    const char *field;
    const char *wanted; /* range=weight, joined with a space */
} accept_row;

static const accept_row rows[] = {
    { "empty", "", "" },
    { "one", "text/html", "text/html=1000" },
    { "weights", "a/b;q=0.5, c/d;q=0,e/f;q=1.000", "a/b=500 c/d=0 e/f=1000" },
    { "three decimals", "a/b;q=0.123", "a/b=123" },
    { "upper case Q", "a/b;Q=0.2", "a/b=200" },
    { "other parameters", "a/b;level=1;q=0.4;x=y", "a/b=400" },
    { "blanks", " a/b ; q=0.4 ,\tc/d", "a/b=400 c/d=1000" },
    { "a broken weight drops its element", "a/b;q=2,c/d;q=x,e/f;q=,g/h",
      "g/h=1000" },
    { "1.001 is broken", "a/b;q=1.001,c/d", "c/d=1000" },
    { "four decimals are broken", "a/b;q=0.1234,c/d", "c/d=1000" },
    { "a letter is broken", "a/b;q=0.1x,c/d;q=0.x,e/f", "e/f=1000" },
    { "what comes before 0 and after 9", "a/b;q=0./,c/d;q=0.1:,e/f",
      "e/f=1000" },
    { "two noughts are broken", "a/b;q=00,c/d;q=00.1,e/f", "e/f=1000" },
    { "no point is broken", "a/b;q=0a5,c/d", "c/d=1000" },
    { "a parameter like q", "a/b;qs=0.3,c/d;x=0.3", "a/b=1000 c/d=1000" },
    { "a minus is broken", "a/b;q=-1,c/d", "c/d=1000" },
    { "empty elements", ",,;;;,it,", "it=1000" },
    { "junk is dropped", "<script>,a b,it", "it=1000" },
    { "junk at the start of an element", "(it,de", "de=1000" },
    { "bytes beyond ASCII", "i\xc3\xa9,\x7f,de", "de=1000" },
    { "languages", "de-AT,de;q=0.9,*;q=0.1", "de-AT=1000 de=900 *=100" },
};

static void check(void **state)
{
    const accept_row *row = *state;
    char got[512] = "";
    size_t n = 0;
    sp_accept_walk walk = sp_accept_begin(sp_span_of(row->field));
    sp_accept_element element;

    while (sp_accept_next(&walk, &element)) {
        n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%.*s=%u",
                              n ? " " : "", (int)element.range.len,
                              element.range.ptr, element.weight);
    }
    assert_string_equal(got, row->wanted);
}

static unsigned count(const char *text, size_t len)
{
    unsigned n = 0;
    sp_accept_walk walk = sp_accept_begin((sp_span){ text, len });
    sp_accept_element element;

    while (sp_accept_next(&walk, &element)) {
        n++;
    }
    return n;
}

static void no_more_elements_than_the_limit(void **state)
{
    char field[2 * (SP_ACCEPT_ELEMENTS_MAX + 1)];

    (void)state;
    for (unsigned i = 0; i < sizeof(field); i += 2) {
        memcpy(field + i, "a,", 2);
    }
    for (unsigned n = SP_ACCEPT_ELEMENTS_MAX - 1; n <= SP_ACCEPT_ELEMENTS_MAX;
         n++) {
        assert_int_equal(count(field, 2 * n), n);
    }
    assert_int_equal(count(field, sizeof(field)), SP_ACCEPT_ELEMENTS_MAX);
}

static void no_more_bytes_than_the_limit(void **state)
{
    char field[SP_ACCEPT_BYTES_MAX + 8];

    (void)state;
    memset(field, ' ', sizeof(field));
    memcpy(field, "it,", 3);
    memcpy(field + SP_ACCEPT_BYTES_MAX, "de", 2);
    assert_int_equal(count(field, sizeof(field)), 1);
    memcpy(field + SP_ACCEPT_BYTES_MAX - 2, "de", 2);
    assert_int_equal(count(field, SP_ACCEPT_BYTES_MAX), 2);
}

/* ---- Accept-Encoding ------------------------------------------------------*/

typedef struct gzip_row {
    const char *field;
    bool wanted;
} gzip_row;

static const gzip_row gzip_rows[] = {
    { "gzip", true },
    { "gzip, deflate, br, zstd", true },
    { "br;q=1.0, gzip;q=0.8, *;q=0.1", true },
    { "X-GZIP", true },
    { "identity;q=0, gzip;q=0.001", true },
    { "gzip, identity", true },
    { "", false },
    { "identity", false },
    { "*", false },
    { "*;q=1, gzip;q=0", false },
    { "gzip;q=0", false },
    { "gzip;q=0.5, identity", false },
    { "gzip;q=x", false },
    { "gzipp, gzi, x-gzip-2", false },
    { "deflate, br", false },
};

static void asks_for_gzip(void **state)
{
    const gzip_row *row = *state;

    assert_int_equal(sp_accept_gzip(sp_span_of(row->field)), row->wanted);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, no_more_elements_than_the_limit);
    ADD_TEST(list, no_more_bytes_than_the_limit);
    ADD_ROWS(list, gzip_rows, asks_for_gzip);
    return run_list("accept", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/utf8.h. */
#include "rows.h"

#include "core/utf8.h"

typedef struct decode_row {
    const char *name;
    const char *text;
    uint32_t point;
    size_t bytes; /* 0: not valid */
} decode_row;

/* The first and last of each length, and what stands just outside. */
static const decode_row rows[] = {
    { "U+0001", "\x01", 0x01, 1 },
    { "U+007F", "\x7f", 0x7f, 1 },
    { "U+0080", "\xc2\x80", 0x80, 2 },
    { "U+07FF", "\xdf\xbf", 0x7ff, 2 },
    { "U+0800", "\xe0\xa0\x80", 0x800, 3 },
    { "U+D7FF", "\xed\x9f\xbf", 0xd7ff, 3 },
    { "U+E000", "\xee\x80\x80", 0xe000, 3 },
    { "U+FFFF", "\xef\xbf\xbf", 0xffff, 3 },
    { "U+10000", "\xf0\x90\x80\x80", 0x10000, 4 },
    { "U+10FFFF", "\xf4\x8f\xbf\xbf", 0x10ffff, 4 },
    { "overlong U+007F", "\xc1\xbf", 0, 0 },
    { "overlong U+07FF", "\xe0\x9f\xbf", 0, 0 },
    { "overlong U+FFFF", "\xf0\x8f\xbf\xbf", 0, 0 },
    { "first surrogate", "\xed\xa0\x80", 0, 0 },
    { "last surrogate", "\xed\xbf\xbf", 0, 0 },
    { "U+110000", "\xf4\x90\x80\x80", 0, 0 },
    { "five bytes", "\xf8\x88\x80\x80\x80", 0, 0 },
    { "a continuation", "\x80", 0, 0 },
    { "cut after one of two", "\xc2", 0, 0 },
    { "cut after three of four", "\xf0\x90\x80", 0, 0 },
    { "a letter where a continuation is due", "\xe2\x82x", 0, 0 },
};

static void decodes(void **state)
{
    const decode_row *row = *state;
    size_t bytes = 99;

    assert_int_equal(sp_utf8_decode(sp_span_of(row->text), 0, &bytes),
                     row->point);
    assert_int_equal(bytes, row->bytes);
    assert_int_equal(sp_utf8_valid(sp_span_of(row->text)), row->bytes);
}

static void every_character_is_encoded_as_it_is_decoded(void **state)
{
    char text[SP_UTF8_MAX];
    size_t bytes;

    (void)state;
    for (uint32_t point = 0; point <= 0x10ffff; point++) {
        if (point < 0xd800 || point > 0xdfff) {
            size_t n = sp_utf8_encode(point, text);

            assert_int_equal(sp_utf8_decode((sp_span){ text, n }, 0, &bytes),
                             point);
            assert_int_equal(bytes, n);
        }
    }
}

static void the_valid_start_is_measured(void **state)
{
    (void)state;
    assert_int_equal(sp_utf8_valid(SP_SPAN("a\xc3\xa9\xff z")), 3);
    assert_int_equal(sp_utf8_valid((sp_span){ NULL, 0 }), 0);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, decodes);
    ADD_TEST(list, every_character_is_encoded_as_it_is_decoded);
    ADD_TEST(list, the_valid_start_is_measured);
    return run_list("utf8", list);
}

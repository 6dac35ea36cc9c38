/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/text_check.h. */
#include "rows.h"

#include "core/text_check.h"

typedef struct words_row {
    const char *name;
    const char *text;
    const char *wrong; /* part of the message; NULL: taken */
} words_row;

/* Which points have no shape is Unicode's: general categories Cc, Cf, Zl, Zp,
 * and the non-characters. */
static const words_row rows[] = {
    { "nothing", "", NULL },
    { "letters", "Apotheke am Markt", NULL },
    { "letters beyond ASCII", "Z\xc3\xbcrich \xe6\x97\xa5\xe6\x9c\xac", NULL },
    { "a picture beyond the first plane", "\xf0\x9f\x8d\x8e", NULL },
    { "a joiner, which some scripts need", "a\xe2\x80\x8d", NULL },
    { "an escape sequence", "\x1b[31m", "byte 1 of the text is U+001B" },
    { "a tab", "a\tb", "byte 2 of the text is U+0009" },
    { "a line end", "ab\n", "byte 3 of the text is U+000A" },
    { "delete", "\x7f", "byte 1 of the text is U+007F" },
    { "a C1 control", "\xc3\xbc\xc2\x9b", "byte 3 of the text is U+009B" },
    { "a turned direction", "a\xe2\x80\xae", "byte 2 of the text is U+202E" },
    { "a mark of direction", "\xe2\x80\x8f", "U+200F" },
    { "a byte order mark", "\xef\xbb\xbfx", "byte 1 of the text is U+FEFF" },
    { "a tag that nobody sees", "\xf3\xa0\x81\x81", "U+E0041" },
    { "a byte that begins nothing", "ab\xff", "byte 3 of the text is not" },
    { "a letter of Latin-1", "Z\xfcrich",
      "byte 2 of the text is not valid UTF-8" },
    { "a letter that is cut", "a\xc3",
      "byte 2 of the text is not valid UTF-8" },
    { "a form that is too long", "\xc0\xbc", "byte 1 of the text is not" },
    { "half a pair", "\xed\xa0\x80", "byte 1 of the text is not valid UTF-8" },
};

static void check(void **state)
{
    const words_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *wrong = sp_text_error(row->text, pool);

    if (row->wrong) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->wrong));
    }
    else {
        assert_null(wrong);
    }
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    return run_list("words", list);
}

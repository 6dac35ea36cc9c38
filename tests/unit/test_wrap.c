/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include "core/wrap.h"

#define TEN "1234567890"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN
#define HAN10                                                                  \
    "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"             \
    "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2"

typedef struct wrap_row {
    const char *name;
    const char *text;
    const char *wanted;
} wrap_row;

static const wrap_row rows[] = {
    { "nothing", "", "" },
    { "a short line", "one two\n", "one two\n" },
    { "78 columns", SEVENTY " 3456789\n", SEVENTY " 3456789\n" },
    { "79 columns", SEVENTY " 34567890\n", SEVENTY "\n34567890\n" },
    { "two breaks", SEVENTY " " SEVENTY " x y " SEVENTY "\n",
      SEVENTY "\n" SEVENTY " x y\n" SEVENTY "\n" },
    { "the space of a list mark stays", "- " SEVENTY TEN "\n",
      "- " SEVENTY TEN "\n" },
    { "a letter alone on a broken line", SEVENTY " x " SEVENTY TEN "\n",
      SEVENTY " x\n" SEVENTY TEN "\n" },
    { "no space", SEVENTY TEN TEN "\n", SEVENTY TEN TEN "\n" },
    { "a line end starts anew", SEVENTY "\n" SEVENTY "\n",
      SEVENTY "\n" SEVENTY "\n" },
    { "letters of two bytes are one column",
      SEVENTY " \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n",
      SEVENTY " \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n" },
    { "39 wide characters fill a line", HAN10 HAN10 HAN10 " " HAN10 " x\n",
      HAN10 HAN10 HAN10 "\n" HAN10 " x\n" },
};

static void wraps(void **state)
{
    const wrap_row *row = *state;
    size_t n = strlen(row->text);
    char text[512];

    assert_true(n < sizeof(text));
    memcpy(text, row->text, n + 1);
    sp_wrap(text, n);
    assert_string_equal(text, row->wanted);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, wraps);
    return run_list("wrap", list);
}

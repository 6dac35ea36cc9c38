/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/wrap.h. */
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
    { "the line before a break is not forgotten",
      SEVENTY " " TEN TEN " " TEN TEN TEN TEN TEN "1234567\n",
      SEVENTY "\n" TEN TEN " " TEN TEN TEN TEN TEN "1234567\n" },
    { "one column more than it has room for",
      SEVENTY " " TEN TEN " " TEN TEN TEN TEN TEN "12345678\n",
      SEVENTY "\n" TEN TEN "\n" TEN TEN TEN TEN TEN "12345678\n" },
    { "two letters are no list mark", "ab " SEVENTY "123456\n",
      "ab\n" SEVENTY "123456\n" },
    { "wide characters are two columns",
      HAN10 HAN10 HAN10 " " HAN10 "1234567 9\n",
      HAN10 HAN10 HAN10 "\n" HAN10 "1234567 9\n" },
    { "and no more", HAN10 HAN10 HAN10 " 234567890 23456 8\n",
      HAN10 HAN10 HAN10 " 234567890 23456 8\n" },
    { "the first wide characters",
      HAN10 HAN10 HAN10 " 23456789012345 \xe3\x81\x82\n",
      HAN10 HAN10 HAN10 " 23456789012345 \xe3\x81\x82\n" },
    { "the first wide characters, one column on",
      HAN10 HAN10 HAN10 " 234567890123456 \xe3\x81\x82\n",
      HAN10 HAN10 HAN10 " 234567890123456\n\xe3\x81\x82\n" },
    { "the last wide characters, one column on",
      HAN10 HAN10 HAN10 " 234567890123456 \xed\x9e\xa3\n",
      HAN10 HAN10 HAN10 " 234567890123456\n\xed\x9e\xa3\n" },
    { "wide marks", HAN10 HAN10 HAN10 " 234567890123456 \xef\xbc\x8c\n",
      HAN10 HAN10 HAN10 " 234567890123456\n\xef\xbc\x8c\n" },
    { "39 wide characters fill a line", HAN10 HAN10 HAN10 " " HAN10 " x\n",
      HAN10 HAN10 HAN10 "\n" HAN10 " x\n" },
};

/* Label and id are one word, however long. */
static const wrap_row whole_rows[] = {
    { "a long id keeps its label", "Code 404 | Reference " SEVENTY "\n",
      "Code 404 |\nReference " SEVENTY "\n" },
    { "an id longer than a line", "x Reference " SEVENTY TEN TEN "\n",
      "x Reference " SEVENTY TEN TEN "\n" },
    { "an id longer than a line, in small print",
      "Code 404 | Reference " SEVENTY TEN TEN "\n",
      "Code 404 |\nReference " SEVENTY TEN TEN "\n" },
    { "a label and another word", "Code 404 | Reference " SEVENTY "x y\n",
      "Code 404 |\nReference " SEVENTY "x\ny\n" },
    { "a label of two words", "ab Reference Number " SEVENTY "\n",
      "ab\nReference Number " SEVENTY "\n" },
    { "a label alone", SEVENTY " Reference\n", SEVENTY "\nReference\n" },
    { "an id alone", "Referenc " SEVENTY "\n", "Referenc\n" SEVENTY "\n" },
    { "it fits", "Reference 1\n", "Reference 1\n" },
    { "a label at the end", "Reference", "Reference" },
};

/* The id is whatever stands behind the label in the row. */
static void keeps_whole(void **state)
{
    const wrap_row *row = *state;
    const char *at = strstr(row->text, "Reference");
    const char *id;
    size_t n = strlen(row->text);
    char text[512];
    sp_wrap_whole whole = { SP_SPAN("Reference"), SP_SPAN(SEVENTY) };

    if (at && strncmp(at, "Reference Number ", 17) == 0) {
        whole.label = SP_SPAN("Reference Number");
    }
    id = at && at[whole.label.len] == ' ' ? at + whole.label.len + 1 : NULL;
    if (id) {
        whole.id = (sp_span){ id, strcspn(id, " \n") };
    }
    memcpy(text, row->text, n + 1);
    sp_wrap(text, n, &whole);
    assert_string_equal(text, row->wanted);
}

static void wraps(void **state)
{
    static const sp_wrap_whole nothing = { { NULL, 0 }, { NULL, 0 } };
    const wrap_row *row = *state;
    size_t n = strlen(row->text);
    char text[512];

    assert_true(n < sizeof(text));
    memcpy(text, row->text, n + 1);
    sp_wrap(text, n, &nothing);
    assert_string_equal(text, row->wanted);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, wraps);
    ADD_ROWS(list, whole_rows, keeps_whole);
    return run_list("wrap", list);
}

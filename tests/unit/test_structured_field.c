/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/structured_field.h. */
#include "rows.h"

#include "core/structured_field.h"

#include <apr_strings.h>

typedef struct list_row {
    const char *name;
    const char *text;
    const char *members; /* kind, text and parameters of each; NULL: a fault */
} list_row;

/* RFC 9651 3 and 4.2; the letters are those of kind_letters. */
static const list_row rows[] = {
    { "3.1: tokens", "sugar, tea, rum", "T sugar|T tea|T rum|" },
    { "3.1.1: inner lists",
      "(\"foo\" \"bar\"), (\"baz\"), (\"bat\" \"one\"), ()",
      "L (\"foo\" \"bar\")|L (\"baz\")|L (\"bat\" \"one\")|L ()|" },
    { "3.1.1: parameters in inner lists",
      "(\"foo\"; a=1;b=2);lvl=5, (\"bar\" \"baz\");lvl=1",
      "L (\"foo\"; a=1;b=2) lvl=i5|L (\"bar\" \"baz\") lvl=i1|" },
    { "3.1.2: parameters", "abc;a=1;b=2; cde_456, (ghi;jk=4 l);q=\"9\";r=w",
      "T abc a=i1 b=i2 cde_456=b|L (ghi;jk=4 l) q=s9 r=tw|" },
    { "3.1.2: booleans", "1; a; b=?0", "I 1 a=b b=b?0|" },
    { "3.3.1: an integer", "42", "I 42|" },
    { "a negative integer", "-42", "I -42|" },
    { "zero, twice", "0, 00", "I 0|I 00|" },
    { "15 digits", "999999999999999", "I 999999999999999|" },
    { "16 digits", "9999999999999990", NULL },
    { "only a sign", "-", NULL },
    { "two signs", "--1", NULL },
    { "a plus sign", "+1", NULL },
    { "3.3.2: a decimal", "4.5", "D 4.5|" },
    { "12 and 3 digits", "123456789012.125", "D 123456789012.125|" },
    { "13 digits and a fraction", "1234567890123.1", NULL },
    { "4 digits in the fraction", "1.2345", NULL },
    { "no fraction", "1.", NULL },
    { "3.3.3: a string", "\"hello world\"", "S hello world|" },
    { "an empty string", "\"\"", "S |" },
    { "escapes", "\"a\\\"b\\\\c\"", "S a\\\"b\\\\c|" },
    { "an unknown escape", "\"a\\n\"", NULL },
    { "an escape at the end", "\"a\\", NULL },
    { "an escaped end", "\"a\\\"", NULL },
    { "a string that does not end", "\"a", NULL },
    { "a tab in a string", "\"a\tb\"", NULL },
    { "a byte that is not ASCII", "\"\xc3\xa9\"", NULL },
    { "single quotes", "'a'", NULL },
    { "3.3.4: a token", "foo123/456", "T foo123/456|" },
    { "a token that begins with *", "*a:b/c!#$%&'*+-.^_`|~",
      "T *a:b/c!#$%&'*+-.^_`|~|" },
    { "a token with a brace", "a{", NULL },
    { "a host that begins with a digit", "1.example", NULL },
    { "3.3.5: bytes", ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
      "B cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==|" },
    { "no bytes", "::", "B |" },
    { "bytes that do not end", ":cHJl", NULL },
    { "bytes with a blank", ":cH Jl:", NULL },
    { "3.3.6: booleans", "?1, ?0", "O ?1|O ?0|" },
    { "half a boolean", "?", NULL },
    { "a boolean of 2", "?2", NULL },
    { "3.3.7: a date", "@1659578233", "A 1659578233|" },
    { "half a second", "@1.5", NULL },
    { "3.3.8: a display string",
      "%\"This is intended for display to %c3%bcsers.\"",
      "P %\"This is intended for display to %c3%bcsers.|" },
    { "upper case in its encoding", "%\"%C3%BC\"", NULL },
    { "half an encoding", "%\"%c\"", NULL },
    { "a display string without quotes", "%a", NULL },
    { "blanks around commas", "a ,\tb", "T a|T b|" },
    { "no blanks", "a,b", "T a|T b|" },
    { "blanks before and after", "  a  ", "T a|" },
    { "a tab before", "\ta", NULL },
    { "a comma at the end", "a,", NULL },
    { "a comma at the start", ",a", NULL },
    { "two commas", "a,,b", NULL },
    { "no comma", "a b", NULL },
    { "nothing", "", NULL },
    { "only blanks", "  ", NULL },
    { "a blank before a semicolon", "a ;b=1", NULL },
    { "a blank after one", "a;  b=1", "T a b=i1|" },
    { "a semicolon at the end", "a;", NULL },
    { "a key with capitals", "a;B=1", NULL },
    { "a key that begins with *", "a;*b-c_d.e=1", "T a *b-c_d.e=i1|" },
    { "no value behind =", "a;b=", NULL },
    { "a blank before =", "a;b =1", NULL },
    { "a list as a value", "a;b=(c)", NULL },
    { "a key twice", "a;b=1;b=2", "T a b=i1 b=i2|" },
    { "an inner list that does not end", "(a b", NULL },
    { "inner items without a blank", "(\"a\"\"b\")", NULL },
    { "a comma in an inner list", "(a,b)", NULL },
    { "a list in an inner list", "((a))", NULL },
    { "an empty inner list with blanks", "(  )", "L (  )|" },
    { "a control character", "a\x01", NULL },
    { "RFC 9209 2.1.1", "r34.example.net, ExampleCDN; error=connection_timeout",
      "T r34.example.net|T ExampleCDN error=tconnection_timeout|" },
};

static const char kind_letters[] = "IDSTBOAPL";

static const char *read_list(sp_span list, apr_pool_t *pool)
{
    const char *text = "";
    sp_item item;
    sp_span parameters;
    sp_span key;
    sp_item value;

    while (list.len) {
        if (!sp_structured_member(&list, &item, &parameters)) {
            return NULL;
        }
        text = apr_psprintf(pool, "%s%c %.*s", text, kind_letters[item.kind],
                            (int)item.text.len, item.text.ptr);
        while (sp_structured_parameter(&parameters, &key, &value)) {
            text =
                value.kind == SP_ITEM_BOOLEAN
                    ? apr_psprintf(pool, "%s %.*s=b%.*s", text, (int)key.len,
                                   key.ptr, (int)value.text.len,
                                   value.text.len ? value.text.ptr : "")
                    : apr_psprintf(pool, "%s %.*s=%c%.*s", text, (int)key.len,
                                   key.ptr, kind_letters[value.kind] | 0x20,
                                   (int)value.text.len, value.text.ptr);
        }
        assert_int_equal(parameters.len, 0);
        text = apr_pstrcat(pool, text, "|", NULL);
    }
    return text;
}

/* The text is in memory of just its size: a byte too far is seen by ASan. */
static void check(void **state)
{
    const list_row *row = *state;
    apr_pool_t *pool = new_pool();
    size_t n = strlen(row->text);
    char *exact = malloc(n ? n : 1);
    sp_span list = { exact, n };
    const char *found;

    memcpy(exact, row->text, n);
    assert_int_equal(sp_structured_is_list(list), row->members != NULL);
    found = read_list(list, pool);
    if (row->members) {
        assert_non_null(found);
        assert_string_equal(found, row->members);
    }
    free(exact);
    apr_pool_destroy(pool);
}

/* Every beginning of a list is read without reading on. */
static void beginnings(void **state)
{
    apr_pool_t *pool = new_pool();

    (void)state;
    for (size_t i = 0; i < SP_COUNT(rows); i++) {
        for (size_t n = 0; n < strlen(rows[i].text); n++) {
            char *exact = malloc(n ? n : 1);

            memcpy(exact, rows[i].text, n);
            sp_structured_is_list((sp_span){ exact, n });
            free(exact);
        }
    }
    apr_pool_destroy(pool);
}

static void integers(void **state)
{
    sp_span list = SP_SPAN("-999999999999999, @-7, 1.5");
    static const int64_t wanted[] = { -999999999999999, -7, 0 };
    sp_item item;
    sp_span parameters;

    (void)state;
    for (size_t i = 0; i < SP_COUNT(wanted); i++) {
        assert_true(sp_structured_member(&list, &item, &parameters));
        assert_true(item.integer == wanted[i]);
    }
    assert_int_equal(list.len, 0);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, beginnings);
    ADD_TEST(list, integers);
    return run_list("structured_field", list);
}

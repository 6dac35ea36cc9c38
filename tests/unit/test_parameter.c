/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/parameter.h. */
#include "rows.h"

#include "core/parameter.h"

#include <apr_strings.h>

static char *of_bytes(size_t n, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, n + 1);

    memset(text, 'x', n);
    text[n] = '\0';
    return text;
}

static void assert_wrong(const char *got, const char *wanted)
{
    if (!wanted) {
        if (got) {
            fail_msg("refused: %s", got);
        }
        return;
    }
    if (!got || !strstr(got, wanted)) {
        fail_msg("got \"%s\", wanted \"%s\"", got ? got : "nothing", wanted);
    }
}

/* ---- values ------------------------------------------------------------- */

typedef struct value_row {
    const char *name;
    const char *kind;
    const char *value;
    const char *wrong; /* part of the message; NULL: taken */
} value_row;

#define NO_COLOR "is not a colour"

static const value_row value_rows[] = {
    { "three digits", "color", "#0a5", NULL },
    { "four digits", "color", "#0a5f", NULL },
    { "six digits", "color", "#0a5C36", NULL },
    { "eight digits", "color", "#0a5c36ff", NULL },
    { "a name", "color", "RebeccaPurple", NULL },
    { "a name of the system", "color", "CanvasText", NULL },
    { "rgb with commas", "color", "rgb(0, 10, 255)", NULL },
    { "rgb with spaces and a slash", "color", "rgb(0 10 255 / 50%)", NULL },
    { "hsl", "color", "hsl(160 80% 20%)", NULL },
    { "an angle", "color", "hsl(160deg 80% 20%)", NULL },
    { "signs and exponents", "color", "oklch(0.5 +1.5e-2 -30)", NULL },
    { "no colour takes it away", "color", "", NULL },
    { "five digits", "color", "#12345", NO_COLOR },
    { "a bare mark", "color", "#", NO_COLOR },
    { "a digit that is none", "color", "#12345g", NO_COLOR },
    { "digits without a mark", "color", "0a5c36", NO_COLOR },
    { "an end of the rule", "color", "red}body{display:none", NO_COLOR },
    { "an end of the declaration", "color", "red;color:blue", NO_COLOR },
    { "another declaration after a function", "color", "rgb(0,0,0);x",
      NO_COLOR },
    { "another declaration inside of one", "color", "rgb(0,0,0;x:y)",
      NO_COLOR },
    { "two functions", "color", "rgb(0 0 0) url(0)", NO_COLOR },
    { "a function in a function", "color", "rgb(calc(1) 0 0)", NO_COLOR },
    { "a function without an end", "color", "rgb(0 0 0", NO_COLOR },
    { "a function with another end", "color", "rgb(0 0 0;", NO_COLOR },
    { "a function without arguments, as a name", "color", "rgb", NULL },
    { "only its beginning", "color", "rgb(", NO_COLOR },
    { "only its end", "color", ")", NO_COLOR },
    { "only brackets", "color", "()", NO_COLOR },
    { "an address", "color", "url(x)", NO_COLOR },
    { "an address of numbers", "color", "url(0)", NO_COLOR },
    { "an address in capitals", "color", "URL(0)", NO_COLOR },
    { "a picture", "color", "image(0)", NO_COLOR },
    { "an expression", "color", "expression(1)", NO_COLOR },
    { "half an expression", "color", "expression(", NO_COLOR },
    { "a variable", "color", "var(--accent)", NO_COLOR },
    { "an end of the style sheet", "color", "</style>", NO_COLOR },
    { "a comment", "color", "red/*", NO_COLOR },
    { "an escape", "color", "\\72 ed", NO_COLOR },
    { "two words", "color", "red !important", NO_COLOR },
    { "a space before", "color", " red", NO_COLOR },
    { "a line end", "color", "red\n}", NO_COLOR },
    { "a line end in a function", "color", "rgb(0\n0 0)", NO_COLOR },
    { "a letter beyond ASCII", "color",
      "r\xc3\xa9"
      "d",
      NO_COLOR },
    { "a path", "url", "/imprint", NULL },
    { "mail", "url", "mailto:a@b.example", NULL },
    { "a script", "url", "javascript:alert(1)", "is not a URL" },
    { "a space in an address", "url", "/a b", "is not a URL" },
    { "an address that is not UTF-8", "url", "/\xff", "is not a URL" },
    { "a picture of the site", "image", "/logo.svg", NULL },
    { "a picture elsewhere", "image", "//cdn.example/x.svg", NULL },
    { "mail is no picture", "image", "mailto:a@b.example",
      "is not the URL of an image: it must begin with /, http:// or" },
    { "a picture behind a password", "image", "https://user@host/x",
      "is not the URL of" },
    { "a picture that breaks out", "image", "https://x;script-src/",
      "is not the URL of" },
    { "a picture as data", "image", "data:image/png,x", "is not the URL of" },
    { "a text", "text", "Fish & <Chips>", NULL },
    { "a text that is not UTF-8", "text", "a\xff", "is not UTF-8 text" },
    { "a text in overlong UTF-8", "text", "\xc0\xaf", "is not UTF-8 text" },
    { "half a surrogate pair", "text", "\xed\xa0\x80", "is not UTF-8 text" },
    { "an escape sequence", "text", "a\x1b[0m", "is not UTF-8 text" },
    { "an order of letters that lies", "text", "a\xe2\x80\xae", "is not UTF" },
};

static void takes_value(void **state)
{
    const value_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    /* as a default, and as a setting */
    assert_wrong(
        sp_parameters_declare(&all, "name", row->kind, row->value, pool),
        row->wrong);
    assert_int_equal(all.count, row->wrong ? 0 : 1);
    all.count = 0;
    all.layer++;
    assert_null(sp_parameters_declare(&all, "name", row->kind, "", pool));
    assert_wrong(sp_parameters_set(
                     &all, apr_pstrcat(pool, "name=", row->value, NULL), pool),
                 row->wrong);
    assert_string_equal(all.list[0].value, row->wrong ? "" : row->value);
    apr_pool_destroy(pool);
}

/* ---- names and kinds ---------------------------------------------------- */

typedef struct declare_row {
    const char *name;
    const char *parameter;
    const char *kind;
    const char *wrong;
} declare_row;

static const declare_row declare_rows[] = {
    { "a name", "accent_2", "text", NULL },
    { "no name", "", "text", "\"\" is not a valid name" },
    { "a capital", "Accent", "text", "\"Accent\" is not a valid name" },
    { "a digit first", "2accent", "text", "is not a valid name" },
    { "_ first", "_accent", "text", "is not a valid name" },
    { "a dot", "brand.accent", "text", "is not a valid name" },
    { "a hyphen", "brand-accent", "text", "is not a valid name" },
    { "=", "a=b", "text", "is not a valid name" },
    { "a letter beyond ASCII", "\xc3\xa4", "text", "is not a valid name" },
    { "no kind", "accent", "",
      "\"\" is not a kind of parameter: use color, url, image or" },
    { "another kind", "accent", "colour", "\"colour\" is not a kind" },
    { "a kind in capitals", "accent", "COLOR", "\"COLOR\" is not a kind" },
};

static void takes_declaration(void **state)
{
    const declare_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    assert_wrong(
        sp_parameters_declare(&all, row->parameter, row->kind, "", pool),
        row->wrong);
    assert_int_equal(all.count, row->wrong ? 0 : 1);
    apr_pool_destroy(pool);
}

/* ---- limits ------------------------------------------------------------- */

typedef struct length_row {
    const char *name;
    size_t bytes;
    const char *wrong;
} length_row;

static const length_row length_rows[] = {
    { "299 bytes", 299, NULL },
    { "300 bytes", 300, NULL },
    { "301 bytes", 301, "the value of \"a\" is longer than 300 bytes" },
    { "5,000 bytes", 5000, "the value of \"a\" is longer than 300 bytes" },
};

static void takes_length(void **state)
{
    const length_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *value = of_bytes(row->bytes, pool);
    sp_parameters all = { 0 };

    assert_wrong(sp_parameters_declare(&all, "a", "text", value, pool),
                 row->wrong);
    all.count = 0;
    assert_null(sp_parameters_declare(&all, "a", "text", "", pool));
    assert_wrong(
        sp_parameters_set(&all, apr_pstrcat(pool, "a=", value, NULL), pool),
        row->wrong);
    apr_pool_destroy(pool);
}

static void no_more_than_32(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    for (int i = 0; i < 32; i++) {
        assert_null(sp_parameters_declare(&all, apr_psprintf(pool, "a%d", i),
                                          "text", "", pool));
    }
    assert_wrong(sp_parameters_declare(&all, "b", "text", "", pool),
                 "more than 32 parameters");
    assert_int_equal(all.count, 32);
    /* one that is there already is none more */
    all.layer++;
    assert_null(sp_parameters_declare(&all, "a31", "text", "x", pool));
    assert_string_equal(all.list[31].value, "x");
    apr_pool_destroy(pool);
}

/* ---- twice -------------------------------------------------------------- */

static void twice_in_one_layer_is_a_slip(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    assert_null(sp_parameters_declare(&all, "a", "text", "x", pool));
    assert_wrong(sp_parameters_declare(&all, "a", "text", "y", pool),
                 "\"a\" is declared twice");
    assert_string_equal(all.list[0].value, "x");
    apr_pool_destroy(pool);
}

static void the_next_layer_gives_another_default(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    assert_null(sp_parameters_declare(&all, "a", "color", "red", pool));
    all.layer++;
    assert_wrong(sp_parameters_declare(&all, "a", "text", "x", pool),
                 "\"a\" is already declared as a parameter of kind color");
    assert_string_equal(all.list[0].value, "red");
    assert_null(sp_parameters_declare(&all, "a", "color", "blue", pool));
    assert_string_equal(all.list[0].value, "blue");
    assert_int_equal(all.count, 1);
    apr_pool_destroy(pool);
}

static void set_twice_is_a_slip(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    assert_null(sp_parameters_declare(&all, "a", "text", "", pool));
    assert_null(sp_parameters_set(&all, "a=x", pool));
    assert_wrong(sp_parameters_set(&all, "a=y", pool), "\"a\" is set twice");
    assert_string_equal(all.list[0].value, "x");
    apr_pool_destroy(pool);
}

/* ---- setting ------------------------------------------------------------ */

static void a_setting_has_a_name_that_is_declared(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    assert_wrong(sp_parameters_set(&all, "a=x", pool),
                 "has no parameters; remove \"a\"");
    assert_null(sp_parameters_declare(&all, "accent", "color", "", pool));
    assert_null(sp_parameters_declare(&all, "logo", "image", "", pool));
    assert_wrong(sp_parameters_set(&all, "accnt=red", pool),
                 "has no parameter \"accnt\"; it has: accent, logo");
    assert_wrong(sp_parameters_set(&all, "=red", pool), "no parameter \"\"");
    assert_wrong(sp_parameters_set(&all, "red", pool),
                 "\"red\" does not set a parameter: write name=value");
    assert_wrong(sp_parameters_set(&all, "", pool), "write name=value");
    apr_pool_destroy(pool);
}

static void the_first_equals_sign_ends_the_name(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };

    (void)state;
    assert_null(sp_parameters_declare(&all, "a", "text", "", pool));
    assert_null(sp_parameters_set(&all, "a=b=c", pool));
    assert_string_equal(all.list[0].value, "b=c");
    apr_pool_destroy(pool);
}

/* Nothing is borrowed: what was given may be gone. */
static void lives_in_its_pool(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };
    char name[] = "logo";
    char value[] = "/old";
    char setting[] = "logo=/new";

    (void)state;
    assert_null(sp_parameters_declare(&all, name, "image", value, pool));
    memset(name, '-', sizeof(name) - 1);
    memset(value, '-', sizeof(value) - 1);
    assert_string_equal(all.list[0].name, "logo");
    assert_string_equal(all.list[0].value, "/old");
    assert_null(sp_parameters_set(&all, setting, pool));
    memset(setting, '-', sizeof(setting) - 1);
    assert_string_equal(all.list[0].value, "/new");
    assert_true(sp_parameter_is_image(&all.list[0]));
    apr_pool_destroy(pool);
}

static void they_come_after_the_names_as_constants(void **state)
{
    static const sp_name names[] = { { "code", SP_KIND_TEXT, 7, NULL } };
    static const sp_schema before = { names, 1, 8 };
    apr_pool_t *pool = new_pool();
    sp_parameters all = { 0 };
    sp_schema schema;

    (void)state;
    assert_null(sp_parameters_declare(&all, "accent", "color", "red", pool));
    assert_null(sp_parameters_declare(&all, "logo", "image", "", pool));
    schema = sp_parameters_schema(&all, &before, pool);
    assert_int_equal(schema.count, 3);
    assert_int_equal(schema.slots, 8);
    assert_memory_equal(&schema.names[0], &names[0], sizeof(names[0]));
    assert_string_equal(schema.names[1].name, "accent");
    assert_int_equal(schema.names[1].kind, SP_KIND_STYLE);
    assert_string_equal(schema.names[1].constant, "red");
    assert_int_equal(schema.names[2].kind, SP_KIND_URL);
    assert_string_equal(schema.names[2].constant, "");
    assert_int_equal(before.count, 1);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, value_rows, takes_value);
    ADD_ROWS(list, declare_rows, takes_declaration);
    ADD_ROWS(list, length_rows, takes_length);
    ADD_TEST(list, no_more_than_32);
    ADD_TEST(list, twice_in_one_layer_is_a_slip);
    ADD_TEST(list, the_next_layer_gives_another_default);
    ADD_TEST(list, set_twice_is_a_slip);
    ADD_TEST(list, a_setting_has_a_name_that_is_declared);
    ADD_TEST(list, the_first_equals_sign_ends_the_name);
    ADD_TEST(list, lives_in_its_pool);
    ADD_TEST(list, they_come_after_the_names_as_constants);
    return run_list("parameter", list);
}

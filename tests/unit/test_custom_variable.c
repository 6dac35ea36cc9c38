/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/custom_variable.h. */
#include "rows.h"

#include "core/custom_variable.h"
#include "core/template.h"
#include "core/variables.h"

#include <apr_strings.h>

/* ---- names -------------------------------------------------------------- */

typedef struct name_row {
    const char *name;
    const char *text;
    const char *wrong; /* part of the message; NULL: taken */
} name_row;

#define FORTY "a234567890123456789012345678901234567890"
#define TAKEN "choose another name, such as my_"

static const name_row name_rows[] = {
    { "a name", "visitor", NULL },
    { "digits and _", "a1_b", NULL },
    { "one letter", "a", NULL },
    { "40 letters", FORTY, NULL },
    { "41 letters", FORTY "1", "at most 40" },
    { "no name", "", "\"\" is not a valid name" },
    { "a capital", "Visitor", "is not a valid name" },
    { "a digit first", "1a", "is not a valid name" },
    { "_ first", "_a", "is not a valid name" },
    { "a dot", "home.url", "is not a valid name" },
    { "a hyphen", "my-name", "is not a valid name" },
    { "a space", "my name", "is not a valid name" },
    { "a quote", "a\"b", "is not a valid name" },
    { "markup", "a><b", "is not a valid name" },
    { "a letter beyond ASCII", "\xc3\xa4", "is not a valid name" },
    { "a variable", "title", TAKEN },
    { "a group", "home", TAKEN },
    { "a list", "actions", TAKEN },
    { "the labels", "label", TAKEN },
    { "a member of problem details", "detail", TAKEN },
    { "one that comes with a fact", "retry_after", TAKEN },
    { "the type of a problem", "type", TAKEN },
    /* RFC 9457 appendix B: <i> is an item of a list */
    { "an item of a list in XML", "i", TAKEN },
    /* XML 1.0, 2.3: names that begin so are reserved */
    { "the beginning of XML's own names", "xml", TAKEN },
    { "a name of XML's own", "xmlns", TAKEN },
    { "a name that only begins like one", "xm", NULL },
};

static void takes_name(void **state)
{
    const name_row *row = *state;
    apr_pool_t *pool = new_pool();
    const char *wrong = sp_custom_name_error(row->text, pool);

    if (row->wrong) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->wrong));
    }
    else if (wrong) {
        fail_msg("refused: %s", wrong);
    }
    apr_pool_destroy(pool);
}

/* ---- declaring ---------------------------------------------------------- */

typedef struct kind_row {
    const char *name;
    const char *lines; /* a: address, t: text; in order */
    sp_kind kind;
} kind_row;

static const kind_row kind_rows[] = {
    { "an address", "a", SP_KIND_URL },
    { "an address in two places", "aa", SP_KIND_URL },
    { "a text", "t", SP_KIND_TEXT },
    { "first an address, then a text", "at", SP_KIND_TEXT },
    { "first a text, then an address", "ta", SP_KIND_TEXT },
    { "a text between", "ata", SP_KIND_TEXT },
};

static void has_kind(void **state)
{
    const kind_row *row = *state;
    sp_custom_names names = { 0 };

    for (const char *p = row->lines; *p; p++) {
        assert_true(sp_custom_declare(&names, "imprint", *p == 'a'));
    }
    assert_int_equal(names.count, 1);
    assert_int_equal(names.list[0].kind, row->kind);
}

static void no_more_than_16(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_custom_names names = { 0 };

    (void)state;
    for (int i = 0; i < 16; i++) {
        assert_true(
            sp_custom_declare(&names, apr_psprintf(pool, "a%d", i), false));
    }
    assert_false(sp_custom_declare(&names, "b", false));
    assert_int_equal(names.count, 16);
    assert_true(sp_custom_declare(&names, "a15", true));
    assert_int_equal(sp_custom_find(&names, "a0"), 0);
    assert_int_equal(sp_custom_find(&names, "a15"), 15);
    assert_int_equal(sp_custom_find(&names, "b"), -1);
    assert_int_equal(sp_custom_find(&names, ""), -1);
    apr_pool_destroy(pool);
}

/* ---- in templates ------------------------------------------------------- */

/* The last name of the most there may be, beside a variable of the page. */
static void templates_find_each_in_its_slot(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_custom_names names = { 0 };
    sp_value values[SP_VAR__COUNT + SP_CUSTOM_MAX] = { 0 };
    sp_source source = { "page", SP_SPAN("<a href=\"{{a15}}\">{{a0}}{{code}}"
                                         "{{^a7}}-{{/a7}}</a>") };
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_program *program;
    sp_schema schema;
    char out[64];

    (void)state;
    for (int i = 0; i < SP_CUSTOM_MAX; i++) {
        sp_custom_declare(&names, apr_psprintf(pool, "a%d", i), i == 15);
    }
    schema = sp_custom_schema(&names, pool);
    program = sp_template_compile(
        &source, &(sp_template_options){ .schema = &schema }, problems, pool);
    assert_int_equal(problems->count, 0);
    assert_non_null(program);
    values[SP_VAR_CODE] = (sp_value){ "404", 3, 1 };
    values[SP_VAR__COUNT] = (sp_value){ "<0>", 3, 0 };
    values[SP_VAR__COUNT + 15] = (sp_value){ "/15", 3, 0 };
    out[sp_program_write(program, values, out, sizeof(out) - 1)] = '\0';
    assert_string_equal(out, "<a href=\"/15\">&lt;0&gt;404-</a>");
    apr_pool_destroy(pool);
}

static void the_page_keeps_its_own_names(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_custom_names names = { 0 };
    sp_schema schema = sp_custom_schema(&names, pool);

    (void)state;
    assert_int_equal(schema.count, sp_variables.count);
    sp_custom_declare(&names, "visitor", false);
    schema = sp_custom_schema(&names, pool);
    assert_int_equal(schema.count, sp_variables.count + 1);
    assert_memory_equal(schema.names, sp_variables.names,
                        sp_variables.count * sizeof(sp_name));
    assert_int_equal(schema.slots, SP_VAR__COUNT + SP_CUSTOM_MAX);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, name_rows, takes_name);
    ADD_ROWS(list, kind_rows, has_kind);
    ADD_TEST(list, no_more_than_16);
    ADD_TEST(list, templates_find_each_in_its_slot);
    ADD_TEST(list, the_page_keeps_its_own_names);
    return run_list("own", list);
}

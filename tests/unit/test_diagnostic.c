/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/diagnostic.h. */
#include "rows.h"

#include "core/diagnostic.h"

#include <limits.h>
#include <stdio.h>

typedef struct text_row {
    const char *name;
    unsigned line;
    unsigned column;
    const char *wanted;
} text_row;

/* file:line:column: message, as compilers and editors know it. */
static const text_row text_rows[] = {
    { "a place", 3, 14, "a/page.html:3:14: is wrong" },
    { "the first place", 1, 1, "a/page.html:1:1: is wrong" },
    { "a line as a whole", 3, 0, "a/page.html:3: is wrong" },
    { "a file as a whole", 0, 0, "a/page.html: is wrong" },
    { "a column without a line says nothing", 0, 5, "a/page.html: is wrong" },
    { "the last place", UINT_MAX, UINT_MAX,
      "a/page.html:4294967295:4294967295: is wrong" },
};

static void texts(void **state)
{
    const text_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    sp_diagnostics_add(problems, "a/page.html", row->line, row->column,
                       "is wrong");
    assert_string_equal(sp_diagnostic_text(problems, 0), row->wanted);
    assert_int_equal(problems->list[0].line, row->line);
    assert_int_equal(problems->list[0].column, row->column);
    apr_pool_destroy(pool);
}

typedef struct kept_row {
    const char *name;
    unsigned added;
    unsigned kept;
} kept_row;

static const kept_row kept_rows[] = {
    { "none", 0, 0 },
    { "one", 1, 1 },
    { "one less than are kept", SP_DIAGNOSTICS_MAX - 1,
      SP_DIAGNOSTICS_MAX - 1 },
    { "as many as are kept", SP_DIAGNOSTICS_MAX, SP_DIAGNOSTICS_MAX },
    { "one more than are kept", SP_DIAGNOSTICS_MAX + 1, SP_DIAGNOSTICS_MAX },
    { "many", 5000, SP_DIAGNOSTICS_MAX },
};

static void keeps(void **state)
{
    const kept_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    for (unsigned i = 0; i < row->added; i++) {
        sp_diagnostics_add(problems, "page", i + 1, 0, "mistake %u", i);
    }
    assert_int_equal(problems->count, row->added);
    assert_int_equal(sp_diagnostics_kept(problems), row->kept);
    for (unsigned i = 0; i < row->kept; i++) {
        char wanted[64];

        snprintf(wanted, sizeof(wanted), "page:%u: mistake %u", i + 1, i);
        assert_string_equal(sp_diagnostic_text(problems, i), wanted);
    }
    apr_pool_destroy(pool);
}

static void a_message_is_a_copy(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    char name[] = "titel";

    (void)state;
    sp_diagnostics_add(problems, "page", 2, 7, "unknown name \"%s\" (%d)", name,
                       -3);
    memset(name, 'x', sizeof(name) - 1);
    assert_string_equal(sp_diagnostic_text(problems, 0),
                        "page:2:7: unknown name \"titel\" (-3)");
    apr_pool_destroy(pool);
}

static void what_looks_like_a_format_is_text(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);

    (void)state;
    sp_diagnostics_add(problems, "100%s.html", 1, 2, "%s", "%n%d%s");
    assert_string_equal(sp_diagnostic_text(problems, 0),
                        "100%s.html:1:2: %n%d%s");
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, text_rows, texts);
    ADD_ROWS(list, kept_rows, keeps);
    ADD_TEST(list, a_message_is_a_copy);
    ADD_TEST(list, what_looks_like_a_format_is_text);
    return run_list("diagnostic", list);
}

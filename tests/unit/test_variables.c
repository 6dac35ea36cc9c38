/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/variables.h. */
#include "rows.h"

#include "core/template.h"
#include "core/variables.h"

#include <apr_strings.h>

/* ---- each row of variables.def is in the schema, in its slot ---------- */

typedef enum owner { PAGE, IN_GROUP, IN_LIST } owner;

/* A member or column belongs to the last row of the page before it. */
typedef struct variable_row {
    const char *name; /* of the test */
    owner owner;
    const char *variable;
    sp_kind kind;
    int slot;
} variable_row;

static const variable_row variable_rows[] = {
#define VALUE(id, name, kind) { name, PAGE, name, SP_KIND_##kind, SP_VAR_##id },
#define GROUP(id, name, ...)                                                   \
    { name, PAGE, name, SP_KIND_GROUP, SP_VAR_##id }, __VA_ARGS__
#define LIST(id, name, ...)                                                    \
    { name, PAGE, name, SP_KIND_LIST, SP_VAR_##id }, __VA_ARGS__
#define MEMBER(id, name, kind)                                                 \
    { "member " #id, IN_GROUP, name, SP_KIND_##kind, SP_VAR_##id },
#define COLUMN(id, name, kind)                                                 \
    { "column " #id, IN_LIST, name, SP_KIND_##kind, SP_##id },
#include "core/variables.def"
#undef VALUE
#undef GROUP
#undef LIST
#undef MEMBER
#undef COLUMN
};

enum { VARIABLES = sizeof(variable_rows) / sizeof(variable_rows[0]) };

static const variable_row *owner_of(const variable_row *row)
{
    while (row->owner != PAGE) {
        row--;
    }
    return row;
}

static const sp_name *name_in(const sp_schema *schema, const char *name)
{
    const sp_name *found = NULL;

    for (unsigned i = 0; i < schema->count; i++) {
        if (strcmp(schema->names[i].name, name) == 0) {
            assert_null(found); /* not twice */
            found = &schema->names[i];
        }
    }
    return found;
}

static const sp_name *page_name(int slot)
{
    for (unsigned i = 0; i < sp_variables.count; i++) {
        if (sp_variables.names[i].slot == slot) {
            return &sp_variables.names[i];
        }
    }
    return NULL;
}

static const sp_schema *schema_of(const variable_row *row)
{
    const sp_name *group;

    if (row->owner == PAGE) {
        return &sp_variables;
    }
    group = page_name(owner_of(row)->slot);
    assert_non_null(group);
    assert_int_equal(group->kind,
                     row->owner == IN_LIST ? SP_KIND_LIST : SP_KIND_GROUP);
    assert_non_null(group->members);
    return group->members;
}

static void is_declared(void **state)
{
    const variable_row *row = *state;
    const sp_schema *schema = schema_of(row);
    const sp_name *name = name_in(schema, row->variable);

    assert_non_null(name);
    assert_int_equal(name->kind, row->kind);
    assert_int_equal(name->slot, row->slot);
    assert_true(name->slot < schema->slots);
    assert_int_equal(name->members != NULL,
                     row->kind == SP_KIND_GROUP || row->kind == SP_KIND_LIST);
    assert_int_equal(strspn(row->variable, "abcdefghijklmnopqrstuvwxyz_"),
                     strlen(row->variable));
}

/* ---- the shape of the frames ------------------------------------------ */

/* Slots of a frame: each is some variable's, none is two variables'. */
static void check_frame(owner inside, int list, unsigned slots)
{
    unsigned used[SP_VAR__COUNT] = { 0 };

    for (unsigned i = 0; i < VARIABLES; i++) {
        const variable_row *row = &variable_rows[i];
        bool here = inside == IN_LIST
                        ? row->owner == IN_LIST && owner_of(row)->slot == list
                        : row->owner != IN_LIST;

        if (here) {
            assert_true(row->slot >= 0 && (unsigned)row->slot < slots);
            used[row->slot]++;
        }
    }
    for (unsigned i = 0; i < slots; i++) {
        assert_int_equal(used[i], 1);
    }
}

static void each_slot_of_the_page_has_one_name(void **state)
{
    (void)state;
    assert_int_equal(sp_variables.slots, SP_VAR__COUNT);
    check_frame(PAGE, 0, SP_VAR__COUNT);
}

static void each_slot_of_a_row_has_one_name(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VARIABLES; i++) {
        if (variable_rows[i].kind == SP_KIND_LIST) {
            const sp_schema *members =
                page_name(variable_rows[i].slot)->members;

            check_frame(IN_LIST, variable_rows[i].slot, members->slots);
            assert_int_equal(members->count, members->slots);
        }
    }
}

/* A group's members live in the page's own frame, so no new row is opened. */
static void groups_share_the_frame_of_the_page(void **state)
{
    unsigned groups = 0;

    (void)state;
    for (unsigned i = 0; i < sp_variables.count; i++) {
        if (sp_variables.names[i].kind == SP_KIND_GROUP) {
            assert_int_equal(sp_variables.names[i].members->slots,
                             SP_VAR__COUNT);
            groups++;
        }
    }
    assert_true(groups > 0);
}

/* core/page fills a link by counting on from its group. */
typedef struct link_row {
    const char *name;
    sp_variable group, url, label;
} link_row;

static const link_row link_rows[] = {
    { "try again: address, then label", SP_VAR_TRY_AGAIN, SP_VAR_TRY_AGAIN_URL,
      SP_VAR_TRY_AGAIN_LABEL },
    { "home: address, then label", SP_VAR_HOME, SP_VAR_HOME_URL,
      SP_VAR_HOME_LABEL },
    { "search: address, then label", SP_VAR_SEARCH, SP_VAR_SEARCH_URL,
      SP_VAR_SEARCH_LABEL },
    { "contact: address, then label", SP_VAR_CONTACT, SP_VAR_CONTACT_URL,
      SP_VAR_CONTACT_LABEL },
    { "status page: address, then label", SP_VAR_STATUS_PAGE,
      SP_VAR_STATUS_PAGE_URL, SP_VAR_STATUS_PAGE_LABEL },
};

static void is_a_link(void **state)
{
    const link_row *row = *state;
    const sp_schema *members = page_name((int)row->group)->members;

    assert_int_equal(row->url, row->group + 1);
    assert_int_equal(row->label, row->group + 2);
    assert_int_equal(name_in(members, "url")->kind, SP_KIND_URL);
    assert_int_equal(name_in(members, "label")->kind, SP_KIND_TEXT);
}

/* ---- a template finds them -------------------------------------------- */

/* The names that themes rely on: to rename one breaks a site. */
static const char every_name[] =
    "{{code}}{{phrase}}{{lang}}{{dir}}{{title}}{{what}}{{lasts}}{{site}}"
    "{{reference}}{{time}}{{timestamp}}{{owner}}{{message}}{{until}}"
    "{{#client_error}}{{/client_error}}{{#server_error}}{{/server_error}}"
    "{{#temporary}}{{/temporary}}{{#permanent}}{{/permanent}}"
    "{{#owner_english}}{{/owner_english}}"
    "{{#facts}}{{before}}{{value}}{{after}}{{/facts}}"
    "{{#actions}}{{text}}{{/actions}}"
    "{{#alternatives}}<a href=\"{{url}}\">{{name}}{{type}}{{language}}</a>"
    "{{/alternatives}}"
    "{{#suggested}}{{label.suggestions}}{{/suggested}}"
    "{{#suggestions}}<a href=\"{{url}}\">{{title}}</a>{{/suggestions}}"
    "{{#try_again}}<a href=\"{{url}}\">{{label}}</a>{{/try_again}}"
    "{{#home}}<a href=\"{{url}}\">{{label}}</a>{{/home}}"
    "{{#search}}<a href=\"{{url}}\">{{label}}</a>{{/search}}"
    "{{#contact}}<a href=\"{{url}}\">{{label}}</a>{{/contact}}"
    "{{#status_page}}<a href=\"{{url}}\">{{label}}</a>{{/status_page}}"
    "{{label.actions}}{{label.alternatives}}{{label.code}}{{label.time}}"
    "{{label.reference}}{{label.owner}}{{label.help}}";

static void names_that_themes_rely_on_stay(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_source source = { "page", sp_span_of(every_name) };
    sp_template_options options = { SP_SYNTAX_HTML, &sp_variables, NULL, NULL };

    (void)state;
    sp_template_compile(&source, &options, problems, pool);
    if (problems->count) {
        fail_msg("%s", sp_diagnostic_text(problems, 0));
    }
    apr_pool_destroy(pool);
}

/* Each text of the page, by its name, gives the value in its slot. */
static void is_rendered_from_its_slot(void **state)
{
    const variable_row *row = *state;
    sp_value values[SP_VAR__COUNT] = { 0 };
    apr_pool_t *pool = new_pool();
    char out[8] = "";
    const char *group = row->owner == IN_GROUP ? owner_of(row)->variable : NULL;
    sp_source source = { "page",
                         sp_span_of(apr_pstrcat(pool, "{{", group ? group : "",
                                                group ? "." : "", row->variable,
                                                "}}", NULL)) };
    sp_template_options options = { SP_SYNTAX_TEXT, &sp_variables, NULL, NULL };
    const sp_program *program =
        sp_template_compile(&source, &options, sp_diagnostics_make(pool), pool);

    assert_non_null(program);
    values[row->slot] = (sp_value){ "here", 4, 0 };
    assert_int_equal(sp_program_length(program, values), 4);
    assert_int_equal(sp_program_write(program, values, out, 4), 4);
    assert_string_equal(out, "here");
    apr_pool_destroy(pool);
}

static void add_texts(test_list *list)
{
    for (unsigned i = 0; i < VARIABLES; i++) {
        const variable_row *row = &variable_rows[i];

        if (row->owner != IN_LIST
            && (row->kind == SP_KIND_TEXT || row->kind == SP_KIND_URL)) {
            add_rows(list, row, sizeof(*row), 1, is_rendered_from_its_slot);
        }
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, variable_rows, is_declared);
    add_texts(list);
    ADD_TEST(list, each_slot_of_the_page_has_one_name);
    ADD_TEST(list, each_slot_of_a_row_has_one_name);
    ADD_TEST(list, groups_share_the_frame_of_the_page);
    ADD_ROWS(list, link_rows, is_a_link);
    ADD_TEST(list, names_that_themes_rely_on_stay);
    return run_list("variables", list);
}

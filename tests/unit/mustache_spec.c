/* SPDX-License-Identifier: Apache-2.0 */
/* mustache_spec - runs the official Mustache specification's test data.
 *
 *   mustache_spec DIR      DIR holds comments.json, delimiters.json ...
 *
 * A schema is derived from each test's data.  A test must render right, or be
 * refused while compiling for one of the reasons below; a refusal that is not
 * expected fails, and so does an expected one that does not come.
 */
#include "core/template.h"

#include <apr_general.h>
#include <apr_strings.h>

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct refusal_row {
    const char *module;
    const char *test;
    const char *reason;
} refusal_row;

#define UNKNOWN "a name that is not declared is an error"
#define INVERTED "an inverted section of a list or group has no members"

static const refusal_row refusals[] = {
    { "interpolation", "Basic Context Miss Interpolation", UNKNOWN },
    { "interpolation", "Triple Mustache Context Miss Interpolation", UNKNOWN },
    { "interpolation", "Ampersand Context Miss Interpolation", UNKNOWN },
    { "interpolation", "Dotted Names - Broken Chains", UNKNOWN },
    { "interpolation", "Dotted Names - Broken Chain Resolution", UNKNOWN },
    { "interpolation", "Dotted Names - Context Precedence", UNKNOWN },
    { "interpolation", "Dotted Names are never single keys", UNKNOWN },
    { "sections", "Context Misses", UNKNOWN },
    { "sections", "Dotted Names - Broken Chains", UNKNOWN },
    { "inverted", "Context Misses", UNKNOWN },
    { "inverted", "Dotted Names - Broken Chains", UNKNOWN },
    { "inverted", "Context", INVERTED },
    { "inverted", "List", INVERTED },
    { "partials", "Failed Lookup", "a missing partial is an error" },
    { "partials", "Recursion", "a partial that includes itself is an error" },
};

/* Names that a test uses and its data lacks, declared as conditions that are
 * false: so the whole of inheritance renders. */
static const refusal_row declared[] = {
    { "inheritance", "Negative Sections", "bar" },
};

static const char *refusal_of(const char *module, const char *test)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (strcmp(refusals[i].module, module) == 0
            && strcmp(refusals[i].test, test) == 0) {
            return refusals[i].reason;
        }
    }
    return NULL;
}

/* ---- data -> schema and values -------------------------------------------*/

typedef struct builder {
    apr_pool_t *pool;
    sp_name *names;
    uint16_t slots; /* in the frame under construction */
} builder;

static const sp_schema *schema_of(json_t *object, uint16_t *slots,
                                  apr_pool_t *pool);

/* All rows together show which members a row can have. */
static json_t *merged_rows(json_t *list)
{
    json_t *all = json_object();
    size_t i;
    json_t *row;

    json_array_foreach(list, i, row)
    {
        if (json_is_object(row)) {
            json_object_update_missing(all, row);
        }
        else {
            json_object_set(all, ".", row);
        }
    }
    return all;
}

static void fill_name(sp_name *name, const char *key, json_t *value,
                      uint16_t *slots, apr_pool_t *pool)
{
    name->name = apr_pstrdup(pool, key);
    name->slot = (*slots)++;
    if (json_is_object(value)) {
        name->kind = SP_KIND_GROUP;
        name->members = schema_of(value, slots, pool);
    }
    else if (json_is_array(value)) {
        uint16_t row_slots = 0;
        json_t *all = merged_rows(value);
        sp_schema *rows =
            apr_pmemdup(pool, schema_of(all, &row_slots, pool), sizeof(*rows));

        rows->slots = row_slots;
        name->kind = SP_KIND_LIST;
        name->members = rows;
        json_decref(all);
    }
    else if (json_is_boolean(value)) {
        name->kind = SP_KIND_CONDITION;
    }
    else {
        /* the specification prints the same values escaped and raw */
        name->kind = SP_KIND_HTML;
    }
}

static const sp_schema *schema_of(json_t *object, uint16_t *slots,
                                  apr_pool_t *pool)
{
    sp_schema *schema = apr_pcalloc(pool, sizeof(*schema));
    sp_name *names =
        apr_pcalloc(pool, (json_object_size(object) + 1) * sizeof(*names));
    const char *key;
    json_t *value;

    schema->names = names;
    if (json_is_object(object)) {
        json_object_foreach(object, key, value)
        {
            fill_name(&names[schema->count++], key, value, slots, pool);
        }
    }
    schema->slots = *slots;
    return schema;
}

static const char *text_of(json_t *value, apr_pool_t *pool)
{
    if (json_is_string(value)) {
        return apr_pstrdup(pool, json_string_value(value));
    }
    if (json_is_integer(value)) {
        return apr_psprintf(pool, "%ld", (long)json_integer_value(value));
    }
    if (json_is_real(value)) {
        char text[64];

        snprintf(text, sizeof(text), "%.15g", json_real_value(value));
        return apr_pstrdup(pool, text);
    }
    return "";
}

static void fill_values(const sp_schema *schema, json_t *object,
                        sp_value *values, apr_pool_t *pool);

static void fill_rows(const sp_name *name, json_t *list, sp_value *value,
                      apr_pool_t *pool)
{
    size_t n = json_array_size(list);
    sp_value *rows =
        apr_pcalloc(pool, (n * name->members->slots + 1) * sizeof(*rows));

    for (size_t i = 0; i < n; i++) {
        json_t *row = json_array_get(list, i);
        json_t *whole = json_is_object(row) ? json_incref(row)
                                            : json_pack("{s:O}", ".", row);

        fill_values(name->members, whole, rows + i * name->members->slots,
                    pool);
        json_decref(whole);
    }
    value->data = rows;
    value->n = (uint32_t)n;
}

static void fill_values(const sp_schema *schema, json_t *object,
                        sp_value *values, apr_pool_t *pool)
{
    for (unsigned i = 0; i < schema->count; i++) {
        const sp_name *name = &schema->names[i];
        json_t *value = json_object_get(object, name->name);
        sp_value *slot = &values[name->slot];

        if (!value) {
            continue;
        }
        if (name->kind == SP_KIND_LIST) {
            fill_rows(name, value, slot, pool);
        }
        else if (name->kind == SP_KIND_GROUP) {
            slot->n = 1;
            fill_values(name->members, value, values, pool);
        }
        else if (name->kind == SP_KIND_CONDITION) {
            slot->n = json_is_true(value);
        }
        else {
            slot->data = text_of(value, pool);
            slot->n = (uint32_t)strlen(slot->data);
        }
    }
}

/* ---- one test ------------------------------------------------------------*/

static bool find_partial(void *baton, const sp_source *from, const char *name,
                         sp_source *found)
{
    json_t *partial = json_object_get(baton, name);

    (void)from;
    if (!partial) {
        return false;
    }
    found->name = name;
    found->text = sp_span_of(json_string_value(partial));
    return true;
}

/* An object: data of any other kind is its {{.}}. */
static json_t *data_of(const char *module, const char *name, json_t *test)
{
    json_t *given = json_object_get(test, "data");
    json_t *data = json_is_object(given) ? json_copy(given)
                                         : json_pack("{s:O}", ".", given);

    for (size_t i = 0; i < sizeof(declared) / sizeof(declared[0]); i++) {
        if (strcmp(declared[i].module, module) == 0
            && strcmp(declared[i].test, name) == 0) {
            json_object_set_new(data, declared[i].reason, json_false());
        }
    }
    return data;
}

static bool run_test(const char *module, json_t *test, apr_pool_t *pool)
{
    const char *name = json_string_value(json_object_get(test, "name"));
    const char *reason = refusal_of(module, name);
    const char *expected = json_string_value(json_object_get(test, "expected"));
    json_t *data = data_of(module, name, test);
    uint16_t slots = 0;
    const sp_schema *schema = schema_of(data, &slots, pool);
    sp_value *values = apr_pcalloc(pool, (slots + 1U) * sizeof(*values));
    sp_template_options options = { SP_SYNTAX_HTML, schema, find_partial,
                                    json_object_get(test, "partials") };
    sp_source source = { "template", sp_span_of(json_string_value(
                                         json_object_get(test, "template"))) };
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_program *program =
        sp_template_compile(&source, &options, problems, pool);
    char *out;
    size_t n;

    fill_values(schema, data, values, pool);
    json_decref(data);
    if (!program) {
        if (!reason) {
            printf("  %s: refused: %s\n", name,
                   sp_diagnostic_text(problems, 0));
        }
        return reason != NULL;
    }
    n = sp_program_length(program, values);
    out = apr_pcalloc(pool, n + 1);
    if (sp_program_write(program, values, out, n) != n) {
        printf("  %s: wrote another length than it said\n", name);
        return false;
    }
    if (strcmp(out, expected) != 0) {
        printf("  %s: got \"%s\", expected \"%s\"\n", name, out, expected);
        return false;
    }
    if (reason) {
        printf("  %s: was to be refused (%s)\n", name, reason);
    }
    return reason == NULL;
}

static const char *const modules[] = { "comments",      "delimiters",
                                       "interpolation", "inverted",
                                       "partials",      "sections",
                                       "inheritance" };

static bool run_module(const char *folder, const char *module, unsigned *passed,
                       unsigned *failed)
{
    char path[4096];
    json_error_t error;
    json_t *file;
    json_t *test;
    size_t i;
    unsigned good = 0;
    unsigned bad = 0;

    snprintf(path, sizeof(path), "%s/%s.json", folder, module);
    file = json_load_file(path, 0, &error);
    if (!file) {
        fprintf(stderr, "%s: %s\n", path, error.text);
        return false;
    }
    json_array_foreach(json_object_get(file, "tests"), i, test)
    {
        apr_pool_t *pool;

        apr_pool_create(&pool, NULL);
        *(run_test(module, test, pool) ? &good : &bad) += 1;
        apr_pool_destroy(pool);
    }
    printf("%-14s %u passed, %u failed\n", module, good, bad);
    *passed += good;
    *failed += bad;
    json_decref(file);
    return good + bad > 0;
}

int main(int argc, char **argv)
{
    unsigned passed = 0;
    unsigned failed = 0;
    bool complete = argc == 2;

    if (argc != 2) {
        fputs("usage: mustache_spec DIR\n", stderr);
        return 2;
    }
    apr_initialize();
    for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
        complete &= run_module(argv[1], modules[i], &passed, &failed);
    }
    apr_terminate();
    printf("%u passed, %u failed\n", passed, failed);
    return complete && !failed && passed ? 0 : 1;
}

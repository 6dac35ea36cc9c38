/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesSet: the administrator's own variables.
 *
 * Templates are compiled while the configuration is read, and may use a name
 * that a later line sets: so all lines are looked through before the first
 * template.
 */
#include "module/config_tree.h"
#include "module/directives.h"
#include "module/expression.h"

#include "core/address.h"
#include "core/escape.h"

#include <apr_strings.h>

struct sp_custom_text {
    const sp_expression *expression; /* NULL: it is always the same: */
    sp_span literal;
};

/* Nothing in it is worked out for each request.  A lone % is a letter like any
 * other: /a%20b */
static bool is_literal(const char *text)
{
    return !strstr(text, "%{") && !strpbrk(text, "$\\");
}

static sp_span cleaned(const char *text, apr_pool_t *pool)
{
    return sp_escape_clean(sp_span_of(text), SP_CUSTOM_LENGTH_MAX, pool);
}

/* ---- while the configuration is read --------------------------------------*/

static void declare(const ap_directive_t *line, void *data)
{
    sp_registry *registry = data;
    apr_pool_t *pool = registry->pool;
    const char *args = line->args;
    const char *name;
    const char *text;

    if (strcasecmp(line->directive, "StatusPagesSet") != 0) {
        return;
    }
    name = ap_getword_conf(pool, &args);
    text = ap_getword_conf(pool, &args);
    if (!sp_custom_name_error(name, pool)) {
        sp_custom_declare(
            registry->custom, name,
            !*text || (is_literal(text) && sp_address_is_valid(text)));
    }
}

const sp_schema *sp_custom_schema_of(sp_registry *registry)
{
    if (!registry->names) {
        registry->custom =
            apr_pcalloc(registry->pool, sizeof(*registry->custom));
        sp_config_tree_walk(ap_conftree, declare, registry);
        registry->schema = sp_custom_schema(registry->custom, registry->pool);
        registry->names = &registry->schema;
    }
    return registry->names;
}

/* Many levels may set a name, and templates need to know what it is. */
static const char *refuse_address(const cmd_parms *cmd, const sp_name *name,
                                  const char *text)
{
    if (name->kind != SP_KIND_URL
        || (is_literal(text) && sp_address_is_valid(text))) {
        return NULL;
    }
    return apr_psprintf(cmd->pool,
                        "StatusPagesSet: \"%s\" is a URL in the server "
                        "configuration, and \"%s\" is not one: it must begin "
                        "with /, http://, https:// or mailto:",
                        name->name, text);
}

static const char *parse(cmd_parms *cmd, sp_custom_row *row, const char *text)
{
    struct sp_custom_text *made = apr_pcalloc(cmd->pool, sizeof(*made));
    const char *wrong = NULL;

    row->text = made;
    if (is_literal(text)) {
        made->literal = cleaned(text, cmd->pool);
        return NULL;
    }
    made->expression =
        sp_expression_make(cmd, text, SP_EXPRESSION_TEXT, &wrong);
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesSet: \"%s\" is not a valid "
                                "expression: %s",
                                text, wrong)
                 : NULL;
}

static const char *add_row(cmd_parms *cmd, sp_conf *conf,
                           const sp_custom_row *row)
{
    sp_custom_rows *rows =
        conf->custom ? apr_pmemdup(cmd->pool, conf->custom, sizeof(*rows))
                     : apr_pcalloc(cmd->pool, sizeof(*rows));

    /* a name without a number is one too many, or only of an .htaccess file */
    if (!sp_custom_rows_set(rows, row)
        || (row->number < 0 && !sp_in_htaccess(cmd))) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesSet: \"%s\" is one name too many: the "
                            "whole configuration may have at most %d",
                            row->name, (int)SP_CUSTOM_MAX);
    }
    conf->custom = rows;
    return NULL;
}

const char *sp_directive_set(cmd_parms *cmd, void *dir_conf, const char *name,
                             const char *text)
{
    sp_registry *registry = sp_registry_of_server(cmd->server);
    const char *wrong = sp_custom_name_error(name, cmd->pool);
    sp_custom_row row = { .name = name };

    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesSet: ", wrong, NULL);
    }
    sp_custom_schema_of(registry);
    row.number = sp_custom_find(registry->custom, name);
    if (row.number >= 0 && text && *text) {
        wrong = refuse_address(cmd, &registry->custom->list[row.number], text);
    }
    if (!wrong && text && *text) {
        wrong = parse(cmd, &row, text);
    }
    return wrong ? wrong : add_row(cmd, dir_conf, &row);
}

/* ---- for a request --------------------------------------------------------*/

static sp_span value_of(const struct sp_custom_text *text, request_rec *r)
{
    return text->expression
               ? cleaned(sp_expression_text(text->expression, r), r->pool)
               : text->literal;
}

bool sp_custom_has_expression(const sp_custom_rows *rows)
{
    for (unsigned i = 0; rows && i < rows->count; i++) {
        if (rows->list[i].text && rows->list[i].text->expression) {
            return true;
        }
    }
    return false;
}

void sp_custom_evaluate(sp_facts *facts, sp_custom_value values[SP_CUSTOM_MAX],
                        request_rec *r, bool shared)
{
    const sp_custom_rows *rows = sp_conf_of(r)->custom;

    facts->custom = values;
    facts->custom_count = 0;
    for (unsigned i = 0; rows && i < rows->count; i++) {
        const sp_custom_row *row = &rows->list[i];
        sp_custom_value custom = { .name = row->name, .number = row->number };

        if (row->text && !(shared && row->text->expression)) {
            custom.value = value_of(row->text, r);
        }
        if (custom.value.len) {
            values[facts->custom_count++] = custom;
        }
    }
}

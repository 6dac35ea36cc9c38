/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves the names of a template against its schema. */
#include "core/template_internal.h"

#include "core/typos.h"

enum { NAME_MAX_LEN = 64 };

static sp_found find_name(const sp_scope *scope, sp_span text)
{
    /* {{.}} is what the innermost section is about, never anything further
     * out */
    if (sp_span_equal(text, SP_SPAN(".")) && scope->self) {
        return (sp_found){ scope->self, scope->self_level, true };
    }
    for (; scope; scope = scope->outer) {
        const sp_name *name = sp_schema_find(scope->schema, text);

        if (name) {
            return (sp_found){ name, scope->level, true };
        }
        if (sp_span_equal(text, SP_SPAN("."))) {
            break;
        }
    }
    return (sp_found){ NULL, 0, false };
}

/* ---- "did you mean" ------------------------------------------------------*/

static void nearest_in(const sp_scope *scope, sp_span text, sp_found *best,
                       unsigned *distance)
{
    const sp_schema *schema = scope->schema;

    for (unsigned i = 0; schema && i < schema->count; i++) {
        unsigned d = sp_typos(text, sp_span_of(schema->names[i].name));

        if (d < *distance && d < text.len) {
            *distance = d;
            *best = (sp_found){ &schema->names[i], scope->level, false };
        }
    }
}

/* Reports `part` of a name, and gives the nearest that there is. */
static sp_found complain_unknown(sp_compiler *compiler, const sp_scope *scope,
                                 const char *file, const sp_token *token,
                                 sp_span part)
{
    sp_found best = { NULL, 0, false };
    unsigned distance = SP_TYPOS_MAX + 1;
    /* the name up to the part that is wrong: it belongs to the right one */
    int before = (int)(part.ptr - token->text.ptr);

    /* past the messages that are kept nobody reads a suggestion */
    if (compiler->problems->count < SP_DIAGNOSTICS_MAX) {
        for (; scope; scope = scope->outer) {
            nearest_in(scope, part, &best, &distance);
        }
    }
    if (best.name && before < NAME_MAX_LEN) {
        sp_template_error(compiler, file, token,
                          "unknown name \"%.*s\"; did you mean "
                          "\"%.*s%s\"?",
                          sp_template_name_width(token->text), token->text.ptr,
                          before, token->text.ptr, best.name->name);
    }
    else {
        sp_template_error(compiler, file, token, "unknown name \"%.*s\"",
                          sp_template_name_width(token->text), token->text.ptr);
    }
    return best;
}

/* ---- resolving ------------------------------------------------------------*/

static sp_span part_at(const char *p, const char *end)
{
    const char *dot = memchr(p, '.', (size_t)(end - p));

    return (sp_span){ p, (size_t)((dot ? dot : end) - p) };
}

sp_found sp_template_resolve(sp_compiler *compiler, const sp_scope *scope,
                             const char *file, const sp_token *token)
{
    const char *end = token->text.ptr + token->text.len;
    bool dotted = token->text.len > 1;
    sp_span part = dotted ? part_at(token->text.ptr, end) : token->text;
    sp_found found = find_name(scope, part);
    sp_scope inner;

    if (!found.name) {
        return complain_unknown(compiler, scope, file, token, part);
    }
    while (dotted && part.ptr + part.len < end) {
        if (found.name->kind != SP_KIND_GROUP) {
            sp_template_error(compiler, file, token,
                              "\"%s\" is not a group and has no members",
                              found.name->name);
            return (sp_found){ NULL, 0, false };
        }
        inner =
            (sp_scope){ .schema = found.name->members, .level = found.level };
        part = part_at(part.ptr + part.len + 1, end);
        found.name = sp_schema_find(inner.schema, part);
        if (!found.name) {
            return complain_unknown(compiler, &inner, file, token, part);
        }
    }
    return found;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Turns nodes into operations and text. */
#include "core/template_emit.h"

#include "core/escape.h"

static bool is_html(const sp_emitter *emit)
{
    return emit->compiler->options->syntax == SP_SYNTAX_HTML;
}

sp_span sp_emit_dedent(sp_span text, size_t max)
{
    while (max && text.len && (*text.ptr == ' ' || *text.ptr == '\t')) {
        text.ptr++;
        text.len--;
        max--;
    }
    return text;
}

static void emit_text(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node)
{
    sp_span text = node->token->text;

    if (node->token->line_start) {
        text = sp_emit_dedent(text, here->at.dedent);
    }
    if (text.len) {
        sp_append_margin(emit, here, node);
        sp_append_text(emit, node, text);
    }
}

/* ---- values ---------------------------------------------------------------*/

/* What to call a kind that has no text; NULL if it has. */
static const char *unprinted(sp_kind kind)
{
    switch (kind) {
    case SP_KIND_CONDITION: return "condition";
    case SP_KIND_GROUP: return "group";
    case SP_KIND_LIST: return "list";
    case SP_KIND_TEXT:
    case SP_KIND_URL:
    case SP_KIND_STYLE:
    case SP_KIND_HTML: break;
    }
    return NULL;
}

static const char *refuse_value(const sp_emitter *emit, sp_kind kind, bool raw)
{
    if (raw && kind != SP_KIND_HTML
        && emit->compiler->options->syntax != SP_SYNTAX_TEXT) {
        return "only a value that contains markup can be printed unescaped; "
               "write {{...}} with two braces";
    }
    return is_html(emit) ? sp_html_value_error(&emit->html, kind, raw) : NULL;
}

/* What is known already is text like any other. */
static void emit_constant(sp_emitter *emit, const sp_node *node,
                          const char *constant, bool raw)
{
    sp_span text = sp_span_of(constant);
    sp_syntax syntax = raw ? SP_SYNTAX_TEXT : emit->compiler->options->syntax;
    char *out =
        apr_palloc(emit->compiler->pool, SP_ESCAPE_GROWTH * text.len + 1);

    text.len = sp_template_escape(syntax, text, out);
    text.ptr = out;
    sp_append_text(emit, node, text);
}

static void emit_value(sp_emitter *emit, const sp_emit_context *here,
                       const sp_node *node)
{
    bool raw = node->token->kind == SP_TOKEN_RAW;
    sp_found found = sp_template_resolve(emit->compiler, here->scope,
                                         node->file, node->token);
    const char *why;

    if (!found.known) {
        return;
    }
    why = unprinted(found.name->kind);
    if (why) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "\"%s\" is a %s and has no text; use "
                          "{{#%s}}...{{/%s}}",
                          found.name->name, why, found.name->name,
                          found.name->name);
        return;
    }
    why = refuse_value(emit, found.name->kind, raw);
    if (why) {
        sp_template_error(emit->compiler, node->file, node->token, "%s", why);
        return;
    }
    sp_append_margin(emit, here, node);
    if (is_html(emit)) {
        sp_html_value_ends(&emit->html);
    }
    if (found.name->constant) {
        emit_constant(emit, node, found.name->constant, raw);
        return;
    }
    sp_append_op(emit, node,
                 (sp_op){ .code = raw ? SP_OP_RAW : SP_OP_VALUE,
                          .level = (uint8_t)found.level,
                          .slot = found.name->slot });
}

/* ---- sections -------------------------------------------------------------*/

static void emit_branch(sp_emitter *emit, const sp_emit_context *here,
                        const sp_node *node, sp_found found, bool inverted)
{
    sp_scope inner = { .schema = found.name->kind == SP_KIND_GROUP
                                     ? found.name->members
                                     : NULL,
                       .self = found.name,
                       .level = found.level,
                       .self_level = found.level,
                       .outer = here->scope };
    sp_emit_context inside = *here;
    size_t jump =
        sp_append_op(emit, node,
                     (sp_op){ .code = inverted ? SP_OP_UNLESS : SP_OP_IF,
                              .level = (uint8_t)found.level,
                              .slot = found.name->slot });

    if (!inverted) {
        inside.scope = &inner;
    }
    sp_emit_nodes(emit, &inside, node->children);
    sp_append_op_at(emit, jump)->jump = sp_append_label(emit);
}

/* A section about a constant is there or not, once and for all: so it may
 * stand anywhere, in a style sheet too.  What is not there is compiled as well,
 * for its mistakes, and taken back. */
static void emit_settled(sp_emitter *emit, const sp_emit_context *here,
                         const sp_node *node, sp_found found)
{
    sp_scope inner = { .self = found.name, .outer = here->scope };
    sp_emit_context inside = *here;
    bool inverted = node->token->kind == SP_TOKEN_INVERTED;
    sp_append_mark mark = sp_append_save(emit);

    if (!inverted) {
        inside.scope = &inner;
    }
    sp_emit_nodes(emit, &inside, node->children);
    if ((*found.name->constant == '\0') != inverted) {
        sp_append_rollback(emit, &mark);
    }
}

static void emit_loop(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node, sp_found found)
{
    const sp_schema *row = found.name->members;
    sp_scope inner = { .schema = row,
                       .level = emit->levels + 1,
                       .list = found.name,
                       .outer = here->scope };
    sp_emit_context inside = *here;
    size_t loop = sp_append_op(emit, node,
                               (sp_op){ .code = SP_OP_LOOP,
                                        .level = (uint8_t)found.level,
                                        .slot = found.name->slot });
    uint32_t first = sp_append_label(emit);

    inside.scope = &inner;
    emit->levels++;
    sp_emit_nodes(emit, &inside, node->children);
    emit->levels--;
    sp_append_op(
        emit, node,
        (sp_op){ .code = SP_OP_NEXT, .slot = row->slots, .jump = first });
    sp_append_op_at(emit, loop)->jump = sp_append_label(emit);
}

/* A list within its own rows would be written out once a row, and again in
 * each of those: without bound, for nothing. */
static bool is_open(const sp_scope *scope, const sp_name *list)
{
    while (scope && scope->list != list) {
        scope = scope->outer;
    }
    return scope != NULL;
}

static const char *refuse_section(const sp_emitter *emit,
                                  const sp_emit_context *here,
                                  const sp_name *list)
{
    if (list && is_open(here->scope, list)) {
        return "this list is used inside its own rows";
    }
    if (list && emit->levels + 1 >= SP_TEMPLATE_DEPTH_MAX) {
        return "lists are nested too deeply";
    }
    return is_html(emit) ? sp_html_section_error(&emit->html) : NULL;
}

/* A section that leaves the document elsewhere than it found it would make
 * every later check a guess. */
static void emit_section(sp_emitter *emit, const sp_emit_context *here,
                         const sp_node *node)
{
    bool inverted = node->token->kind == SP_TOKEN_INVERTED;
    sp_found found = sp_template_resolve(emit->compiler, here->scope,
                                         node->file, node->token);
    bool loop = found.name && found.name->kind == SP_KIND_LIST && !inverted;
    const char *why = refuse_section(emit, here, loop ? found.name : NULL);
    sp_html before = emit->html;
    bool line_start = emit->line_start;

    if (found.known && found.name && found.name->constant) {
        emit_settled(emit, here, node, found);
        return;
    }
    if (why) {
        sp_template_error(emit->compiler, node->file, node->token, "%s", why);
    }
    if (why || !found.name) {
        return;
    }
    if (loop) {
        emit_loop(emit, here, node, found);
    }
    else {
        emit_branch(emit, here, node, found, inverted);
    }
    emit->line_start = line_start && emit->line_start;
    if (is_html(emit) && !sp_html_join(&emit->html, &before, loop)) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "this section is unbalanced: it ends in a different "
                          "tag, attribute or comment from the one it began in");
    }
}

/* ---- the walk -------------------------------------------------------------*/

void sp_emit_nodes(sp_emitter *emit, const sp_emit_context *here,
                   const sp_node *node)
{
    for (; node && !emit->full; node = node->next) {
        switch (node->token->kind) {
        case SP_TOKEN_TEXT: emit_text(emit, here, node); break;
        case SP_TOKEN_VALUE:
        case SP_TOKEN_RAW: emit_value(emit, here, node); break;
        case SP_TOKEN_SECTION:
        case SP_TOKEN_INVERTED: emit_section(emit, here, node); break;
        case SP_TOKEN_PARTIAL: sp_expand_partial(emit, here, node); break;
        case SP_TOKEN_PARENT: sp_expand_parent(emit, here, node); break;
        case SP_TOKEN_BLOCK: sp_expand_block(emit, here, node); break;
        case SP_TOKEN_CLOSE:
        case SP_TOKEN_COMMENT: break;
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template_emit.h"

#include "core/escape.h"

static bool is_html(const sp_emitter *emit)
{
    return emit->compiler->options->syntax == SP_SYNTAX_HTML;
}

/* ---- text and operations --------------------------------------------------*/

static void stop(sp_emitter *emit, const sp_node *node)
{
    if (!emit->full) {
        sp_template_complain(emit->compiler, node->file, node->token,
                             "the template grows to more than %d bytes here; "
                             "do its partials multiply each other?",
                             (int)SP_PROGRAM_BYTES_MAX);
    }
    emit->full = true;
}

static sp_op *op_at(sp_emitter *emit, size_t i)
{
    return &APR_ARRAY_IDX(emit->ops, (int)i, sp_op);
}

/* The text at the end of the program that what follows may still join. */
static sp_op *open_text(sp_emitter *emit)
{
    int count = emit->ops->nelts;
    sp_op *last = count ? op_at(emit, (size_t)count - 1) : NULL;

    return last && last->code == SP_OP_TEXT && !emit->sealed ? last : NULL;
}

static size_t push_op(sp_emitter *emit, const sp_node *node, sp_op op)
{
    sp_op *last = open_text(emit);

    if (emit->ops->nelts >= SP_PROGRAM_OPS_MAX) {
        stop(emit, node);
    }
    if (last) {
        op.len = last->len;
        *last = op;
    }
    else {
        APR_ARRAY_PUSH(emit->ops, sp_op) = op;
    }
    emit->sealed = false;
    return (size_t)emit->ops->nelts - 1;
}

/* A jump leads to the next operation. */
static uint32_t label(sp_emitter *emit)
{
    emit->sealed = true;
    return (uint32_t)emit->ops->nelts;
}

static bool reserve(sp_emitter *emit, const sp_node *node, size_t len)
{
    size_t room = emit->text_room;
    char *grown;

    if (len > SP_PROGRAM_BYTES_MAX - emit->text_len) {
        stop(emit, node);
        return false;
    }
    while (room < emit->text_len + len) {
        room *= 2;
    }
    if (room != emit->text_room) {
        grown = apr_palloc(emit->compiler->pool, room);
        memcpy(grown, emit->text, emit->text_len);
        emit->text = grown;
        emit->text_room = room;
    }
    return true;
}

/* <p{{#x}} class="x"{{/x}}id="y"> */
static void complain_torn(sp_emitter *emit, const sp_node *node)
{
    if (emit->html.torn) {
        sp_template_complain(emit->compiler, node->file, node->token,
                             "white space is missing between the section "
                             "before and this");
        emit->html.torn = false;
    }
}

static void put_text(sp_emitter *emit, const sp_node *node, sp_span text)
{
    sp_op *last = open_text(emit);

    if (!text.len || !reserve(emit, node, text.len)) {
        return;
    }
    memcpy(emit->text + emit->text_len, text.ptr, text.len);
    if (last) {
        last->len += (uint32_t)text.len;
    }
    else {
        push_op(emit, node,
                (sp_op){ .code = SP_OP_TEXT, .len = (uint32_t)text.len });
    }
    emit->text_len += text.len;
    emit->line_start = text.ptr[text.len - 1] == '\n';
    if (is_html(emit)) {
        sp_html_advance(&emit->html, text);
        complain_torn(emit, node);
    }
}

/* Put the margin before the first thing on a line. */
static void begin_line(sp_emitter *emit, const sp_place *here,
                       const sp_node *node)
{
    if (emit->line_start) {
        put_text(emit, node, here->at.indent);
        emit->line_start = false;
    }
}

sp_span sp_emit_dedent(sp_span text, size_t most)
{
    while (most && text.len && (*text.ptr == ' ' || *text.ptr == '\t')) {
        text.ptr++;
        text.len--;
        most--;
    }
    return text;
}

static void emit_text(sp_emitter *emit, const sp_place *here,
                      const sp_node *node)
{
    sp_span text = node->token->text;

    if (node->token->line_start) {
        text = sp_emit_dedent(text, here->at.dedent);
    }
    if (text.len) {
        begin_line(emit, here, node);
        put_text(emit, node, text);
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
        return "only a value that holds ready markup may be printed "
               "unescaped; write {{...}} with two braces";
    }
    return is_html(emit) ? sp_html_refuse(&emit->html, kind, raw) : NULL;
}

/* What is known already is text like any other. */
static void emit_constant(sp_emitter *emit, const sp_node *node,
                          const char *constant, bool raw)
{
    sp_span text = sp_span_of(constant);
    sp_syntax syntax = raw ? SP_SYNTAX_TEXT : emit->compiler->options->syntax;
    char *out =
        apr_palloc(emit->compiler->pool, SP_ESCAPE_GROWTH * text.len + 1);

    switch (syntax) {
    case SP_SYNTAX_HTML: text.len = sp_escape_html(text, out); break;
    case SP_SYNTAX_MARKDOWN: text.len = sp_escape_markdown(text, out); break;
    case SP_SYNTAX_TEXT: memcpy(out, text.ptr, text.len); break;
    }
    text.ptr = out;
    put_text(emit, node, text);
}

static void emit_value(sp_emitter *emit, const sp_place *here,
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
        sp_template_complain(emit->compiler, node->file, node->token,
                             "\"%s\" is a %s and has no text; use "
                             "{{#%s}}...{{/%s}}",
                             found.name->name, why, found.name->name,
                             found.name->name);
        return;
    }
    why = refuse_value(emit, found.name->kind, raw);
    if (why) {
        sp_template_complain(emit->compiler, node->file, node->token, "%s",
                             why);
        return;
    }
    begin_line(emit, here, node);
    if (found.name->constant) {
        emit_constant(emit, node, found.name->constant, raw);
        return;
    }
    push_op(emit, node,
            (sp_op){ .code = raw ? SP_OP_RAW : SP_OP_VALUE,
                     .level = (uint8_t)found.level,
                     .slot = found.name->slot });
}

/* ---- sections -------------------------------------------------------------*/

static void emit_branch(sp_emitter *emit, const sp_place *here,
                        const sp_node *node, sp_found found, bool inverted)
{
    sp_scope inner = { .schema = found.name->kind == SP_KIND_GROUP
                                     ? found.name->members
                                     : NULL,
                       .self = found.name,
                       .level = found.level,
                       .self_level = found.level,
                       .outer = here->scope };
    sp_place inside = *here;
    size_t jump = push_op(emit, node,
                          (sp_op){ .code = inverted ? SP_OP_UNLESS : SP_OP_IF,
                                   .level = (uint8_t)found.level,
                                   .slot = found.name->slot });

    if (!inverted) {
        inside.scope = &inner;
    }
    sp_emit_nodes(emit, &inside, node->children);
    op_at(emit, jump)->jump = label(emit);
}

/* A section about a constant is there or not, once and for all: so it may
 * stand anywhere, in a style sheet too. */
static void emit_settled(sp_emitter *emit, const sp_place *here,
                         const sp_node *node, sp_found found)
{
    sp_scope inner = { .self = found.name, .outer = here->scope };
    sp_place inside = *here;
    bool inverted = node->token->kind == SP_TOKEN_INVERTED;

    if (!inverted) {
        inside.scope = &inner;
    }
    if ((*found.name->constant == '\0') == inverted) {
        sp_emit_nodes(emit, &inside, node->children);
    }
}

static void emit_loop(sp_emitter *emit, const sp_place *here,
                      const sp_node *node, sp_found found)
{
    const sp_schema *row = found.name->members;
    sp_scope inner = { .schema = row,
                       .level = emit->levels + 1,
                       .outer = here->scope };
    sp_place inside = *here;
    size_t loop = push_op(emit, node,
                          (sp_op){ .code = SP_OP_LOOP,
                                   .level = (uint8_t)found.level,
                                   .slot = found.name->slot });
    uint32_t first = label(emit);

    inside.scope = &inner;
    emit->levels++;
    sp_emit_nodes(emit, &inside, node->children);
    emit->levels--;
    push_op(emit, node,
            (sp_op){ .code = SP_OP_NEXT, .slot = row->slots, .jump = first });
    op_at(emit, loop)->jump = label(emit);
}

static const char *refuse_section(const sp_emitter *emit, bool loop)
{
    if (loop && emit->levels + 1 >= SP_TEMPLATE_DEPTH_MAX) {
        return "lists are nested too deep";
    }
    return is_html(emit) ? sp_html_refuse_section(&emit->html) : NULL;
}

/* A section that leaves the document elsewhere than it found it would make
 * every later check a guess. */
static void emit_section(sp_emitter *emit, const sp_place *here,
                         const sp_node *node)
{
    bool inverted = node->token->kind == SP_TOKEN_INVERTED;
    sp_found found = sp_template_resolve(emit->compiler, here->scope,
                                         node->file, node->token);
    bool loop = found.name && found.name->kind == SP_KIND_LIST && !inverted;
    const char *why = refuse_section(emit, loop);
    sp_html before = emit->html;
    bool line_start = emit->line_start;

    if (found.known && found.name->constant) {
        emit_settled(emit, here, node, found);
        return;
    }
    if (why) {
        sp_template_complain(emit->compiler, node->file, node->token, "%s",
                             why);
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
        sp_template_complain(emit->compiler, node->file, node->token,
                             "what this section holds must be whole: it ends "
                             "in another tag, attribute or comment than it "
                             "began in");
    }
}

/* ---- the walk -------------------------------------------------------------*/

void sp_emit_nodes(sp_emitter *emit, const sp_place *here, const sp_node *node)
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
        case SP_TOKEN_SILENT: break;
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template_parts.h"

#include <apr_strings.h>

/* What a child puts in place of a parent's blocks; the outermost child's wins
 * (it is asked first). */
typedef struct overrides {
    const sp_node *blocks; /* children of the {{<parent}} node */
    const struct overrides *outer;
} overrides;

/* How lines of the source at hand are moved: `dedent` characters of white
 * space go, `indent` comes in their place. */
typedef struct margin {
    sp_span indent;
    size_t dedent;
} margin;

typedef struct emitter {
    sp_compiler *compiler;
    apr_array_header_t *ops;
    char *text;
    size_t text_len;
    size_t text_room;
    unsigned levels;     /* loops around */
    unsigned expansions; /* partials, parents and overrides so far */
    unsigned depth;      /* of them around */
    bool line_start;     /* nothing on this line of the output yet */
    bool sealed;         /* a jump leads here: the last text must not grow */
    bool full;           /* too much text; said once */
    sp_html html;
} emitter;

/* Where the walk stands. */
typedef struct place {
    const sp_scope *scope;
    const overrides *over;
    margin at;
} place;

static void emit_nodes(emitter *emit, const place *here, const sp_node *node);

static void complain(emitter *emit, const sp_node *node, const char *why)
{
    SP_COMPLAIN(emit->compiler, node->file, node->token, "%s", why);
}

static bool is_html(const emitter *emit)
{
    return emit->compiler->options->syntax == SP_SYNTAX_HTML;
}

/* ---- text and operations ---------------------------------------------------------- */

static void *last_op(emitter *emit)
{
    return emit->ops->nelts ? &APR_ARRAY_IDX(emit->ops, emit->ops->nelts - 1,
                                             sp_op)
                            : NULL;
}

static size_t push_op(emitter *emit, sp_op op)
{
    *(sp_op *)apr_array_push(emit->ops) = op;
    emit->sealed = false;
    return (size_t)emit->ops->nelts - 1;
}

static sp_op *op_at(emitter *emit, size_t i)
{
    return &APR_ARRAY_IDX(emit->ops, (int)i, sp_op);
}

/* A jump leads to the next operation. */
static uint32_t label(emitter *emit)
{
    emit->sealed = true;
    return (uint32_t)emit->ops->nelts;
}

static bool reserve(emitter *emit, size_t len)
{
    size_t room = emit->text_room;
    char *grown;

    if (emit->text_len + len > SP_PROGRAM_BYTES_MAX) {
        emit->full = true;
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

static void put_text(emitter *emit, sp_span text)
{
    sp_op *last = last_op(emit);

    if (!text.len || !reserve(emit, text.len)) {
        return;
    }
    memcpy(emit->text + emit->text_len, text.ptr, text.len);
    if (last && last->code == SP_OP_TEXT && !emit->sealed) {
        last->b += (uint32_t)text.len;
    }
    else {
        push_op(emit, (sp_op){ .code = SP_OP_TEXT,
                               .a = (uint32_t)emit->text_len,
                               .b = (uint32_t)text.len });
    }
    emit->text_len += text.len;
    emit->line_start = text.ptr[text.len - 1] == '\n';
    if (is_html(emit)) {
        sp_html_advance(&emit->html, text);
    }
}

/* Put the margin before the first thing on a line. */
static void begin_line(emitter *emit, const place *here)
{
    if (emit->line_start) {
        put_text(emit, here->at.indent);
        emit->line_start = false;
    }
}

static sp_span without_margin(sp_span text, size_t most)
{
    while (most && text.len && (*text.ptr == ' ' || *text.ptr == '\t')) {
        text.ptr++;
        text.len--;
        most--;
    }
    return text;
}

static void emit_text(emitter *emit, const place *here, const sp_token *token)
{
    sp_span text = token->text;

    if (token->line_start) {
        text = without_margin(text, here->at.dedent);
    }
    if (text.len) {
        begin_line(emit, here);
        put_text(emit, text);
    }
}

/* ---- values and sections ------------------------------------------------------------- */

static bool is_printed(sp_kind kind)
{
    return kind == SP_KIND_TEXT || kind == SP_KIND_URL || kind == SP_KIND_HTML;
}

static const char *refuse_value(const emitter *emit, sp_kind kind, bool raw)
{
    if (raw && kind != SP_KIND_HTML
        && emit->compiler->options->syntax != SP_SYNTAX_TEXT) {
        return "only values that hold ready markup may be printed unescaped; "
               "write {{...}}";
    }
    return is_html(emit) ? sp_html_refuse(&emit->html, kind) : NULL;
}

static void emit_value(emitter *emit, const place *here, const sp_node *node)
{
    bool raw = node->token->kind == SP_TOKEN_RAW;
    sp_found found = sp_template_resolve(emit->compiler, here->scope,
                                         node->file, node->token);
    const char *why;

    if (!found.name) {
        return;
    }
    if (!is_printed(found.name->kind)) {
        SP_COMPLAIN(emit->compiler, node->file, node->token,
                    "\"%s\" is a %s and has no text; use {{#%s}}...{{/%s}}",
                    found.name->name,
                    found.name->kind == SP_KIND_LIST    ? "list"
                    : found.name->kind == SP_KIND_GROUP ? "group"
                                                        : "condition",
                    found.name->name, found.name->name);
        return;
    }
    why = refuse_value(emit, found.name->kind, raw);
    if (why) {
        complain(emit, node, why);
        return;
    }
    begin_line(emit, here);
    push_op(emit, (sp_op){ .code = raw ? SP_OP_RAW : SP_OP_VALUE,
                           .level = (uint8_t)found.level,
                           .slot = found.name->slot });
    emit->html.value_begun = true;
}

/* A branch that leaves the document elsewhere than it found it would make
 * every later check a guess. */
static void check_branch(emitter *emit, const sp_node *node,
                         const sp_html *before)
{
    if (is_html(emit) && !sp_html_same(before, &emit->html)) {
        complain(emit, node,
                 "what this section holds must be whole: it ends inside "
                 "another tag, attribute or comment than it began in");
    }
    emit->html = *before;
}

static void emit_branch(emitter *emit, const place *here, const sp_node *node,
                        sp_found found, bool inverted)
{
    sp_scope inner = { found.name->members, found.level, here->scope };
    place inside = *here;
    size_t jump
        = push_op(emit, (sp_op){ .code = inverted ? SP_OP_UNLESS : SP_OP_IF,
                                 .level = (uint8_t)found.level,
                                 .slot = found.name->slot });

    if (!inverted && found.name->kind == SP_KIND_GROUP) {
        inside.scope = &inner;
    }
    emit_nodes(emit, &inside, node->children);
    op_at(emit, jump)->a = label(emit);
}

static void emit_loop(emitter *emit, const place *here, const sp_node *node,
                      sp_found found)
{
    sp_scope inner = { found.name->members, emit->levels + 1, here->scope };
    place inside = *here;
    size_t loop = push_op(emit, (sp_op){ .code = SP_OP_LOOP,
                                         .level = (uint8_t)found.level,
                                         .slot = found.name->slot,
                                         .b = found.name->members->slots });

    inside.scope = &inner;
    label(emit); /* the rows come back to here */
    emit->levels++;
    emit_nodes(emit, &inside, node->children);
    emit->levels--;
    push_op(emit, (sp_op){ .code = SP_OP_NEXT, .a = (uint32_t)loop + 1,
                           .b = found.name->members->slots });
    op_at(emit, loop)->a = label(emit);
}

static void emit_section(emitter *emit, const place *here, const sp_node *node)
{
    bool inverted = node->token->kind == SP_TOKEN_INVERTED;
    sp_found found = sp_template_resolve(emit->compiler, here->scope,
                                         node->file, node->token);
    sp_html before = emit->html;
    bool line_start = emit->line_start;

    if (!found.name) {
        return;
    }
    if (is_html(emit) && before.place == SP_HTML_RAW) {
        complain(emit, node,
                 "no sections inside <style> and <script>: their text must "
                 "always be the same");
        return;
    }
    if (found.name->kind == SP_KIND_LIST && !inverted) {
        if (emit->levels + 1 >= SP_TEMPLATE_DEPTH_MAX) {
            complain(emit, node, "lists are nested too deep");
            return;
        }
        emit_loop(emit, here, node, found);
    }
    else {
        emit_branch(emit, here, node, found, inverted);
    }
    emit->line_start = line_start && emit->line_start;
    check_branch(emit, node, &before);
}

/* ---- partials, parents, blocks -------------------------------------------------------- */

static bool may_expand(emitter *emit, const sp_node *node)
{
    if (emit->depth >= SP_TEMPLATE_DEPTH_MAX) {
        SP_COMPLAIN(emit->compiler, node->file, node->token,
                    "\"%.*s\" includes itself, or is more than %d deep",
                    (int)node->token->text.len, node->token->text.ptr,
                    (int)SP_TEMPLATE_DEPTH_MAX);
        return false;
    }
    if (emit->expansions >= SP_TEMPLATE_EXPANSIONS_MAX) {
        if (emit->expansions == SP_TEMPLATE_EXPANSIONS_MAX) {
            SP_COMPLAIN(emit->compiler, node->file, node->token,
                        "more than %d partials and blocks are put in: they "
                        "multiply each other",
                        (int)SP_TEMPLATE_EXPANSIONS_MAX);
            emit->expansions++;
        }
        return false;
    }
    emit->expansions++;
    return true;
}

/* The white space before `token`, as far as the margin leaves it. */
static sp_span indent_at(const place *here, const sp_token *token)
{
    return without_margin(token->indent, here->at.dedent);
}

static sp_span joined(emitter *emit, sp_span a, sp_span b)
{
    char *text;

    if (!a.len || !b.len) {
        return a.len ? a : b;
    }
    text = apr_palloc(emit->compiler->pool, a.len + b.len);
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b.ptr, b.len);
    return (sp_span){ text, a.len + b.len };
}

static void emit_file(emitter *emit, const place *here, const sp_node *node,
                      const overrides *over)
{
    const sp_template_options *options = emit->compiler->options;
    const char *name = apr_pstrmemdup(emit->compiler->pool,
                                      node->token->text.ptr,
                                      node->token->text.len);
    sp_source source;
    place inside = { here->scope, over, { here->at.indent, 0 } };

    if (!may_expand(emit, node)) {
        return;
    }
    if (!options->find || !options->find(options->baton, name, &source)) {
        SP_COMPLAIN(emit->compiler, node->file, node->token,
                    "there is no template \"%s\" to put in here", name);
        return;
    }
    if (node->token->alone) {
        inside.at.indent = joined(emit, here->at.indent,
                                  indent_at(here, node->token));
    }
    emit->depth++;
    emit_nodes(emit, &inside, sp_template_parse(emit->compiler, &source));
    emit->depth--;
}

static void emit_parent(emitter *emit, const place *here, const sp_node *node)
{
    overrides over = { node->children, here->over };

    emit_file(emit, here, node, &over);
}

/* The outermost override of a block. */
static const sp_node *override_of(const overrides *over, sp_span name)
{
    const sp_node *found = NULL;

    for (; over; over = over->outer) {
        for (const sp_node *node = over->blocks; node; node = node->next) {
            if (node->token->kind == SP_TOKEN_BLOCK
                && sp_span_equal(node->token->text, name)) {
                found = node;
            }
        }
    }
    return found;
}

/* The white space at the start of a block's own first line. */
static sp_span own_margin(const sp_node *block)
{
    const sp_node *first = block->children;
    sp_span indent = { "", 0 };

    if (!block->token->alone || !first) {
        return indent;
    }
    if (first->token->kind != SP_TOKEN_TEXT) {
        return first->token->indent.ptr ? first->token->indent : indent;
    }
    indent.ptr = first->token->text.ptr;
    while (indent.len < first->token->text.len
           && (indent.ptr[indent.len] == ' ' || indent.ptr[indent.len] == '\t')) {
        indent.len++;
    }
    return indent;
}

/* An override loses the margin it was written with and takes the one of the
 * place where it is put: that of the default text, else of the tag. */
static void emit_block(emitter *emit, const place *here, const sp_node *node)
{
    const sp_node *by = override_of(here->over, node->token->text);
    place inside = *here;
    sp_span margin_here;

    if (!by) {
        emit_nodes(emit, here, node->children);
        return;
    }
    if (!may_expand(emit, node)) {
        return;
    }
    margin_here = own_margin(node);
    if (!node->token->alone || !node->children) {
        margin_here = node->token->indent;
    }
    inside.at.indent
        = joined(emit, here->at.indent,
                 without_margin(margin_here, here->at.dedent));
    inside.at.dedent = own_margin(by).len;
    emit->depth++;
    emit_nodes(emit, &inside, by->children);
    emit->depth--;
}

/* ---- the walk ------------------------------------------------------------------------- */

static void emit_nodes(emitter *emit, const place *here, const sp_node *node)
{
    for (; node; node = node->next) {
        switch (node->token->kind) {
        case SP_TOKEN_TEXT: emit_text(emit, here, node->token); break;
        case SP_TOKEN_VALUE:
        case SP_TOKEN_RAW: emit_value(emit, here, node); break;
        case SP_TOKEN_SECTION:
        case SP_TOKEN_INVERTED: emit_section(emit, here, node); break;
        case SP_TOKEN_PARTIAL: emit_file(emit, here, node, here->over); break;
        case SP_TOKEN_PARENT: emit_parent(emit, here, node); break;
        case SP_TOKEN_BLOCK: emit_block(emit, here, node); break;
        case SP_TOKEN_CLOSE:
        case SP_TOKEN_SILENT: break;
        }
    }
}

static const sp_program *finish(const emitter *emit, apr_pool_t *pool)
{
    sp_program *program = apr_palloc(pool, sizeof(*program));

    program->count = (size_t)emit->ops->nelts;
    program->ops = apr_pmemdup(pool, emit->ops->elts,
                               program->count * sizeof(sp_op));
    program->text = apr_pmemdup(pool, emit->text, emit->text_len);
    program->text_len = emit->text_len;
    program->syntax = emit->compiler->options->syntax;
    return program;
}

const sp_program *sp_template_compile(const sp_source *source,
                                      const sp_template_options *options,
                                      sp_diagnostics *problems,
                                      apr_pool_t *pool)
{
    enum { FIRST_ROOM = 4096 };
    sp_compiler compiler = { options, problems, NULL };
    unsigned before = problems->count;
    sp_scope scope = { options->schema, 0, NULL };
    place here = { &scope, NULL, { { "", 0 }, 0 } };
    const sp_program *program = NULL;
    emitter emit = { .compiler = &compiler,
                     .text_room = FIRST_ROOM,
                     .line_start = true };

    if (apr_pool_create(&compiler.pool, pool) != APR_SUCCESS) {
        sp_diagnostics_add(problems, source->name, 0, 0, "out of memory");
        return NULL;
    }
    emit.ops = apr_array_make(compiler.pool, 64, sizeof(sp_op));
    emit.text = apr_palloc(compiler.pool, FIRST_ROOM);
    emit_nodes(&emit, &here, sp_template_parse(&compiler, source));
    if (emit.full) {
        sp_diagnostics_add(problems, source->name, 0, 0,
                           "grows to more than %d bytes of text",
                           (int)SP_PROGRAM_BYTES_MAX);
    }
    if (problems->count == before) {
        program = finish(&emit, pool);
    }
    apr_pool_destroy(compiler.pool);
    return program;
}

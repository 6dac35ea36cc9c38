/* SPDX-License-Identifier: Apache-2.0 */
/* Puts partials, parents and blocks in place. */
#include "core/template_emit.h"

#include <apr_strings.h>

static bool may_expand(sp_emitter *emit, const sp_node *node)
{
    if (emit->depth >= SP_TEMPLATE_DEPTH_MAX) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "partials, parents and blocks are nested more than "
                          "%d levels deep here; does \"%.*s\" include itself?",
                          (int)SP_TEMPLATE_DEPTH_MAX,
                          sp_template_name_width(node->token->text),
                          node->token->text.ptr);
        return false;
    }
    if (emit->expansions >= SP_TEMPLATE_EXPANSIONS_MAX) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "more than %d partials, parents and blocks are "
                          "included; check for partials that include each "
                          "other many times",
                          (int)SP_TEMPLATE_EXPANSIONS_MAX);
        emit->full = true;
        return false;
    }
    emit->expansions++;
    return true;
}

static sp_span joined(sp_emitter *emit, sp_span a, sp_span b)
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

/* ---- files ----------------------------------------------------------------*/

/* The file behind a tag's name, parsed once; NULL if there is none. */
static const sp_parsed *file_of(sp_emitter *emit, const sp_emit_context *here,
                                const sp_node *node)
{
    sp_compiler *compiler = emit->compiler;
    const sp_template_options *options = compiler->options;
    const char *name = apr_pstrmemdup(compiler->pool, node->token->text.ptr,
                                      node->token->text.len);
    const sp_including *top = here->files;
    sp_source found = { 0 };
    sp_parsed *file;

    if (!options->find
        || !options->find(options->baton, &here->files->file->source, name,
                          &found)) {
        sp_template_error(compiler, node->file, node->token,
                          "there is no template \"%s\" to include here", name);
        return NULL;
    }
    while (top->outer) {
        top = top->outer;
    }
    if (strcmp(found.name, top->file->source.name) == 0) {
        return top->file;
    }
    file = apr_hash_get(compiler->parsed, found.name, APR_HASH_KEY_STRING);
    if (!file) {
        file = apr_pcalloc(compiler->pool, sizeof(*file));
        file->source = found;
        file->nodes = sp_template_parse(compiler, &found);
        apr_hash_set(compiler->parsed, found.name, APR_HASH_KEY_STRING, file);
    }
    return file;
}

/* Only blocks replaced on the way round can end a file's being inside
 * itself. */
static bool includes_itself(const sp_including *files)
{
    for (const sp_including *around = files; around && !around->changed;
         around = around->outer) {
        if (around->outer && around->outer->file == files->file) {
            return true;
        }
    }
    return false;
}

static void expand_file(sp_emitter *emit, const sp_emit_context *here,
                        const sp_node *node, const sp_overrides *over,
                        bool changed)
{
    sp_including files = { file_of(emit, here, node), changed, here->files };
    sp_emit_context inside = {
        here->scope, over, &files, { here->at.indent, 0 }
    };

    if (!files.file || !may_expand(emit, node)) {
        return;
    }
    if (includes_itself(&files)) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "\"%.*s\" includes itself here",
                          sp_template_name_width(node->token->text),
                          node->token->text.ptr);
        return;
    }
    if (node->token->standalone) {
        inside.at.indent =
            joined(emit, here->at.indent,
                   sp_emit_dedent(node->token->indent, here->at.dedent));
    }
    emit->depth++;
    sp_emit_nodes(emit, &inside, files.file->nodes);
    emit->depth--;
}

void sp_expand_partial(sp_emitter *emit, const sp_emit_context *here,
                       const sp_node *node)
{
    expand_file(emit, here, node, here->over, false);
}

void sp_expand_parent(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node)
{
    sp_overrides over = { NULL, here->over };

    for (const sp_node *child = node->children; child; child = child->next) {
        if (child->token->kind == SP_TOKEN_BLOCK) {
            if (!over.blocks) {
                over.blocks = apr_hash_make(emit->compiler->pool);
            }
            apr_hash_set(over.blocks, child->token->text.ptr,
                         (apr_ssize_t)child->token->text.len, child);
        }
    }
    expand_file(emit, here, node, over.blocks ? &over : here->over,
                over.blocks != NULL);
}

/* ---- blocks ---------------------------------------------------------------*/

/* The outermost override of a block; NULL: its default stands. */
static const sp_node *override_of(const sp_overrides *over, sp_span name)
{
    const sp_node *found = NULL;

    for (; over; over = over->outer) {
        const sp_node *block =
            apr_hash_get(over->blocks, name.ptr, (apr_ssize_t)name.len);

        found = block ? block : found;
    }
    return found;
}

/* The white space at the start of a block's own first line. */
static sp_span own_margin(const sp_node *block)
{
    const sp_node *first = block->children;
    sp_span indent = { "", 0 };

    if (!block->token->standalone || !first) {
        return indent;
    }
    if (first->token->kind != SP_TOKEN_TEXT) {
        return first->token->indent.ptr ? first->token->indent : indent;
    }
    indent.ptr = first->token->text.ptr;
    while (
        indent.len < first->token->text.len
        && (indent.ptr[indent.len] == ' ' || indent.ptr[indent.len] == '\t')) {
        indent.len++;
    }
    return indent;
}

/* An override loses the margin it was written with and takes the one of the
 * place where it is put: that of the default text, else of the tag. */
void sp_expand_block(sp_emitter *emit, const sp_emit_context *here,
                     const sp_node *node)
{
    const sp_node *by = override_of(here->over, node->token->text);
    sp_emit_context inside = *here;
    sp_span margin = node->token->standalone && node->children
                         ? own_margin(node)
                         : node->token->indent;

    if (!by) {
        sp_emit_nodes(emit, here, node->children);
        return;
    }
    if (!may_expand(emit, node)) {
        return;
    }
    inside.at.indent =
        joined(emit, here->at.indent, sp_emit_dedent(margin, here->at.dedent));
    inside.at.dedent = own_margin(by).len;
    emit->depth++;
    sp_emit_nodes(emit, &inside, by->children);
    emit->depth--;
}

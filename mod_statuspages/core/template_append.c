/* SPDX-License-Identifier: Apache-2.0 */
/* How a program in the making grows: by text and by operations. */
#include "core/template_emit.h"

static void stop(sp_emitter *emit, const sp_node *node)
{
    if (!emit->full) {
        sp_template_error(emit->compiler, node->file, node->token,
                          "the template expands to more than %d bytes here; "
                          "check for partials that include each other many "
                          "times",
                          (int)SP_PROGRAM_BYTES_MAX);
    }
    emit->full = true;
}

sp_op *sp_append_op_at(const sp_emitter *emit, size_t i)
{
    return &APR_ARRAY_IDX(emit->ops, (int)i, sp_op);
}

/* The text at the end of the program that what follows may still join. */
static sp_op *open_text(sp_emitter *emit)
{
    int count = emit->ops->nelts;
    sp_op *last = count ? sp_append_op_at(emit, (size_t)count - 1) : NULL;

    return last && last->code == SP_OP_TEXT && !emit->jump_target ? last : NULL;
}

size_t sp_append_op(sp_emitter *emit, const sp_node *node, sp_op op)
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
    emit->jump_target = false;
    return (size_t)emit->ops->nelts - 1;
}

/* A jump leads to the next operation. */
uint32_t sp_append_label(sp_emitter *emit)
{
    emit->jump_target = true;
    return (uint32_t)emit->ops->nelts;
}

static bool reserve(sp_emitter *emit, const sp_node *node, size_t len)
{
    size_t capacity = emit->text_capacity;
    char *grown;

    if (len > SP_PROGRAM_BYTES_MAX - emit->text_len) {
        stop(emit, node);
        return false;
    }
    while (capacity < emit->text_len + len) {
        capacity *= 2;
    }
    if (capacity != emit->text_capacity) {
        grown = apr_palloc(emit->compiler->pool, capacity);
        memcpy(grown, emit->text, emit->text_len);
        emit->text = grown;
        emit->text_capacity = capacity;
    }
    return true;
}

/* <p{{#x}} class="x"{{/x}}id="y"> */
static void complain_wrong(sp_emitter *emit, const sp_node *node)
{
    if (emit->html.wrong) {
        sp_template_error(emit->compiler, node->file, node->token, "%s",
                          emit->html.wrong);
        emit->html.wrong = NULL;
    }
}

void sp_append_text(sp_emitter *emit, const sp_node *node, sp_span text)
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
        sp_append_op(emit, node,
                     (sp_op){ .code = SP_OP_TEXT, .len = (uint32_t)text.len });
    }
    emit->text_len += text.len;
    emit->line_start = text.ptr[text.len - 1] == '\n';
    if (emit->compiler->options->syntax == SP_SYNTAX_HTML) {
        sp_html_advance(&emit->html, text);
        complain_wrong(emit, node);
    }
}

/* Put the margin before the first thing on a line. */
void sp_append_margin(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node)
{
    if (emit->line_start) {
        sp_append_text(emit, node, here->at.indent);
        emit->line_start = false;
    }
}

sp_append_mark sp_append_save(const sp_emitter *emit)
{
    int count = emit->ops->nelts;

    return (sp_append_mark){
        .count = count,
        .last =
            count ? *sp_append_op_at(emit, (size_t)count - 1) : (sp_op){ 0 },
        .text_len = emit->text_len,
        .line_start = emit->line_start,
        .jump_target = emit->jump_target,
        .html = emit->html,
    };
}

void sp_append_rollback(sp_emitter *emit, const sp_append_mark *mark)
{
    emit->ops->nelts = mark->count;
    if (mark->count) {
        *sp_append_op_at(emit, (size_t)mark->count - 1) = mark->last;
    }
    emit->text_len = mark->text_len;
    emit->line_start = mark->line_start;
    emit->jump_target = mark->jump_target;
    emit->html = mark->html;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program: from values to bytes. */
#include "core/copy.h"
#include "core/escape.h"
#include "core/template_walk.h"

static inline sp_span span_of(const sp_value *value)
{
    return (sp_span){ value->data, value->n };
}

size_t sp_template_escape(sp_syntax syntax, sp_span text, char *out)
{
    switch (syntax) {
    case SP_SYNTAX_HTML: return sp_escape_html(text, out);
    case SP_SYNTAX_MARKDOWN: return sp_escape_markdown(text, out);
    case SP_SYNTAX_TEXT: break;
    }
    if (out) {
        sp_copy(out, text.ptr, text.len);
    }
    return text.len;
}

/* ---- length and bytes -----------------------------------------------------*/

static inline size_t value_length(const sp_program *program, const sp_op *op,
                                  const sp_value *value)
{
    return value->plain || op->code == SP_OP_RAW
               ? value->n
               : sp_template_escape(program->syntax, span_of(value), NULL);
}

/* A function, so that memset() is one, too: for a size that it knows gcc writes
 * a slower loop in its place. */
void sp_values_clear(sp_value *values, size_t count)
{
    memset(values, 0, count * sizeof(*values));
}

size_t sp_program_length(const sp_program *program, const sp_value *values)
{
    const sp_op *ops = program->ops;
    const sp_op *end = ops + program->count;
    sp_frames at;
    size_t n = 0;

    sp_walk_begin(&at, values);
    for (const sp_op *op = ops; op < end; op = sp_walk_after(&at, ops, op)) {
        n += op->len;
        if (sp_op_has_value(op)) {
            n += value_length(program, op, sp_walk_value(&at, op));
        }
    }
    return n;
}

/* Escaping makes at most SP_ESCAPE_GROWTH bytes of one: where that many fit,
 * nothing has to be measured. */
static char *put_value(const sp_program *program, const sp_op *op,
                       const sp_value *value, char *out, const char *limit)
{
    size_t capacity = (size_t)(limit - out);

    if (value->plain || op->code == SP_OP_RAW) {
        return value->n <= capacity ? sp_copy(out, value->data, value->n)
                                    : NULL;
    }
    if (value->n > capacity / SP_ESCAPE_GROWTH
        && value_length(program, op, value) > capacity) {
        return NULL;
    }
    return out + sp_template_escape(program->syntax, span_of(value), out);
}

size_t sp_program_write(const sp_program *program, const sp_value *values,
                        char *out, size_t capacity)
{
    const sp_op *ops = program->ops;
    const sp_op *end = ops + program->count;
    char *start = out;
    const char *limit = out + capacity;
    sp_frames at;

    sp_walk_begin(&at, values);
    for (const sp_op *op = ops; op < end; op = sp_walk_after(&at, ops, op)) {
        if (op->len > (size_t)(limit - out)) {
            return sp_program_length(program, values);
        }
        out = sp_copy(out, op->text, op->len);
        if (sp_op_has_value(op)) {
            out = put_value(program, op, sp_walk_value(&at, op), out, limit);
            if (!out) {
                return sp_program_length(program, values);
            }
        }
    }
    return (size_t)(out - start);
}

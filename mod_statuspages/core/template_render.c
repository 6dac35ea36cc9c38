/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program: from values to bytes. */
#include "core/copy.h"
#include "core/escape.h"
#include "core/template_internal.h"

/* The loops that are open: where their row is, and how many are left. */
typedef struct frames {
    const sp_value *row[SP_TEMPLATE_DEPTH_MAX];
    uint32_t left[SP_TEMPLATE_DEPTH_MAX];
    unsigned level;
} frames;

static inline sp_span span_of(const sp_value *value)
{
    return (sp_span){ value->data, value->n };
}

static inline const sp_value *value_of(const frames *at, const sp_op *op)
{
    return &at->row[op->level][op->slot];
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

/* ---- jumps ----------------------------------------------------------------*/

static inline const sp_op *enter(frames *at, const sp_op *ops, const sp_op *op)
{
    const sp_value *list = value_of(at, op);

    if (!list->n) {
        return ops + op->jump;
    }
    at->level++;
    at->row[at->level] = list->data;
    at->left[at->level] = list->n;
    return op + 1;
}

static inline const sp_op *next_row(frames *at, const sp_op *ops,
                                    const sp_op *op)
{
    /* set by the LOOP that it belongs to: NOLINTNEXTLINE(*core.unin*) */
    if (--at->left[at->level]) {
        at->row[at->level] += op->slot;
        return ops + op->jump;
    }
    at->level--;
    return op + 1;
}

/* The operation after `op`. */
static inline const sp_op *after(frames *at, const sp_op *ops, const sp_op *op)
{
    switch ((sp_op_code)op->code) {
    case SP_OP_IF: return value_of(at, op)->n ? op + 1 : ops + op->jump;
    case SP_OP_UNLESS: return value_of(at, op)->n ? ops + op->jump : op + 1;
    case SP_OP_LOOP: return enter(at, ops, op);
    case SP_OP_NEXT: return next_row(at, ops, op);
    case SP_OP_TEXT:
    case SP_OP_VALUE:
    case SP_OP_RAW: break;
    }
    return op + 1;
}

/* ---- length and bytes -----------------------------------------------------*/

static inline size_t value_length(const sp_program *program, const sp_op *op,
                                  const sp_value *value)
{
    return value->plain || op->code == SP_OP_RAW
               ? value->n
               : sp_template_escape(program->syntax, span_of(value), NULL);
}

static bool has_value(const sp_op *op)
{
    return op->code == SP_OP_VALUE || op->code == SP_OP_RAW;
}

size_t sp_program_length(const sp_program *program, const sp_value *values)
{
    const sp_op *ops = program->ops;
    const sp_op *end = ops + program->count;
    frames at;
    size_t n = 0;

    at.row[0] = values;
    at.level = 0;
    for (const sp_op *op = ops; op < end; op = after(&at, ops, op)) {
        n += op->len;
        if (has_value(op)) {
            n += value_length(program, op, value_of(&at, op));
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
    frames at;

    at.row[0] = values;
    at.level = 0;
    for (const sp_op *op = ops; op < end; op = after(&at, ops, op)) {
        if (op->len > (size_t)(limit - out)) {
            return sp_program_length(program, values);
        }
        out = sp_copy(out, op->text, op->len);
        if (has_value(op)) {
            out = put_value(program, op, value_of(&at, op), out, limit);
            if (!out) {
                return sp_program_length(program, values);
            }
        }
    }
    return (size_t)(out - start);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/copy.h"
#include "core/escape.h"
#include "core/template_parts.h"

/* The loops that are open: where their row is, and how many are left. */
typedef struct frames {
    const sp_value *row[SP_TEMPLATE_DEPTH_MAX];
    uint32_t left[SP_TEMPLATE_DEPTH_MAX];
    unsigned level;
} frames;

static inline const sp_value *value_of(const frames *at, const sp_op *op)
{
    return &at->row[op->level][op->slot];
}

/* What SP_OP_VALUE adds for a value that is not plain; `out` may be NULL. */
static size_t escape(sp_syntax syntax, const sp_value *value, char *out)
{
    sp_span text = { value->data, value->n };

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
        if (op->code == SP_OP_VALUE || op->code == SP_OP_RAW) {
            const sp_value *value = value_of(&at, op);

            n += value->plain || op->code == SP_OP_RAW
                     ? value->n
                     : escape(program->syntax, value, NULL);
        }
    }
    return n;
}

char *sp_program_write(const sp_program *program, const sp_value *values,
                       char *out)
{
    const sp_op *ops = program->ops;
    const sp_op *end = ops + program->count;
    frames at;

    at.row[0] = values;
    at.level = 0;
    for (const sp_op *op = ops; op < end; op = after(&at, ops, op)) {
        out = sp_copy(out, program->text + op->text, op->len);
        if (op->code == SP_OP_VALUE || op->code == SP_OP_RAW) {
            const sp_value *value = value_of(&at, op);

            out = value->plain || op->code == SP_OP_RAW
                      ? sp_copy(out, value->data, value->n)
                      : out + escape(program->syntax, value, out);
        }
    }
    return out;
}

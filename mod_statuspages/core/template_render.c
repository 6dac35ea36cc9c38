/* SPDX-License-Identifier: Apache-2.0 */
#include "core/escape.h"
#include "core/template_parts.h"

typedef size_t escaper(sp_span text, char *out);

static size_t copy(sp_span text, char *out)
{
    if (out && text.len) {
        memcpy(out, text.ptr, text.len);
    }
    return text.len;
}

static escaper *escaper_of(sp_syntax syntax)
{
    return syntax == SP_SYNTAX_HTML       ? sp_escape_html
           : syntax == SP_SYNTAX_MARKDOWN ? sp_escape_markdown
                                          : copy;
}

/* The loops that are open: where their row is, and how many are left. */
typedef struct frames {
    const sp_value *row[SP_TEMPLATE_DEPTH_MAX];
    uint32_t left[SP_TEMPLATE_DEPTH_MAX];
    unsigned level;
} frames;

static const sp_value *value_of(const frames *at, const sp_op *op)
{
    return &at->row[op->level][op->slot];
}

/* The operation after `op`, a jump. */
static size_t jump(frames *at, const sp_op *op, size_t next)
{
    const sp_value *value;

    switch ((sp_op_code)op->code) {
    case SP_OP_IF: return value_of(at, op)->n ? next : op->a;
    case SP_OP_UNLESS: return value_of(at, op)->n ? op->a : next;
    case SP_OP_LOOP:
        value = value_of(at, op);
        if (!value->n) {
            return op->a;
        }
        at->level++;
        at->row[at->level] = value->data;
        at->left[at->level] = value->n;
        return next;
    case SP_OP_NEXT:
        if (--at->left[at->level]) {
            at->row[at->level] += op->b;
            return op->a;
        }
        at->level--;
        return next;
    case SP_OP_TEXT:
    case SP_OP_VALUE:
    case SP_OP_RAW: break;
    }
    return next;
}

/* Writes if there is an `out`, and counts in any case. */
static inline size_t run(const sp_program *program, const sp_value *values,
                         char *out)
{
    escaper *escape = escaper_of(program->syntax);
    frames at;
    size_t n = 0;

    at.row[0] = values;
    at.level = 0;
    for (size_t i = 0; i < program->count;) {
        const sp_op *op = &program->ops[i++];

        if (op->code == SP_OP_TEXT) {
            if (out) {
                memcpy(out + n, program->text + op->a, op->b);
            }
            n += op->b;
        }
        else if (op->code == SP_OP_VALUE || op->code == SP_OP_RAW) {
            const sp_value *value = value_of(&at, op);
            sp_span text = { value->data, value->n };

            n += (value->plain || op->code == SP_OP_RAW ? copy : escape)(
                text, out ? out + n : NULL);
        }
        else {
            i = jump(&at, op, i);
        }
    }
    return n;
}

size_t sp_program_length(const sp_program *program, const sp_value *values)
{
    return run(program, values, NULL);
}

char *sp_program_write(const sp_program *program, const sp_value *values,
                       char *out)
{
    return out + run(program, values, out);
}

sp_span sp_program_text(const sp_program *program)
{
    return (sp_span){ program->text, program->text_len };
}

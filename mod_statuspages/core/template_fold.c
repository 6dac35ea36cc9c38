/* SPDX-License-Identifier: Apache-2.0 */
/* Partial evaluation of a program: constant values become text, sections with
 * a constant condition go or stay, constant lists are written out.  What varies
 * stays an operation. */
#include "core/template_internal.h"

#include <apr_strings.h>

typedef struct fold {
    const sp_program *from;
    const sp_binding *bindings; /* one for each slot of the page's own frame */
    const sp_value *row[SP_TEMPLATE_DEPTH_MAX]; /* NULL: it varies */
    unsigned level;
    /* Lists that are written out are no frames in what comes out: where a frame
     * lies there, and how many there are. */
    uint8_t frame[SP_TEMPLATE_DEPTH_MAX];
    uint8_t kept;
    apr_array_header_t *ops;
    char *text; /* NULL: only measure */
    size_t used;
    /* Text that the next operation will take: `pending` bytes, the last ones of
     * `text`, or all of `borrowed`, which the program or a value holds. */
    size_t pending;
    const char *borrowed;
} fold;

/* ---- what comes out ------------------------------------------------------ */

/* Add an operation with the pending text; returns its index. */
static int push(fold *to, sp_op op)
{
    op.level = to->frame[op.level];
    op.len = (uint32_t)to->pending;
    op.text = to->borrowed ? to->borrowed
              : to->text   ? to->text + to->used - to->pending
                           : NULL;
    APR_ARRAY_PUSH(to->ops, sp_op) = op;
    to->pending = 0;
    to->borrowed = NULL;
    return to->ops->nelts - 1;
}

/* A jump may lead to the next operation: pending text must not become part of
 * it. */
static uint32_t label(fold *to)
{
    if (to->pending) {
        push(to, (sp_op){ .code = SP_OP_TEXT });
    }
    return (uint32_t)to->ops->nelts;
}

static void aim(fold *to, int at)
{
    uint32_t here = label(to);

    APR_ARRAY_IDX(to->ops, at, sp_op).jump = here;
}

/* Where text can be added to what is pending. */
static char *extend(fold *to)
{
    if (to->borrowed) {
        label(to);
    }
    return to->text ? to->text + to->used : NULL;
}

static void grow(fold *to, size_t len)
{
    to->used += len;
    to->pending += len;
}

static void put_text(fold *to, const char *text, size_t len)
{
    char *out;

    if (len >= SP_FOLD_BORROWED_MIN) {
        label(to);
        to->borrowed = text;
        to->pending = len;
    }
    else if (len) {
        out = extend(to);
        if (out) {
            memcpy(out, text, len);
        }
        grow(to, len);
    }
}

static void put_value(fold *to, const sp_op *op, const sp_value *value)
{
    sp_span text = { value->data, value->n };

    if (op->code == SP_OP_RAW || value->plain
        || to->from->syntax == SP_SYNTAX_TEXT) {
        put_text(to, text.ptr, text.len);
    }
    else {
        grow(to, sp_template_escape(to->from->syntax, text, extend(to)));
    }
}

/* ---- the walk ------------------------------------------------------------ */

/* In a constant list all is constant. */
static sp_binding binding_of(const fold *to, const sp_op *op)
{
    return !to->row[op->level] ? SP_VARYING
           : op->level         ? SP_CONSTANT
                               : to->bindings[op->slot];
}

/* The value of `op`; NULL if it varies. */
static const sp_value *value_of(const fold *to, const sp_op *op)
{
    return binding_of(to, op) == SP_CONSTANT ? &to->row[op->level][op->slot]
                                             : NULL;
}

static void walk(fold *to, const sp_op *op, const sp_op *end);

/* A section around rows that are shown only if slot `only_if` of the page's own
 * frame says so; returns where it begins, -1: nowhere. */
static int begin_rows(fold *to, uint16_t only_if)
{
    return only_if ? push(to, (sp_op){ .code = SP_OP_IF, .slot = only_if })
                   : -1;
}

static void end_rows(fold *to, int at)
{
    if (at >= 0) {
        aim(to, at);
    }
}

/* A constant list, row by row; `body` ends with its SP_OP_NEXT. */
static void write_rows(fold *to, const sp_value *list, const sp_op *body,
                       const sp_op *next)
{
    const sp_value *row = list->data;
    uint16_t only_if = 0;
    int at = -1;

    to->level++;
    for (uint32_t i = 0; i < list->n; i++, row += next->slot) {
        if (row->only_if != only_if) {
            end_rows(to, at);
            only_if = row->only_if;
            at = begin_rows(to, only_if);
        }
        to->row[to->level] = row;
        walk(to, body, next);
        put_text(to, next->text, next->len);
    }
    end_rows(to, at);
    to->level--;
}

static void keep_loop(fold *to, const sp_op *op, const sp_op *next)
{
    int at = push(to, *op);

    to->level++;
    to->row[to->level] = NULL;
    to->frame[to->level] = ++to->kept;
    walk(to, op + 1, next);
    to->kept--;
    to->level--;
    put_text(to, next->text, next->len);
    APR_ARRAY_IDX(to->ops, push(to, *next), sp_op).jump = (uint32_t)at + 1;
    aim(to, at);
}

/* A section whose condition is known, unless it is a list of rows that may all
 * be left out. */
static void section(fold *to, const sp_op *op, const sp_op *after)
{
    sp_binding binding = binding_of(to, op);
    const sp_value *value = value_of(to, op);
    bool truth = binding == SP_TRUTHY || (value && value->n);

    if (binding == SP_VARYING || (value && value->only_if)) {
        sp_op open = *op;
        int at;

        open.slot = value ? value->only_if : op->slot;
        at = push(to, open);
        walk(to, op + 1, after);
        aim(to, at);
    }
    else if (truth == (op->code == SP_OP_IF)) {
        walk(to, op + 1, after);
    }
}

static void walk(fold *to, const sp_op *op, const sp_op *end)
{
    while (op < end) {
        const sp_op *after = to->from->ops + op->jump;
        const sp_value *value;

        put_text(to, op->text, op->len);
        switch ((sp_op_code)op->code) {
        case SP_OP_VALUE:
        case SP_OP_RAW:
            value = value_of(to, op);
            if (value) {
                put_value(to, op, value);
            }
            else {
                push(to, *op);
            }
            break;
        case SP_OP_IF:
        case SP_OP_UNLESS:
            section(to, op, after);
            op = after;
            continue;
        case SP_OP_LOOP:
            value = value_of(to, op);
            if (value) {
                write_rows(to, value, op + 1, after - 1);
            }
            else {
                keep_loop(to, op, after - 1);
            }
            op = after;
            continue;
        case SP_OP_TEXT:
        case SP_OP_NEXT: break;
        }
        op++;
    }
}

/* Walk the whole program; the text goes to `text`, if there is any. */
static void fold_all(fold *to, char *text)
{
    const sp_program *from = to->from;

    apr_array_clear(to->ops);
    to->text = text;
    to->used = 0;
    walk(to, from->ops, from->ops + from->count);
    label(to);
}

size_t sp_program_bytes(const sp_program *program)
{
    return program->bytes;
}

/* Keep the texts of `arena` once for all that are equal; returns the bytes that
 * are new. */
static size_t keep_texts(const fold *from, const char *arena, apr_hash_t *texts,
                         apr_pool_t *pool)
{
    size_t bytes = 0;

    for (int i = 0; i < from->ops->nelts; i++) {
        sp_op *op = &APR_ARRAY_IDX(from->ops, i, sp_op);
        const char *text;

        if (!op->len || op->text < arena || op->text >= arena + from->used) {
            continue;
        }
        text = apr_hash_get(texts, op->text, (apr_ssize_t)op->len);
        if (!text) {
            text = apr_pmemdup(pool, op->text, op->len);
            apr_hash_set(texts, text, (apr_ssize_t)op->len, text);
            bytes += op->len;
        }
        op->text = text;
    }
    return bytes;
}

const sp_program *sp_program_fold(const sp_program *program,
                                  const sp_value *values,
                                  const sp_binding *bindings, apr_hash_t *texts,
                                  apr_pool_t *pool)
{
    enum { FIRST_OPS = 32 };
    sp_program *folded = apr_palloc(pool, sizeof(*folded));
    fold to = { .from = program, .bindings = bindings, .row = { values } };
    apr_pool_t *scratch;
    size_t bytes;
    char *arena;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return program;
    }
    to.ops = apr_array_make(scratch, FIRST_OPS, sizeof(sp_op));
    fold_all(&to, NULL);
    arena = apr_palloc(texts ? scratch : pool, to.used + 1);
    fold_all(&to, arena);
    bytes = texts ? keep_texts(&to, arena, texts, pool) : to.used;
    *folded = *program;
    folded->bytes = bytes + (size_t)to.ops->nelts * sizeof(sp_op);
    folded->count = (size_t)to.ops->nelts;
    folded->ops =
        apr_pmemdup(pool, to.ops->elts, folded->count * sizeof(sp_op));
    apr_pool_destroy(scratch);
    return folded;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* template_walk.h - running a program: which operation comes after which.
 * Only template*.c include this. */
#ifndef SP_CORE_TEMPLATE_WALK_H
#define SP_CORE_TEMPLATE_WALK_H

#include "core/template_internal.h"

/* The loops that are open: where their row is, and how many are left. */
typedef struct sp_frames {
    const sp_value *row[SP_TEMPLATE_DEPTH_MAX];
    uint32_t left[SP_TEMPLATE_DEPTH_MAX];
    unsigned level;
} sp_frames;

/* Before the first operation: the page's own values. */
static inline void sp_walk_begin(sp_frames *at, const sp_value *values)
{
    at->row[0] = values;
    at->level = 0;
}

/* The value that `op` names, in the row at hand. */
static inline const sp_value *sp_walk_value(const sp_frames *at,
                                            const sp_op *op)
{
    return &at->row[op->level][op->slot];
}

/* Does `op` write a value? */
static inline bool sp_op_has_value(const sp_op *op)
{
    return op->code == SP_OP_VALUE || op->code == SP_OP_RAW;
}

/* SP_OP_LOOP: to the first row, or past the loop. */
static inline const sp_op *sp_walk_enter(sp_frames *at, const sp_op *ops,
                                         const sp_op *op)
{
    const sp_value *list = sp_walk_value(at, op);

    if (!list->n) {
        return ops + op->jump;
    }
    at->level++;
    at->row[at->level] = list->data;
    at->left[at->level] = list->n;
    return op + 1;
}

/* SP_OP_NEXT: to the next row, or out of the loop. */
static inline const sp_op *sp_walk_next_row(sp_frames *at, const sp_op *ops,
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
static inline const sp_op *sp_walk_after(sp_frames *at, const sp_op *ops,
                                         const sp_op *op)
{
    if (op->code < SP_OP_IF) {
        return op + 1;
    }
    if (op->code <= SP_OP_UNLESS) {
        bool truth = sp_walk_value(at, op)->n != 0;

        return truth == (op->code == SP_OP_IF) ? op + 1 : ops + op->jump;
    }
    return op->code == SP_OP_LOOP ? sp_walk_enter(at, ops, op)
                                  : sp_walk_next_row(at, ops, op);
}

#endif

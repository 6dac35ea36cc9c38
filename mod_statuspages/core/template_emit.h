/* SPDX-License-Identifier: Apache-2.0 */
/* template_emit.h - a program in the making, for template_emit.c, which walks
 * the nodes, template_expand.c, which puts other files and blocks in place,
 * template_append.c, which adds what they say, and template.c, which begins and
 * ends it. */
#ifndef SP_CORE_TEMPLATE_EMIT_H
#define SP_CORE_TEMPLATE_EMIT_H

#include "core/template_internal.h"

/* What a child puts in place of a parent's blocks; the outermost child's
 * wins. */
typedef struct sp_overrides {
    apr_hash_t *blocks; /* name -> sp_node of a block */
    const struct sp_overrides *outer;
} sp_overrides;

/* The files around a place, innermost first. */
typedef struct sp_including {
    const sp_parsed *file;
    bool changed; /* some of its blocks were replaced */
    const struct sp_including *outer;
} sp_including;

/* How lines of the source at hand are moved: `dedent` characters of white
 * space go, `indent` comes in their place. */
typedef struct sp_margin {
    sp_span indent;
    size_t dedent;
} sp_margin;

/* Where the walk stands. */
typedef struct sp_emit_context {
    const sp_scope *scope;
    const sp_overrides *over;
    const sp_including *files;
    sp_margin at;
} sp_emit_context;

typedef struct sp_emitter {
    sp_compiler *compiler;
    apr_array_header_t *ops; /* of sp_op */
    char *text;
    size_t text_len;
    size_t text_capacity;
    unsigned levels;     /* loops around */
    unsigned expansions; /* partials, parents and overrides so far */
    unsigned depth;      /* of them around */
    bool line_start;     /* nothing on this line of the output yet */
    bool jump_target;    /* a jump leads here: the last text must not grow */
    bool full;           /* too much; said once, and nothing more is added */
    sp_html html;
} sp_emitter;

/* ---- template_append.c ---------------------------------------------------*/

/* Add text; the margin that the place wants, before the first thing on a line;
 * an operation, whose number is returned. */
void sp_append_text(sp_emitter *emit, const sp_node *node, sp_span text);
void sp_append_margin(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node);
size_t sp_append_op(sp_emitter *emit, const sp_node *node, sp_op op);

/* An operation by its number, until another is added. */
sp_op *sp_append_op_at(const sp_emitter *emit, size_t i);

/* Where a jump to the next operation leads. */
uint32_t sp_append_label(sp_emitter *emit);

/* How far the program has come, to go back there. */
typedef struct sp_append_mark {
    int count;
    sp_op last;
    size_t text_len;
    bool line_start;
    bool jump_target;
    sp_html html;
} sp_append_mark;

/* Remember the place, and go back to it. */
sp_append_mark sp_append_save(const sp_emitter *emit);
void sp_append_rollback(sp_emitter *emit, const sp_append_mark *mark);

/* ---- template_emit.c and template_expand.c --------------------------------*/

/* Walk `node` and what follows it. */
void sp_emit_nodes(sp_emitter *emit, const sp_emit_context *here,
                   const sp_node *node);

/* `text` without its first `max` characters of white space. */
sp_span sp_emit_dedent(sp_span text, size_t max);

/* Put in place what the node names. */
void sp_expand_partial(sp_emitter *emit, const sp_emit_context *here,
                       const sp_node *node);
void sp_expand_parent(sp_emitter *emit, const sp_emit_context *here,
                      const sp_node *node);
void sp_expand_block(sp_emitter *emit, const sp_emit_context *here,
                     const sp_node *node);

/* ---- template_style.c -----------------------------------------------------*/

/* Make the style sheets shorter, when all of the program is there. */
void sp_template_shrink_styles(sp_emitter *emit);

#endif

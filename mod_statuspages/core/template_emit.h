/* SPDX-License-Identifier: Apache-2.0 */
/* template_emit.h - a program in the making, for template_emit.c, which walks
 * the nodes, template_expand.c, which puts other files and blocks in place,
 * and template.c, which begins and ends it. */
#ifndef SP_CORE_TEMPLATE_EMIT_H
#define SP_CORE_TEMPLATE_EMIT_H

#include "core/template_parts.h"

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
typedef struct sp_place {
    const sp_scope *scope;
    const sp_overrides *over;
    const sp_including *files;
    sp_margin at;
} sp_place;

typedef struct sp_emitter {
    sp_compiler *compiler;
    apr_array_header_t *ops; /* of sp_op */
    char *text;
    size_t text_len;
    size_t text_room;
    unsigned levels;     /* loops around */
    unsigned expansions; /* partials, parents and overrides so far */
    unsigned depth;      /* of them around */
    bool line_start;     /* nothing on this line of the output yet */
    bool sealed;         /* a jump leads here: the last text must not grow */
    bool full;           /* too much; said once, and nothing more is added */
    sp_html html;
} sp_emitter;

/* Walk `node` and what follows it. */
void sp_emit_nodes(sp_emitter *emit, const sp_place *here, const sp_node *node);

/* `text` without its first `most` characters of white space. */
sp_span sp_emit_dedent(sp_span text, size_t most);

/* Put in place what the node names. */
void sp_expand_partial(sp_emitter *emit, const sp_place *here,
                       const sp_node *node);
void sp_expand_parent(sp_emitter *emit, const sp_place *here,
                      const sp_node *node);
void sp_expand_block(sp_emitter *emit, const sp_place *here,
                     const sp_node *node);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* template_parts.h - what the rooms of the template compiler share.
 *
 *   template_lex.c    bytes    -> tokens (delimiters, standalone lines)
 *   template_parse.c  tokens   -> nodes  (sections, blocks, parents)
 *   template_emit.c   nodes    -> program (partials and parents expanded)
 *   template_names.c  names    -> slots  (and "did you mean")
 *   template_html.c   text     -> where in HTML a value would stand
 *   template_render.c program  -> bytes
 * Only template_*.c include this.
 */
#ifndef SP_CORE_TEMPLATE_PARTS_H
#define SP_CORE_TEMPLATE_PARTS_H

#include "core/template.h"

#include <apr_tables.h>

/* ---- tokens ----------------------------------------------------------------- */

typedef enum sp_token_kind {
    SP_TOKEN_TEXT,
    SP_TOKEN_VALUE,    /* {{x}} */
    SP_TOKEN_RAW,      /* {{{x}}} {{&x}} */
    SP_TOKEN_SECTION,  /* {{#x}} */
    SP_TOKEN_INVERTED, /* {{^x}} */
    SP_TOKEN_CLOSE,    /* {{/x}} */
    SP_TOKEN_PARTIAL,  /* {{>x}} */
    SP_TOKEN_PARENT,   /* {{<x}} */
    SP_TOKEN_BLOCK,    /* {{$x}} */
    SP_TOKEN_SILENT    /* {{! }} {{= =}} */
} sp_token_kind;

typedef struct sp_token {
    sp_token_kind kind;
    sp_span text;     /* a text's bytes, a tag's name */
    sp_span indent;   /* a tag's: the white space before it on its line */
    unsigned line;
    unsigned column;
    bool line_start;  /* text: begins a line; tag: stands at column one */
    bool alone;       /* a tag that owned its line, which is gone */
} sp_token;

/* ---- nodes ------------------------------------------------------------------ */

typedef struct sp_node sp_node;

struct sp_node {
    const sp_token *token;   /* its opening tag, or its text */
    const char *file;
    const sp_node *children; /* of a section, block or parent */
    const sp_node *next;
};

/* ---- one compilation ---------------------------------------------------------- */

typedef struct sp_compiler {
    const sp_template_options *options;
    sp_diagnostics *problems;
    apr_pool_t *pool; /* scratch, gone when compiled */
} sp_compiler;

/* Report at a token. */
#define SP_COMPLAIN(compiler, file, token, ...)                                \
    sp_diagnostics_add((compiler)->problems, file, (token)->line,              \
                       (token)->column, __VA_ARGS__)

/* The tokens of `source` (sp_token array); what is wrong is reported. */
apr_array_header_t *sp_template_lex(sp_compiler *compiler,
                                    const sp_source *source);

/* The nodes of `source`; what is wrong is reported. */
const sp_node *sp_template_parse(sp_compiler *compiler,
                                 const sp_source *source);

/* ---- names ------------------------------------------------------------------- */

typedef struct sp_scope {
    const sp_schema *schema;
    unsigned level; /* which frame its values are in */
    const struct sp_scope *outer;
} sp_scope;

typedef struct sp_found {
    const sp_name *name; /* NULL: not declared, and reported */
    unsigned level;
} sp_found;

/* Resolve a name in `scope`, innermost first. */
sp_found sp_template_resolve(sp_compiler *compiler, const sp_scope *scope,
                             const char *file, const sp_token *token);

/* ---- HTML -------------------------------------------------------------------- */

typedef enum sp_html_place {
    SP_HTML_TEXT,
    SP_HTML_TAG_NAME,
    SP_HTML_TAG,          /* between attributes */
    SP_HTML_ATTRIBUTE,    /* in the name of one */
    SP_HTML_EQUALS,       /* after it, before its value */
    SP_HTML_UNQUOTED,
    SP_HTML_QUOTED,
    SP_HTML_COMMENT,
    SP_HTML_RAW           /* script, style: not markup */
} sp_html_place;

enum { SP_HTML_NAME_MAX = 16 };

typedef struct sp_html {
    sp_html_place place;
    char quote;
    bool closing;                      /* </x */
    bool value_begun;                  /* something stands in the value */
    unsigned char matched;             /* of what ends a comment or raw text */
    char element[SP_HTML_NAME_MAX];
    char attribute[SP_HTML_NAME_MAX];
} sp_html;

/* Move on over literal text. */
void sp_html_advance(sp_html *html, sp_span text);

/* Why a value of this kind may not stand here; NULL if it may. */
const char *sp_html_refuse(const sp_html *html, sp_kind kind);

/* The same place, as far as later text is concerned? */
bool sp_html_same(const sp_html *a, const sp_html *b);

/* ---- programs ------------------------------------------------------------------ */

typedef enum sp_op_code {
    SP_OP_TEXT,   /* copy text[a, a + b) */
    SP_OP_VALUE,  /* escaped value */
    SP_OP_RAW,    /* value as it is */
    SP_OP_IF,     /* jump to a unless true */
    SP_OP_UNLESS, /* jump to a if true */
    SP_OP_LOOP,   /* enter rows of b values each; jump to a if there is none */
    SP_OP_NEXT    /* next row: jump back to a; else leave */
} sp_op_code;

typedef struct sp_op {
    uint8_t code;
    uint8_t level;
    uint16_t slot;
    uint32_t a;
    uint32_t b;
} sp_op;

struct sp_program {
    const sp_op *ops;
    size_t count;
    const char *text;
    size_t text_len;
    sp_syntax syntax;
};

#endif

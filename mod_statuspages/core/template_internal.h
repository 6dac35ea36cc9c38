/* SPDX-License-Identifier: Apache-2.0 */
/* template_internal.h - what the files of the template compiler share.
 *
 *   template_lex.c         bytes   -> tokens (delimiters, positions)
 *   template_standalone.c  tokens  -> tokens (lines that only hold tags go)
 *   template_parse.c       tokens  -> nodes (sections, blocks, parents)
 *   template_emit.c        nodes   -> operations and text
 *   template_append.c      the same, one by one
 *   template_expand.c      partials, parents and blocks, put in place
 *   template_names.c       names   -> slots (and "did you mean")
 *   template_html.c        text    -> where in HTML a value would stand
 *   template_context.c     what may stand there
 *   template_url.c         the same, within an address
 *   template.c             all of these in order, and their limits
 *   template_fold.c        program -> program with its constant values put in
 *   template_style.c       its style sheets -> shorter ones
 *   template_literal.c     program -> what its literal text holds
 *   template_walk.h        which operation comes after which
 *   template_render.c      program, values -> bytes
 *   template_pack*.c       program -> packed program; and with values -> gzip;
 *                          see template_pack_internal.h
 * Only template*.c include this.
 */
#ifndef SP_CORE_TEMPLATE_INTERNAL_H
#define SP_CORE_TEMPLATE_INTERNAL_H

#include "core/template.h"

#include <apr_hash.h>
#include <apr_tables.h>

/* ---- tokens ---------------------------------------------------------------*/

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
    SP_TOKEN_COMMENT   /* {{! }} {{= =}} */
} sp_token_kind;

typedef struct sp_token {
    sp_token_kind kind;
    sp_span text;   /* a text's bytes (one line at most), a tag's name */
    sp_span indent; /* a tag's: the white space before it on its line */
    unsigned line;
    unsigned column;
    bool line_start;  /* stands at the start of a line */
    bool standalone;  /* a tag that owned its line, which is gone */
    bool inheritance; /* opens or closes a parent or block */
} sp_token;

/* ---- nodes ----------------------------------------------------------------*/

typedef struct sp_node sp_node;

struct sp_node {
    const sp_token *token; /* its opening tag, or its text */
    const char *file;
    const sp_node *children; /* of a section, block or parent */
    const sp_node *next;
};

/* ---- one compilation ------------------------------------------------------*/

/* A source file, read once however often it is put in. */
typedef struct sp_parsed {
    sp_source source;
    const sp_node *nodes;
} sp_parsed;

typedef struct sp_compiler {
    const sp_template_options *options;
    sp_diagnostics *problems;
    apr_hash_t *parsed; /* name -> sp_parsed */
    apr_pool_t *pool;   /* scratch, gone when compiled */
    bool failed;        /* something was wrong */
    unsigned reported;  /* problems of earlier compilations */
} sp_compiler;

/* Report at a token; once, however often its file is put in. */
void sp_template_error(sp_compiler *compiler, const char *file,
                       const sp_token *token, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The length of a name, for %.*s, cut so that a message stays a line. */
int sp_template_name_width(sp_span text);

/* The tokens of `source` (sp_token array); what is wrong is reported. */
apr_array_header_t *sp_template_lex(sp_compiler *compiler,
                                    const sp_source *source);

/* Mark the tags that stand alone on their line, and empty the text around
 * them, as the specification wants. */
void sp_template_mark_standalone(apr_array_header_t *tokens);

/* Is this text, or what is left of it, only white space? */
bool sp_template_is_space(sp_span text);

/* The nodes of `source`; what is wrong is reported. */
const sp_node *sp_template_parse(sp_compiler *compiler,
                                 const sp_source *source);

/* ---- names ----------------------------------------------------------------*/

/* What the sections around a place have opened. */
typedef struct sp_scope {
    const sp_schema *schema; /* NULL: a text or condition has no members */
    const sp_name *self;     /* what {{.}} is; NULL: the schema says */
    unsigned level;          /* which frame its values are in */
    unsigned self_level;
    const sp_name *list; /* whose rows these are; NULL: of none */
    const struct sp_scope *outer;
} sp_scope;

typedef struct sp_found {
    const sp_name *name; /* NULL: nothing like it */
    unsigned level;
    bool known; /* else `name` is only the best guess, and it is reported */
} sp_found;

/* Resolve a name in `scope`, innermost first. */
sp_found sp_template_resolve(sp_compiler *compiler, const sp_scope *scope,
                             const char *file, const sp_token *token);

/* ---- HTML -----------------------------------------------------------------*/

typedef enum sp_html_state {
    SP_HTML_TEXT,
    SP_HTML_PLAIN,    /* title, textarea: text, but no markup */
    SP_HTML_RAW,      /* script, style: neither */
    SP_HTML_TAG_OPEN, /* after < */
    SP_HTML_END_OPEN, /* after </ */
    SP_HTML_MARKUP,   /* after <! */
    SP_HTML_TAG_NAME,
    SP_HTML_TAG,           /* between attributes */
    SP_HTML_ATTRIBUTE,     /* in the name of one */
    SP_HTML_AFTER_NAME,    /* and white space: a = may still come */
    SP_HTML_AFTER_SECTION, /* after a section in a tag: white space or > is due
                            */
    SP_HTML_EQUALS,        /* before its value */
    SP_HTML_UNQUOTED,
    SP_HTML_QUOTED,
    SP_HTML_COMMENT,
    SP_HTML_BOGUS /* <!DOCTYPE, <?, </3: up to the next > */
} sp_html_state;

/* How far an address has come in an attribute that holds one. */
typedef enum sp_html_url {
    SP_HTML_URL_NONE,    /* not an address */
    SP_HTML_URL_START,   /* nothing yet */
    SP_HTML_URL_SLASH,   /* a slash only: a host may still come */
    SP_HTML_URL_SLASHES, /* what a host comes behind: // or https: */
    SP_HTML_URL_HOST,    /* letters of a host */
    SP_HTML_URL_EITHER,  /* nothing yet, or a slash */
    SP_HTML_URL_SCHEME,  /* letters that may be a scheme */
    SP_HTML_URL_SETTLED, /* the scheme can no longer change */
    SP_HTML_URL_UNSAFE   /* a script, or nobody knows */
} sp_html_url;

enum { SP_HTML_NAME_MAX = 16 };

typedef struct sp_html {
    sp_html_state state;
    sp_html_url url;
    char quote;
    bool closing;          /* </x */
    bool header;           /* a tag with http-equiv: its content is obeyed */
    bool filled;           /* a tag with a value in its content */
    const char *wrong;     /* why the text so far may not stand there */
    unsigned char matched; /* of what ends a comment or raw text */
    char element[SP_HTML_NAME_MAX];
    char attribute[SP_HTML_NAME_MAX];
    char scheme[SP_HTML_NAME_MAX];
} sp_html;

/* Move on over literal text. */
void sp_html_advance(sp_html *html, sp_span text);

/* At the start of an attribute's value, at its opening quote, and over one byte
 * of it. */
void sp_html_value_starts(sp_html *html);
void sp_html_begin_value(sp_html *html);
void sp_html_advance_url(sp_html *html, char c);

/* Why a value of this kind may not stand here; NULL if it may. */
const char *sp_html_value_error(const sp_html *html, sp_kind kind, bool raw);

/* The same within an address. */
const char *sp_html_url_error(const sp_html *html, sp_kind kind);

/* What an address may have become, with the branch or without. */
sp_html_url sp_html_join_url(const sp_html *after, const sp_html *before);

/* A value does stand here. */
void sp_html_value_ends(sp_html *html);

/* Why no section may begin here; NULL if it may. */
const char *sp_html_section_error(const sp_html *html);

/* A section led from `before` to `html`; what follows is checked for both, by
 * setting `html` to the worse of them.  False if they are different places,
 * and then `html` is as before. */
bool sp_html_join(sp_html *html, const sp_html *before, bool loop);

/* ---- programs -------------------------------------------------------------*/

/* Each operation first copies its text, then: */
typedef enum sp_op_code {
    SP_OP_TEXT,   /* nothing more */
    SP_OP_VALUE,  /* a value, escaped */
    SP_OP_RAW,    /* a value as it is */
    SP_OP_IF,     /* jump unless a value is true */
    SP_OP_UNLESS, /* jump if a value is true */
    SP_OP_LOOP,   /* enter the rows of a list; jump if there are none */
    SP_OP_NEXT    /* next row, `slot` values on: jump back; else leave */
} sp_op_code;

typedef struct sp_op {
    uint8_t code;
    uint8_t level; /* of the frame its value is in */
    uint16_t slot;
    uint32_t jump; /* where to */
    uint32_t len;
    const char *text; /* in the arena; set when the program is complete */
} sp_op;

/* The operations count towards the size of a program, too. */
enum { SP_PROGRAM_OPS_MAX = (int)(SP_PROGRAM_BYTES_MAX / sizeof(sp_op)) };

enum {
    /* sp_program_fold() copies shorter texts, and leaves others where they are:
     * in the program that is folded, or in a value. */
    SP_FOLD_BORROWED_MIN = 256
};

struct sp_program {
    const sp_op *ops;
    size_t count;
    const char *text; /* of the template, also in one that is folded */
    size_t text_len;
    size_t bytes; /* sp_program_bytes() */
    sp_syntax syntax;
};

/* `text` as it stands in a page of that syntax, into `out` unless it is NULL;
 * returns its bytes, SP_ESCAPE_GROWTH for each of `text` at most. */
size_t sp_template_escape(sp_syntax syntax, sp_span text, char *out);

#endif

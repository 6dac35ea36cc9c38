/* SPDX-License-Identifier: Apache-2.0 */
/* template.h - Mustache, compiled while the configuration is read.
 *
 * A template is what an author writes: Mustache with all required parts and
 * inheritance ({{<layout}}{{$block}}), without lambdas, dynamic names and
 * recursive partials.  Compiling resolves every name against a schema,
 * expands partials, parents and blocks in place, and produces a program: a flat
 * array of operations over one arena of text.  A program never changes and is
 * shared by threads.  Rendering it cannot fail.
 *
 * Errors are found here and nowhere later: unknown names ("did you mean"),
 * sections that do not nest, a list printed as text, {{x}} where HTML
 * escaping does not protect (script, style, comment, unquoted attribute, tag
 * or attribute name, a whole URL that is not a URL value), expansion without
 * bound.  All of a template's errors are reported in one pass.
 */
#ifndef SP_CORE_TEMPLATE_H
#define SP_CORE_TEMPLATE_H

#include "core/diagnostic.h"
#include "core/schema.h"
#include "core/span.h"

#include <apr_hash.h>

/* How {{x}} is escaped and which checks apply. */
typedef enum sp_syntax {
    SP_SYNTAX_HTML,    /* & < > " ' become entities; contexts are checked */
    SP_SYNTAX_TEXT,    /* nothing is escaped */
    SP_SYNTAX_MARKDOWN /* CommonMark punctuation gets a backslash */
} sp_syntax;

/* One file of a template; the bytes are borrowed while compiling only. */
typedef struct sp_source {
    const char *name; /* for messages; must outlive the diagnostics */
    sp_span text;
} sp_source;

/* Finds the file behind {{>name}} or {{<name}} in the file `from`; false if
 * there is none.  Different files have different names. */
typedef bool sp_source_find(void *baton, const sp_source *from,
                            const char *name, sp_source *found);

typedef struct sp_template_options {
    sp_syntax syntax;
    const sp_schema *schema;
    sp_source_find *find; /* NULL: no partials and parents */
    void *baton;
} sp_template_options;

enum {
    SP_TEMPLATE_BYTES_MAX = 1 << 20, /* of one source file */
    SP_PROGRAM_BYTES_MAX = 4 << 20,  /* of text after expansion */
    SP_TEMPLATE_DEPTH_MAX = 32,      /* of sections, partials and parents */
    SP_TEMPLATE_EXPANSIONS_MAX = 1000
};

typedef struct sp_program sp_program;

/* Compile `source`; the program lives in `pool` and borrows nothing.  NULL if
 * anything was wrong; then each mistake is in `problems`, with its file, line
 * and column. */
const sp_program *sp_template_compile(const sp_source *source,
                                      const sp_template_options *options,
                                      sp_diagnostics *problems,
                                      apr_pool_t *pool);

/* What is known of a value before it comes. */
typedef enum sp_binding {
    SP_VARYING,
    SP_TRUTHY,  /* there is one: it is not empty */
    SP_CONSTANT /* it will always be this */
} sp_binding;

/* `program` with what is known already put in: `values` and `bindings` have an
 * entry for each slot.  Lives in `pool`, borrows long texts from `program` and
 * `values`, and renders the same bytes as `program` does with values that are
 * as they were known to be, in fewer steps.  Programs that are folded with the
 * same `texts`, a table that may be NULL, have equal texts in common. */
const sp_program *sp_program_fold(const sp_program *program,
                                  const sp_value *values,
                                  const sp_binding *bindings, apr_hash_t *texts,
                                  apr_pool_t *pool);

/* What folding took for it: texts and operations, in bytes; 0 if it is not
 * folded. */
size_t sp_program_bytes(const sp_program *program);

/* Make `count` values empty. */
void sp_values_clear(sp_value *values, size_t count);

/* The bytes that rendering with `values` gives. */
size_t sp_program_length(const sp_program *program, const sp_value *values);

/* Render into `out`, which has room for `capacity` bytes; returns the length of
 * the whole.  If that is more than `capacity`, what is in `out` is of no use.
 * `values` has schema->slots entries.  Cannot fail, allocates nothing. */
size_t sp_program_write(const sp_program *program, const sp_value *values,
                        char *out, size_t capacity);

/* The next style sheet of the HTML page from byte `*at` on: what a browser
 * takes between <style> and </style>.  False if there is none; begin with 0.
 * For a program give its literal text: neither values nor sections may stand in
 * a style sheet, so it is one piece. */
bool sp_template_next_style(sp_span page, size_t *at, sp_span *style);

/* All of its literal text; lives as long as the program. */
sp_span sp_program_text(const sp_program *program);

/* The same without what stands in {{#x}} for the value in `slot` of the page's
 * own frame; in `pool`. */
sp_span sp_program_text_without(const sp_program *program, uint16_t slot,
                                apr_pool_t *pool);

/* Does `text` stand in the program's literal text, in lowercase letters or
 * capitals? */
bool sp_program_contains(const sp_program *program, const char *text);

#endif

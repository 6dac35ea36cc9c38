/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles a template: runs the stages and enforces the limits. */
#include "core/template_emit.h"

#include <apr_strings.h>

#include <stdarg.h>

int sp_template_name_width(sp_span text)
{
    enum { SHOWN_MAX = 60 };
    size_t n = text.len < SHOWN_MAX ? text.len : SHOWN_MAX;

    /* not in the middle of a character */
    while (n > 0 && n < text.len
           && ((unsigned char)text.ptr[n] & 0xc0) == 0x80) {
        n--;
    }
    return (int)n;
}

static bool is_known(const sp_compiler *compiler, const char *file,
                     const sp_token *token, const char *message)
{
    const sp_diagnostics *problems = compiler->problems;

    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        const sp_diagnostic *one = &problems->list[i];

        if (one->file == file && one->line == token->line
            && one->column == token->column
            && strcmp(one->message, message) == 0) {
            return true;
        }
    }
    return false;
}

void sp_template_error(sp_compiler *compiler, const char *file,
                       const sp_token *token, const char *format, ...)
{
    char message[512];
    va_list args;

    va_start(args, format);
    apr_vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    compiler->failed = true;
    if (!is_known(compiler, file, token, message)) {
        sp_diagnostics_add(compiler->problems, file, token->line, token->column,
                           "%s", message);
    }
}

static bool is_before(const sp_diagnostic *a, const sp_diagnostic *b)
{
    return a->file == b->file
           && (a->line < b->line
               || (a->line == b->line && a->column < b->column));
}

/* The mistakes of a file in the order of its lines: those of the brackets
 * were found first. */
static void sort_problems(const sp_compiler *compiler)
{
    sp_diagnostic *list = compiler->problems->list;
    unsigned kept = sp_diagnostics_kept(compiler->problems);

    for (unsigned i = compiler->reported + 1; i < kept; i++) {
        sp_diagnostic one = list[i];
        unsigned at = i;

        for (; at > compiler->reported && is_before(&one, &list[at - 1]);
             at--) {
            list[at] = list[at - 1];
        }
        list[at] = one;
    }
}

/* The texts of the operations follow each other in the arena. */
static const sp_op *place_texts(const sp_emitter *emit, const char *text,
                                apr_pool_t *pool)
{
    size_t count = (size_t)emit->ops->nelts;
    sp_op *ops = apr_pmemdup(pool, emit->ops->elts, count * sizeof(sp_op));

    for (size_t i = 0; i < count; i++) {
        ops[i].text = text;
        text += ops[i].len;
    }
    return ops;
}

static const sp_program *finish(const sp_emitter *emit, apr_pool_t *pool)
{
    sp_program *program = apr_palloc(pool, sizeof(*program));

    program->count = (size_t)emit->ops->nelts;
    program->text = apr_pmemdup(pool, emit->text, emit->text_len);
    program->text_len = emit->text_len;
    program->ops = place_texts(emit, program->text, pool);
    program->syntax = emit->compiler->options->syntax;
    return program;
}

static void emit_source(sp_emitter *emit, const sp_source *source)
{
    sp_parsed file = { *source, sp_template_parse(emit->compiler, source) };
    sp_including files = { &file, false, NULL };
    sp_scope scope = { .schema = emit->compiler->options->schema };
    sp_emit_context here = { .scope = &scope, .files = &files };

    sp_emit_nodes(emit, &here, file.nodes);
}

const sp_program *sp_template_compile(const sp_source *source,
                                      const sp_template_options *options,
                                      sp_diagnostics *problems,
                                      apr_pool_t *pool)
{
    enum { FIRST_CAPACITY = 4096, FIRST_OPS = 64 };
    sp_compiler compiler = { .options = options,
                             .problems = problems,
                             .reported = problems->count };
    const sp_program *program = NULL;
    sp_emitter emit = { .compiler = &compiler,
                        .text_capacity = FIRST_CAPACITY,
                        .line_start = true };

    if (apr_pool_create(&compiler.pool, pool) != APR_SUCCESS) {
        sp_diagnostics_add(problems, source->name, 0, 0, "out of memory");
        return NULL;
    }
    compiler.parsed = apr_hash_make(compiler.pool);
    emit.ops = apr_array_make(compiler.pool, FIRST_OPS, sizeof(sp_op));
    emit.text = apr_palloc(compiler.pool, FIRST_CAPACITY);
    emit_source(&emit, source);
    if (!compiler.failed) {
        if (options->syntax == SP_SYNTAX_HTML) {
            sp_template_shrink_styles(&emit);
        }
        program = finish(&emit, pool);
    }
    sort_problems(&compiler);
    apr_pool_destroy(compiler.pool);
    return program;
}

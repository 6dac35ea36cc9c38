/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a tree of sections, blocks and parents from the tags. */
#include "core/template_internal.h"

typedef struct parser {
    sp_compiler *compiler;
    const char *file;
    const sp_token *token;
    const sp_token *end;
    bool too_deep; /* the rest of the file is not looked at */
} parser;

/* The tags that are open at a place, innermost first. */
typedef struct opened {
    const sp_token *tag;
    const struct opened *outer;
} opened;

static bool has_children(sp_token_kind kind)
{
    return kind == SP_TOKEN_SECTION || kind == SP_TOKEN_INVERTED
           || kind == SP_TOKEN_PARENT || kind == SP_TOKEN_BLOCK;
}

static void complain_close(parser *parse, const sp_token *close,
                           const sp_token *opener)
{
    if (opener) {
        sp_template_error(parse->compiler, parse->file, close,
                          "\"%.*s\" closes \"%.*s\", which was opened at %u:%u",
                          sp_template_name_width(close->text), close->text.ptr,
                          sp_template_name_width(opener->text),
                          opener->text.ptr, opener->line, opener->column);
    }
    else {
        sp_template_error(parse->compiler, parse->file, close,
                          "\"%.*s\" is closed but was never opened",
                          sp_template_name_width(close->text), close->text.ptr);
    }
}

static void complain_open(parser *parse, const sp_token *opener)
{
    sp_template_error(parse->compiler, parse->file, opener,
                      "section \"%.*s\" is not closed",
                      sp_template_name_width(opener->text), opener->text.ptr);
}

/* The nodes up to the tag that closes `open`; NULL: up to the end. */
static const sp_node *parse_until_close(parser *parse, const opened *open,
                                        unsigned depth);

static sp_node *parse_one(parser *parse, const opened *outer, unsigned depth)
{
    opened open;
    sp_node *node = apr_pcalloc(parse->compiler->pool, sizeof(*node));

    node->token = parse->token++;
    node->file = parse->file;
    if (!has_children(node->token->kind)) {
        return node;
    }
    if (depth >= SP_TEMPLATE_DEPTH_MAX) {
        sp_template_error(parse->compiler, parse->file, node->token,
                          "sections are nested more than %d levels deep",
                          (int)SP_TEMPLATE_DEPTH_MAX);
        parse->token = parse->end;
        parse->too_deep = true;
        return node;
    }
    open = (opened){ node->token, outer };
    node->children = parse_until_close(parse, &open, depth + 1);
    return node;
}

/* Does the tag at hand close `open`?  One mistake is one message: a tag that
 * closes something further out is left to that, and a mistyped one is taken
 * for the right one. */
static bool closes(parser *parse, const opened *open)
{
    const sp_token *close = parse->token;
    const opened *meant = open;

    while (meant && !sp_span_equal(close->text, meant->tag->text)) {
        meant = meant->outer;
    }
    if (meant && meant != open) {
        complain_open(parse, open->tag);
        return true;
    }
    if (!meant) {
        complain_close(parse, close, open ? open->tag : NULL);
    }
    parse->token++;
    return open != NULL;
}

static const sp_node *parse_until_close(parser *parse, const opened *open,
                                        unsigned depth)
{
    const sp_node *first = NULL;
    const sp_node **link = &first;

    while (parse->token < parse->end) {
        sp_node *node;

        if (parse->token->kind == SP_TOKEN_CLOSE) {
            if (closes(parse, open)) {
                return first;
            }
            continue;
        }
        if (parse->token->kind == SP_TOKEN_COMMENT
            || (parse->token->kind == SP_TOKEN_TEXT
                && parse->token->text.len == 0)) {
            parse->token++;
            continue;
        }
        node = parse_one(parse, open, depth);
        *link = node;
        link = &node->next;
    }
    if (open && !parse->too_deep) {
        complain_open(parse, open->tag);
    }
    return first;
}

const sp_node *sp_template_parse(sp_compiler *compiler, const sp_source *source)
{
    const apr_array_header_t *tokens = sp_template_lex(compiler, source);
    parser parse = { .compiler = compiler, .file = source->name };

    parse.token = (const sp_token *)(const void *)tokens->elts;
    parse.end = parse.token + tokens->nelts;
    return parse_until_close(&parse, NULL, 0);
}

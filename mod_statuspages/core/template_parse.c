/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template_parts.h"

typedef struct parser {
    sp_compiler *compiler;
    const char *file;
    const sp_token *token;
    const sp_token *end;
    bool too_deep; /* the rest of the file is not looked at */
} parser;

static bool has_children(sp_token_kind kind)
{
    return kind == SP_TOKEN_SECTION || kind == SP_TOKEN_INVERTED
           || kind == SP_TOKEN_PARENT || kind == SP_TOKEN_BLOCK;
}

static void complain_close(parser *parse, const sp_token *close,
                           const sp_token *opener)
{
    if (opener) {
        sp_template_complain(
            parse->compiler, parse->file, close,
            "\"%.*s\" closes \"%.*s\", which was opened at %u:%u",
            sp_template_shown(close->text), close->text.ptr,
            sp_template_shown(opener->text), opener->text.ptr, opener->line,
            opener->column);
    }
    else {
        sp_template_complain(parse->compiler, parse->file, close,
                             "\"%.*s\" is closed but was never opened",
                             sp_template_shown(close->text), close->text.ptr);
    }
}

/* The nodes up to the tag that closes `opener`; NULL: up to the end. */
static const sp_node *parse_until_close(parser *parse, const sp_token *opener,
                                        unsigned depth);

static sp_node *parse_one(parser *parse, unsigned depth)
{
    sp_node *node = apr_pcalloc(parse->compiler->pool, sizeof(*node));

    node->token = parse->token++;
    node->file = parse->file;
    if (!has_children(node->token->kind)) {
        return node;
    }
    if (depth >= SP_TEMPLATE_DEPTH_MAX) {
        sp_template_complain(parse->compiler, parse->file, node->token,
                             "sections are nested more than %d deep",
                             (int)SP_TEMPLATE_DEPTH_MAX);
        parse->token = parse->end;
        parse->too_deep = true;
        return node;
    }
    node->children = parse_until_close(parse, node->token, depth + 1);
    return node;
}

/* A mistyped closing tag is taken for the right one, so that one mistake is
 * one message. */
static bool closes(parser *parse, const sp_token *opener)
{
    const sp_token *close = parse->token++;

    if (opener && sp_span_equal(close->text, opener->text)) {
        return true;
    }
    complain_close(parse, close, opener);
    return opener != NULL;
}

static const sp_node *parse_until_close(parser *parse, const sp_token *opener,
                                        unsigned depth)
{
    const sp_node *first = NULL;
    const sp_node **link = &first;

    while (parse->token < parse->end) {
        sp_node *node;

        if (parse->token->kind == SP_TOKEN_CLOSE) {
            if (closes(parse, opener)) {
                return first;
            }
            continue;
        }
        if (parse->token->kind == SP_TOKEN_SILENT
            || (parse->token->kind == SP_TOKEN_TEXT
                && parse->token->text.len == 0)) {
            parse->token++;
            continue;
        }
        node = parse_one(parse, depth);
        *link = node;
        link = &node->next;
    }
    if (opener && !parse->too_deep) {
        sp_template_complain(parse->compiler, parse->file, opener,
                             "section \"%.*s\" is not closed",
                             sp_template_shown(opener->text), opener->text.ptr);
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

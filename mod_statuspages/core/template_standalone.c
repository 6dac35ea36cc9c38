/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that hold nothing but a tag leave no line in the output. */
#include "core/template_internal.h"

static bool is_blank(const sp_token *token)
{
    return token->kind == SP_TOKEN_TEXT && sp_template_is_space(token->text);
}

static bool ends_line(const sp_token *token)
{
    return token->kind == SP_TOKEN_TEXT && token->text.len
           && token->text.ptr[token->text.len - 1] == '\n';
}

/* Several tags own their line only if all are of inheritance; and a block
 * that opens and closes at its end is content, not structure. */
static bool owns_line(const sp_token *first, const sp_token *last)
{
    unsigned tags = 0;
    const sp_token *tag = NULL;
    const sp_token *before = NULL;

    for (const sp_token *token = first; token <= last; token++) {
        if (token->kind == SP_TOKEN_TEXT) {
            if (!is_blank(token)) {
                return false;
            }
            continue;
        }
        if (token->kind == SP_TOKEN_VALUE || token->kind == SP_TOKEN_RAW) {
            return false;
        }
        tags++;
        before = tag;
        tag = token;
        if (tags > 1 && (!before->inheritance || !tag->inheritance)) {
            return false;
        }
    }
    return tags == 1
           || (tags > 1
               && !(tag->kind == SP_TOKEN_CLOSE
                    && before->kind == SP_TOKEN_BLOCK));
}

/* Take the white space and the line end of a line that only holds tags. */
static void strip_line(sp_token *first, sp_token *last)
{
    bool owned = owns_line(first, last);
    sp_span indent = { "", 0 };

    if (first->line_start && is_blank(first) && first != last) {
        indent = first->text;
    }
    for (sp_token *token = first; token <= last; token++) {
        if (token->kind != SP_TOKEN_TEXT) {
            token->indent = indent;
            token->standalone = owned;
        }
        else if (owned) {
            token->text.len = 0;
        }
    }
}

/* A closing tag says no more than a name; what it closes says the kind. */
static void mark_inheritance(sp_token *all, int count)
{
    bool open[SP_TEMPLATE_DEPTH_MAX + 1] = { false };
    int depth = 0;

    for (int i = 0; i < count; i++) {
        sp_token_kind kind = all[i].kind;
        bool inherits = kind == SP_TOKEN_PARENT || kind == SP_TOKEN_BLOCK;

        if (kind == SP_TOKEN_CLOSE) {
            depth -= depth > 0;
            all[i].inheritance = depth <= SP_TEMPLATE_DEPTH_MAX && open[depth];
        }
        else if (inherits || kind == SP_TOKEN_SECTION
                 || kind == SP_TOKEN_INVERTED) {
            all[i].inheritance = inherits;
            if (depth <= SP_TEMPLATE_DEPTH_MAX) {
                open[depth] = inherits;
            }
            depth++;
        }
    }
}

void sp_template_mark_standalone(apr_array_header_t *tokens)
{
    sp_token *all = (sp_token *)(void *)tokens->elts;
    int first = 0;

    mark_inheritance(all, tokens->nelts);
    for (int i = 0; i < tokens->nelts; i++) {
        bool last = i + 1 == tokens->nelts;

        if (last || ends_line(&all[i])) {
            strip_line(&all[first], &all[i]);
            first = i + 1;
        }
    }
}

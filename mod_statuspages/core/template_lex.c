/* SPDX-License-Identifier: Apache-2.0 */
/* Splits the source of a template into text and tags. */
#include "core/template_internal.h"

#include "core/utf8.h"

enum { DELIMITER_MAX = 16 };

typedef struct delimiter {
    char text[DELIMITER_MAX];
    size_t len;
} delimiter;

/* `p` only moves forward, and the position with it, so that a file of one
 * long line costs no more than any other. */
typedef struct lexer {
    sp_compiler *compiler;
    const char *file;
    const char *p;
    const char *end;
    unsigned line;
    unsigned column; /* in code points */
    delimiter open;
    delimiter close;
    apr_array_header_t *tokens;
} lexer;

static void move_to(lexer *lex, const char *to)
{
    for (; lex->p < to; lex->p++) {
        if (*lex->p == '\n') {
            lex->line++;
            lex->column = 1;
        }
        else {
            lex->column += ((unsigned char)*lex->p & 0xc0) != 0x80;
        }
    }
}

static const char *find(const char *p, const char *end, const char *what,
                        size_t n)
{
    while ((size_t)(end - p) >= n) {
        p = memchr(p, what[0], (size_t)(end - p) - n + 1);
        if (!p || memcmp(p, what, n) == 0) {
            return p;
        }
        p++;
    }
    return NULL;
}

bool sp_template_is_space(sp_span text)
{
    return sp_span_trim(text).len == 0;
}

/* A token that begins at lex->p. */
static sp_token *push(lexer *lex, sp_token_kind kind)
{
    sp_token *token = apr_array_push(lex->tokens);

    memset(token, 0, sizeof(*token));
    token->kind = kind;
    token->line = lex->line;
    token->column = lex->column;
    token->line_start = lex->column == 1;
    return token;
}

/* Text is one token a line, so that each knows where it begins. */
static void push_text(lexer *lex, const char *end)
{
    while (lex->p < end) {
        const char *feed = memchr(lex->p, '\n', (size_t)(end - lex->p));
        const char *stop = feed ? feed + 1 : end;

        push(lex, SP_TOKEN_TEXT)->text =
            (sp_span){ lex->p, (size_t)(stop - lex->p) };
        move_to(lex, stop);
    }
}

/* ---- tags -----------------------------------------------------------------*/

static bool read_delimiter(delimiter *to, sp_span text)
{
    if (text.len == 0 || text.len > DELIMITER_MAX
        || memchr(text.ptr, '=', text.len)) {
        return false;
    }
    memcpy(to->text, text.ptr, text.len);
    to->len = text.len;
    return true;
}

static const char *end_of_word(const char *p, const char *end)
{
    while (p < end && !sp_is_space(*p)) {
        p++;
    }
    return p;
}

/* {{=<% %>=}} */
static void set_delimiters(lexer *lex, const sp_token *token)
{
    const char *end = token->text.ptr + token->text.len;
    const char *stop = end_of_word(token->text.ptr, end);
    sp_span first = { token->text.ptr, (size_t)(stop - token->text.ptr) };
    sp_span second = sp_span_trim((sp_span){ stop, (size_t)(end - stop) });
    delimiter open;
    delimiter close;

    if (end_of_word(second.ptr, end) != end || !read_delimiter(&open, first)
        || !read_delimiter(&close, second)) {
        sp_template_error(lex->compiler, lex->file, token,
                          "delimiters are set as in {{=<%% %%>=}}: write two, "
                          "separated by a space, each of at most %d bytes and "
                          "without \"=\"",
                          (int)DELIMITER_MAX);
        return;
    }
    lex->open = open;
    lex->close = close;
}

typedef struct sigil_row {
    char sigil;
    sp_token_kind kind;
} sigil_row;

static const sigil_row sigils[] = {
    { '#', SP_TOKEN_SECTION }, { '^', SP_TOKEN_INVERTED },
    { '/', SP_TOKEN_CLOSE },   { '>', SP_TOKEN_PARTIAL },
    { '<', SP_TOKEN_PARENT },  { '$', SP_TOKEN_BLOCK },
    { '!', SP_TOKEN_COMMENT }, { '=', SP_TOKEN_COMMENT },
    { '&', SP_TOKEN_RAW },     { '{', SP_TOKEN_RAW },
};

static sp_token_kind kind_of(char sigil)
{
    for (size_t i = 0; i < SP_COUNT(sigils); i++) {
        if (sigils[i].sigil == sigil) {
            return sigils[i].kind;
        }
    }
    return SP_TOKEN_VALUE;
}

/* What is no name is not looked up: it is reported once. */
static void check_name(lexer *lex, sp_token *token)
{
    sp_span name = token->text;
    sp_token_kind kind = token->kind;

    token->kind = SP_TOKEN_COMMENT;
    if (name.len == 0) {
        sp_template_error(lex->compiler, lex->file, token,
                          "this tag has no name");
    }
    else if (name.ptr[0] == '*') {
        sp_template_error(lex->compiler, lex->file, token,
                          "\"%.*s\": dynamic names are not supported; write "
                          "the name itself",
                          sp_template_name_width(name), name.ptr);
    }
    else if (end_of_word(name.ptr, name.ptr + name.len)
             != name.ptr + name.len) {
        sp_template_error(lex->compiler, lex->file, token,
                          "\"%.*s\" is not a name: it has a space; to print "
                          "%.*s as text, change the delimiters first: {{=<%% "
                          "%%>=}}",
                          sp_template_name_width(name), name.ptr,
                          (int)lex->open.len, lex->open.text);
    }
    else {
        token->kind = kind;
    }
}

/* What ends the tag; returns its length. */
static size_t closing_of(const lexer *lex, char sigil,
                         char closing[DELIMITER_MAX + 1])
{
    size_t n = 0;

    if (sigil == '{') {
        closing[n++] = '}';
    }
    else if (sigil == '=') {
        closing[n++] = '=';
    }
    memcpy(closing + n, lex->close.text, lex->close.len);
    return n + lex->close.len;
}

/* One tag, which begins at lex->p; false if it never ends. */
static bool read_tag(lexer *lex)
{
    const char *body = lex->p + lex->open.len;
    char sigil = body < lex->end ? *body : '\0';
    sp_token *token = push(lex, kind_of(sigil));
    char closing[DELIMITER_MAX + 1];
    size_t n = closing_of(lex, sigil, closing);
    const char *stop;

    body += token->kind != SP_TOKEN_VALUE;
    stop = find(body, lex->end, closing, n);
    if (!stop) {
        sp_template_error(lex->compiler, lex->file, token,
                          "this tag is not closed: expected \"%.*s\"", (int)n,
                          closing);
        token->kind = SP_TOKEN_COMMENT;
        return false;
    }
    token->text = sp_span_trim((sp_span){ body, (size_t)(stop - body) });
    if (sigil == '=') {
        set_delimiters(lex, token);
    }
    else if (sigil != '!') {
        check_name(lex, token);
    }
    move_to(lex, stop + n);
    return true;
}

/* ---- the whole source -----------------------------------------------------*/

/* Report at a byte; the lexer itself stays where it is. */
static void complain_at(const lexer *lex, const char *at, const char *message)
{
    lexer there = *lex;
    sp_token token = { .kind = SP_TOKEN_TEXT };

    move_to(&there, at);
    token.line = there.line;
    token.column = there.column;
    sp_template_error(lex->compiler, lex->file, &token, "%s", message);
}

/* False if this is no text at all. */
static bool check_bytes(const lexer *lex, const sp_source *source)
{
    sp_span text = source->text;
    const char *nul = text.len ? memchr(text.ptr, 0, text.len) : NULL;
    const sp_token whole = { .line = 0 };
    size_t valid;

    if (text.len > SP_TEMPLATE_BYTES_MAX) {
        sp_template_error(lex->compiler, lex->file, &whole,
                          "is too large: it has %lu bytes; a template can "
                          "have at most %d",
                          (unsigned long)text.len, (int)SP_TEMPLATE_BYTES_MAX);
        return false;
    }
    if (nul) {
        complain_at(lex, nul,
                    "contains a NUL byte; save the template as UTF-8 text");
        return false;
    }
    valid = sp_utf8_valid(text);
    if (valid < text.len) {
        complain_at(lex, text.ptr + valid,
                    "this byte is not valid UTF-8; save the file as UTF-8");
    }
    return true;
}

apr_array_header_t *sp_template_lex(sp_compiler *compiler,
                                    const sp_source *source)
{
    const sp_span text = sp_utf8_skip_mark(source->text);
    const char *start = text.len ? text.ptr : "";
    lexer lex = { .compiler = compiler,
                  .file = source->name,
                  .p = start,
                  .end = start + text.len,
                  .line = 1,
                  .column = 1,
                  .open = { "{{", 2 },
                  .close = { "}}", 2 } };

    lex.tokens = apr_array_make(compiler->pool, 64, sizeof(sp_token));
    if (!check_bytes(&lex, source)) {
        return lex.tokens;
    }
    while (lex.p < lex.end) {
        const char *tag = find(lex.p, lex.end, lex.open.text, lex.open.len);

        push_text(&lex, tag ? tag : lex.end);
        if (tag && !read_tag(&lex)) {
            break;
        }
    }
    sp_template_mark_standalone(lex.tokens);
    return lex.tokens;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/template_parts.h"

enum { DELIMITER_MAX = 16 };

typedef struct delimiter {
    char text[DELIMITER_MAX];
    size_t len;
} delimiter;

typedef struct lexer {
    sp_compiler *compiler;
    const char *file;
    const char *p;
    const char *end;
    const char *line_start;
    unsigned line;
    delimiter open;
    delimiter close;
    apr_array_header_t *tokens;
} lexer;

/* ---- positions ---------------------------------------------------------------- */

/* Columns count code points. */
static unsigned column_of(const lexer *lex, const char *at)
{
    unsigned column = 1;

    for (const char *p = lex->line_start; p < at; p++) {
        column += ((unsigned char)*p & 0xc0) != 0x80;
    }
    return column;
}

static void move_to(lexer *lex, const char *to)
{
    for (; lex->p < to; lex->p++) {
        if (*lex->p == '\n') {
            lex->line++;
            lex->line_start = lex->p + 1;
        }
    }
}

static const char *find(const char *p, const char *end, const char *what,
                        size_t n)
{
    while (p + n <= end) {
        p = memchr(p, what[0], (size_t)(end - p));
        if (!p || p + n > end) {
            return NULL;
        }
        if (memcmp(p, what, n) == 0) {
            return p;
        }
        p++;
    }
    return NULL;
}

static sp_span trim(const char *start, const char *end)
{
    while (start < end && strchr(" \t\r\n", *start)) {
        start++;
    }
    while (end > start && strchr(" \t\r\n", end[-1])) {
        end--;
    }
    return (sp_span){ start, (size_t)(end - start) };
}

/* ---- tokens ---------------------------------------------------------------------- */

static sp_token *push(lexer *lex, sp_token_kind kind, const char *at)
{
    sp_token *token = apr_array_push(lex->tokens);

    memset(token, 0, sizeof(*token));
    token->kind = kind;
    token->line = lex->line;
    token->column = column_of(lex, at);
    token->line_start = at == lex->line_start;
    return token;
}

/* Text is one token a line, so that each knows where it begins. */
static void push_text(lexer *lex, const char *end)
{
    while (lex->p < end) {
        const char *feed = memchr(lex->p, '\n', (size_t)(end - lex->p));
        const char *stop = feed ? feed + 1 : end;

        push(lex, SP_TOKEN_TEXT, lex->p)->text
            = (sp_span){ lex->p, (size_t)(stop - lex->p) };
        move_to(lex, stop);
    }
}

static bool set_delimiter(delimiter *to, sp_span text)
{
    if (text.len == 0 || text.len > DELIMITER_MAX
        || memchr(text.ptr, '=', text.len)) {
        return false;
    }
    memcpy(to->text, text.ptr, text.len);
    to->len = text.len;
    return true;
}

/* {{=<% %>=}} */
static bool read_delimiters(lexer *lex, sp_span body)
{
    const char *p = body.ptr;
    const char *end = body.ptr + body.len;
    sp_span first;

    while (p < end && !strchr(" \t\r\n", *p)) {
        p++;
    }
    first = (sp_span){ body.ptr, (size_t)(p - body.ptr) };
    body = trim(p, end);
    for (size_t i = 0; i < body.len; i++) {
        if (strchr(" \t\r\n", body.ptr[i])) {
            return false;
        }
    }
    return set_delimiter(&lex->open, first) && set_delimiter(&lex->close, body);
}

typedef struct sigil_row {
    char sigil;
    sp_token_kind kind;
} sigil_row;

static const sigil_row sigils[] = {
    { '#', SP_TOKEN_SECTION }, { '^', SP_TOKEN_INVERTED },
    { '/', SP_TOKEN_CLOSE },   { '>', SP_TOKEN_PARTIAL },
    { '<', SP_TOKEN_PARENT },  { '$', SP_TOKEN_BLOCK },
    { '!', SP_TOKEN_SILENT },  { '=', SP_TOKEN_SILENT },
    { '&', SP_TOKEN_RAW },     { '{', SP_TOKEN_RAW },
};

static sp_token_kind kind_of(char sigil)
{
    for (size_t i = 0; i < sizeof(sigils) / sizeof(sigils[0]); i++) {
        if (sigils[i].sigil == sigil) {
            return sigils[i].kind;
        }
    }
    return SP_TOKEN_VALUE;
}

static void check_name(lexer *lex, const sp_token *token)
{
    if (token->kind == SP_TOKEN_SILENT) {
        return;
    }
    if (token->text.len == 0) {
        SP_COMPLAIN(lex->compiler, lex->file, token, "tag has no name");
    }
    for (size_t i = 0; i < token->text.len; i++) {
        if (strchr(" \t\r\n", token->text.ptr[i])) {
            SP_COMPLAIN(lex->compiler, lex->file, token,
                        "\"%.*s\" is not a name: it has a space",
                        (int)(token->text.len < 60 ? token->text.len : 60),
                        token->text.ptr);
            return;
        }
    }
}

/* One tag, which begins at lex->p; false if it never ends. */
static bool read_tag(lexer *lex)
{
    const char *start = lex->p;
    const char *body = start + lex->open.len;
    char sigil = body < lex->end ? *body : '\0';
    sp_token *token = push(lex, kind_of(sigil), start);
    char want[DELIMITER_MAX + 1];
    size_t n = 0;
    const char *stop;

    if (sigil == '{' || sigil == '=') {
        want[n++] = sigil == '{' ? '}' : '=';
    }
    memcpy(want + n, lex->close.text, lex->close.len);
    n += lex->close.len;
    body += token->kind != SP_TOKEN_VALUE;
    stop = body <= lex->end ? find(body, lex->end, want, n) : NULL;
    if (!stop) {
        SP_COMPLAIN(lex->compiler, lex->file, token,
                    "tag is not closed: expected \"%.*s\"", (int)n, want);
        return false;
    }
    token->text = trim(body, stop);
    check_name(lex, token);
    if (sigil == '=' && !read_delimiters(lex, token->text)) {
        SP_COMPLAIN(lex->compiler, lex->file, token,
                    "delimiters are set as {{=<%% %%>=}}: two marks of at "
                    "most %d bytes with a space between",
                    (int)DELIMITER_MAX);
    }
    move_to(lex, stop + n);
    return true;
}

/* ---- standalone lines -------------------------------------------------------------- */

static bool is_blank(const sp_token *token)
{
    return token->kind == SP_TOKEN_TEXT
           && trim(token->text.ptr, token->text.ptr + token->text.len).len == 0;
}

static bool ends_line(const sp_token *token)
{
    return token->kind == SP_TOKEN_TEXT && token->text.len
           && token->text.ptr[token->text.len - 1] == '\n';
}

static bool is_inheritance(const sp_token *token)
{
    return token->kind == SP_TOKEN_PARENT || token->kind == SP_TOKEN_BLOCK
           || token->kind == SP_TOKEN_CLOSE;
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
        if (tags > 1 && (!is_inheritance(before) || !is_inheritance(tag))) {
            return false;
        }
    }
    return tags == 1
           || (tags > 1
               && !(tag->kind == SP_TOKEN_CLOSE
                    && before->kind == SP_TOKEN_BLOCK));
}

/* Take the white space and the line end of lines that only hold tags. */
static void strip_line(sp_token *first, sp_token *last)
{
    bool owned = owns_line(first, last);
    sp_span indent = { first->text.ptr, 0 };

    if (first->kind == SP_TOKEN_TEXT && first->line_start && is_blank(first)
        && first != last) {
        indent = first->text;
    }
    for (sp_token *token = first; token <= last; token++) {
        if (token->kind != SP_TOKEN_TEXT) {
            token->indent = indent;
            token->alone = owned;
        }
        else if (owned) {
            token->text.len = 0;
        }
    }
}

static void strip_lines(lexer *lex)
{
    sp_token *tokens = (sp_token *)(void *)lex->tokens->elts;
    int first = 0;

    for (int i = 0; i < lex->tokens->nelts; i++) {
        bool last = i + 1 == lex->tokens->nelts;

        if (last || ends_line(&tokens[i])) {
            strip_line(&tokens[first], &tokens[i]);
            first = i + 1;
        }
    }
}

/* ---- the whole source ----------------------------------------------------------------- */

/* A NUL byte or a large file is a wrong file, not a template. */
static bool check_bytes(lexer *lex, const sp_source *source)
{
    const char *nul;

    if (source->text.len > SP_TEMPLATE_BYTES_MAX) {
        sp_diagnostics_add(lex->compiler->problems, source->name, 0, 0,
                           "is larger than a template may be (%d bytes)",
                           (int)SP_TEMPLATE_BYTES_MAX);
        return false;
    }
    nul = source->text.len ? memchr(source->text.ptr, 0, source->text.len)
                           : NULL;
    if (nul) {
        const char *start = lex->p;

        move_to(lex, nul);
        sp_diagnostics_add(lex->compiler->problems, source->name, lex->line,
                           column_of(lex, nul),
                           "holds a NUL byte: not a text file in UTF-8");
        lex->p = start;
        return false;
    }
    return true;
}

apr_array_header_t *sp_template_lex(sp_compiler *compiler,
                                    const sp_source *source)
{
    lexer lex = { .compiler = compiler,
                  .file = source->name,
                  .p = source->text.ptr,
                  .end = source->text.ptr + source->text.len,
                  .line_start = source->text.ptr,
                  .line = 1,
                  .open = { "{{", 2 },
                  .close = { "}}", 2 },
                  .tokens = apr_array_make(compiler->pool, 64,
                                           sizeof(sp_token)) };

    if (!check_bytes(&lex, source)) {
        return lex.tokens;
    }
    /* an editor's byte order mark is not part of the text */
    if (source->text.len >= 3 && memcmp(lex.p, "\xef\xbb\xbf", 3) == 0) {
        lex.p += 3;
        lex.line_start = lex.p;
    }
    while (lex.p < lex.end) {
        const char *tag = find(lex.p, lex.end, lex.open.text, lex.open.len);

        push_text(&lex, tag ? tag : lex.end);
        if (tag && !read_tag(&lex)) {
            break;
        }
    }
    strip_lines(&lex);
    return lex.tokens;
}

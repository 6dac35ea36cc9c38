/* SPDX-License-Identifier: Apache-2.0 */
/* Drops what means nothing from a style sheet.  Not a parser: the tokens of
 * CSS Syntax Level 3 that decide where white space has no meaning.  White space
 * goes beside { } ; and commas, and beside the first colon of a declaration;
 * elsewhere it becomes one blank, for in selectors and values it may count. */
#include "core/css_shrink.h"

#include <strings.h>

enum { DEPTH_MAX = 32 };

/* What lies between two tokens: nothing, comments only, white space. */
typedef enum gap { GAP_NONE, GAP_COMMENT, GAP_BLANK } gap;

typedef struct shrinker {
    const char *at;
    const char *end;
    char *out; /* where the next byte goes */
    const char *begin;
    const char *part; /* what follows the last { } or ; */
    char *colon;      /* the first one of the part; NULL: none yet */
    gap before;       /* what lies between the last token and the next */
    unsigned depth;
    char closers[DEPTH_MAX]; /* of the brackets that are open */
} shrinker;

/* `word` is lowercase, and there is a byte at css->at: it decides for nearly
 * all of a sheet. */
static inline bool starts(const shrinker *css, const char *word)
{
    return (*css->at | 0x20) == *word
           && (size_t)(css->end - css->at) >= strlen(word)
           && strncasecmp(css->at, word, strlen(word)) == 0;
}

/* Copy up to `past`; false if that is NULL: what began here has no end. */
static bool copy_to(shrinker *css, const char *past)
{
    if (!past) {
        return false;
    }
    memcpy(css->out, css->at, (size_t)(past - css->at));
    css->out += past - css->at;
    css->at = past;
    return true;
}

/* ---- tokens that are one piece --------------------------------------------*/

static const char *past_comment(const shrinker *css)
{
    for (const char *p = css->at + 2; p + 1 < css->end; p++) {
        if (p[0] == '*' && p[1] == '/') {
            return p + 2;
        }
    }
    return NULL;
}

static const char *past_string(const shrinker *css)
{
    for (const char *p = css->at + 1; p < css->end; p++) {
        if (*p == *css->at) {
            return p + 1;
        }
        if (*p == '\n' || *p == '\r' || *p == '\f') {
            return NULL;
        }
        p += *p == '\\';
    }
    return NULL;
}

/* url(a;b): without quotes nothing in it is a token of its own. */
static bool is_bare_url(const shrinker *css)
{
    const char *p = css->at + strlen("url(");

    if (!starts(css, "url(")) {
        return false;
    }
    while (p < css->end && sp_is_space(*p)) {
        p++;
    }
    return p == css->end || (*p != '"' && *p != '\'');
}

static const char *past_url(const shrinker *css)
{
    for (const char *p = css->at + strlen("url("); p < css->end; p++) {
        if (*p == ')') {
            return p + 1;
        }
        if (strchr("\"'(\\", *p)) {
            return NULL;
        }
    }
    return NULL;
}

/* ---- between tokens -------------------------------------------------------*/

/* Skip white space and comments; false if one does not end. */
static bool skip_gap(shrinker *css)
{
    css->before = GAP_NONE;
    while (css->at < css->end) {
        if (sp_is_space(*css->at)) {
            css->before = GAP_BLANK;
            css->at++;
        }
        else if (starts(css, "/*") && !starts(css, "/*!")) {
            const char *past = past_comment(css);

            if (!past) {
                return false;
            }
            css->at = past;
            css->before = css->before ? css->before : GAP_COMMENT;
        }
        else {
            break;
        }
    }
    return true;
}

static bool ends_part(char c)
{
    return c == '{' || c == '}' || c == ';';
}

/* --x: ; has a value, which is empty; some browsers want the blank. */
static bool is_needless(const shrinker *css)
{
    char last = css->out == css->begin ? ';' : css->out[-1];

    return css->at == css->end || ends_part(last) || last == ','
           || (last != ':' && (ends_part(*css->at) || *css->at == ','));
}

/* Two words that only a comment parts stay so: a blank could mean more. */
static void put_gap(shrinker *css)
{
    static const char parting[] = "/**/";

    if (css->before == GAP_NONE || is_needless(css)) {
        return;
    }
    if (css->before == GAP_BLANK) {
        *css->out++ = ' ';
        return;
    }
    memcpy(css->out, parting, sizeof(parting) - 1);
    css->out += sizeof(parting) - 1;
}

/* ---- brackets and declarations --------------------------------------------*/

static bool in_block(const shrinker *css)
{
    return css->depth && css->closers[css->depth - 1] == '}';
}

/* Take the blank at `blank`, if there is one, out of what is written. */
static void drop_blank(shrinker *css, char *blank)
{
    if (*blank == ' ') {
        memmove(blank, blank + 1, (size_t)(css->out - blank - 1));
        css->out--;
    }
}

/* What ends with ; or } in a block is a declaration, unless it is an at-rule:
 * there a colon is no pseudo-class.  An empty value keeps its blank. */
static void end_declaration(shrinker *css)
{
    if (!css->colon || !in_block(css) || *css->part == '@') {
        return;
    }
    if (css->colon + 2 < css->out) {
        drop_blank(css, css->colon + 1);
    }
    drop_blank(css, css->colon - 1);
}

static bool open_bracket(shrinker *css, char closer)
{
    if (css->depth == DEPTH_MAX) {
        return false;
    }
    css->closers[css->depth++] = closer;
    return true;
}

static bool close_bracket(shrinker *css, char closer)
{
    return css->depth && css->closers[--css->depth] == closer;
}

static void before_mark(shrinker *css, char c)
{
    if (c == ';' || c == '}') {
        end_declaration(css);
    }
    while (c == '}' && css->out > css->begin && css->out[-1] == ';') {
        css->out--;
    }
}

static void after_mark(shrinker *css, char c)
{
    if (ends_part(c)) {
        css->part = css->out;
        css->colon = NULL;
    }
    else if (c == ':' && !css->colon && in_block(css)) {
        css->colon = css->out - 1;
    }
}

/* <!-- and --> are tokens, and an escape takes in a blank that follows it. */
static bool is_odd(const shrinker *css)
{
    return *css->at == '\\' || starts(css, "<!") || starts(css, "-->");
}

static bool copy_mark(shrinker *css)
{
    char c = *css->at;

    if (is_odd(css)) {
        return false;
    }
    before_mark(css, c);
    *css->out++ = c;
    css->at++;
    if ((c == '{' && !open_bracket(css, '}'))
        || (c == '(' && !open_bracket(css, ')'))
        || (c == '[' && !open_bracket(css, ']'))
        || (strchr("})]", c) && !close_bracket(css, c))) {
        return false;
    }
    after_mark(css, c);
    return true;
}

/* ---- the walk -------------------------------------------------------------*/

static bool copy_token(shrinker *css)
{
    if (*css->at == '"' || *css->at == '\'') {
        return copy_to(css, past_string(css));
    }
    if (starts(css, "/*")) {
        return copy_to(css, past_comment(css));
    }
    return is_bare_url(css) ? copy_to(css, past_url(css)) : copy_mark(css);
}

/* False if there is anything odd: who knows what a browser makes of it. */
static bool copy_all(shrinker *css)
{
    while (css->at < css->end) {
        if (!skip_gap(css)) {
            return false;
        }
        put_gap(css);
        if (css->at < css->end && !copy_token(css)) {
            return false;
        }
    }
    return css->depth == 0;
}

size_t sp_css_shrink(sp_span sheet, char *out)
{
    shrinker css = { .at = sheet.ptr,
                     .end = sheet.ptr + sheet.len,
                     .out = out,
                     .begin = out,
                     .part = out };

    if (!copy_all(&css)) {
        memcpy(out, sheet.ptr, sheet.len);
        return sheet.len;
    }
    return (size_t)(css.out - out);
}

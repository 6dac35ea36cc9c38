/* SPDX-License-Identifier: Apache-2.0 */
/* Where in an HTML document a value would stand.  Not a parser: the states of
 * the WHATWG tokeniser (13.2.5) that decide what escaping protects.  What may
 * stand where is in template_context.c. */
#include "core/template_internal.h"

#include <apr_lib.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add_letter(char name[SP_HTML_NAME_MAX], char c)
{
    size_t n = strlen(name);

    if (n + 1 < SP_HTML_NAME_MAX) {
        name[n] = (char)apr_tolower(c);
        name[n + 1] = '\0';
    }
}

/* Elements whose inside is not markup.  A browser decodes entities only in
 * the first two. */
typedef struct element_row {
    const char *name;
    sp_html_state state;
} element_row;

static const element_row elements[] = {
    { "title", SP_HTML_PLAIN },  { "textarea", SP_HTML_PLAIN },
    { "script", SP_HTML_RAW },   { "style", SP_HTML_RAW },
    { "xmp", SP_HTML_RAW },      { "iframe", SP_HTML_RAW },
    { "noembed", SP_HTML_RAW },  { "noframes", SP_HTML_RAW },
    { "plaintext", SP_HTML_RAW }
};

static void leave_tag(sp_html *html)
{
    html->state = SP_HTML_TEXT;
    html->matched = 0;
    for (size_t i = 0; !html->closing && i < SP_COUNT(elements); i++) {
        if (strcmp(html->element, elements[i].name) == 0) {
            html->state = elements[i].state;
        }
    }
}

/* ---- between tags ---------------------------------------------------------*/

static void in_text(sp_html *html, char c)
{
    html->state = c == '<' ? SP_HTML_TAG_OPEN : SP_HTML_TEXT;
}

static void begin_name(sp_html *html, char c, bool closing)
{
    html->state = SP_HTML_TAG_NAME;
    html->closing = closing;
    html->header = false;
    html->filled = false;
    html->element[0] = '\0';
    add_letter(html->element, c);
}

static void at_tag_open(sp_html *html, char c)
{
    if (is_letter(c)) {
        begin_name(html, c, false);
    }
    else if (c == '/') {
        html->state = SP_HTML_END_OPEN;
    }
    else if (c == '!') {
        html->state = SP_HTML_MARKUP;
        html->matched = 0;
    }
    else if (c == '?') {
        html->state = SP_HTML_BOGUS;
    }
    else {
        in_text(html, c); /* a < b */
    }
}

static void at_end_open(sp_html *html, char c)
{
    if (is_letter(c)) {
        begin_name(html, c, true);
    }
    else {
        html->state = c == '>' ? SP_HTML_TEXT : SP_HTML_BOGUS;
    }
}

static void in_bogus(sp_html *html, char c)
{
    html->state = c == '>' ? SP_HTML_TEXT : SP_HTML_BOGUS;
}

/* What of a comment's end has been seen; from DASH_TWO on a > ends it, also
 * right after <!-- and <!--- */
enum {
    DASH_NONE,
    DASH_ONE,
    DASH_TWO,  /* -- */
    DASH_BANG, /* --! */
    DASH_START,
    DASH_START_ONE
};

static void in_markup(sp_html *html, char c)
{
    if (c != '-') {
        in_bogus(html, c);
    }
    else if (++html->matched == 2) {
        html->state = SP_HTML_COMMENT;
        html->matched = DASH_START;
    }
}

static void in_comment(sp_html *html, char c)
{
    static const unsigned char after_dash[] = {
        [DASH_NONE] = DASH_ONE,        [DASH_ONE] = DASH_TWO,
        [DASH_TWO] = DASH_TWO,         [DASH_BANG] = DASH_ONE,
        [DASH_START] = DASH_START_ONE, [DASH_START_ONE] = DASH_TWO,
    };

    if (c == '-') {
        html->matched = after_dash[html->matched];
    }
    else if (c == '>' && html->matched >= DASH_TWO) {
        html->state = SP_HTML_TEXT;
    }
    else {
        html->matched =
            c == '!' && html->matched == DASH_TWO ? DASH_BANG : DASH_NONE;
    }
}

/* In the inside of an element that only its own end tag ends. */
static void in_raw(sp_html *html, char c)
{
    size_t n = strlen(html->element);

    if (html->matched == n + 2) {
        html->closing = true;
        if (c == '>') {
            leave_tag(html);
            return;
        }
        if (is_space(c) || c == '/') {
            html->state = SP_HTML_TAG;
            return;
        }
        html->closing = false;
        html->matched = c == '<';
    }
    else if (apr_tolower(c)
             == (html->matched == 0   ? '<'
                 : html->matched == 1 ? '/'
                                      : html->element[html->matched - 2])) {
        html->matched++;
    }
    else {
        html->matched = c == '<';
    }
}

/* ---- in tags --------------------------------------------------------------*/

static void in_tag_name(sp_html *html, char c)
{
    if (c == '>') {
        leave_tag(html);
    }
    else if (is_space(c) || c == '/') {
        html->state = SP_HTML_TAG;
    }
    else {
        add_letter(html->element, c);
    }
}

static void in_tag(sp_html *html, char c)
{
    if (c == '>') {
        leave_tag(html);
    }
    else if (is_space(c) || c == '/') {
        html->state = SP_HTML_TAG;
    }
    else {
        html->state = SP_HTML_ATTRIBUTE;
        html->attribute[0] = '\0';
        add_letter(html->attribute, c);
    }
}

static void in_attribute(sp_html *html, char c)
{
    if (c == '=') {
        html->state = SP_HTML_EQUALS;
    }
    else if (is_space(c)) {
        html->state = SP_HTML_AFTER_NAME;
    }
    else if (c == '>' || c == '/') {
        in_tag(html, c);
    }
    else {
        add_letter(html->attribute, c);
    }
}

static void after_name(sp_html *html, char c)
{
    if (c == '=') {
        html->state = SP_HTML_EQUALS;
    }
    else if (!is_space(c)) {
        in_tag(html, c);
    }
}

static void at_after_section(sp_html *html, char c)
{
    if (c != '>' && c != '/' && !is_space(c)) {
        html->wrong = "put white space between the section and what follows it";
    }
    in_tag(html, c);
}

static void at_equals(sp_html *html, char c)
{
    if (c == '"' || c == '\'') {
        sp_html_value_starts(html);
        html->state = SP_HTML_QUOTED;
        html->quote = c;
        sp_html_begin_value(html);
    }
    else if (c == '>') {
        leave_tag(html);
    }
    else if (!is_space(c)) {
        sp_html_value_starts(html);
        html->state = SP_HTML_UNQUOTED;
    }
}

static void in_unquoted(sp_html *html, char c)
{
    if (c == '>') {
        leave_tag(html);
    }
    else if (is_space(c)) {
        html->state = SP_HTML_TAG;
    }
}

static void in_quoted(sp_html *html, char c)
{
    if (c == html->quote) {
        html->state = SP_HTML_TAG;
    }
    else {
        sp_html_advance_url(html, c);
    }
}

typedef void step(sp_html *html, char c);

static step *const steps[] = {
    [SP_HTML_TEXT] = in_text,
    [SP_HTML_PLAIN] = in_raw,
    [SP_HTML_RAW] = in_raw,
    [SP_HTML_TAG_OPEN] = at_tag_open,
    [SP_HTML_END_OPEN] = at_end_open,
    [SP_HTML_MARKUP] = in_markup,
    [SP_HTML_TAG_NAME] = in_tag_name,
    [SP_HTML_TAG] = in_tag,
    [SP_HTML_ATTRIBUTE] = in_attribute,
    [SP_HTML_AFTER_NAME] = after_name,
    [SP_HTML_AFTER_SECTION] = at_after_section,
    [SP_HTML_EQUALS] = at_equals,
    [SP_HTML_UNQUOTED] = in_unquoted,
    [SP_HTML_QUOTED] = in_quoted,
    [SP_HTML_COMMENT] = in_comment,
    [SP_HTML_BOGUS] = in_bogus,
};

void sp_html_advance(sp_html *html, sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        steps[html->state](html, text.ptr[i]);
    }
}

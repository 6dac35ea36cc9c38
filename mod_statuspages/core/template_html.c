/* SPDX-License-Identifier: Apache-2.0 */
/* Where in an HTML document a value would stand.  Not a parser: the states of
 * the WHATWG tokeniser that decide what escaping protects. */
#include "core/template_parts.h"

#include <apr_lib.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void add_letter(char name[SP_HTML_NAME_MAX], char c)
{
    size_t n = strlen(name);

    if (n + 1 < SP_HTML_NAME_MAX) {
        name[n] = (char)apr_tolower(c);
        name[n + 1] = '\0';
    }
}

static bool is_raw_element(const char *name)
{
    return strcmp(name, "script") == 0 || strcmp(name, "style") == 0;
}

static void leave_tag(sp_html *html)
{
    html->place = !html->closing && is_raw_element(html->element)
                      ? SP_HTML_RAW
                      : SP_HTML_TEXT;
    html->matched = 0;
}

static void in_text(sp_html *html, char c)
{
    if (c == '<') {
        html->place = SP_HTML_TAG_NAME;
        html->closing = false;
        html->element[0] = '\0';
    }
}

static void in_tag_name(sp_html *html, char c)
{
    if (c == '/' && !html->element[0]) {
        html->closing = true;
    }
    else if (c == '>') {
        leave_tag(html);
    }
    else if (is_space(c)) {
        html->place = html->element[0] ? SP_HTML_TAG : SP_HTML_TEXT;
    }
    else {
        add_letter(html->element, c);
        if (strcmp(html->element, "!--") == 0) {
            html->place = SP_HTML_COMMENT;
            html->matched = 0;
        }
    }
}

static void in_tag(sp_html *html, char c)
{
    if (c == '>') {
        leave_tag(html);
    }
    else if (!is_space(c) && c != '/') {
        html->place = SP_HTML_ATTRIBUTE;
        html->attribute[0] = '\0';
        add_letter(html->attribute, c);
    }
}

static void in_attribute(sp_html *html, char c)
{
    if (c == '>') {
        leave_tag(html);
    }
    else if (c == '=') {
        html->place = SP_HTML_EQUALS;
    }
    else if (is_space(c)) {
        html->place = SP_HTML_TAG;
    }
    else {
        add_letter(html->attribute, c);
    }
}

static void at_equals(sp_html *html, char c)
{
    if (c == '"' || c == '\'') {
        html->place = SP_HTML_QUOTED;
        html->quote = c;
        html->value_begun = false;
    }
    else if (c == '>') {
        leave_tag(html);
    }
    else if (!is_space(c)) {
        html->place = SP_HTML_UNQUOTED;
    }
}

/* `matched` counts how much of the end has been seen. */
static void in_comment(sp_html *html, char c)
{
    if (c == '-') {
        html->matched = html->matched < 2 ? html->matched + 1 : 2;
    }
    else if (c == '>' && html->matched == 2) {
        html->place = SP_HTML_TEXT;
    }
    else {
        html->matched = 0;
    }
}

static void in_raw(sp_html *html, char c)
{
    size_t n = strlen(html->element);
    char want = html->matched == 0   ? '<'
                : html->matched == 1 ? '/'
                : html->matched < n + 2
                    ? html->element[html->matched - 2]
                    : '\0';

    if (want == '\0') {
        html->closing = true;
        if (c == '>') {
            leave_tag(html);
        }
        else if (is_space(c) || c == '/') {
            html->place = SP_HTML_TAG;
        }
        html->matched = 0;
    }
    else if (apr_tolower(c) == want) {
        html->matched++;
    }
    else {
        html->matched = c == '<';
    }
}

static void step(sp_html *html, char c)
{
    switch (html->place) {
    case SP_HTML_TEXT: in_text(html, c); break;
    case SP_HTML_TAG_NAME: in_tag_name(html, c); break;
    case SP_HTML_TAG: in_tag(html, c); break;
    case SP_HTML_ATTRIBUTE: in_attribute(html, c); break;
    case SP_HTML_EQUALS: at_equals(html, c); break;
    case SP_HTML_COMMENT: in_comment(html, c); break;
    case SP_HTML_RAW: in_raw(html, c); break;
    case SP_HTML_UNQUOTED:
        if (c == '>') {
            leave_tag(html);
        }
        else if (is_space(c)) {
            html->place = SP_HTML_TAG;
        }
        break;
    case SP_HTML_QUOTED:
        if (c == html->quote) {
            html->place = SP_HTML_TAG;
        }
        html->value_begun = true;
        break;
    }
}

void sp_html_advance(sp_html *html, sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        step(html, text.ptr[i]);
    }
}

/* Attributes whose value is an address. */
static const char *const url_attributes[]
    = { "href",   "src",  "action", "formaction", "poster",     "cite",
        "data",   "ping", "srcset", "background", "xlink:href", "manifest" };

static bool is_url_attribute(const char *name)
{
    for (size_t i = 0; i < sizeof(url_attributes) / sizeof(url_attributes[0]);
         i++) {
        if (strcmp(name, url_attributes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static const char *refuse_in_attribute(const sp_html *html, sp_kind kind)
{
    if (strncmp(html->attribute, "on", 2) == 0) {
        return "a value inside an event attribute would be run as a script";
    }
    if (strcmp(html->attribute, "style") == 0) {
        return "a value inside a style attribute is not protected by escaping";
    }
    if (strcmp(html->attribute, "srcdoc") == 0) {
        return "a value inside srcdoc is not protected by escaping";
    }
    if (is_url_attribute(html->attribute) && !html->value_begun
        && kind != SP_KIND_URL) {
        return "this value is not an address and cannot begin one; use a "
               "name that holds an address, such as home.url";
    }
    return NULL;
}

const char *sp_html_refuse(const sp_html *html, sp_kind kind)
{
    switch (html->place) {
    case SP_HTML_TEXT: return NULL;
    case SP_HTML_QUOTED: return refuse_in_attribute(html, kind);
    case SP_HTML_RAW:
        return strcmp(html->element, "style") == 0
                   ? "a value inside <style> is not protected by escaping"
                   : "a value inside <script> is not protected by escaping; "
                     "put it into a data- attribute";
    case SP_HTML_COMMENT: return "a value inside a comment can end it";
    case SP_HTML_UNQUOTED:
    case SP_HTML_EQUALS:
        return "a value in an attribute needs quotes around it: =\"{{...}}\"";
    case SP_HTML_TAG_NAME: return "a value cannot be the name of an element";
    case SP_HTML_TAG:
    case SP_HTML_ATTRIBUTE:
        return "a value cannot be the name of an attribute";
    }
    return NULL;
}

bool sp_html_same(const sp_html *a, const sp_html *b)
{
    return a->place == b->place
           && (a->place != SP_HTML_QUOTED || a->quote == b->quote)
           && (a->place != SP_HTML_RAW
               || strcmp(a->element, b->element) == 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What may stand at a place in HTML, and why not. */
#include "core/template_internal.h"

/* ---- <meta http-equiv="refresh" content="5; url=/elsewhere"> --------------*/

static bool is_content_of_meta(const sp_html *html)
{
    return strcmp(html->element, "meta") == 0
           && strcmp(html->attribute, "content") == 0;
}

/* The two attributes come in either order. */
void sp_html_value_starts(sp_html *html)
{
    if (strcmp(html->element, "meta") == 0
        && strcmp(html->attribute, "http-equiv") == 0) {
        html->header = true;
        if (html->filled) {
            html->wrong = "http-equiv after a content attribute with a value "
                          "could redirect visitors to another site; remove "
                          "the value";
        }
    }
}

void sp_html_value_ends(sp_html *html)
{
    html->filled |= html->state == SP_HTML_QUOTED && is_content_of_meta(html);
}

/* ---- values ---------------------------------------------------------------*/

static const char *refuse_in_attribute(const sp_html *html, sp_kind kind)
{
    if (strncmp(html->attribute, "on", 2) == 0) {
        return "a value inside an event attribute would run as a script; use "
               "a data- attribute";
    }
    if (strcmp(html->attribute, "style") == 0) {
        return "escaping does not make a value safe inside a style attribute; "
               "use a section to choose a class";
    }
    if (strcmp(html->attribute, "srcdoc") == 0) {
        return "escaping does not make a value safe inside srcdoc; remove it";
    }
    if (html->header && is_content_of_meta(html)) {
        return "a value inside content of <meta http-equiv> could redirect "
               "visitors to another site; remove it";
    }
    return sp_html_url_error(html, kind);
}

static const char *refuse_in_raw(const sp_html *html)
{
    return strcmp(html->element, "style") == 0
               ? "escaping does not make a value safe inside <style>; use a "
                 "section to choose a class"
           : strcmp(html->element, "script") == 0
               ? "escaping does not make a value safe inside <script>; use a "
                 "data- attribute"
               : "a value inside this element would be shown with its "
                 "escapes; remove it";
}

const char *sp_html_value_error(const sp_html *html, sp_kind kind, bool raw)
{
    if (raw && html->state != SP_HTML_TEXT) {
        return "markup is allowed only between tags";
    }
    switch (html->state) {
    case SP_HTML_TEXT: return NULL;
    case SP_HTML_PLAIN:
        if (html->matched == 0) {
            return NULL;
        }
        return "a value cannot be an element name";
    case SP_HTML_QUOTED: return refuse_in_attribute(html, kind);
    case SP_HTML_RAW:
        return kind == SP_KIND_STYLE && strcmp(html->element, "style") == 0
                   ? NULL
                   : refuse_in_raw(html);
    case SP_HTML_MARKUP:
    case SP_HTML_BOGUS:
    case SP_HTML_COMMENT:
        return "a value inside a comment or declaration could end it; remove "
               "it, or write {{! }} for a comment that is not sent";
    case SP_HTML_UNQUOTED:
    case SP_HTML_EQUALS:
        return "a value in an attribute needs quotes around it: =\"{{...}}\"";
    case SP_HTML_TAG_OPEN:
    case SP_HTML_END_OPEN:
    case SP_HTML_TAG_NAME:
        return "a value cannot be an element name; if this < is text, write "
               "&lt;";
    case SP_HTML_TAG:
    case SP_HTML_ATTRIBUTE:
    case SP_HTML_AFTER_NAME:
    case SP_HTML_AFTER_SECTION:
        return "a value cannot be an attribute name; put the attribute inside "
               "a section";
    }
    return NULL;
}

const char *sp_html_section_error(const sp_html *html)
{
    return html->state == SP_HTML_RAW
               ? "sections are not allowed inside <style> and <script>: their "
                 "content must always be the same"
               : NULL;
}

/* ---- branches -------------------------------------------------------------*/

static bool is_same_element(const sp_html *a, const sp_html *b)
{
    return a->closing == b->closing && strcmp(a->element, b->element) == 0;
}

static bool is_same_place(const sp_html *a, const sp_html *b)
{
    bool attribute = strcmp(a->attribute, b->attribute) == 0;

    if (a->state != b->state) {
        return false;
    }
    switch (a->state) {
    case SP_HTML_TEXT:
    case SP_HTML_TAG_OPEN:
    case SP_HTML_END_OPEN:
    case SP_HTML_BOGUS: return true;
    case SP_HTML_MARKUP:
    case SP_HTML_COMMENT: return a->matched == b->matched;
    case SP_HTML_PLAIN:
    case SP_HTML_RAW: return a->matched == b->matched && is_same_element(a, b);
    case SP_HTML_TAG_NAME:
    case SP_HTML_AFTER_SECTION:
    case SP_HTML_TAG: return is_same_element(a, b);
    case SP_HTML_ATTRIBUTE:
    case SP_HTML_AFTER_NAME:
    case SP_HTML_EQUALS:
    case SP_HTML_UNQUOTED: return attribute && is_same_element(a, b);
    case SP_HTML_QUOTED:
        return attribute && a->quote == b->quote && is_same_element(a, b);
    }
    return false;
}

/* A tag that may go on, or end, here: <p{{#x}} class="x"{{/x}}> */
static bool is_in_tag(const sp_html *html)
{
    return html->state == SP_HTML_TAG_NAME || html->state == SP_HTML_TAG
           || html->state == SP_HTML_ATTRIBUTE
           || html->state == SP_HTML_AFTER_NAME
           || html->state == SP_HTML_UNQUOTED
           || html->state == SP_HTML_AFTER_SECTION;
}

/* A row begins where the one before it ended, and must not go on with a name
 * begun there. */
static bool is_after_section(const sp_html *after, const sp_html *before,
                             bool loop)
{
    return is_in_tag(before) && is_in_tag(after)
           && is_same_element(after, before)
           && (!loop || after->state == SP_HTML_TAG);
}

bool sp_html_join(sp_html *html, const sp_html *before, bool loop)
{
    bool same = is_same_place(html, before);
    bool after_section = !same && is_after_section(html, before, loop);
    sp_html_url url = sp_html_join_url(html, before);
    bool header = html->header || before->header;
    bool filled = html->filled || before->filled;

    *html = *before;
    html->header = header;
    html->filled = filled;
    if (after_section) {
        html->state = SP_HTML_AFTER_SECTION;
        return true;
    }
    if (same && html->state == SP_HTML_QUOTED) {
        html->url = url;
    }
    return same;
}

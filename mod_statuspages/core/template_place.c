/* SPDX-License-Identifier: Apache-2.0 */
/* What may stand at a place in HTML, and why not. */
#include "core/template_parts.h"

#include <apr_lib.h>

/* ---- addresses ------------------------------------------------------------*/

/* Attributes that hold an address; some hold several, with a comma or a space
 * between. */
typedef struct url_row {
    const char *attribute;
    bool several;
} url_row;

static const url_row url_attributes[] = {
    { "href", false },       { "src", false },        { "action", false },
    { "formaction", false }, { "poster", false },     { "cite", false },
    { "data", false },       { "background", false }, { "xlink:href", false },
    { "manifest", false },   { "longdesc", false },   { "codebase", false },
    { "classid", false },    { "ping", true },        { "srcset", true },
    { "imagesrcset", true }, { "archive", true },
};

static const url_row *url_attribute(const char *name)
{
    for (size_t i = 0; i < sizeof(url_attributes) / sizeof(url_attributes[0]);
         i++) {
        if (strcmp(name, url_attributes[i].attribute) == 0) {
            return &url_attributes[i];
        }
    }
    return NULL;
}

void sp_html_begin_value(sp_html *html)
{
    html->url =
        url_attribute(html->attribute) ? SP_HTML_URL_START : SP_HTML_URL_NONE;
    html->scheme[0] = '\0';
}

static bool is_script(const char *scheme)
{
    return strcmp(scheme, "javascript") == 0 || strcmp(scheme, "vbscript") == 0
           || strcmp(scheme, "data") == 0;
}

/* A scheme ends with a colon and cannot follow / ? or # (RFC 3986 4.2).
 * Browsers drop leading white space, and line ends anywhere (WHATWG URL). */
static void advance_scheme(sp_html *html, char c)
{
    size_t n = strlen(html->scheme);

    if ((unsigned char)c <= ' ') {
        return;
    }
    if (c == ':') {
        html->url =
            is_script(html->scheme) ? SP_HTML_URL_UNSAFE : SP_HTML_URL_SETTLED;
    }
    else if (c == '/' || c == '?' || c == '#') {
        html->url = SP_HTML_URL_SETTLED;
    }
    else if (c == '&') {
        html->url = SP_HTML_URL_UNSAFE; /* an entity: could be any letter */
    }
    else {
        html->url = SP_HTML_URL_SCHEME;
        if (n + 1 < SP_HTML_NAME_MAX) {
            html->scheme[n] = (char)apr_tolower(c);
            html->scheme[n + 1] = '\0';
        }
    }
}

void sp_html_advance_url(sp_html *html, char c)
{
    if (html->url == SP_HTML_URL_NONE) {
        return;
    }
    if ((c == ',' || (unsigned char)c <= ' ')
        && url_attribute(html->attribute)->several) {
        sp_html_begin_value(html);
    }
    else if (html->url == SP_HTML_URL_START
             || html->url == SP_HTML_URL_SCHEME) {
        advance_scheme(html, c);
    }
}

static const char *refuse_in_url(const sp_html *html, sp_kind kind)
{
    switch (html->url) {
    case SP_HTML_URL_NONE:
    case SP_HTML_URL_SETTLED: return NULL;
    case SP_HTML_URL_START:
        return kind == SP_KIND_URL
                   ? NULL
                   : "this value cannot begin an address: it is not one; use "
                     "a name that holds an address, such as home.url, or "
                     "begin with text, such as /";
    case SP_HTML_URL_SCHEME:
        return "a value cannot go on here: it could turn the address into "
               "another; end its first part with / ? or # before";
    case SP_HTML_URL_UNSAFE: break;
    }
    return "a value in an address that may run as a script is not protected "
           "by escaping; leave it out";
}

/* ---- values ---------------------------------------------------------------*/

static const char *refuse_in_attribute(const sp_html *html, sp_kind kind)
{
    if (strncmp(html->attribute, "on", 2) == 0) {
        return "a value inside an event attribute would run as a script; put "
               "it into a data- attribute";
    }
    if (strcmp(html->attribute, "style") == 0) {
        return "a value inside a style attribute is not protected by "
               "escaping; choose a class with a section instead";
    }
    if (strcmp(html->attribute, "srcdoc") == 0) {
        return "a value inside srcdoc is not protected by escaping; leave it "
               "out";
    }
    return refuse_in_url(html, kind);
}

static const char *refuse_in_raw(const sp_html *html)
{
    return strcmp(html->element, "style") == 0
               ? "a value inside <style> is not protected by escaping; choose "
                 "a class with a section instead"
           : strcmp(html->element, "script") == 0
               ? "a value inside <script> is not protected by escaping; put "
                 "it into a data- attribute"
               : "a value inside this element is shown as it is escaped; "
                 "leave it out";
}

const char *sp_html_refuse(const sp_html *html, sp_kind kind, bool raw)
{
    if (raw && html->place != SP_HTML_TEXT) {
        return "ready markup may only stand between tags";
    }
    switch (html->place) {
    case SP_HTML_TEXT: return NULL;
    case SP_HTML_PLAIN:
        if (html->matched == 0) {
            return NULL;
        }
        return "a value cannot be the name of an element";
    case SP_HTML_QUOTED: return refuse_in_attribute(html, kind);
    case SP_HTML_RAW:
        return kind == SP_KIND_STYLE && strcmp(html->element, "style") == 0
                   ? NULL
                   : refuse_in_raw(html);
    case SP_HTML_MARKUP:
    case SP_HTML_BOGUS:
    case SP_HTML_COMMENT:
        return "a value inside a comment or declaration can end it; leave it "
               "out, or write {{! }} for a comment that is not sent";
    case SP_HTML_UNQUOTED:
    case SP_HTML_EQUALS:
        return "a value in an attribute needs quotes around it: =\"{{...}}\"";
    case SP_HTML_TAG_OPEN:
    case SP_HTML_END_OPEN:
    case SP_HTML_TAG_NAME:
        return "a value cannot be the name of an element; write < as &lt; if "
               "it is text";
    case SP_HTML_TAG:
    case SP_HTML_ATTRIBUTE:
    case SP_HTML_AFTER_NAME:
    case SP_HTML_JOINT:
        return "a value cannot be the name of an attribute; use a section "
               "around the attribute";
    }
    return NULL;
}

const char *sp_html_refuse_section(const sp_html *html)
{
    return html->place == SP_HTML_RAW
               ? "no sections inside <style> and <script>: their text must "
                 "always be the same"
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

    if (a->place != b->place) {
        return false;
    }
    switch (a->place) {
    case SP_HTML_TEXT:
    case SP_HTML_TAG_OPEN:
    case SP_HTML_END_OPEN:
    case SP_HTML_BOGUS: return true;
    case SP_HTML_MARKUP:
    case SP_HTML_COMMENT: return a->matched == b->matched;
    case SP_HTML_PLAIN:
    case SP_HTML_RAW: return a->matched == b->matched && is_same_element(a, b);
    case SP_HTML_TAG_NAME:
    case SP_HTML_JOINT:
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

/* What an address may have become, with the branch or without. */
static sp_html_url joined_url(const sp_html *after, const sp_html *before)
{
    if (after->url == before->url
        && strcmp(after->scheme, before->scheme) == 0) {
        return before->url;
    }
    if (before->url == SP_HTML_URL_SETTLED
        && after->url != SP_HTML_URL_UNSAFE) {
        return SP_HTML_URL_SETTLED;
    }
    return after->url == SP_HTML_URL_SETTLED ? before->url : SP_HTML_URL_UNSAFE;
}

/* A tag that may go on, or end, here: <p{{#x}} class="x"{{/x}}> */
static bool is_in_tag(const sp_html *html)
{
    return html->place == SP_HTML_TAG_NAME || html->place == SP_HTML_TAG
           || html->place == SP_HTML_ATTRIBUTE
           || html->place == SP_HTML_AFTER_NAME
           || html->place == SP_HTML_UNQUOTED || html->place == SP_HTML_JOINT;
}

/* A row begins where the one before it ended, and must not go on with a name
 * begun there. */
static bool is_joint(const sp_html *after, const sp_html *before, bool loop)
{
    return is_in_tag(before) && is_in_tag(after)
           && is_same_element(after, before)
           && (!loop || after->place == SP_HTML_TAG);
}

bool sp_html_join(sp_html *html, const sp_html *before, bool loop)
{
    bool same = is_same_place(html, before);
    bool joint = !same && is_joint(html, before, loop);
    sp_html_url url = joined_url(html, before);

    *html = *before;
    if (joint) {
        html->place = SP_HTML_JOINT;
        return true;
    }
    if (same && html->place == SP_HTML_QUOTED) {
        html->url = url;
    }
    return same;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* How far an address in an attribute has come, and what may stand there. */
#include "core/template_internal.h"

#include <apr_lib.h>

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
    for (size_t i = 0; i < SP_COUNT(url_attributes); i++) {
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

/* Browsers look for a host behind these, with slashes or without (WHATWG URL,
 * special schemes). */
static bool has_host(const char *scheme)
{
    static const char *const schemes[] = { "http", "https", "ws", "wss",
                                           "ftp" };

    for (size_t i = 0; i < SP_COUNT(schemes); i++) {
        if (strcmp(scheme, schemes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static sp_html_url behind_scheme(const char *scheme)
{
    return is_script(scheme)  ? SP_HTML_URL_UNSAFE
           : has_host(scheme) ? SP_HTML_URL_SLASHES
                              : SP_HTML_URL_SETTLED;
}

static void add_to_scheme(sp_html *html, char c)
{
    size_t n = strlen(html->scheme);

    html->url = SP_HTML_URL_SCHEME;
    if (n + 1 < SP_HTML_NAME_MAX) {
        html->scheme[n] = (char)apr_tolower(c);
        html->scheme[n + 1] = '\0';
    }
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool ends_part(char c)
{
    return is_slash(c) || c == '?' || c == '#';
}

/* Behind the first slash, or a scheme that has a host. */
static sp_html_url advance_host(sp_html_url url, char c)
{
    if (url == SP_HTML_URL_SLASH) {
        return is_slash(c) ? SP_HTML_URL_SLASHES : SP_HTML_URL_SETTLED;
    }
    if (url == SP_HTML_URL_SLASHES && is_slash(c)) {
        return url;
    }
    return ends_part(c) ? SP_HTML_URL_SETTLED : SP_HTML_URL_HOST;
}

/* A scheme ends with a colon and cannot follow / ? or #, and a host follows two
 * slashes (RFC 3986 4.2).  Browsers drop leading white space, and line ends
 * anywhere; to them a backslash is a slash, and so is a third (WHATWG URL). */
static void advance_scheme(sp_html *html, char c)
{
    if ((unsigned char)c <= ' ') {
        return;
    }
    if (c == '&') {
        html->url = SP_HTML_URL_UNSAFE; /* an entity: could be any letter */
    }
    else if (html->url == SP_HTML_URL_SLASH || html->url == SP_HTML_URL_SLASHES
             || html->url == SP_HTML_URL_HOST) {
        html->url = advance_host(html->url, c);
    }
    else if (c == ':') {
        html->url = behind_scheme(html->scheme);
    }
    else if (is_slash(c) && html->url != SP_HTML_URL_SCHEME) {
        html->url = SP_HTML_URL_SLASH;
    }
    else if (ends_part(c)) {
        html->url = SP_HTML_URL_SETTLED;
    }
    else {
        add_to_scheme(html, c);
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
    else if (html->url != SP_HTML_URL_SETTLED
             && html->url != SP_HTML_URL_UNSAFE) {
        advance_scheme(html, c);
    }
}

const char *sp_html_url_error(const sp_html *html, sp_kind kind)
{
    if (html->url == SP_HTML_URL_START && kind == SP_KIND_URL) {
        return NULL;
    }
    switch (html->url) {
    case SP_HTML_URL_NONE:
    case SP_HTML_URL_SETTLED: return NULL;
    case SP_HTML_URL_START:
    case SP_HTML_URL_EITHER:
        return "this value cannot begin a URL: it is not one; use a variable "
               "that holds a URL, such as home.url, or begin with text, such "
               "as /find?q=";
    case SP_HTML_URL_SLASH:
    case SP_HTML_URL_SLASHES:
        return "a value right after the first / could lead to another site, "
               "as in //other.example/; put text in between, such as /find?q=";
    case SP_HTML_URL_SCHEME:
    case SP_HTML_URL_HOST:
        return "a value here could change the scheme or the host of the URL; "
               "write /, ? or # before it";
    case SP_HTML_URL_UNSAFE: break;
    }
    return "escaping does not make a value safe in a URL that can run as a "
           "script; remove it";
}

static bool is_at_start(sp_html_url url)
{
    return url == SP_HTML_URL_START || url == SP_HTML_URL_SLASH
           || url == SP_HTML_URL_SLASHES || url == SP_HTML_URL_EITHER;
}

sp_html_url sp_html_join_url(const sp_html *after, const sp_html *before)
{
    if (after->url == before->url
        && strcmp(after->scheme, before->scheme) == 0) {
        return before->url;
    }
    if (after->url == SP_HTML_URL_SETTLED) {
        return before->url;
    }
    if (before->url == SP_HTML_URL_SETTLED) { /* the next of several began */
        return after->url == SP_HTML_URL_SCHEME ? SP_HTML_URL_UNSAFE
                                                : after->url;
    }
    return is_at_start(after->url) && is_at_start(before->url)
               ? SP_HTML_URL_EITHER
               : SP_HTML_URL_UNSAFE;
}

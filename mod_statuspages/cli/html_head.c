/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the title and the <meta> elements of an HTML document: not all of its
 * grammar, but what decides where a tag begins and ends. */
#include "cli/html_head.h"
#include "cli/html_text.h"

typedef struct reader {
    sp_span left;
    sp_span charset;
    sp_span title; /* as it is in the file */
    sp_html_head head;
} reader;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* In any case; `word` is in lowercase. */
static bool begins(sp_span text, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i < n; i++) {
        if (i == text.len || lower(text.ptr[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is(sp_span text, const char *word)
{
    return text.len == strlen(word) && begins(text, word);
}

static bool contains(sp_span text, const char *word)
{
    for (; text.len; text.ptr++, text.len--) {
        if (begins(text, word)) {
            return true;
        }
    }
    return false;
}

static void skip(sp_span *text, size_t n)
{
    n = n < text->len ? n : text->len;
    text->ptr += n;
    text->len -= n;
}

/* Up to `word`, or all; returns what was skipped. */
static sp_span skip_to(sp_span *text, const char *word)
{
    sp_span before = *text;

    while (text->len && !begins(*text, word)) {
        skip(text, 1);
    }
    before.len -= text->len;
    return before;
}

/* ---- attributes -----------------------------------------------------------*/

static bool ends_name(char c)
{
    return sp_is_space(c) || c == '=' || c == '>' || c == '/';
}

static sp_span take_value(sp_span *text)
{
    char quote = text->len ? *text->ptr : '>';
    sp_span value;

    if (quote == '"' || quote == '\'') {
        const char end[] = { quote, '\0' };

        skip(text, 1);
        value = skip_to(text, end);
        skip(text, 1);
        return value;
    }
    value = *text;
    while (text->len && !sp_is_space(*text->ptr) && *text->ptr != '>') {
        skip(text, 1);
    }
    value.len -= text->len;
    return value;
}

static void skip_space(sp_span *text)
{
    while (text->len && sp_is_space(*text->ptr)) {
        skip(text, 1);
    }
}

/* The next attribute of a tag; false at its end. */
static bool take_attribute(sp_span *text, sp_span *name, sp_span *value)
{
    while (text->len && (sp_is_space(*text->ptr) || *text->ptr == '/')) {
        skip(text, 1);
    }
    if (!text->len || *text->ptr == '>') {
        return false;
    }
    *name = *text;
    do {
        skip(text, 1);
    } while (text->len && !ends_name(*text->ptr));
    name->len -= text->len;
    *value = (sp_span){ name->ptr + name->len, 0 };
    skip_space(text);
    if (text->len && *text->ptr == '=') {
        skip(text, 1);
        skip_space(text);
        *value = take_value(text);
    }
    return true;
}

/* ---- elements -------------------------------------------------------------*/

static void read_meta(reader *from)
{
    sp_span what = { 0 }; /* name or http-equiv */
    sp_span content = { 0 };
    sp_span name;
    sp_span value;

    while (take_attribute(&from->left, &name, &value)) {
        if (is(name, "name") || is(name, "http-equiv")) {
            what = value;
        }
        else if (is(name, "content")) {
            content = value;
        }
        else if (is(name, "charset")) {
            from->charset = value;
        }
    }
    from->head.refresh |= is(what, "refresh");
    from->head.noindex |=
        is(what, "robots")
        && (contains(content, "noindex") || is(content, "none"));
    if (is(what, "content-type")) {
        sp_span rest = content;

        skip_to(&rest, "charset=");
        skip(&rest, sizeof("charset=") - 1);
        from->charset = rest.len ? take_value(&rest) : from->charset;
    }
}

static void skip_tag(reader *from)
{
    sp_span name;
    sp_span value;

    while (take_attribute(&from->left, &name, &value)) {
    }
}

/* What is in an element that has text only. */
static sp_span take_text(reader *from, const char *end)
{
    skip_tag(from);
    skip(&from->left, 1);
    return skip_to(&from->left, end);
}

/* `from` is behind the < of a tag; false where the head ends. */
static bool read_element(reader *from)
{
    static const char *const texts[] = { "</script", "</style", "</noscript" };
    sp_span name = from->left;
    size_t n = 0;

    if (begins(name, "!--")) {
        skip_to(&from->left, "-->");
        return true;
    }
    while (n < name.len && !ends_name(name.ptr[n])) {
        n++;
    }
    skip(&from->left, n);
    name.len = n;
    if (is(name, "title") && !from->title.ptr) {
        from->title = take_text(from, "</title");
        return true;
    }
    for (size_t i = 0; i < SP_COUNT(texts); i++) {
        if (is(name, texts[i] + 2)) {
            take_text(from, texts[i]);
            return true;
        }
    }
    if (is(name, "meta")) {
        read_meta(from);
        return true;
    }
    if (is(name, "body") || is(name, "/head")) {
        return false;
    }
    skip_tag(from);
    return true;
}

sp_html_head sp_html_head_read(sp_span html, apr_pool_t *pool)
{
    reader from = { .left = html };

    do {
        skip_to(&from.left, "<");
        skip(&from.left, 1);
    } while (from.left.len && read_element(&from));
    from.head.title = sp_html_text(from.title, from.charset, pool);
    return from.head;
}

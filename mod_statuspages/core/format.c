/* SPDX-License-Identifier: Apache-2.0 */
#include "core/format.h"

#include "core/accept.h"

#include <strings.h>

const sp_format_row sp_formats[SP_FORMAT__COUNT] = {
    { { "html", 4 }, { "text/html; charset=utf-8", 24 }, "html" },
    { { "json", 4 }, { "application/problem+json", 24 }, NULL },
    { { "xml", 3 }, { "application/problem+xml", 23 }, NULL },
    { { "text", 4 }, { "text/plain; charset=utf-8", 25 }, "txt" },
    { { "markdown", 8 }, { "text/markdown; charset=utf-8", 28 }, "md" },
};

/* How closely a range names an offer.  A bare wildcard says nothing about
 * what the client is, so it ranks below all that do. */
typedef enum closeness {
    CLOSE_NOT,
    CLOSE_ANY,    /* any type at all */
    CLOSE_TYPE,   /* text, any subtype */
    CLOSE_SUFFIX, /* any other application type ending in +json */
    CLOSE_ALIAS,  /* application/json for problem+json */
    CLOSE_OWN
} closeness;

typedef struct name_row {
    const char *range;
    sp_format format;
    closeness how;
} name_row;

static const name_row names[] = {
    { "text/html", SP_FORMAT_HTML, CLOSE_OWN },
    { "application/xhtml+xml", SP_FORMAT_HTML, CLOSE_ALIAS },
    { "application/problem+json", SP_FORMAT_JSON, CLOSE_OWN },
    { "application/json", SP_FORMAT_JSON, CLOSE_ALIAS },
    { "text/json", SP_FORMAT_JSON, CLOSE_ALIAS },
    { "application/problem+xml", SP_FORMAT_XML, CLOSE_OWN },
    { "application/xml", SP_FORMAT_XML, CLOSE_ALIAS },
    { "text/xml", SP_FORMAT_XML, CLOSE_ALIAS },
    { "text/plain", SP_FORMAT_TEXT, CLOSE_OWN },
    { "text/markdown", SP_FORMAT_MARKDOWN, CLOSE_OWN },
    { "text/*", SP_FORMAT_HTML, CLOSE_TYPE },
    { "text/*", SP_FORMAT_TEXT, CLOSE_TYPE },
    { "application/*", SP_FORMAT_JSON, CLOSE_TYPE },
    { "application/*", SP_FORMAT_XML, CLOSE_TYPE },
    { "*/*", SP_FORMAT_HTML, CLOSE_ANY },
    { "*/*", SP_FORMAT_JSON, CLOSE_ANY },
    { "*/*", SP_FORMAT_XML, CLOSE_ANY },
    { "*/*", SP_FORMAT_TEXT, CLOSE_ANY },
};

enum { NAMES = sizeof(names) / sizeof(names[0]) };

typedef struct offer {
    closeness how;
    uint16_t weight;
    unsigned position;
} offer;

/* What Accept says, gathered in one walk. */
typedef struct reading {
    offer offers[SP_FORMAT__COUNT];
    bool sub_resource; /* names an image, video, audio, font or style type */
    bool only_any;     /* nothing but the bare wildcard */
} reading;

static bool is_word(sp_span span, const char *word)
{
    return span.len == strlen(word)
           && strncasecmp(span.ptr, word, span.len) == 0;
}

static bool starts(sp_span span, const char *word)
{
    size_t n = strlen(word);

    return span.len >= n && strncasecmp(span.ptr, word, n) == 0;
}

static bool ends(sp_span span, const char *word)
{
    size_t n = strlen(word);

    return span.len >= n && strncasecmp(span.ptr + span.len - n, word, n) == 0;
}

static void note(reading *read, sp_format format, closeness how,
                 const sp_accept_element *element, unsigned position)
{
    offer *one = &read->offers[format];

    if (how > one->how) {
        *one = (offer){ how, element->weight, position };
    }
}

static bool is_sub_resource_type(sp_span range)
{
    return starts(range, "image/") || starts(range, "video/")
           || starts(range, "audio/") || starts(range, "font/")
           || is_word(range, "text/css");
}

static void note_element(reading *read, const sp_accept_element *element,
                         unsigned position)
{
    bool named = false;

    for (size_t i = 0; i < NAMES; i++) {
        if (is_word(element->range, names[i].range)) {
            note(read, names[i].format, names[i].how, element, position);
            named = true;
        }
    }
    if (!named && starts(element->range, "application/")) {
        if (ends(element->range, "+json")) {
            note(read, SP_FORMAT_JSON, CLOSE_SUFFIX, element, position);
        }
        else if (ends(element->range, "+xml")) {
            note(read, SP_FORMAT_XML, CLOSE_SUFFIX, element, position);
        }
    }
    if (!is_word(element->range, "*/*")) {
        read->only_any = false;
    }
    if (is_sub_resource_type(element->range)) {
        read->sub_resource = true;
    }
}

static reading read_accept(sp_span field)
{
    reading read = { .only_any = true };
    sp_accept_walk walk = sp_accept_begin(field);
    sp_accept_element element;
    unsigned position = 0;

    while (sp_accept_next(&walk, &element)) {
        note_element(&read, &element, position++);
    }
    return read;
}

/* Fetch Metadata, destinations.  0: not known, or not sent. */
typedef enum destination {
    DEST_NONE,
    DEST_PAGE,
    DEST_DATA,
    DEST_SUB
} destination;

static destination destination_of(sp_span dest)
{
    static const char *const pages[] = { "document", "frame", "iframe", "embed",
                                         "object" };
    static const char *const subs[] = {
        "audio",        "audioworklet", "font",   "image",
        "manifest",     "paintworklet", "script", "serviceworker",
        "sharedworker", "style",        "track",  "video",
        "worker",       "xslt"
    };

    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        if (is_word(dest, pages[i])) {
            return DEST_PAGE;
        }
    }
    for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
        if (is_word(dest, subs[i])) {
            return DEST_SUB;
        }
    }
    return is_word(dest, "empty") || is_word(dest, "json") ? DEST_DATA
                                                           : DEST_NONE;
}

static bool is_asset(sp_span path)
{
    static const char *const endings[] = {
        ".png", ".jpg", ".jpeg", ".gif",  ".webp", ".avif", ".svg",
        ".ico", ".css", ".js",   ".mjs",  ".map",  ".woff", ".woff2",
        ".ttf", ".otf", ".mp4",  ".webm", ".mp3",  ".ogg",  ".wasm"
    };

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (ends(path, endings[i])) {
            return true;
        }
    }
    return false;
}

/* A missing picture's page is thrown away unread by the browser. */
static bool wants_tiny(const sp_format_request *request, const reading *read,
                       bool *guessed)
{
    destination dest = destination_of(request->fetch_dest);

    if (dest != DEST_NONE) {
        return dest == DEST_SUB;
    }
    if (read->sub_resource) {
        return read->offers[SP_FORMAT_HTML].how < CLOSE_ALIAS;
    }
    *guessed =
        read->only_any && request->accept.len > 0 && is_asset(request->path);
    return *guessed && starts(request->user_agent, "Mozilla/");
}

static bool better(const offer *a, const offer *b)
{
    if (a->weight != b->weight) {
        return a->weight > b->weight;
    }
    if ((a->how >= CLOSE_SUFFIX) != (b->how >= CLOSE_SUFFIX)) {
        return a->how >= CLOSE_SUFFIX;
    }
    return a->position < b->position;
}

/* The best format that Accept names more closely than by the bare wildcard;
 * SP_FORMAT__COUNT if it names none. */
static sp_format best_named(const reading *read, unsigned offered)
{
    sp_format best = SP_FORMAT__COUNT;

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const offer *one = &read->offers[i];

        if ((offered & SP_FORMAT_BIT(i)) && one->how > CLOSE_ANY
            && one->weight > 0
            && (best == SP_FORMAT__COUNT || better(one, &read->offers[best]))) {
            best = (sp_format)i;
        }
    }
    return best;
}

static bool acceptable(const reading *read, sp_format format, unsigned offered,
                       bool no_header)
{
    const offer *one = &read->offers[format];

    return (offered & SP_FORMAT_BIT(format))
           && (no_header || (one->how != CLOSE_NOT && one->weight > 0));
}

/* Accept said nothing: what else the request tells about its client. */
static sp_format_choice guess(const sp_format_request *request,
                              const reading *read, unsigned offered)
{
    sp_format_choice choice = { .format = SP_FORMAT_TEXT };
    destination dest = destination_of(request->fetch_dest);
    bool silent = request->accept.len == 0;

    if (dest == DEST_PAGE) {
        choice.format = SP_FORMAT_HTML;
    }
    else if (dest == DEST_DATA) {
        choice.format = SP_FORMAT_JSON;
    }
    else {
        choice.guessed = true;
        if (is_word(request->requested_with, "XMLHttpRequest")
            || starts(request->content_type, "application/json")
            || (starts(request->content_type, "application/")
                && ends(request->content_type, "+json"))) {
            choice.format = SP_FORMAT_JSON;
        }
        else if (starts(request->user_agent, "Mozilla/")) {
            choice.format = SP_FORMAT_HTML;
        }
    }
    if (!acceptable(read, choice.format, offered, silent)) {
        choice.format = SP_FORMAT_TEXT;
    }
    return choice;
}

sp_format_choice sp_format_choose(const sp_format_request *request,
                                  unsigned offered)
{
    reading read = read_accept(request->accept);
    sp_format named;
    bool guessed = false; /* User-Agent was looked at */

    if (request->connect) {
        return (sp_format_choice){ .format = SP_FORMAT_TEXT };
    }
    if (wants_tiny(request, &read, &guessed)) {
        return (sp_format_choice){ .format = SP_FORMAT_TEXT,
                                   .tiny = true,
                                   .guessed = guessed };
    }
    named = best_named(&read, offered);
    if (named != SP_FORMAT__COUNT) {
        return (sp_format_choice){ .format = named };
    }
    return guess(request, &read, offered);
}

sp_format sp_format_find(sp_span name)
{
    int i = 0;

    while (i < SP_FORMAT__COUNT && !sp_span_equal(sp_formats[i].name, name)) {
        i++;
    }
    return (sp_format)i;
}

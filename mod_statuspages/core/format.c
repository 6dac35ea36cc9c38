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

/* A word of a table; its length is known to the compiler. */
#define WORD(text)                                                             \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

typedef struct name_row {
    sp_span range;
    sp_format format;
    closeness how;
} name_row;

static const name_row names[] = {
    { WORD("text/html"), SP_FORMAT_HTML, CLOSE_OWN },
    { WORD("application/xhtml+xml"), SP_FORMAT_HTML, CLOSE_ALIAS },
    { WORD("application/problem+json"), SP_FORMAT_JSON, CLOSE_OWN },
    { WORD("application/json"), SP_FORMAT_JSON, CLOSE_ALIAS },
    { WORD("text/json"), SP_FORMAT_JSON, CLOSE_ALIAS },
    { WORD("application/problem+xml"), SP_FORMAT_XML, CLOSE_OWN },
    { WORD("application/xml"), SP_FORMAT_XML, CLOSE_ALIAS },
    { WORD("text/xml"), SP_FORMAT_XML, CLOSE_ALIAS },
    { WORD("text/plain"), SP_FORMAT_TEXT, CLOSE_OWN },
    { WORD("text/markdown"), SP_FORMAT_MARKDOWN, CLOSE_OWN },
    { WORD("text/*"), SP_FORMAT_HTML, CLOSE_TYPE },
    { WORD("text/*"), SP_FORMAT_TEXT, CLOSE_TYPE },
    { WORD("application/*"), SP_FORMAT_JSON, CLOSE_TYPE },
    { WORD("application/*"), SP_FORMAT_XML, CLOSE_TYPE },
    { WORD("*/*"), SP_FORMAT_HTML, CLOSE_ANY },
    { WORD("*/*"), SP_FORMAT_JSON, CLOSE_ANY },
    { WORD("*/*"), SP_FORMAT_XML, CLOSE_ANY },
    { WORD("*/*"), SP_FORMAT_TEXT, CLOSE_ANY },
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

/* Most words differ in their length or their first letter already. */
static inline bool same_letters(const char *text, sp_span word)
{
    return ((text[0] ^ word.ptr[0]) & ~0x20) == 0
           && strncasecmp(text, word.ptr, word.len) == 0;
}

static inline bool is_word(sp_span span, sp_span word)
{
    return span.len == word.len && span.len > 0 && same_letters(span.ptr, word);
}

static inline bool starts(sp_span span, sp_span word)
{
    return span.len >= word.len && same_letters(span.ptr, word);
}

static inline bool ends(sp_span span, sp_span word)
{
    return span.len >= word.len
           && same_letters(span.ptr + span.len - word.len, word);
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
    return starts(range, SP_SPAN("image/")) || starts(range, SP_SPAN("video/"))
           || starts(range, SP_SPAN("audio/"))
           || starts(range, SP_SPAN("font/"))
           || is_word(range, SP_SPAN("text/css"));
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
    if (!named && starts(element->range, SP_SPAN("application/"))) {
        if (ends(element->range, SP_SPAN("+json"))) {
            note(read, SP_FORMAT_JSON, CLOSE_SUFFIX, element, position);
        }
        else if (ends(element->range, SP_SPAN("+xml"))) {
            note(read, SP_FORMAT_XML, CLOSE_SUFFIX, element, position);
        }
    }
    if (!is_word(element->range, SP_SPAN("*/*"))) {
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
    static const sp_span pages[] = { WORD("document"), WORD("frame"),
                                     WORD("iframe"), WORD("embed"),
                                     WORD("object") };
    static const sp_span subs[] = { WORD("audio"),        WORD("audioworklet"),
                                    WORD("font"),         WORD("image"),
                                    WORD("manifest"),     WORD("paintworklet"),
                                    WORD("script"),       WORD("serviceworker"),
                                    WORD("sharedworker"), WORD("style"),
                                    WORD("track"),        WORD("video"),
                                    WORD("worker"),       WORD("xslt") };

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
    return is_word(dest, SP_SPAN("empty")) || is_word(dest, SP_SPAN("json"))
               ? DEST_DATA
               : DEST_NONE;
}

static bool is_asset(sp_span path)
{
    static const sp_span endings[] = {
        WORD(".png"),  WORD(".jpg"),   WORD(".jpeg"), WORD(".gif"),
        WORD(".webp"), WORD(".avif"),  WORD(".svg"),  WORD(".ico"),
        WORD(".css"),  WORD(".js"),    WORD(".mjs"),  WORD(".map"),
        WORD(".woff"), WORD(".woff2"), WORD(".ttf"),  WORD(".otf"),
        WORD(".mp4"),  WORD(".webm"),  WORD(".mp3"),  WORD(".ogg"),
        WORD(".wasm")
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
    return *guessed && starts(request->user_agent, SP_SPAN("Mozilla/"));
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
        if (is_word(request->requested_with, SP_SPAN("XMLHttpRequest"))
            || starts(request->content_type, SP_SPAN("application/json"))
            || (starts(request->content_type, SP_SPAN("application/"))
                && ends(request->content_type, SP_SPAN("+json")))) {
            choice.format = SP_FORMAT_JSON;
        }
        else if (starts(request->user_agent, SP_SPAN("Mozilla/"))) {
            choice.format = SP_FORMAT_HTML;
        }
    }
    if (!acceptable(read, choice.format, offered, silent)) {
        choice.format = SP_FORMAT_TEXT;
    }
    return choice;
}

bool sp_format_names_html(sp_span accept)
{
    static const char html[] = "text/html,";

    return accept.len >= sizeof(html) - 1
           && memcmp(accept.ptr, html, sizeof(html) - 1) == 0;
}

static sp_format_choice choose(const sp_format_request *request,
                               unsigned offered)
{
    reading read;
    sp_format named;
    bool guessed = false; /* User-Agent was looked at */

    if (request->connect) {
        return (sp_format_choice){ .format = SP_FORMAT_TEXT };
    }
    if ((offered & SP_FORMAT_BIT(SP_FORMAT_HTML)) != 0
        && sp_format_names_html(request->accept)
        && destination_of(request->fetch_dest) != DEST_SUB) {
        return (sp_format_choice){ .format = SP_FORMAT_HTML };
    }
    read = read_accept(request->accept);
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

/* The last resort of one who wants nothing that is offered. */
static sp_format resort(unsigned offered)
{
    int i = SP_FORMAT_TEXT;

    if (!(offered & SP_FORMAT_BIT(SP_FORMAT_TEXT))) {
        for (i = 0; i < SP_FORMAT__COUNT && !(offered & SP_FORMAT_BIT(i));) {
            i++;
        }
    }
    return i < SP_FORMAT__COUNT ? (sp_format)i : SP_FORMAT_TEXT;
}

sp_format_choice sp_format_choose(const sp_format_request *request,
                                  unsigned offered)
{
    sp_format_choice choice = choose(request, offered);

    if (!choice.tiny && !request->connect
        && !(offered & SP_FORMAT_BIT(choice.format))) {
        choice.format = resort(offered);
    }
    return choice;
}

sp_format sp_format_find(sp_span name)
{
    int i = 0;

    while (i < SP_FORMAT__COUNT && !sp_span_equal(sp_formats[i].name, name)) {
        i++;
    }
    return (sp_format)i;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What Accept offers each format (RFC 9110 12.5.1). */
#include "core/format_parts.h"

#include "core/accept.h"

typedef struct name_row {
    sp_span range;
    sp_format format;
    sp_closeness how;
} name_row;

static const name_row names[] = {
    { WORD("text/html"), SP_FORMAT_HTML, CLOSE_OWN },
    { WORD("application/xhtml+xml"), SP_FORMAT_HTML, CLOSE_ALIAS },
    /* Netscape and Internet Explorer to version 8 name these for a page, and
     * nobody does for a picture of today */
    { WORD("image/x-xbitmap"), SP_FORMAT_HTML, CLOSE_ALIAS },
    { WORD("image/pjpeg"), SP_FORMAT_HTML, CLOSE_ALIAS },
    { WORD("application/xaml+xml"), SP_FORMAT_HTML, CLOSE_ALIAS },
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

static void note(sp_accept_reading *read, sp_format format, sp_closeness how,
                 const sp_accept_element *element, unsigned position)
{
    sp_accept_offer *one = &read->offers[format];

    if (how > one->how) {
        *one = (sp_accept_offer){ how, element->weight, position };
    }
}

static bool is_sub_resource_type(sp_span range)
{
    return sp_starts(range, SP_SPAN("image/"))
           || sp_starts(range, SP_SPAN("video/"))
           || sp_starts(range, SP_SPAN("audio/"))
           || sp_starts(range, SP_SPAN("font/"))
           || sp_is_word(range, SP_SPAN("text/css"));
}

static void note_element(sp_accept_reading *read,
                         const sp_accept_element *element, unsigned position)
{
    bool named = false;

    for (size_t i = 0; i < NAMES; i++) {
        if (sp_is_word(element->range, names[i].range)) {
            note(read, names[i].format, names[i].how, element, position);
            named = true;
        }
    }
    if (!named && sp_starts(element->range, SP_SPAN("application/"))) {
        if (sp_ends(element->range, SP_SPAN("+json"))) {
            note(read, SP_FORMAT_JSON, CLOSE_SUFFIX, element, position);
        }
        else if (sp_ends(element->range, SP_SPAN("+xml"))) {
            note(read, SP_FORMAT_XML, CLOSE_SUFFIX, element, position);
        }
    }
    if (!sp_is_word(element->range, SP_SPAN("*/*"))) {
        read->only_any = false;
    }
    if (is_sub_resource_type(element->range)) {
        read->sub_resource = true;
    }
}

sp_accept_reading sp_format_read_accept(sp_span field)
{
    sp_accept_reading read = { .only_any = true };
    sp_accept_walk walk = sp_accept_begin(field);
    sp_accept_element element;
    unsigned position = 0;

    while (sp_accept_next(&walk, &element)) {
        note_element(&read, &element, position++);
    }
    return read;
}

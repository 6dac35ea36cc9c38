/* SPDX-License-Identifier: Apache-2.0 */
/* What Accept offers each format (RFC 9110 12.5.1). */
#include "core/format_internal.h"

#include "core/accept.h"

typedef struct name_row {
    sp_span range;
    sp_format format;
    sp_specificity how;
} name_row;

static const name_row names[] = {
    { WORD("text/html"), SP_FORMAT_HTML, MATCH_EXACT },
    { WORD("application/xhtml+xml"), SP_FORMAT_HTML, MATCH_ALIAS },
    /* Netscape and Internet Explorer to version 8 name these for a page, and
     * nobody does for a picture of today */
    { WORD("image/x-xbitmap"), SP_FORMAT_HTML, MATCH_ALIAS },
    { WORD("image/pjpeg"), SP_FORMAT_HTML, MATCH_ALIAS },
    { WORD("application/xaml+xml"), SP_FORMAT_HTML, MATCH_ALIAS },
    { WORD("application/problem+json"), SP_FORMAT_JSON, MATCH_EXACT },
    { WORD("application/json"), SP_FORMAT_JSON, MATCH_ALIAS },
    { WORD("text/json"), SP_FORMAT_JSON, MATCH_ALIAS },
    { WORD("application/problem+xml"), SP_FORMAT_XML, MATCH_EXACT },
    { WORD("application/xml"), SP_FORMAT_XML, MATCH_ALIAS },
    { WORD("text/xml"), SP_FORMAT_XML, MATCH_ALIAS },
    { WORD("text/plain"), SP_FORMAT_TEXT, MATCH_EXACT },
    { WORD("text/markdown"), SP_FORMAT_MARKDOWN, MATCH_EXACT },
    { WORD("text/*"), SP_FORMAT_HTML, MATCH_TYPE },
    { WORD("text/*"), SP_FORMAT_TEXT, MATCH_TYPE },
    { WORD("application/*"), SP_FORMAT_JSON, MATCH_TYPE },
    { WORD("application/*"), SP_FORMAT_XML, MATCH_TYPE },
    { WORD("*/*"), SP_FORMAT_HTML, MATCH_ANY },
    { WORD("*/*"), SP_FORMAT_JSON, MATCH_ANY },
    { WORD("*/*"), SP_FORMAT_XML, MATCH_ANY },
    { WORD("*/*"), SP_FORMAT_TEXT, MATCH_ANY },
};

enum { NAMES = SP_COUNT(names) };

static void note(sp_accept_offers *read, sp_format format, sp_specificity how,
                 const sp_accept_element *element, unsigned position)
{
    sp_accept_offer *one = &read->offers[format];

    if (how > one->how) {
        *one = (sp_accept_offer){ how, element->weight, position };
    }
}

static bool is_sub_resource_type(sp_span range)
{
    return sp_word_begins(range, SP_SPAN("image/"))
           || sp_word_begins(range, SP_SPAN("video/"))
           || sp_word_begins(range, SP_SPAN("audio/"))
           || sp_word_begins(range, SP_SPAN("font/"))
           || sp_word_equal(range, SP_SPAN("text/css"));
}

static void note_element(sp_accept_offers *read,
                         const sp_accept_element *element, unsigned position)
{
    bool named = false;

    for (size_t i = 0; i < NAMES; i++) {
        if (sp_word_equal(element->range, names[i].range)) {
            note(read, names[i].format, names[i].how, element, position);
            named = true;
        }
    }
    if (!named && sp_word_begins(element->range, SP_SPAN("application/"))) {
        if (sp_word_ends(element->range, SP_SPAN("+json"))) {
            note(read, SP_FORMAT_JSON, MATCH_SUFFIX, element, position);
        }
        else if (sp_word_ends(element->range, SP_SPAN("+xml"))) {
            note(read, SP_FORMAT_XML, MATCH_SUFFIX, element, position);
        }
    }
    if (!sp_word_equal(element->range, SP_SPAN("*/*"))) {
        read->only_any = false;
    }
    if (is_sub_resource_type(element->range)) {
        read->sub_resource = true;
    }
}

sp_accept_offers sp_format_read_accept(sp_span header)
{
    sp_accept_offers read = { .only_any = true };
    sp_accept_walk walk = sp_accept_begin(header);
    sp_accept_element element;
    unsigned position = 0;

    while (sp_accept_next(&walk, &element)) {
        note_element(&read, &element, position++);
    }
    return read;
}

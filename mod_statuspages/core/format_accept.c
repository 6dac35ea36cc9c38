/* SPDX-License-Identifier: Apache-2.0 */
/* What Accept offers each format (RFC 9110 12.5.1). */
#include "core/format_internal.h"

#include "core/accept.h"

typedef struct name_row {
    sp_span range;
    sp_format format;
    sp_specificity how;
} name_row;

#define MEDIA_TYPE(range, format, how)                                         \
    { WORD(range), SP_FORMAT_##format, MATCH_##how },
#define OLD_MEDIA_TYPE MEDIA_TYPE

static const name_row names[] = {
#include "core/media_type.def"
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

static const name_row suffixes[] = {
#define MEDIA_SUFFIX(suffix, format)                                           \
    { WORD(suffix), SP_FORMAT_##format, MATCH_SUFFIX },
#include "core/media_type.def"
};

static void note_suffix(sp_accept_offers *read,
                        const sp_accept_element *element, unsigned position)
{
    for (size_t i = 0; i < SP_COUNT(suffixes); i++) {
        if (sp_word_ends(element->range, suffixes[i].range)) {
            note(read, suffixes[i].format, suffixes[i].how, element, position);
        }
    }
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
        note_suffix(read, element, position);
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

/* SPDX-License-Identifier: Apache-2.0 */
/* format_internal.h - what the files of the choice of a format share.
 *
 *   format_accept.c  Accept       -> what it offers each format
 *   format_client.c   other headers -> what kind of request this is
 *   format.c         both         -> a format
 * Only format*.c include this.
 */
#ifndef SP_CORE_FORMAT_INTERNAL_H
#define SP_CORE_FORMAT_INTERNAL_H

#include "core/format.h"

#include <stdint.h>
#include <strings.h>

/* How closely a range names an offer.  A bare wildcard says nothing
 * about what the client is, so it ranks below all that do. */
typedef enum sp_specificity {
    MATCH_NONE,
    MATCH_ANY,    /* any type at all */
    MATCH_TYPE,   /* text, any subtype */
    MATCH_SUFFIX, /* any other application type ending in +json */
    MATCH_ALIAS,  /* application/json for problem+json */
    MATCH_EXACT
} sp_specificity;

/* A word of a table; its length is known to the compiler. */
#define WORD(text)                                                             \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

typedef struct sp_accept_offer {
    sp_specificity how;
    uint16_t weight;
    unsigned position;
} sp_accept_offer;

/* What Accept says, gathered in one walk. */
typedef struct sp_accept_offers {
    sp_accept_offer offers[SP_FORMAT__COUNT];
    bool sub_resource; /* names an image, video, audio, font or style type */
    bool only_any;     /* nothing but the bare wildcard */
} sp_accept_offers;

/* Most words differ in their length or their first letter already. */
static inline bool same_letters(const char *text, sp_span word)
{
    return ((text[0] ^ word.ptr[0]) & ~0x20) == 0
           && strncasecmp(text, word.ptr, word.len) == 0;
}

/* Case aside: is `span` this word, does it begin with it, end with it?  Words
 * are in lowercase letters, and not empty. */
static inline bool sp_word_equal(sp_span span, sp_span word)
{
    return span.len == word.len && span.len > 0 && same_letters(span.ptr, word);
}

static inline bool sp_word_begins(sp_span span, sp_span word)
{
    return span.len >= word.len && same_letters(span.ptr, word);
}

static inline bool sp_word_ends(sp_span span, sp_span word)
{
    return span.len >= word.len
           && same_letters(span.ptr + span.len - word.len, word);
}

/* Fetch Metadata, destinations.  0: not known, or not sent. */
typedef enum sp_destination {
    DEST_NONE,
    DEST_PAGE,
    DEST_DATA,
    DEST_SUB
} sp_destination;

/* Read the whole header. */
sp_accept_offers sp_format_read_accept(sp_span header);

/* What the value of Sec-Fetch-Dest means. */
sp_destination sp_format_destination(sp_span dest);

/* Does a browser for people call itself so? */
bool sp_format_is_browser(sp_span user_agent);

/* Is this asked by a tool that prints the answer among its own lines: by
 * method and path, and by the name if `named`? */
bool sp_format_is_tool(const sp_format_request *request, bool named);

/* Does the path end like that of a picture, a style, a script ...? */
bool sp_format_is_asset(sp_span path);

#endif

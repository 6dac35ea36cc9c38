/* SPDX-License-Identifier: Apache-2.0 */
/* format.h - in which format a client gets the explanation.
 *
 * RFC 9110 12.5.1 for Accept, and the Fetch Metadata headers for clients whose
 * Accept says nothing.  An error page never answers 406: when nothing fits,
 * it is plain text.
 */
#ifndef SP_CORE_FORMAT_H
#define SP_CORE_FORMAT_H

#include "core/span.h"

typedef enum sp_format {
    SP_FORMAT_HTML,
    SP_FORMAT_JSON,
    SP_FORMAT_XML,
    SP_FORMAT_TEXT,
    SP_FORMAT_MARKDOWN,
    SP_FORMAT__COUNT
} sp_format;

#define SP_FORMAT_BIT(format) (1U << (format))
#define SP_FORMATS_ALL (SP_FORMAT_BIT(SP_FORMAT__COUNT) - 1)

typedef struct sp_format_row {
    sp_span name;       /* in directives and options: html */
    sp_span media_type; /* Content-Type, with charset where it has one */
    const char *suffix; /* of template files; NULL: written by code */
} sp_format_row;

extern const sp_format_row sp_formats[SP_FORMAT__COUNT];

/* What the choice depends on; empty spans are headers that did not come. */
typedef struct sp_format_request {
    sp_span accept;
    sp_span fetch_dest;     /* Sec-Fetch-Dest */
    sp_span htmx;           /* HX-Request */
    sp_span requested_with; /* X-Requested-With */
    sp_span content_type;   /* of the request body */
    sp_span user_agent;
    sp_span method;
    sp_span path;      /* of the address; decides last */
    sp_span preferred; /* a format's name; comes before Accept if offered */
    bool connect;      /* the method is CONNECT */
    bool shared;       /* caches keep the answer: who asks is not looked at */
} sp_format_request;

/* The headers that decided, so that Vary can name them; each of these includes
 * the ones before. */
typedef enum sp_format_vary {
    SP_VARY_ACCEPT,
    SP_VARY_DESTINATION, /* Sec-Fetch-Dest */
    SP_VARY_HTMX,        /* HX-Request */
    SP_VARY_CLIENT       /* User-Agent, X-Requested-With, Content-Type */
} sp_format_vary;

typedef struct sp_format_choice {
    sp_format format;
    bool one_line; /* one line only: for an image, a style, a script ... */
    bool program;  /* text that a program gets that did not name it */
    bool brief; /* a few lines of text: for git and the like, which print them
                   among their own */
    sp_format_vary vary;
} sp_format_choice;

/* A browser that opens a page names text/html first and without a weight.
 * Then nothing behind it can win: no weight is greater, and of equals the
 * first counts.  No sub-resource is asked for in this way (Fetch
 * standard, 4.1), so no other header is looked at, unless HTML is not offered.
 */
bool sp_format_names_html(sp_span accept);

/* The format for this request among `offered` (SP_FORMAT_BIT set).  Who wants
 * none of them gets text if it is offered, else the first that is; one line for
 * a sub-resource is text always.  Never fails. */
sp_format_choice sp_format_choose(const sp_format_request *request,
                                  unsigned offered);

/* Is this format never for people?  Then its pages are in English. */
static inline bool sp_format_is_for_programs(sp_format format)
{
    return format != SP_FORMAT_HTML && format != SP_FORMAT_TEXT;
}

/* The format named `name`, that of template files that end in .`suffix`, and
 * either of the two; or SP_FORMAT__COUNT. */
sp_format sp_format_find(sp_span name);
sp_format sp_format_find_suffix(const char *suffix);
sp_format sp_format_find_ending(const char *ending);

#endif

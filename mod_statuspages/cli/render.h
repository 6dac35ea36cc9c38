/* SPDX-License-Identifier: Apache-2.0 */
/* render.h - a page as a server's own template.
 *
 * The renderer runs once, now, with marks in place of the values that only a
 * request has.  The bytes are then cut at the marks: what is between them is
 * written so that the server's template language leaves it alone, and each
 * mark becomes that language's variable.
 */
#ifndef SP_CLI_RENDER_H
#define SP_CLI_RENDER_H

#include "cli/options.h"

#include "core/page.h"

/* A value that a request has. */
typedef enum sp_insert {
    SP_INSERT_REFERENCE, /* the id of the request, as in the server's logs */
    SP_INSERT_TIME,      /* 2026-11-22 07:09 UTC */
    SP_INSERT_TIMESTAMP, /* 2026-11-22T07:09:30Z */
    SP_INSERT__COUNT
} sp_insert;

/* Bytes that mean something in a template language, and how they are written
 * to mean themselves. */
typedef struct sp_literal {
    const char *from;
    const char *to;
} sp_literal;

/* How a server's template language is written.  An insert that is NULL is not
 * known to that server: its part of the page disappears.  Either both of the
 * times are known or none.  An insert that a client controls must be written
 * so that the server escapes it for HTML and for JSON. */
typedef struct sp_dialect {
    const sp_literal *literals; /* ends with a NULL `from` */
    const char *inserts[SP_INSERT__COUNT];
    unsigned reference_length; /* usual characters; decides where text wraps */
} sp_dialect;

/* Which page. */
typedef struct sp_page_key {
    unsigned theme; /* of options->themes */
    int code;
    unsigned language; /* number in sp_languages */
    sp_format format;
} sp_page_key;

typedef struct sp_rendered {
    sp_span bytes;
    sp_span media_type; /* for Content-Type */
    sp_span language;   /* for Content-Language; another than the wanted one
                           if that lacks texts for this page */
    bool live;          /* holds inserts */
} sp_rendered;

/* Render the page in `pool`; with a `dialect` as a template of it, without as
 * the visitor gets it. */
sp_rendered sp_render(const sp_options *options, const sp_page_key *key,
                      const sp_dialect *dialect, apr_pool_t *pool);

/* The bytes of the page that is asked for, in `pool`; prepares `page`. */
sp_span sp_render_page(sp_page *page, const sp_page_request *request,
                       apr_pool_t *pool);

/* The facts of a plain GET.  They are right for other methods, too: the link
 * that tries again is a GET, which is safe. */
sp_facts sp_render_facts(int code);

/* Endings of file names, by format: html, json, xml, txt, md. */
extern const char *const sp_render_suffixes[SP_FORMAT__COUNT];

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* bare_body.h - built-in error texts of other software that explain nothing.
 *
 * "File not found." of php-fpm, "Cannot GET /x" of Express: the body says
 * no more than the status does.  Each is known to the byte (bare_body.def), so
 * that no page of an application is taken for one.
 *
 * A body is compared as it comes, in any pieces, and nothing of it is copied:
 *
 *   sp_bare_body body;
 *   bool may = sp_bare_body_begin(&body, status, type, first piece);
 *   for each other piece, while `may`: may = sp_bare_body_feed(&body, piece);
 *   at the end, if `may`: sp_bare_body_end(&body)
 */
#ifndef SP_CORE_BARE_BODY_H
#define SP_CORE_BARE_BODY_H

#include "core/span.h"

#include <stdint.h>

enum {
    SP_BARE_BODY_LONGEST = 1722, /* a longer body is none of them */
    SP_BARE_BODY_CANDIDATES = 56 /* for one status and type; the test counts */
};

/* What Content-Type says; a body with another is none of them. */
typedef enum sp_bare_type {
    SP_BARE_HTML,
    SP_BARE_PLAIN,
    SP_BARE_UNTYPED /* there is none */
} sp_bare_type;

/* A text that the body may still turn out to be. */
typedef struct sp_bare_candidate {
    const char *rest;      /* of the text */
    const sp_span *phrase; /* what it calls the status */
    uint16_t row;
    uint16_t taken; /* bytes that the first of `rest` stands for so far */
} sp_bare_candidate;

typedef struct sp_bare_body {
    char code[3]; /* the status in digits */
    unsigned count;
    sp_bare_candidate list[SP_BARE_BODY_CANDIDATES];
} sp_bare_body;

/* Can a body with this first piece, which is not empty, be one of them?  If so,
 * `body` is ready for the next. */
bool sp_bare_body_begin(sp_bare_body *body, int status, sp_bare_type type,
                        sp_span piece);

/* The body will be so long: can it still be one of them? */
bool sp_bare_body_limit(sp_bare_body *body, size_t length);

/* The next piece of the body: can it still be one of them? */
bool sp_bare_body_feed(sp_bare_body *body, sp_span piece);

/* If this was all: the software whose text it is; NULL if it is none. */
const char *sp_bare_body_end(const sp_bare_body *body);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* handler_preview_answer.h - the answer to an error as an address would give
 * it, made and not sent. */
#ifndef SP_MODULE_HANDLER_PREVIEW_ANSWER_H
#define SP_MODULE_HANDLER_PREVIEW_ANSWER_H

#include "module/module.h"

/* What is chosen; all is from closed lists but `at`. */
typedef struct sp_preview_choice {
    int code;
    unsigned language; /* number; SP_LANGUAGE_NONE: as the visitor asks */
    sp_format format;
    const sp_theme *theme; /* a built-in one; NULL: the address's own */
    const char *theme_name;
    bool samples;   /* with facts that a real error may have */
    const char *at; /* a path; NULL: that of this request */
} sp_preview_choice;

/* Read the query of `r`; false if a value is none of those that it may be. */
bool sp_preview_read(sp_preview_choice *choice, request_rec *r);

/* The query that says the same, in r->pool. */
const char *sp_preview_query(const sp_preview_choice *choice, request_rec *r);

/* The answer of the address: status, headers in err_headers_out and type are
 * those of the error.  NULL if this visitor may not ask there; it is a
 * sub-request, and lives as long as `r`. */
request_rec *sp_preview_at(request_rec *r, const sp_preview_choice *choice);

/* Why that address sends no page for this status; NULL: it sends one. */
const char *sp_preview_obstacle(request_rec *answer);

/* The page, and its headers in `answer`; call it if nothing is in the way. */
sp_span sp_preview_body(request_rec *answer, const sp_preview_choice *choice);

#endif

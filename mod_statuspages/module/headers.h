/* SPDX-License-Identifier: Apache-2.0 */
/* headers.h - which fields of a replaced response stay, which go, and which
 * httpd owes.
 *
 * A response has two tables of fields: headers_out, which core empties before
 * it answers an error, and err_headers_out, which it keeps.
 */
#ifndef SP_MODULE_HEADERS_H
#define SP_MODULE_HEADERS_H

#include "module/module.h"
#include "module/grammar.h"

/* What must be read before core empties headers_out; NULL: not known. */
typedef struct sp_owed {
    const char *allow;  /* a backend's Allow, which core replaces */
    const char *length; /* Content-Range for a file of this length */
} sp_owed;

/* Copy the fields of `from` that stay to err_headers_out, if they are sound.
 * `answer`: they came with an answer of this very status; else they belong to
 * one that was given up, and its cookies and caching do not apply. */
void sp_headers_rescue(request_rec *r, const apr_table_t *from, bool answer);

/* Take away what describes the body that is replaced; scripts leave such
 * fields in either table. */
void sp_headers_strip(request_rec *r);

/* Set what RFC 9110 asks of this status and httpd leaves out. */
void sp_headers_owe(request_rec *r, const sp_owed *owed);

/* The value for sp_owed.length; NULL if it is not 416 or not known. */
const char *sp_headers_length(const request_rec *r);

/* A field of the response, from either table; NULL if there is none. */
const char *sp_headers_get(const request_rec *r, const char *name);

/* The same, NULL also if it is not sound. */
const char *sp_headers_sound(const request_rec *r, const char *name,
                             sp_grammar grammar);

/* Set Retry-After where nobody has and it is known: from the workers of a
 * balancer, or from StatusPagesRetryAfter (RFC 9110 10.2.3). */
void sp_headers_wait(request_rec *r);

/* Set Retry-After to these seconds, whoever has set it before. */
void sp_headers_set_wait(request_rec *r, int64_t seconds);

#endif

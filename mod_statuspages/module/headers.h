/* SPDX-License-Identifier: Apache-2.0 */
/* headers.h - which headers of a replaced response stay, which go, and which
 * are required.
 *
 * A response has two tables of headers: headers_out, which core empties before
 * it answers an error, and err_headers_out, which it keeps.
 */
#ifndef SP_MODULE_HEADERS_H
#define SP_MODULE_HEADERS_H

#include "module/module.h"
#include "module/grammar.h"

/* What must be read before core empties headers_out; NULL: not known. */
typedef struct sp_required_headers {
    const char *allow;  /* a backend's Allow, which core replaces */
    const char *length; /* Content-Range for a file of this length */
} sp_required_headers;

/* Copy the headers of `from` that stay to err_headers_out, if they are valid.
 * `same_response`: they came with a response of r->status; else they belong to
 * one that was given up, and its cookies and caching do not apply. */
void sp_headers_preserve(request_rec *r, const apr_table_t *from,
                         bool same_response);

/* Take away what describes the body that is replaced; scripts leave such
 * headers in either table. */
void sp_headers_remove(request_rec *r);

/* Set what RFC 9110 asks of this status and httpd leaves out. */
void sp_headers_require(request_rec *r, const sp_required_headers *required);

/* The value for sp_required_headers.length; NULL if it is not 416 or not known.
 */
const char *sp_headers_length(const request_rec *r);

/* A header of the response, from either table; NULL if there is none. */
const char *sp_headers_get(const request_rec *r, const char *name);

/* The same, NULL also if it is not valid. */
const char *sp_headers_get_valid(const request_rec *r, const char *name,
                                 sp_grammar grammar);

/* Set Retry-After where nobody has and it is known: from the workers of a
 * balancer, or from StatusPagesRetryAfter (RFC 9110 10.2.3). */
void sp_headers_retry_after(request_rec *r);

/* Set Retry-After to these seconds, whoever has set it before. */
void sp_headers_set_retry_after(request_rec *r, int64_t seconds);

#endif

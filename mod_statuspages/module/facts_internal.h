/* SPDX-License-Identifier: Apache-2.0 */
/* facts_internal.h - what the files facts*.c share. */
#ifndef SP_MODULE_FACTS_INTERNAL_H
#define SP_MODULE_FACTS_INTERNAL_H

#include "core/escape.h"
#include "module/facts.h"

/* Most characters of a value that are shown. */
enum { SP_TEXT_MAX = 80, SP_LIST_MAX = 200, SP_ADDRESS_MAX = 512 };

/* A text as it may be shown, in r->pool; NULL gives the empty one. */
static inline sp_span sp_facts_clean(request_rec *r, const char *text,
                                     size_t max)
{
    return sp_escape_clean(sp_span_of(text), max, r->pool);
}

/* Does the browser ask for a user name and a password: has the response a
 * challenge of Basic or Digest (RFC 9110 11.6.1)? */
bool sp_facts_asks_for_password(const request_rec *r);

/* Who blocks the page: the target of Link rel=blocked-by; empty if nobody
 * says. */
sp_span sp_facts_blocked_by(request_rec *r);

/* The home page by https, for a request in plain HTTP on a port of TLS: from
 * the ServerName that stands in the section of the host, never from what the
 * client sent.  Empty if it has none. */
sp_span sp_facts_secure_address(request_rec *r);

/* The versions that Alternates names, into facts->alternatives. */
void sp_facts_alternatives(sp_facts *facts, request_rec *r);

/* A count of something in a header; -1 if it is anything else. */
int64_t sp_facts_number(const char *text);

/* How large the body was, and may be. */
void sp_facts_body_limit(sp_facts *facts, const request_rec *r);

/* How much may be asked, and what a crawler has to pay. */
void sp_facts_limits(sp_facts *facts, request_rec *r);

#endif

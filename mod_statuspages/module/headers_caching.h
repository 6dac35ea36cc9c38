/* SPDX-License-Identifier: Apache-2.0 */
/* headers_caching.h - who may store the answer, and give it to whom (RFC 9111).
 */
#ifndef SP_MODULE_HEADERS_CACHING_H
#define SP_MODULE_HEADERS_CACHING_H

#include "module/module.h"

typedef enum sp_caching_kind {
    SP_CACHING_DEFAULT, /* by default not, or for this visitor alone */
    SP_CACHING_SHARED,  /* the response allows it: others may get it too */
    SP_CACHING_SAID,    /* so does the administrator: StatusPagesCache */
    SP_CACHING_STOCK,   /* nothing is said: the same line for everybody */
    SP_CACHING_NEVER    /* not even if the response allows it */
} sp_caching_kind;

typedef struct sp_caching {
    sp_caching_kind kind;
    const char *header; /* our Cache-Control; NULL: none */
} sp_caching;

/* What holds for a page.  Never: a status of RFC 6585 that MUST NOT be stored,
 * and a page that an expression of the administrator has a part in, whose value
 * belongs to one visitor. */
sp_caching sp_caching_of(request_rec *r);

/* What holds for the one line for a sub-resource, if `page` holds for a page:
 * nobody's values are in it. */
sp_caching sp_caching_of_line(const request_rec *r, sp_caching page);

/* May others get the page?  Then it is the same for all of them. */
static inline bool sp_caching_is_shared(sp_caching caching)
{
    return caching.kind == SP_CACHING_SHARED || caching.kind == SP_CACHING_SAID;
}

/* Must the headers be looked at again when all modules have set theirs? */
static inline bool sp_caching_is_open(sp_caching caching)
{
    return caching.kind == SP_CACHING_NEVER || caching.kind == SP_CACHING_SAID;
}

/* Cache-Control: no-store, and nothing else that says how to cache. */
void sp_caching_forbid(request_rec *r);

/* All modules have set their headers: a cookie among them belongs to one
 * visitor. */
void sp_caching_settle(request_rec *r, const sp_caching *caching);

#endif

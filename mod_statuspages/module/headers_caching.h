/* SPDX-License-Identifier: Apache-2.0 */
/* headers_caching.h - who may store the answer, and give it to whom (RFC 9111).
 */
#ifndef SP_MODULE_HEADERS_CACHING_H
#define SP_MODULE_HEADERS_CACHING_H

#include "module/module.h"

typedef enum sp_caching {
    SP_CACHING_DEFAULT, /* by default not, or for this visitor alone */
    SP_CACHING_SHARED,  /* the site allows it: others may get it too */
    SP_CACHING_NEVER    /* not even if the site allows it */
} sp_caching;

/* As the headers of the response say.  Never: a status of RFC 6585 that MUST
 * NOT be stored, and a page that an expression of the administrator has a part
 * in, whose value belongs to one visitor. */
sp_caching sp_caching_of(const request_rec *r);

/* Is it SP_CACHING_NEVER? */
bool sp_caching_is_forbidden(const request_rec *r);

/* Cache-Control: no-store, and nothing else that says how to cache. */
void sp_caching_forbid(request_rec *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* headers_page.h - the headers that a page brings along. */
#ifndef SP_MODULE_HEADERS_PAGE_H
#define SP_MODULE_HEADERS_PAGE_H

#include "core/page.h"
#include "module/headers_caching.h"

/* Set the headers for `page`, in err_headers_out; what the site has set stays.
 * `compressible`: a client that accepts gzip gets other bytes. */
void sp_headers_page_set(request_rec *r, const sp_page *page,
                         sp_caching caching, bool compressible);

/* Set the security headers of a page, unless the site has set them; `csp` is
 * that of HTML. */
void sp_headers_page_protect(request_rec *r, sp_format format, const char *csp);

/* Take back each of our default headers that the site has set by itself since
 * sp_headers_page_set(). */
void sp_headers_page_defer(request_rec *r, const sp_caching *caching);

#endif

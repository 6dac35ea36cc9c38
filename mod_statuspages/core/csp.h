/* SPDX-License-Identifier: Apache-2.0 */
/* csp.h - the Content-Security-Policy of pages that load nothing: their own
 * style sheets by their hashes, and pictures (CSP Level 3). */
#ifndef SP_CORE_CSP_H
#define SP_CORE_CSP_H

#include "core/span.h"

#include <apr_pools.h>

/* `hashes` and ` 'sha256-...'` for each style sheet of the page `html` that it
 * lacks; begin with "".  In `pool`. */
const char *sp_csp_hashes(const char *hashes, sp_span html, apr_pool_t *pool);

/* `policy`, and a form may be sent to the site itself.  In `pool`. */
const char *sp_csp_with_form(const char *policy, apr_pool_t *pool);

/* The policy that allows these hashes, and pictures from `pictures`, such as
 * "data:".  In `pool`. */
const char *sp_csp_make(const char *hashes, const char *pictures,
                        apr_pool_t *pool);

#endif

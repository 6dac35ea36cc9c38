/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - the Content-Security-Policy of pages that load nothing: their own
 * style sheets by their hashes, and pictures (CSP Level 3). */
#ifndef SP_CORE_POLICY_H
#define SP_CORE_POLICY_H

#include "core/span.h"

#include <apr_pools.h>

/* `hashes` and ` 'sha256-...'` for each style sheet of the page `html` that it
 * lacks; begin with "".  In `pool`. */
const char *sp_policy_hashes(const char *hashes, sp_span html,
                             apr_pool_t *pool);

/* The policy that allows these hashes, and pictures from `pictures`, such as
 * "data:".  In `pool`. */
const char *sp_policy_make(const char *hashes, const char *pictures,
                           apr_pool_t *pool);

#endif

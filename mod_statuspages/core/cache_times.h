/* SPDX-License-Identifier: Apache-2.0 */
/* cache_times.h - for how long caches may store an error page, and give it to
 * everybody: seconds for codes and classes.
 *
 * Only where the answer is the same for all who ask for the address: what
 * depends on a credential, a body or another field of the request is never
 * stored.
 */
#ifndef SP_CORE_CACHE_TIMES_H
#define SP_CORE_CACHE_TIMES_H

#include "core/retry_after.h"

typedef struct sp_cache_times {
    bool standalone;      /* Off: nothing that an outer level says counts */
    sp_retry_after times; /* SP_CACHE_OFF where one code or class is off */
} sp_cache_times;

/* Set what `codes` (404 or 4xx) and `seconds` (or Off) say; Off in place of the
 * codes, with NULL for the seconds, turns all off.  What is wrong, in `pool`,
 * or NULL. */
const char *sp_cache_times_set(sp_cache_times *times, const char *codes,
                               const char *seconds, apr_pool_t *pool);

/* Seconds for `code`: its own, or its class's; 0: not to be stored. */
uint32_t sp_cache_times_for(const sp_cache_times *times, int code);

/* Both levels, the inner one first; either may be NULL. */
const sp_cache_times *sp_cache_times_merge(const sp_cache_times *inner,
                                           const sp_cache_times *outer,
                                           apr_pool_t *pool);

#endif

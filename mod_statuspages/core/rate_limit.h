/* SPDX-License-Identifier: Apache-2.0 */
/* rate_limit.h - what a response says of how much may be asked.
 *
 * RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11), and
 * the fields in use before: RateLimit-Limit, -Remaining and -Reset, also with
 * X- in front.
 */
#ifndef SP_CORE_RATE_LIMIT_H
#define SP_CORE_RATE_LIMIT_H

#include "core/span.h"

#include <apr_pools.h>
#include <stdint.h>

enum { SP_RATE_LIMITS_MAX = 8 };

/* -1, or empty: not known. */
typedef struct sp_rate_limit {
    sp_span policy;    /* its name; safe to show */
    int64_t limit;     /* requests, or what the policy counts ... */
    int64_t window;    /* ... in so many seconds */
    int64_t remaining; /* what is left of it */
    int64_t reset;     /* seconds until there is more */
} sp_rate_limit;

typedef struct sp_rate_limits {
    unsigned count;
    sp_rate_limit list[SP_RATE_LIMITS_MAX];
} sp_rate_limits;

/* Add what one line of a field says.  `now`: seconds since 1970, for a reset
 * that is a time.  Fields of other names, and values that are not valid, add
 * nothing; nor do more than SP_RATE_LIMITS_MAX policies. */
void sp_rate_limits_add(sp_rate_limits *limits, sp_span field, sp_span value,
                        int64_t now, apr_pool_t *pool);

/* Is a quota used up? */
bool sp_rate_limits_exceeded(const sp_rate_limits *limits);

#endif

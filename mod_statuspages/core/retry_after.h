/* SPDX-License-Identifier: Apache-2.0 */
/* retry_after.h - how long a client is to wait after which error, where nobody
 * else has said it: seconds for codes and classes. */
#ifndef SP_CORE_RETRY_AFTER_H
#define SP_CORE_RETRY_AFTER_H

#include "core/code_set.h"

#include <stdint.h>

enum {
    SP_RETRY_AFTER_MAX = 7 * 24 * 60 * 60,
    SP_RETRY_AFTER_CODES = SP_CODE_CLASS_LAST - SP_CODE_FIRST + 1
};

typedef struct sp_retry_after {
    uint32_t by_code[SP_RETRY_AFTER_CODES]; /* of 400-599; 0: not set */
    uint32_t by_class[2];                   /* of 4xx and 5xx; 0: not set */
} sp_retry_after;

/* Set what `codes` (503 or 5xx) and `seconds` say.  What is wrong, in `pool`,
 * or NULL. */
const char *sp_retry_after_set(sp_retry_after *rows, const char *codes,
                               const char *seconds, apr_pool_t *pool);

/* The place of what `codes` names; NULL if it is not a code or class. */
uint32_t *sp_retry_after_place(sp_retry_after *rows, const char *codes);

/* Seconds for `code`: its own, or its class's; 0: none. */
uint32_t sp_retry_after_for(const sp_retry_after *rows, int code);

/* Seconds that are set for `code` itself; 0: none. */
uint32_t sp_retry_after_own(const sp_retry_after *rows, int code);

/* Both levels, the inner one first; either may be NULL. */
const sp_retry_after *sp_retry_after_merge(const sp_retry_after *inner,
                                           const sp_retry_after *outer,
                                           apr_pool_t *pool);

#endif

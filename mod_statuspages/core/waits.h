/* SPDX-License-Identifier: Apache-2.0 */
/* waits.h - how long a client is to wait after which error, where nobody else
 * has said it: seconds for codes and classes. */
#ifndef SP_CORE_WAITS_H
#define SP_CORE_WAITS_H

#include "core/codes.h"

#include <stdint.h>

enum {
    SP_WAIT_SECONDS_MAX = 7 * 24 * 60 * 60,
    SP_WAIT_CODES = SP_CODE_CLASS_LAST - SP_CODE_FIRST + 1
};

typedef struct sp_waits {
    uint32_t by_code[SP_WAIT_CODES]; /* of 400-599; 0: not set */
    uint32_t by_class[2];            /* of 4xx and 5xx; 0: not set */
} sp_waits;

/* Set what `codes` (503 or 5xx) and `seconds` say.  What is wrong, in `pool`,
 * or NULL. */
const char *sp_waits_set(sp_waits *waits, const char *codes,
                         const char *seconds, apr_pool_t *pool);

/* Seconds for `code`: its own, or its class's; 0: none. */
uint32_t sp_waits_for(const sp_waits *waits, int code);

/* Both levels, the inner one first; either may be NULL. */
const sp_waits *sp_waits_join(const sp_waits *inner, const sp_waits *outer,
                              apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Stores and finds the seconds of StatusPagesRetryAfter. */
#include "core/retry_after.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include <stdlib.h>

static uint32_t *place_of(sp_retry_after *rows, int first, int last)
{
    return first == last ? &rows->by_code[first - SP_CODE_FIRST]
                         : &rows->by_class[first / 100 - 4];
}

uint32_t *sp_retry_after_place(sp_retry_after *rows, const char *codes)
{
    int first;
    int last;

    return sp_code_set_word(codes, &first, &last) ? place_of(rows, first, last)
                                                  : NULL;
}

const char *sp_retry_after_set(sp_retry_after *rows, const char *codes,
                               const char *seconds, apr_pool_t *pool)
{
    uint16_t first;
    uint16_t last;
    const char *wrong = sp_codes_read(codes, &first, &last, pool);
    char *end = NULL;
    long number = strtol(seconds, &end, 10);

    if (wrong) {
        return wrong;
    }
    if (!apr_isdigit(*seconds) || *end || number < 1
        || number > SP_RETRY_AFTER_MAX) {
        return apr_psprintf(pool,
                            "\"%s\" is not a number of seconds from 1 to %d",
                            seconds, (int)SP_RETRY_AFTER_MAX);
    }
    *place_of(rows, first, last) = (uint32_t)number;
    return NULL;
}

static bool has_place(int code)
{
    return code >= SP_CODE_FIRST && code <= SP_CODE_CLASS_LAST;
}

uint32_t sp_retry_after_own(const sp_retry_after *rows, int code)
{
    return has_place(code) ? rows->by_code[code - SP_CODE_FIRST] : 0;
}

uint32_t sp_retry_after_for(const sp_retry_after *rows, int code)
{
    uint32_t exact = sp_retry_after_own(rows, code);

    return exact || !has_place(code) ? exact : rows->by_class[code / 100 - 4];
}

static void fill(uint32_t *to, const uint32_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = to[i] ? to[i] : from[i];
    }
}

const sp_retry_after *sp_retry_after_merge(const sp_retry_after *inner,
                                           const sp_retry_after *outer,
                                           apr_pool_t *pool)
{
    sp_retry_after *joined;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    joined = apr_pmemdup(pool, inner, sizeof(*joined));
    fill(joined->by_code, outer->by_code, SP_RETRY_AFTER_CODES);
    fill(joined->by_class, outer->by_class, 2);
    return joined;
}

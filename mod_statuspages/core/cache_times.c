/* SPDX-License-Identifier: Apache-2.0 */
/* Which error pages caches may store, and for how long. */
#include "core/cache_times.h"

#include <apr_strings.h>

#include <strings.h>

#define SP_CACHE_OFF UINT32_MAX

/* How far the answer depends on more than address, Accept and Accept-Language,
 * which are all that a cache compares. */
typedef enum dependence {
    ON_ADDRESS, /* the default for 5xx */
    ON_VISITOR, /* possibly, the default for 4xx: only the administrator knows
                 */
    ON_LOGIN,   /* and who has signed in or may ask at all; RFC 6585 */
    ON_REQUEST  /* its fields, its body or its connection */
} dependence;

static const struct {
    uint16_t code;
    uint8_t on; /* dependence */
} exceptions[] = {
    /* RFC 9110 15.1 and RFC 7725 3: caches may keep these without being told */
    { 404, ON_ADDRESS }, { 405, ON_ADDRESS }, { 410, ON_ADDRESS },
    { 414, ON_ADDRESS }, { 451, ON_ADDRESS },

    { 401, ON_LOGIN },   { 407, ON_LOGIN },   { 428, ON_LOGIN },
    { 429, ON_LOGIN },   { 431, ON_LOGIN },   { 511, ON_LOGIN },

    { 400, ON_REQUEST }, { 406, ON_REQUEST }, { 408, ON_REQUEST },
    { 411, ON_REQUEST }, { 412, ON_REQUEST }, { 413, ON_REQUEST },
    { 415, ON_REQUEST }, { 416, ON_REQUEST }, { 417, ON_REQUEST },
    { 421, ON_REQUEST }, { 422, ON_REQUEST }, { 425, ON_REQUEST },
    { 426, ON_REQUEST },
};

static dependence depends(int code)
{
    for (size_t i = 0; i < SP_COUNT(exceptions); i++) {
        if (exceptions[i].code == code) {
            return (dependence)exceptions[i].on;
        }
    }
    return code < 500 ? ON_VISITOR : ON_ADDRESS;
}

static const char *refuse_code(const char *codes, apr_pool_t *pool)
{
    int first;
    int last;
    dependence on = sp_code_set_word(codes, &first, &last) && first == last
                        ? depends(first)
                        : ON_ADDRESS;

    if (on < ON_LOGIN) {
        return NULL;
    }
    return apr_psprintf(pool, "%s is never stored: %s; remove it", codes,
                        on == ON_LOGIN ? "it is meant for one visitor"
                                       : "something in the request caused it");
}

const char *sp_cache_times_set(sp_cache_times *times, const char *codes,
                               const char *seconds, apr_pool_t *pool)
{
    const char *wrong = refuse_code(codes, pool);
    uint32_t *place = sp_retry_after_place(&times->times, codes);

    if (!seconds) {
        if (strcasecmp(codes, "off") != 0) {
            return apr_psprintf(pool,
                                "\"%s\" is not Off: write a code or class "
                                "and seconds, such as 404 120",
                                codes);
        }
        *times = (sp_cache_times){ .standalone = true };
        return NULL;
    }
    if (!wrong && place && strcasecmp(seconds, "off") == 0) {
        *place = SP_CACHE_OFF;
        return NULL;
    }
    return wrong ? wrong
                 : sp_retry_after_set(&times->times, codes, seconds, pool);
}

uint32_t sp_cache_times_for(const sp_cache_times *times, int code)
{
    dependence on = depends(code);
    uint32_t seconds =
        on == ON_ADDRESS   ? sp_retry_after_for(&times->times, code)
        : on == ON_VISITOR ? sp_retry_after_own(&times->times, code)
                           : 0;

    return seconds == SP_CACHE_OFF ? 0 : seconds;
}

const sp_cache_times *sp_cache_times_merge(const sp_cache_times *inner,
                                           const sp_cache_times *outer,
                                           apr_pool_t *pool)
{
    sp_cache_times *merged;

    if (!inner || !outer || inner->standalone) {
        return inner ? inner : outer;
    }
    merged = apr_palloc(pool, sizeof(*merged));
    merged->standalone = outer->standalone;
    merged->times = *sp_retry_after_merge(&inner->times, &outer->times, pool);
    return merged;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any fields that state limits, a line each: RateLimit, Policy and Remaining by
 * turns.  What holds: names can be shown and have room, numbers are known or
 * not, and a list is one whether it is read as a whole or member by member. */
#include "core/escape.h"
#include "core/rate_limit.h"
#include "core/structured_field.h"

#include <apr_general.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAME_MAX_SHOWN = 80, NOW = 1795331370 };

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* Each part lies within what is read. */
static void check_within(sp_span part, sp_span whole)
{
    demand(!part.len
           || (part.ptr >= whole.ptr
               && part.ptr + part.len <= whole.ptr + whole.len));
}

static void check_list(sp_span whole)
{
    sp_span list = whole;
    sp_span parameters;
    sp_span key;
    sp_item item;
    sp_item value;
    bool good = whole.len > 0;

    while (good && list.len) {
        size_t before = list.len;

        good = sp_structured_member(&list, &item, &parameters);
        demand(!good || list.len < before);
        while (good && sp_structured_parameter(&parameters, &key, &value)) {
            check_within(key, whole);
            check_within(value.text, whole);
        }
        demand(!good || parameters.len == 0);
    }
    demand(good == sp_structured_is_list(whole));
}

static void check_limits(const sp_rate_limits *limits)
{
    demand(limits->count <= SP_RATE_LIMITS_MAX);
    for (unsigned i = 0; i < limits->count; i++) {
        const sp_rate_limit *one = &limits->list[i];

        demand(sp_escape_is_clean(one->policy, NAME_MAX_SHOWN));
        demand(one->limit >= -1 && one->window >= -1 && one->remaining >= -1
               && one->reset >= -1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "RateLimit", "RateLimit-Policy",
                                         "X-RateLimit-Reset" };
    const char *p = (const char *)data;
    const char *end = p + size;
    apr_pool_t *pool = NULL;
    sp_rate_limits limits = { 0 };

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    for (unsigned i = 0; p && p < end; i++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        sp_span line = { p, (size_t)((stop ? stop : end) - p) };

        check_list(line);
        sp_rate_limits_add(&limits, sp_span_of(names[i % SP_COUNT(names)]),
                           line, NOW, pool);
        p = stop ? stop + 1 : NULL;
    }
    check_limits(&limits);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

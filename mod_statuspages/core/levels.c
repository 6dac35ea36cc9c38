/* SPDX-License-Identifier: Apache-2.0 */
/* Adds rows to a level of the configuration, and chains levels. */
#include "core/levels.h"

#include <apr_strings.h>

#include <string.h>

const sp_level *sp_level_add(const sp_level *level, const void *row, int size,
                             apr_pool_t *pool)
{
    sp_level *longer = apr_pcalloc(pool, sizeof(*longer));

    if (level) {
        *longer = *level;
    }
    else {
        longer->storage = apr_array_make(pool, 4, size);
    }
    memcpy(apr_array_push(longer->storage), row, (size_t)size);
    longer->rows = longer->storage->elts;
    longer->count++;
    return longer;
}

const sp_level *sp_level_merge(const sp_level *inner, const sp_level *outer,
                               apr_pool_t *pool)
{
    sp_level *joined;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    joined = apr_pmemdup(pool, inner, sizeof(*joined));
    /* what is around `inner` already lies within `outer` */
    joined->outer = sp_level_merge(inner->outer, outer, pool);
    return joined;
}

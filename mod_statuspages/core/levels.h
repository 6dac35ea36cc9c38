/* SPDX-License-Identifier: Apache-2.0 */
/* levels.h - rows that directives add, in levels of the configuration. */
#ifndef SP_CORE_LEVELS_H
#define SP_CORE_LEVELS_H

#include <apr_tables.h>

/* The rows of one level, and the level around it. */
typedef struct sp_level {
    const void *rows;
    unsigned count;
    const struct sp_level *outer;
    apr_array_header_t *storage; /* holds the rows while the level is read */
} sp_level;

/* Returns `level`, which may be NULL, with one more row of `size` bytes; in
 * `pool`.  Old and new share their storage, so add to the newest only, and only
 * while the configuration is read. */
const sp_level *sp_level_add(const sp_level *level, const void *row, int size,
                             apr_pool_t *pool);

/* Both levels, the inner one first; either may be NULL. */
const sp_level *sp_level_merge(const sp_level *inner, const sp_level *outer,
                               apr_pool_t *pool);

#endif

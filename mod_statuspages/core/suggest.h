/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h - finds the addresses of a list that are near one asked for. */
#ifndef SP_CORE_SUGGEST_H
#define SP_CORE_SUGGEST_H

#include "core/span.h"

#include <apr_pools.h>

enum { SP_SUGGESTIONS_MAX = 3 };

/* path: absolute, begins with /, may have a query; percent-encoded; title
 * UTF-8, may be empty */
typedef struct sp_suggest_entry {
    sp_span path;
    sp_span title;
} sp_suggest_entry;

typedef struct sp_suggest_index sp_suggest_index;

/* Copies what it keeps into `pool`. */
const sp_suggest_index *sp_suggest_index_make(const sp_suggest_entry *entries,
                                              unsigned count, apr_pool_t *pool,
                                              apr_pool_t *temp);

/* Numbers of entries, best first; asked: path as received (raw); no
 * allocation. */
unsigned sp_suggest_find(const sp_suggest_index *index, sp_span asked,
                         unsigned found[SP_SUGGESTIONS_MAX]);

sp_span sp_suggest_path(const sp_suggest_index *index, unsigned number);
sp_span sp_suggest_title(const sp_suggest_index *index, unsigned number);

#endif

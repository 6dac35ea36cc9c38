/* SPDX-License-Identifier: Apache-2.0 */
/* suggest.h - pages of this site whose addresses are near one that has none.
 *
 * For addresses that are misspelt, cut off, in another case, with another
 * extension or none, in another folder or another language, badly encoded, or
 * pasted with a character too many.  The index is made while the configuration
 * is read; it is const, and shared by threads.
 */
#ifndef SP_CORE_SUGGEST_H
#define SP_CORE_SUGGEST_H

#include "core/span.h"

#include <apr_pools.h>

enum { SP_SUGGESTIONS_MAX = 3 };

/* A page.  The path is absolute, percent-encoded, and may have a query; the
 * title is UTF-8, and may be empty. */
typedef struct sp_suggest_entry {
    sp_span path;
    sp_span title;
} sp_suggest_entry;

typedef struct sp_suggest_index sp_suggest_index;

/* Copies what it keeps into `pool`.  A page whose path has more than 240 bytes
 * when decoded, or a title of more than 65,535 bytes, is never found. */
const sp_suggest_index *sp_suggest_index_make(const sp_suggest_entry *entries,
                                              unsigned count, apr_pool_t *pool,
                                              apr_pool_t *temp);

/* The numbers of the entries that are near the path `asked`, the best first;
 * returns how many.  `asked` is as it was received: any bytes, any length.  The
 * address itself is never among them.  Allocates nothing, and looks at no more
 * than a fixed number of entries. */
unsigned sp_suggest_find(const sp_suggest_index *index, sp_span asked,
                         unsigned found[SP_SUGGESTIONS_MAX]);

/* Of an entry that was found. */
sp_span sp_suggest_path(const sp_suggest_index *index, unsigned number);
sp_span sp_suggest_title(const sp_suggest_index *index, unsigned number);

#endif

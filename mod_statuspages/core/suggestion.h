/* SPDX-License-Identifier: Apache-2.0 */
/* suggestion.h - the pages that an address may have meant, as they are shown.
 */
#ifndef SP_CORE_SUGGESTION_H
#define SP_CORE_SUGGESTION_H

#include "core/suggest.h"

typedef struct sp_suggestion {
    sp_span url;   /* percent-encoded; begins with one slash */
    sp_span title; /* of the list, or else its address in readable form */
} sp_suggestion;

/* Those for `address`, a path or URL as it was received, best first; returns
 * how many.  Its query does not count.  Spans borrow from the index, or are in
 * `pool`. */
unsigned sp_suggestions_find(sp_suggestion found[SP_SUGGESTIONS_MAX],
                             const sp_suggest_index *index, sp_span address,
                             apr_pool_t *pool);

#endif

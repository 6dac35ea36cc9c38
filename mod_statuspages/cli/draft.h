/* SPDX-License-Identifier: Apache-2.0 */
/* draft.h - a text that grows: a configuration, a README. */
#ifndef SP_CLI_DRAFT_H
#define SP_CLI_DRAFT_H

#include "core/span.h"

#include <apr_pools.h>

typedef struct sp_draft {
    char *bytes; /* NULL until the first byte */
    size_t used;
    size_t capacity;
    apr_pool_t *pool;
} sp_draft;

/* What stands in for @NAME@; a list of them ends with a NULL name. */
typedef struct sp_fill {
    const char *name;
    const char *value;
} sp_fill;

sp_draft *sp_draft_make(apr_pool_t *pool);

void sp_draft_bytes(sp_draft *draft, sp_span bytes);
void sp_draft_add(sp_draft *draft, const char *text);
void sp_draft_format(sp_draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add `text` with each @NAME@ of `fills` replaced; other @ stay as they
 * are. */
void sp_draft_fill(sp_draft *draft, const char *text, const sp_fill *fills);

static inline sp_span sp_draft_span(const sp_draft *draft)
{
    return (sp_span){ draft->bytes, draft->used };
}

/* The draft as a terminated string. */
const char *sp_draft_string(const sp_draft *draft);

#endif

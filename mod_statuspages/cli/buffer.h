/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.h - a text that grows: a configuration, a README. */
#ifndef SP_CLI_BUFFER_H
#define SP_CLI_BUFFER_H

#include "core/span.h"

#include <apr_pools.h>

typedef struct sp_buffer {
    char *bytes; /* NULL until the first byte */
    size_t used;
    size_t capacity;
    apr_pool_t *pool;
} sp_buffer;

/* What stands in for @NAME@; a list of them ends with a NULL name. */
typedef struct sp_fill {
    const char *name;
    const char *value;
} sp_fill;

sp_buffer *sp_buffer_make(apr_pool_t *pool);

void sp_buffer_bytes(sp_buffer *buffer, sp_span bytes);
void sp_buffer_add(sp_buffer *buffer, const char *text);
void sp_buffer_format(sp_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add `text` with each @NAME@ of `fills` and `more` replaced; other @ stay as
 * they are.  Both may be NULL. */
void sp_buffer_fill(sp_buffer *buffer, const char *text, const sp_fill *fills,
                    const sp_fill *more);

/* Add `text` as a JSON string, with its quotes.  It may stand in a <script>: <
 * is escaped. */
void sp_buffer_json(sp_buffer *buffer, sp_span text);

static inline sp_span sp_buffer_span(const sp_buffer *buffer)
{
    return (sp_span){ buffer->bytes, buffer->used };
}

/* The buffer as a terminated string. */
const char *sp_buffer_string(const sp_buffer *buffer);

#endif

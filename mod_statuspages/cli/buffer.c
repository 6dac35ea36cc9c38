/* SPDX-License-Identifier: Apache-2.0 */
/* A text that grows, and printf into it. */
#include "cli/buffer.h"

#include "core/escape.h"

#include <apr_strings.h>

#include <stdarg.h>

enum { FIRST_CAPACITY = 4096 };

sp_buffer *sp_buffer_make(apr_pool_t *pool)
{
    sp_buffer *buffer = apr_pcalloc(pool, sizeof(*buffer));

    buffer->pool = pool;
    return buffer;
}

void sp_buffer_bytes(sp_buffer *buffer, sp_span bytes)
{
    if (buffer->capacity - buffer->used < bytes.len) {
        size_t capacity =
            buffer->capacity ? 2 * buffer->capacity : FIRST_CAPACITY;
        char *more;

        while (capacity < buffer->used + bytes.len) {
            capacity *= 2;
        }
        more = apr_palloc(buffer->pool, capacity);
        if (buffer->used) {
            memcpy(more, buffer->bytes, buffer->used);
        }
        buffer->bytes = more;
        buffer->capacity = capacity;
    }
    if (bytes.len) {
        memcpy(buffer->bytes + buffer->used, bytes.ptr, bytes.len);
        buffer->used += bytes.len;
    }
}

void sp_buffer_add(sp_buffer *buffer, const char *text)
{
    sp_buffer_bytes(buffer, sp_span_of(text));
}

void sp_buffer_format(sp_buffer *buffer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    sp_buffer_add(buffer, apr_pvsprintf(buffer->pool, format, args));
    va_end(args);
}

void sp_buffer_json(sp_buffer *buffer, sp_span text)
{
    size_t n = sp_escape_json(text, NULL);
    char *bytes = apr_palloc(buffer->pool, n + 1);

    sp_escape_json(text, bytes);
    sp_buffer_add(buffer, "\"");
    sp_buffer_bytes(buffer, (sp_span){ bytes, n });
    sp_buffer_add(buffer, "\"");
}

/* The row whose @NAME@ begins at `at`; NULL if none does. */
static const sp_fill *fill_at(const char *at, const sp_fill *fills)
{
    for (; fills && fills->name; fills++) {
        size_t n = strlen(fills->name);

        if (strncmp(at + 1, fills->name, n) == 0 && at[1 + n] == '@') {
            return fills;
        }
    }
    return NULL;
}

void sp_buffer_fill(sp_buffer *buffer, const char *text, const sp_fill *fills,
                    const sp_fill *more)
{
    const char *at;

    while ((at = strchr(text, '@')) != NULL) {
        const sp_fill *fill = fill_at(at, fills);

        fill = fill ? fill : fill_at(at, more);
        sp_buffer_bytes(buffer, (sp_span){ text, (size_t)(at - text) });
        sp_buffer_add(buffer, fill ? fill->value : "@");
        text = at + (fill ? strlen(fill->name) + 2 : 1);
    }
    sp_buffer_add(buffer, text);
}

const char *sp_buffer_string(const sp_buffer *buffer)
{
    return apr_pstrmemdup(buffer->pool, buffer->used ? buffer->bytes : "",
                          buffer->used);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/draft.h"

#include <apr_strings.h>

#include <stdarg.h>

enum { ROOM_FIRST = 4096 };

sp_draft *sp_draft_make(apr_pool_t *pool)
{
    sp_draft *draft = apr_pcalloc(pool, sizeof(*draft));

    draft->pool = pool;
    return draft;
}

void sp_draft_bytes(sp_draft *draft, sp_span bytes)
{
    if (draft->capacity - draft->used < bytes.len) {
        size_t capacity = draft->capacity ? 2 * draft->capacity : ROOM_FIRST;
        char *more;

        while (capacity < draft->used + bytes.len) {
            capacity *= 2;
        }
        more = apr_palloc(draft->pool, capacity);
        if (draft->used) {
            memcpy(more, draft->bytes, draft->used);
        }
        draft->bytes = more;
        draft->capacity = capacity;
    }
    if (bytes.len) {
        memcpy(draft->bytes + draft->used, bytes.ptr, bytes.len);
        draft->used += bytes.len;
    }
}

void sp_draft_add(sp_draft *draft, const char *text)
{
    sp_draft_bytes(draft, sp_span_of(text));
}

void sp_draft_format(sp_draft *draft, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    sp_draft_add(draft, apr_pvsprintf(draft->pool, format, args));
    va_end(args);
}

/* The row whose @NAME@ begins at `at`; NULL if none does. */
static const sp_fill *fill_at(const char *at, const sp_fill *fills)
{
    for (; fills->name; fills++) {
        size_t n = strlen(fills->name);

        if (strncmp(at + 1, fills->name, n) == 0 && at[1 + n] == '@') {
            return fills;
        }
    }
    return NULL;
}

void sp_draft_fill(sp_draft *draft, const char *text, const sp_fill *fills)
{
    const char *at;

    while ((at = strchr(text, '@')) != NULL) {
        const sp_fill *fill = fill_at(at, fills);

        sp_draft_bytes(draft, (sp_span){ text, (size_t)(at - text) });
        if (fill) {
            sp_draft_add(draft, fill->value);
            text = at + strlen(fill->name) + 2;
        }
        else {
            sp_draft_add(draft, "@");
            text = at + 1;
        }
    }
    sp_draft_add(draft, text);
}

const char *sp_draft_string(const sp_draft *draft)
{
    return apr_pstrmemdup(draft->pool, draft->used ? draft->bytes : "",
                          draft->used);
}

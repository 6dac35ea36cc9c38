/* SPDX-License-Identifier: Apache-2.0 */
/* structured_field_internal.h - what the files of structured fields share.
 *
 *   structured_field_item.c   a bare item, of each kind
 *   structured_field.c        parameters, members, lists
 *   structured_field_write.c  a bare item from a text
 */
#ifndef SP_CORE_STRUCTURED_FIELD_INTERNAL_H
#define SP_CORE_STRUCTURED_FIELD_INTERNAL_H

#include "core/structured_field.h"

/* What is left of a value; a scanner that meets a fault returns false. */
typedef struct sp_scan {
    const char *p;
    const char *end;
} sp_scan;

/* tchar, RFC 9110 5.6.2 */
static inline bool sp_is_tchar(char c)
{
    return c && (sp_is_alphanumeric(c) || strchr("!#$%&'*+-.^_`|~", c));
}

static inline char sp_scan_peek(const sp_scan *s)
{
    return s->p < s->end ? *s->p : '\0';
}

/* NUL is in no value. */
static inline bool sp_scan_take(sp_scan *s, char c)
{
    bool there = s->p < s->end && *s->p == c;

    s->p += there;
    return there;
}

static inline void sp_scan_skip(sp_scan *s, const char *set)
{
    while (s->p < s->end && *s->p && strchr(set, *s->p)) {
        s->p++;
    }
}

static inline sp_span sp_scan_from(const sp_scan *s, const char *start)
{
    return (sp_span){ start, (size_t)(s->p - start) };
}

/* The bare item that comes next. */
bool sp_scan_item(sp_scan *s, sp_item *item);

#endif

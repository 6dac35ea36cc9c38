/* SPDX-License-Identifier: Apache-2.0 */
/* number_format.h - numbers, sizes, waits and times as people read them.
 *
 * Digits 0-9, ISO dates, UTC; units and plural forms from the catalog.  Each
 * text is written into the buffer given, and lives as long as that.  When the
 * buffer is full or the amount is not known (negative), the span is empty.
 */
#ifndef SP_CORE_NUMBER_FORMAT_H
#define SP_CORE_NUMBER_FORMAT_H

#include "core/catalog.h"

typedef struct sp_number_buffer {
    const sp_language *language;
    char *bytes;
    size_t size;
    size_t *used;
} sp_number_buffer;

/* Append `text`; false, and nothing is changed, if there is no room. */
bool sp_number_add(sp_number_buffer *into, sp_span text);

/* The text of `message` with `insert` in place of its placeholder. */
sp_span sp_number_insert(sp_number_buffer *into, sp_message message,
                         sp_span insert);

/* 5 minutes: a plural with {n}. */
sp_span sp_number_counted(sp_number_buffer *into, sp_message message,
                          int64_t n);

/* 8190 */
sp_span sp_number_integer(sp_number_buffer *into, int64_t number);

/* 20 MB, 1.5 KB: two digits, in units of 1024. */
sp_span sp_number_size(sp_number_buffer *into, int64_t bytes);

/* in about 5 minutes; between a second and SP_DURATION_MAX seconds. */
enum { SP_DURATION_MAX = 7 * 24 * 60 * 60 };
sp_span sp_number_duration(sp_number_buffer *into, int64_t seconds);

/* 2026-11-22 07:09 UTC, from seconds since 1970. */
sp_span sp_number_time(sp_number_buffer *into, int64_t when);

/* The same from that timestamp. */
sp_span sp_number_time_of(sp_number_buffer *into, sp_span timestamp);

/* 2026-11-22T07:09:30Z (RFC 3339), from seconds since 1970. */
sp_span sp_number_timestamp(sp_number_buffer *into, int64_t when);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* date_format.h - a moment in words: Thursday 24 December 2026, 18:00 UTC. */
#ifndef SP_CORE_DATE_FORMAT_H
#define SP_CORE_DATE_FORMAT_H

#include "core/number_format.h"

/* The moment `when`, in seconds since 1970, as a reader of into->language
 * writes it (catalog/dates.def), on a clock that is `offset` seconds ahead of
 * UTC and called `zone`: UTC+1, (Berlin).  The text is written into the buffer
 * and lives as long as that.  When the buffer is full, or it would be before
 * 1970 or after the year 9999 on that clock, the span is empty. */
sp_span sp_date_in_words(sp_number_buffer *into, int64_t when, int offset,
                         sp_span zone);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* traceparent.h - the header field by which programs follow one request
 * (W3C Trace Context, 3.2). */
#ifndef SP_CORE_TRACEPARENT_H
#define SP_CORE_TRACEPARENT_H

#include "core/span.h"

/* Its parts: version, trace id, parent id, flags. */
typedef struct sp_traceparent {
    sp_span trace_id; /* 32 hexadecimal digits */
    sp_span rest;     /* "-", the trace id, parent id and flags */
} sp_traceparent;

/* Take the field's value apart; false if it is not valid.  A later version may
 * have more at its end, which is not in `rest`. */
bool sp_traceparent_read(sp_traceparent *parts, sp_span value);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* request_reference.h - the id of a request that its page shows:
 * StatusPagesReference. */
#ifndef SP_MODULE_REQUEST_REFERENCE_H
#define SP_MODULE_REQUEST_REFERENCE_H

#include "core/traceparent.h"
#include "module/module.h"

/* The id of this request, with a NUL behind it: what StatusPagesReference says
 * if that is fit to be shown, else the speakable form of httpd's log id.  The
 * requests of an internal redirect have one log id from then on, because the
 * access log has that of the first. */
sp_span sp_request_reference(request_rec *r);

/* Does the administrator want Server-Timing, and has the request a valid
 * traceparent for it? */
bool sp_request_reference_timing(sp_traceparent *parts, const request_rec *r);

#endif

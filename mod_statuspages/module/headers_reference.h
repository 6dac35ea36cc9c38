/* SPDX-License-Identifier: Apache-2.0 */
/* headers_reference.h - where the id of a request goes besides its page. */
#ifndef SP_MODULE_HEADERS_REFERENCE_H
#define SP_MODULE_HEADERS_REFERENCE_H

#include "module/module.h"

/* Let the access log have it as %{statuspages-reference}n. */
void sp_headers_reference_note(request_rec *r, sp_span reference);

/* Send Server-Timing with the traceparent of the request, if that is wanted,
 * valid, and the application has not sent its own. */
void sp_headers_reference_timing(request_rec *r);

#endif

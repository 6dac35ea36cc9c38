/* SPDX-License-Identifier: Apache-2.0 */
/* drain.h - what comes of a body after a page has replaced it.
 *
 * For a moment it is taken, so that a connection to a backend can be kept and a
 * script can end by itself; whoever writes more after that is told what it is
 * told when a client has left.
 */
#ifndef SP_MODULE_DRAIN_H
#define SP_MODULE_DRAIN_H

#include <util_filter.h>

/* Discard `bb`, what has come by the time that the page was passed on, and
 * leave it empty.  A connection that would wait for the rest is flushed before.
 * Sets *deadline for sp_drain(); returns what that returns, or why the page
 * could not be sent. */
apr_status_t sp_drain_begin(apr_time_t *deadline, ap_filter_t *f,
                            apr_bucket_brigade *bb);

/* Discard `bb`, and leave it empty.  APR_ECONNABORTED: bytes came after the
 * deadline, and nobody should send more. */
apr_status_t sp_drain(apr_bucket_brigade *bb, apr_time_t deadline);

#endif

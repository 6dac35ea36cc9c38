/* SPDX-License-Identifier: Apache-2.0 */
/* respond.h - the page for an error becomes the response. */
#ifndef SP_MODULE_RESPOND_H
#define SP_MODULE_RESPOND_H

#include "core/counters.h"
#include "module/headers_caching.h"

/* Put the page for r->status and its headers before `eos`, a bucket of a
 * brigade that `f` is about to pass; `body` is what that does to the response.
 * Returns what is said of caching. */
sp_caching sp_respond(ap_filter_t *f, apr_bucket *eos, sp_counted_body body);

/* defer.c: have sp_headers_page_defer() called when all modules have set their
 * headers. */
void sp_defer_add_filter(ap_filter_t *f, sp_caching caching);

/* Register that filter, while modules are loaded; look it up, in post_config.
 */
void sp_defer_register(void);
void sp_defer_prepare(sp_registry *registry);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* keep_trying.h - StatusPagesKeepTrying: a visitor may have the page of a site
 * that fails for a while ask again by itself (core/trying.h). */
#ifndef SP_MODULE_KEEP_TRYING_H
#define SP_MODULE_KEEP_TRYING_H

#include "core/facts.h"
#include "core/format.h"
#include "module/module.h"

/* Register the hooks: only for a server whose configuration switches it on, so
 * that no other pays for them. */
void sp_keep_trying_register(void);

/* May this page ask again, or offer to?  Then fills `trying`, for `facts`.  If
 * it does ask again, returns the value for Refresh, in r->pool; else NULL.
 * `shared`: others may get the page, whose address is another one then. */
const char *sp_keep_trying(sp_facts *facts, sp_trying *trying, request_rec *r,
                           const sp_format_choice *format, bool shared);

#endif

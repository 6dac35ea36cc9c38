/* SPDX-License-Identifier: Apache-2.0 */
/* heal.h - StatusPagesHeal: a button for visitors whose cookies have become too
 * large for the server. */
#ifndef SP_MODULE_HEAL_H
#define SP_MODULE_HEAL_H

#include "module/module.h"

/* The address of the button on the page for this error; empty if there is to be
 * none. */
sp_span sp_heal_address(request_rec *r);

/* In post_config, after all lines have been read.  False if there is no key for
 * the tokens, which is logged. */
bool sp_heal_prepare(sp_registry *registry);

#endif

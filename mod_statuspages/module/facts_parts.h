/* SPDX-License-Identifier: Apache-2.0 */
/* facts_parts.h - what facts.c and facts_parts.c share. */
#ifndef SP_MODULE_FACTS_PARTS_H
#define SP_MODULE_FACTS_PARTS_H

#include "module/facts.h"

/* Most characters of a value that are shown. */
enum { SP_TEXT_MAX = 80, SP_LIST_MAX = 200, SP_ADDRESS_MAX = 512 };

/* Who blocks the page: the target of Link rel=blocked-by; empty if nobody
 * says. */
sp_span sp_facts_blocked_by(request_rec *r);

/* The versions that Alternates names, into facts->alternatives. */
void sp_facts_alternatives(sp_facts *facts, request_rec *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* link.h - the header Link (RFC 8288). */
#ifndef SP_CORE_LINK_H
#define SP_CORE_LINK_H

#include "core/span.h"

/* The target of the first link of `header` that has `relation`, in small
 * letters, among its relation types; borrowed from `header`.  A link with an
 * anchor is of another page, and does not count.  False if there is none; from
 * the first mistake in it on, a header says nothing. */
bool sp_link_find(const char *header, const char *relation, sp_span *target);

#endif

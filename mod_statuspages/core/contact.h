/* SPDX-License-Identifier: Apache-2.0 */
/* contact.h - the address at which people of a site are told of an error.
 *
 * It may have the placeholder {reference}.  A mailto: URL (RFC 6068) without a
 * query of its own gets a subject.
 */
#ifndef SP_CORE_CONTACT_H
#define SP_CORE_CONTACT_H

#include "core/span.h"

#include <apr_pools.h>

enum {
    SP_CONTACT_LENGTH_MAX = 500, /* with placeholders */
    SP_CONTACT_PLACEHOLDERS_MAX = 4
};

/* What is wrong with the placeholders of an address that is valid otherwise,
 * or NULL. */
const char *sp_contact_error(const char *text, apr_pool_t *pool);

/* Is there a placeholder in `*rest`?  Then what is before it, and `*rest` is
 * what is behind it. */
bool sp_contact_split(sp_span *rest, sp_span *before);

/* Is it a mailto: URL without a query? */
bool sp_contact_takes_subject(sp_span url);

#endif

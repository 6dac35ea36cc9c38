/* SPDX-License-Identifier: Apache-2.0 */
/* negotiation.h - what a request says of the format and the language that its
 * client wants, and which language it gets. */
#ifndef SP_MODULE_NEGOTIATION_H
#define SP_MODULE_NEGOTIATION_H

#include "core/format.h"
#include "module/module.h"

/* What the choices of format and language depend on. */
typedef struct sp_negotiation {
    sp_format_request format;
    sp_span language; /* as in Accept-Language */
    sp_span query;    /* of the address; may name a language as well */
} sp_negotiation;

/* Fill `negotiation`; borrowed from the request, or in r->pool.  The
 * environment variables prefer-language and prefer-format come before the
 * headers, as in mod_negotiation.  `shared`: of the headers, Accept and
 * Accept-Language alone choose. */
void sp_negotiation_read(sp_negotiation *negotiation, const request_rec *r,
                         bool shared);

/* The language among those that the settings offer and that are `written` (a
 * set of bits, see core/language.h).  A link to another language counts more
 * than what the browser is set to. */
const sp_language *sp_negotiation_language(const sp_negotiation *negotiation,
                                           const sp_conf *conf,
                                           uint64_t written);

#endif

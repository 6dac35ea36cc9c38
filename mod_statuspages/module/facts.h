/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h - request_rec -> what the renderer needs to know of it.
 *
 * Any header of a request may be missing on the early-error path; what is
 * missing is not known.
 */
#ifndef SP_MODULE_FACTS_H
#define SP_MODULE_FACTS_H

#include "core/facts.h"
#include "module/module.h"

/* Fill `facts`; texts live in r->pool. */
void sp_facts_gather(sp_facts *facts, request_rec *r);

/* Does it speak plain HTTP to a port of TLS?  mod_ssl has read nothing more of
 * it then, and no header is known. */
bool sp_facts_are_insecure(const request_rec *r);

/* What the flag file said when this request, or the one whose ErrorDocument it
 * is, was refused; NULL if the site was not down for it. */
const sp_announcement *sp_facts_maintenance(request_rec *r);

/* Forget what belongs to this one request: the answer may be given to others.
 */
void sp_facts_drop_personal(sp_facts *facts);

/* Pages that the address may have meant.  There is a line of
 * StatusPagesSuggest. `shared`: caches may give the answer to others. */
void sp_facts_suggest(sp_facts *facts, request_rec *r, bool shared);

/* Fill `site` from the settings; it has no name where nobody has given it one.
 * `closed`: its home page is, too, most likely: there is no link that nobody
 * has asked for. */
void sp_facts_site(sp_site *site, const request_rec *r, bool closed);

/* Was the request refused because it has too large or too many fields: by
 * status 431, or by httpd's note? */
bool sp_facts_has_stored_data(const request_rec *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* facts_suggest.c - which pages the client may have meant (StatusPagesSuggest).
 */
#include "module/facts.h"

#include "core/language.h"
#include "module/intercept.h"

/* As the client has sent it, before anything was rewritten or decoded; of an
 * error of another server, what that tells.  NULL: not known. */
static const char *asked(const request_rec *r)
{
    const sp_forwarded *forwarded = sp_intercept_forwarded(r);

    if (forwarded) {
        return forwarded->path;
    }
    while (r->prev) {
        r = r->prev;
    }
    return r->unparsed_uri;
}

/* The query of a link to the same page in another language is ours. */
static sp_span without_language(sp_span address)
{
    const char *mark =
        address.len ? memchr(address.ptr, '?', address.len) : NULL;
    size_t n = mark ? (size_t)(mark - address.ptr) : address.len;

    return mark
                   && sp_language_linked(
                          (sp_span){ mark + 1, address.len - n - 1 })
                          != SP_LANGUAGE_NONE
               ? (sp_span){ address.ptr, n }
               : address;
}

void sp_facts_suggest(sp_facts *facts, request_rec *r, bool shared)
{
    const sp_suggest_source *source = sp_conf_of(r)->suggest;
    sp_suggestion *found;
    sp_span address;

    if (!source->index
        || (r->status != HTTP_NOT_FOUND && r->status != HTTP_GONE)) {
        return;
    }
    if (r->proxyreq == PROXYREQ_PROXY) {
        return; /* it is the address of another site */
    }
    /* all errors of another server have one address here, in a cache, too */
    if (shared && sp_intercept_forwarded(r)) {
        return;
    }
    address = sp_span_of(asked(r));
    if (sp_conf_language_links(sp_conf_of(r))) {
        address = without_language(address);
    }
    if (address.len) {
        found = apr_palloc(r->pool, SP_SUGGESTIONS_MAX * sizeof(*found));
        facts->suggestions = found;
        facts->suggestion_count =
            sp_suggestions_find(found, source->index, address, r->pool);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Where to go from here: to try again, and the links of the site. */
#include "core/page_internal.h"

/* A group's first member, its address, follows it. */
static bool put_link(sp_page *page, sp_variable group, sp_span url)
{
    bool shown = sp_page_may_link(page, url);

    if (!url.len) {
        return false; /* as all values are in the beginning */
    }
    sp_page_set_condition(page, group, shown);
    sp_page_set_text(page, group + 1, url);
    return shown;
}

static bool put_secure_address(sp_page *page)
{
    if (!sp_page_is_insecure(page) || page->request->format.brief) {
        return false;
    }
    sp_page_set_text(page, SP_VAR_SECURE_ADDRESS,
                     page->request->facts->secure_address);
    return page->values[SP_VAR_SECURE_ADDRESS].n > 0;
}

/* Does the visitor have to sign in on a page of this site?  Asking again before
 * is of no use.  A password box opens when asked again, and so may the page of
 * a network. */
static bool is_before_sign_in(const sp_page *page)
{
    const sp_status *status = page->status;

    return status->retry == SP_RETRY_SIGN_IN
           && !(status->fault & SP_FAULT_NETWORK)
           && !(page->request->facts->known
                & SP_FACT_BIT(SP_CONDITION_PASSWORD));
}

/* "Try again" is offered where asking again may help and does no harm
 * (RFC 9110 9.2.1), and not before a closed site opens. */
void sp_page_set_links(sp_page *page)
{
    const sp_site *site = page->request->site;
    bool any = !sp_page_is_text(page) && page->request->facts->repeatable
               && sp_page_is_retryable(page->status)
               && !sp_page_is_before_end(page) && !is_before_sign_in(page);

    sp_page_set_condition(page, SP_VAR_TRY_AGAIN, any);
    any |= page->values[SP_VAR_DOCUMENTATION].n > 0;
    any |= put_secure_address(page);
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    any |= sp_page_has_link(page, codes, unless)                               \
           && put_link(page, SP_VAR_##id, site->name);
#define PROGRAM_LINK(id, name, word, option, member, codes, unless, help)      \
    any |= page->for_program && sp_page_has_link(page, codes, unless)          \
           && put_link(page, SP_VAR_##id, site->name);
#include "core/site.def"
#undef SITE_LINK
    if (page->values[SP_VAR_CONTACT].n) {
        sp_page_set_text(page, SP_VAR_CONTACT_URL, sp_page_contact(page));
    }
    sp_page_set_condition(page, SP_VAR_LINKS, any);
    sp_page_set_condition(page, SP_VAR_BRIEF, page->request->format.brief);
}

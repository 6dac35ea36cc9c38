/* SPDX-License-Identifier: Apache-2.0 */
/* Which advice is shown: each text names what it depends on, and is left out
 * where that does not hold. */
#include "core/page_internal.h"

#define CONDITION_BIT(id) SP_FACT_BIT(SP_CONDITION_##id)

/* What is gathered whatever the status. */
static const uint32_t of_all =
    CONDITION_BIT(NOTHING_SENT) | CONDITION_BIT(PASSWORD);
static const uint32_t of_site =
    CONDITION_BIT(CONTACT) | CONDITION_BIT(REFERENCE);
static const uint32_t of_wait = SP_RETRY_AFTER_FACTS;

static inline uint32_t bit_if(bool truth, uint32_t bit)
{
    return truth ? bit : 0;
}

/* What sp_facts may know of this status; the time of Retry-After is a number.
 */
static inline uint32_t from_facts(const sp_status *status)
{
    return (status->facts | of_all) & ~of_wait;
}

void sp_page_set_conditions(sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    const sp_site *site = page->request->site;

    page->open = 0;
    page->holds =
        (facts->known & from_facts(page->status))
        | bit_if(sp_page_shows_retry_after(page) || sp_page_is_trying(page),
                 of_wait)
        | bit_if(sp_page_knows_link(page), CONDITION_BIT(LINK))
        | bit_if(sp_page_may_link(page, site->contact), CONDITION_BIT(CONTACT))
        | bit_if(sp_page_may_link(page, site->home), CONDITION_BIT(HOME))
        | bit_if(sp_page_may_link(page, site->sign_in), CONDITION_BIT(SIGN_IN))
        | bit_if(facts->reference.len > 0, CONDITION_BIT(REFERENCE))
        | bit_if(facts->maintenance, CONDITION_BIT(CLOSED));
}

/* Pages that are folded have a home page but none to sign in on, and are of an
 * open site: sp_page_folded(). */
void sp_page_set_conditions_of_fold(sp_page *page, unsigned which)
{
    page->holds = CONDITION_BIT(HOME) | bit_if(which & SP_FOLD_WAITS, of_wait)
                  | bit_if(which & SP_FOLD_LINK, CONDITION_BIT(LINK));
    page->open = from_facts(page->status) | of_site;
}

static unsigned cases_of(sp_message message, const sp_status *status)
{
    const sp_text_conditions *has = &sp_catalog_conditions[message];
    uint32_t any = has->when | has->unless;
    unsigned waits =
        any & of_wait && sp_page_may_wait(status) ? SP_FOLD_WAITS : 0;
    unsigned link = any & CONDITION_BIT(LINK) && status->facts & SP_LINK_FACTS
                        ? SP_FOLD_LINK
                        : 0;

    return waits | link;
}

unsigned sp_page_cases(const sp_status *status)
{
    const sp_status_texts *texts = sp_catalog_status(status);
    unsigned cases = cases_of(texts->lasts, status);

    for (unsigned i = 0; i < SP_DO_MAX; i++) {
        cases |= cases_of(texts->actions[i], status);
    }
    return cases;
}

void sp_page_set_shown(sp_page *page)
{
    const sp_message *actions = sp_catalog_status(page->status)->actions;
    bool any = false;

    for (unsigned i = 0; i < SP_DO_MAX && actions[i]; i++) {
        bool shown = sp_page_shows(page, actions[i]) == SP_SHOWN_YES;

        sp_page_set_condition(page, SP_SLOT_SHOWN + i, shown);
        any |= shown;
    }
    sp_page_set_condition(page, SP_VAR_ADVICE, any);
}

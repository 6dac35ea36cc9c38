/* SPDX-License-Identifier: Apache-2.0 */
/* page_internal.h - what the files of a page share.
 *
 *   page_texts.c    status, language -> texts and labels
 *   page_conditions.c  facts, site   -> which advice is shown
 *   page_facts.c    facts            -> sentences about this one request
 *   page_trying.c   a visitor who waits -> links, and a sentence
 *   page_error.c    status           -> what programs are told of an error
 *   page_links.c     site, facts      -> where to go
 *   page_contact.c   contact, reference -> the one with the other in it
 *   page_source.c   who answered     -> its name, and a line that says so
 *   page_failure.c  status           -> where on its way the request failed
 *   page_maintenance.c   a closed site -> its own texts, not the catalog's
 *   page_notice.c   an announcement  -> its message, end and link
 *   page_problem.c  values           -> problem details, JSON or XML
 *   page.c          all of these in order
 * While the configuration is read:
 *   page_override.c  StatusPagesTemplate -> a page in place of the theme's
 *   page_fold.c      texts, programs     -> programs with the texts put in
 *   page_pack.c      programs            -> packed programs
 * Only page*.c include this.
 */
#ifndef SP_CORE_PAGE_INTERNAL_H
#define SP_CORE_PAGE_INTERNAL_H

#include "core/page.h"
#include "core/status_error.h"

/* The text of a value. */
static inline sp_span sp_page_span(const sp_page *page, sp_variable slot)
{
    return (sp_span){ page->values[slot].data, page->values[slot].n };
}

/* Is the page plain text? */
static inline bool sp_page_is_text(const sp_page *page)
{
    return page->request->format.format == SP_FORMAT_TEXT;
}

/* A text, in which there may be something to escape. */
void sp_page_set_text(sp_page *page, sp_variable slot, sp_span text);
/* A value that only {{#x}} and {{^x}} ask for. */
static inline void sp_page_set_condition(sp_page *page, sp_variable slot,
                                         bool truth)
{
    page->values[slot] = (sp_value){ NULL, truth, true };
}

/* How many facts of one status advise a program: Retry-After, and one more. */
enum { SP_ADVICE_FACTS_MAX = 5 };

enum {
    SP_RETRY_AFTER_FACTS = SP_FACT_BIT(SP_FACT_WAIT) | SP_FACT_BIT(SP_FACT_BACK)
};

/* Is a time of Retry-After told?  Of any error that has a sentence for it or
 * may end; where waiting does not help, it would contradict. */
static inline bool sp_page_may_wait(const sp_status *status)
{
    return (status->facts & SP_RETRY_AFTER_FACTS)
           || (status->code >= 400 && status->lasts != SP_LASTS_PERMANENT);
}

static inline bool sp_page_shows_retry_after(const sp_page *page)
{
    return page->request->facts->retry_after >= 0
           && sp_page_may_wait(page->status);
}

/* Does the page ask again by itself?  In HTML: nothing else is for people who
 * can follow a link. */
static inline bool sp_page_is_trying(const sp_page *page)
{
    const sp_trying *trying = page->request->facts->trying;

    return trying && trying->stop.len > 0
           && page->request->format.format == SP_FORMAT_HTML;
}

/* May asking the same again help a visitor, who may have signed in since? */
static inline bool sp_page_is_retryable(const sp_status *status)
{
    return status->retry == SP_RETRY_NOW || status->retry == SP_RETRY_WAIT
           || status->retry == SP_RETRY_SIGN_IN;
}

/* Is the site closed, and the end still to come?  Trying again before is of no
 * use. */
static inline bool sp_page_is_before_end(const sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    return facts->maintenance
           && (facts->maintenance->until >= 0 || facts->retry_after > 0);
}

/* Is a text shown under its conditions? */
typedef enum sp_shown { SP_SHOWN_NO, SP_SHOWN_YES, SP_SHOWN_OPEN } sp_shown;

static inline sp_shown sp_page_shows(const sp_page *page, sp_message message)
{
    const sp_text_conditions *has = &sp_catalog_conditions[message];

    return (has->when & ~(page->holds | page->open))
                   || (has->unless & page->holds)
               ? SP_SHOWN_NO
           : (has->when | has->unless) & page->open ? SP_SHOWN_OPEN
                                                    : SP_SHOWN_YES;
}

/* Set page->holds from the facts of the request, or for folding: what holds for
 * all of them. */
void sp_page_set_conditions(sp_page *page);
void sp_page_set_conditions_of_fold(sp_page *page, unsigned which);

/* A folded page: whether each piece of advice is shown, and any. */
void sp_page_set_shown(sp_page *page);

enum {
    SP_LINK_FACTS =
        SP_FACT_BIT(SP_FACT_LINK_HERE) | SP_FACT_BIT(SP_FACT_LINK_ELSEWHERE)
};

/* Is it known which page linked here, where that matters? */
static inline bool sp_page_knows_link(const sp_page *page)
{
    return page->request->facts->known & page->status->facts & SP_LINK_FACTS;
}

/* Fill the code and its phrase. */
void sp_page_set_code(sp_page *page);

/* Fill what else status and language alone tell, unless the facts contradict it
 * or the administrator has own words. */
void sp_page_set_texts(sp_page *page);

/* The cases, SP_FOLD_* joined with |, that change the words of this status. */
unsigned sp_page_cases(const sp_status *status);

/* What is folded for this page; NULL if it is out of the common. */
const sp_theme_fold *sp_page_folded(const sp_page *page);

/* A site that is down for maintenance, by request->facts->maintenance, says so
 * in place of the catalog's words for 503; the administrator's own words stay.
 */
void sp_page_set_maintenance(sp_page *page);

/* Fill SP_VAR_NOTICE from request->facts->notice. */
void sp_page_set_notice(sp_page *page);

/* Fill of it what is about the link, if there is one. */
void sp_page_set_notice_link(sp_page *page,
                             const sp_announcement *announcement);

/* Its end as it is inserted into a text.  `buffer` lives as long as it does. */
enum { SP_TIME_MAX = 200 };
sp_span sp_page_end_between_words(sp_page *page,
                                  const sp_announcement *announcement,
                                  char buffer[SP_TIME_MAX]);

/* Where a request failed on its way: failure.def. */
typedef enum sp_failure {
    SP_FAILURE_NOWHERE, /* it did not, or nobody can tell */
    SP_FAILURE_NETWORK,
    SP_FAILURE_SITE,
    SP_FAILURE_BEHIND
} sp_failure;

sp_failure sp_page_failure_of(int code);

/* Is it worth a line on people's pages who gave this status?  Where somebody
 * was refused or something failed: else nobody looks for whom to ask.  Where
 * the network is in the way it would only confuse. */
static inline bool sp_page_tells_source(const sp_status *status)
{
    return (status->code == 403 || status->code >= 500)
           && sp_page_failure_of(status->code) != SP_FAILURE_NETWORK;
}

/* Fill SP_VAR_SOURCE, and SP_VAR_SOURCE_LINE where it is told.  A language that
 * lacks the words leaves the line out. */
void sp_page_set_source(sp_page *page);

/* Fill SP_VAR_STATION to SP_VAR_BEHIND_FAILED, which status and language alone
 * tell. */
void sp_page_set_failure(sp_page *page);
/* Does the request speak plain HTTP to a port that expects TLS?  Then relative
 * addresses lead to the same error. */
static inline bool sp_page_is_insecure(const sp_page *page)
{
    return (page->status->facts & page->request->facts->known
            & SP_FACT_BIT(SP_FACT_SECURE_ADDRESS))
           != 0;
}

/* Is it an address that leads somewhere?  Where text stands nobody knows of
 * which page it is, and what a relative address leads to.  Those of settings
 * begin with a slash if they are. */
static inline bool sp_page_may_link(const sp_page *page, sp_span url)
{
    return url.len > 0 && !page->request->format.brief
           && !(url.ptr[0] == '/'
                && (sp_page_is_text(page) || sp_page_is_insecure(page)));
}

/* Does a row of site.def have the code of the page, and nothing against it? */
static inline bool sp_page_has_link(const sp_page *page, uint64_t codes,
                                    uint32_t unless)
{
    const sp_facts *facts = page->request->facts;
    unsigned n = (unsigned)facts->code - 400U;

    return codes == SP_ON_ALL
           || (n < 64 && (codes >> n & 1)
               && !(page->status->facts & facts->known & unless));
}

/* Has it a link that pages of few codes have? */
static inline bool sp_page_has_rare_link(const sp_page *page)
{
    const sp_site *site = page->request->site;

#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    if ((codes) != SP_ON_ALL && site->name.len                                 \
        && sp_page_has_link(page, codes, unless)) {                            \
        return true;                                                           \
    }
#include "core/site.def"
#undef SITE_LINK
    return sp_page_is_insecure(page);
}

/* The address of the contact, with the reference of this request in it. */
sp_span sp_page_contact(sp_page *page);

/* Fill the links, and SP_VAR_LINKS. */
void sp_page_set_links(sp_page *page);

/* Fill what programs are told of an error: SP_VAR_ERROR_NAME to
 * SP_VAR_DOCUMENTATION.  What is no error has none of them. */
void sp_page_set_error(sp_page *page);

/* Fill the list SP_VAR_FACTS. */
void sp_page_set_facts(sp_page *page);

/* Add a sentence to that list, unless it is full; `insert` takes the place of
 * its placeholder. */
void sp_page_add_sentence(sp_page *page, sp_message message, sp_span insert);

/* The links of a visitor who waits, and how it goes: of HTML. */
void sp_page_set_trying(sp_page *page);

/* Fill page->actions with what facts advise a program to do; returns how many
 * there are. */
uint32_t sp_page_set_steps(sp_page *page);

#endif

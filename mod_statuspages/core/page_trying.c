/* SPDX-License-Identifier: Apache-2.0 */
/* A visitor who wants the page to ask again by itself: the link with which that
 * begins, the one with which it ends, and when the next try is. */
#include "core/page_internal.h"

#include "core/number_format.h"

/* A group's address and label follow it. */
static void put_link(sp_page *page, sp_variable group, sp_span url,
                     sp_message label)
{
    sp_page_set_condition(page, group, url.len > 0);
    page->values[group + 1] = sp_page_text(url, false);
    sp_page_set_plain(page, group + 2,
                      sp_catalog_text(page->text_language, label));
}

void sp_page_set_trying(sp_page *page)
{
    const sp_trying *trying = page->request->facts->trying;
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };

    if (page->request->format.format != SP_FORMAT_HTML) {
        return;
    }
    put_link(page, SP_VAR_KEEP_TRYING, trying->keep, SP_MSG_TRYING_KEEP);
    put_link(page, SP_VAR_STOP_TRYING, trying->stop, SP_MSG_TRYING_STOP);
    if (sp_page_is_trying(page)) {
        sp_page_add_sentence(page, SP_MSG_TRYING_AGAIN,
                             sp_number_duration(&into, trying->wait));
    }
    else if (trying->ended) {
        sp_page_add_sentence(page, SP_MSG_TRYING_ENDED, (sp_span){ NULL, 0 });
    }
}

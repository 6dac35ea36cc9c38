/* SPDX-License-Identifier: Apache-2.0 */
/* A site that is down for maintenance: title and sentence, and what the people
 * who closed it say. */
#include "core/page_internal.h"

#include "core/number_format.h"

/* Only in place of the catalog's words, which are plain. */
static void put(sp_page *page, sp_variable slot, sp_span text)
{
    if (page->values[slot].plain && text.len) {
        page->values[slot] = sp_page_text(text, true);
    }
}

static void put_until(sp_page *page, int64_t until)
{
    char buffer[SP_TIME_MAX];
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    sp_span time = sp_page_time_between_words(page, until, buffer);

    if (page->for_program) {
        put(page, SP_VAR_WHAT,
            sp_number_insert(&into, SP_MSG_CLIENT_MAINTENANCE_UNTIL, time));
    }
    else {
        put(page, SP_VAR_TITLE,
            sp_number_insert(&into, SP_MSG_MAINTENANCE_TITLE_UNTIL, time));
        put(page, SP_VAR_WHAT,
            sp_number_insert(&into, SP_MSG_MAINTENANCE_WHAT_UNTIL, time));
    }
    page->values[SP_VAR_UNTIL] =
        sp_page_text(sp_number_timestamp(&into, until), true);
}

void sp_page_set_maintenance(sp_page *page)
{
    const sp_announcement *announcement = page->request->facts->maintenance;

    if (announcement->until >= 0) {
        put_until(page, announcement->until);
    }
    else if (page->for_program) {
        put(page, SP_VAR_WHAT,
            sp_catalog_text(page->text_language, SP_MSG_CLIENT_MAINTENANCE));
    }
    else {
        put(page, SP_VAR_TITLE,
            sp_catalog_text(page->text_language, SP_MSG_MAINTENANCE_TITLE));
        put(page, SP_VAR_WHAT,
            sp_catalog_text(page->text_language, SP_MSG_MAINTENANCE_WHAT));
    }
    page->values[SP_VAR_MESSAGE] = sp_page_text(announcement->message, false);
    sp_page_set_notice_link(page, announcement);
}

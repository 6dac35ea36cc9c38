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

/* The title in three parts, for markup around the time. */
static void put_parts(sp_page *page, sp_span title, sp_span time)
{
    const char *at = title.ptr;
    const char *end = title.ptr + title.len;

    while (at + time.len <= end && memcmp(at, time.ptr, time.len) != 0) {
        at++;
    }
    if (!time.len || at + time.len > end) {
        return; /* as all values are in the beginning */
    }
    sp_page_set_condition(page, SP_VAR_TITLE_UNTIL, true);
    sp_page_set_plain(page, SP_VAR_TITLE_UNTIL_BEFORE,
                      (sp_span){ title.ptr, (size_t)(at - title.ptr) });
    sp_page_set_plain(page, SP_VAR_TITLE_UNTIL_TIME, (sp_span){ at, time.len });
    at += time.len;
    sp_page_set_plain(page, SP_VAR_TITLE_UNTIL_AFTER,
                      (sp_span){ at, (size_t)(end - at) });
}

static void put_title(sp_page *page, sp_span title, sp_span time)
{
    if (page->values[SP_VAR_TITLE].plain && title.len) {
        put(page, SP_VAR_TITLE, title);
        put_parts(page, title, time);
    }
}

static void put_until(sp_page *page, const sp_announcement *announcement)
{
    char buffer[SP_TIME_MAX];
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    sp_span time = sp_page_end_between_words(page, announcement, buffer);

    if (page->for_program) {
        put(page, SP_VAR_WHAT,
            sp_number_insert(&into, SP_MSG_CLIENT_MAINTENANCE_UNTIL, time));
    }
    else {
        put_title(page,
                  sp_number_insert(&into, SP_MSG_MAINTENANCE_TITLE_UNTIL, time),
                  time);
    }
    page->values[SP_VAR_UNTIL] =
        sp_page_text(sp_number_timestamp(&into, announcement->until), true);
}

/* Who does not know when it opens is told what to do. */
static sp_message what_of(const sp_page *page)
{
    return page->for_program ? SP_MSG_CLIENT_MAINTENANCE
           : page->request->facts->maintenance->until >= 0
                   || sp_page_shows_retry_after(page)
               ? SP_MSG_MAINTENANCE_WHAT
               : SP_MSG_MAINTENANCE_WHAT_LATER;
}

void sp_page_set_maintenance(sp_page *page)
{
    const sp_announcement *announcement = page->request->facts->maintenance;

    put(page, SP_VAR_WHAT, sp_catalog_text(page->text_language, what_of(page)));
    if (!page->for_program) {
        put(page, SP_VAR_TITLE,
            sp_catalog_text(page->text_language, SP_MSG_MAINTENANCE_TITLE));
    }
    if (announcement->until >= 0) {
        put_until(page, announcement);
    }
    page->values[SP_VAR_MESSAGE] = sp_page_text(announcement->message, false);
    sp_page_set_notice_link(page, announcement);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A site that is down for maintenance: title and sentence, and what the people
 * who closed it say. */
#include "core/page_internal.h"

#include "core/number_format.h"

/* A time keeps its order within a text from right to left: it is isolated by
 * characters, since the title has no room for markup (UAX 9, 2.4). */
static sp_span isolated(sp_span time, char *buffer)
{
    static const char before[] = { '\xe2', '\x81', '\xa6' }; /* U+2066 */
    static const char after[] = { '\xe2', '\x81', '\xa9' };  /* U+2069 */

    memcpy(buffer, before, sizeof(before));
    memcpy(buffer + sizeof(before), time.ptr, time.len);
    memcpy(buffer + sizeof(before) + time.len, after, sizeof(after));
    return (sp_span){ buffer, sizeof(before) + time.len + sizeof(after) };
}

/* Only in place of the catalog's words, which are plain. */
static void put(sp_page *page, sp_variable slot, sp_span text)
{
    if (page->values[slot].plain && text.len) {
        page->values[slot] = sp_page_text(text, true);
    }
}

static void put_until(sp_page *page, int64_t until)
{
    char buffer[64];
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    sp_span time = sp_number_time(&into, until);

    if (page->text_language->rtl) {
        time = isolated(time, buffer);
    }
    if (page->for_program) {
        put(page, SP_VAR_WHAT,
            sp_number_insert(&into, SP_MSG_CLIENT_MAINTENANCE_UNTIL, time));
    }
    else {
        put(page, SP_VAR_TITLE,
            sp_number_insert(&into, SP_MSG_MAINTENANCE_TITLE_UNTIL, time));
    }
    page->values[SP_VAR_UNTIL] =
        sp_page_text(sp_number_timestamp(&into, until), true);
}

void sp_page_set_notice(sp_page *page)
{
    const sp_notice *notice = page->request->facts->notice;

    put(page, SP_VAR_WHAT,
        sp_catalog_text(page->text_language, page->for_program
                                                 ? SP_MSG_CLIENT_MAINTENANCE
                                                 : SP_MSG_MAINTENANCE_WHAT));
    if (!page->for_program) {
        put(page, SP_VAR_TITLE,
            sp_catalog_text(page->text_language, SP_MSG_MAINTENANCE_TITLE));
    }
    if (notice->until >= 0) {
        put_until(page, notice->until);
    }
    page->values[SP_VAR_MESSAGE] = sp_page_text(notice->message, false);
}

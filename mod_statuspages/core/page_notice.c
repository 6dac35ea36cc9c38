/* SPDX-License-Identifier: Apache-2.0 */
/* What the people who run the site announce: their message, its end, a link. On
 * a closed site the link alone, for the page itself says the rest. */
#include "core/page_internal.h"

#include "core/date_format.h"

/* A time keeps its order within a text from right to left: it is isolated by
 * characters, since <title> has no room for markup (UAX 9, 2.4). */
static sp_span isolated(sp_span time, char buffer[SP_TIME_MAX])
{
    static const char before[] = { '\xe2', '\x81', '\xa8' }; /* U+2068 */
    static const char after[] = { '\xe2', '\x81', '\xa9' };  /* U+2069 */

    if (time.len > SP_TIME_MAX - sizeof(before) - sizeof(after)) {
        return time;
    }
    memcpy(buffer, before, sizeof(before));
    memcpy(buffer + sizeof(before), time.ptr, time.len);
    memcpy(buffer + sizeof(before) + time.len, after, sizeof(after));
    return (sp_span){ buffer, sizeof(before) + time.len + sizeof(after) };
}

sp_span sp_page_end_between_words(sp_page *page,
                                  const sp_announcement *announcement,
                                  char buffer[SP_TIME_MAX])
{
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    sp_span zone = announcement->zone;
    sp_span text =
        page->for_program
            ? sp_number_time(&into, announcement->until)
            : sp_date_in_words(&into, announcement->until, announcement->offset,
                               zone.len ? zone : SP_SPAN("UTC"));

    return page->text_language->rtl ? isolated(text, buffer) : text;
}

void sp_page_set_notice_link(sp_page *page, const sp_announcement *announcement)
{
    bool own = announcement->label.len > 0;

    if (!sp_page_may_link(page, announcement->url)) {
        return; /* as all values are in the beginning */
    }
    sp_page_set_condition(page, SP_VAR_NOTICE, true);
    page->values[SP_VAR_NOTICE_URL] = sp_page_text(announcement->url, false);
    sp_page_set_condition(page, SP_VAR_NOTICE_OWN_LABEL, own);
    page->values[SP_VAR_NOTICE_LABEL] =
        own ? sp_page_text(announcement->label, false)
            : sp_page_text(sp_catalog_text(page->text_language, SP_MSG_UI_MORE),
                           true);
}

static void put_end(sp_page *page, const sp_announcement *notice)
{
    char buffer[SP_TIME_MAX];
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    sp_span time = sp_page_end_between_words(page, notice, buffer);

    sp_page_set_plain(page, SP_VAR_NOTICE_END,
                      sp_number_insert(&into, SP_MSG_UI_UNTIL, time));
    sp_page_set_plain(page, SP_VAR_NOTICE_UNTIL,
                      sp_number_timestamp(&into, notice->until));
}

void sp_page_set_notice(sp_page *page)
{
    const sp_announcement *notice = page->request->facts->notice;

    if (notice->message.len) {
        sp_page_set_condition(page, SP_VAR_NOTICE, true);
        page->values[SP_VAR_NOTICE_TEXT] = sp_page_text(notice->message, false);
        if (notice->until >= 0) {
            put_end(page, notice);
        }
    }
    sp_page_set_notice_link(page, notice);
}

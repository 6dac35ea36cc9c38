/* SPDX-License-Identifier: Apache-2.0 */
/* What status and language alone tell: nearly all of a page. */
#include "core/page_internal.h"

#include "core/number_format.h"

/* The administrator's own words, or else the catalog's. */
static sp_value words(const sp_page *page, sp_field field, sp_message message)
{
    const sp_text_override *override = NULL;

    if (page->request->texts) {
        override = sp_text_overrides_find(page->request->texts,
                                          page->request->facts->code,
                                          page->text_language, field);
    }
    return override ? sp_page_text(override->text, false)
                    : sp_page_text(
                        sp_catalog_text(page->text_language, message), true);
}

static bool has_same_conditions(sp_message one, sp_message other)
{
    return memcmp(&sp_catalog_conditions[one], &sp_catalog_conditions[other],
                  sizeof(sp_text_conditions))
           == 0;
}

/* The slot that says whether this text is shown; what has the same conditions
 * as the text before is shown with it. */
static uint16_t slot_of(const sp_page *page, uint32_t n,
                        const sp_message *messages, unsigned i)
{
    return i > 0 && n > 0 && page->actions[n - 1].only_if
                   && has_same_conditions(messages[i - 1], messages[i])
               ? page->actions[n - 1].only_if
               : (uint16_t)(SP_SLOT_SHOWN + i);
}

/* Add `count` texts, fields `first` and on, to the `n` that there are.  The
 * administrator's own words have no conditions. */
static uint32_t add_actions(sp_page *page, uint32_t n, sp_field first,
                            const sp_message *messages, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        sp_value text = words(page, (sp_field)(first + i), messages[i]);
        sp_shown shown =
            text.plain ? sp_page_shows(page, messages[i]) : SP_SHOWN_YES;

        if (text.n && shown != SP_SHOWN_NO) {
            text.only_if =
                shown == SP_SHOWN_OPEN ? slot_of(page, n, messages, i) : 0;
            page->actions[n++] = text;
        }
    }
    return n;
}

_Static_assert((int)SP_DO_MAX <= (int)SP_STEPS_MAX
                   && (int)SP_ADVICE_MAX + (int)SP_ADVICE_FACTS_MAX
                          <= (int)SP_STEPS_MAX,
               "page->actions has room for all");

static void put_actions(sp_page *page, const sp_status_texts *texts)
{
    uint32_t n = 0;

    if (page->request->format.brief) {
        /* there are none */
    }
    else if (page->for_program && texts->detail) {
        n = add_actions(page, sp_page_set_steps(page), SP_FIELD_ADVICE_1,
                        texts->advice, SP_ADVICE_MAX);
    }
    else {
        n = add_actions(page, 0, SP_FIELD_DO_1, texts->actions, SP_DO_MAX);
    }
    page->values[SP_VAR_ACTIONS] = (sp_value){ page->actions, n, 0, 0 };
    sp_page_set_condition(page, SP_VAR_ADVICE, n > 0);
}

/* English stands in for a note of the catalog that a language lacks. */
static void put_owner(sp_page *page, const sp_status_texts *texts)
{
    const sp_language *english = &sp_languages[0];
    sp_value note;
    bool is_english;

    if (!page->request->facts->details) {
        return;
    }
    note = words(page, SP_FIELD_OWNER, texts->owner);
    is_english = note.plain && (note.n == 0 || page->text_language == english);
    page->values[SP_VAR_OWNER] =
        is_english ? sp_page_text(sp_catalog_text(english, texts->owner), true)
                   : note;
    sp_page_set_condition(page, SP_VAR_OWNER_ENGLISH, is_english);
}

void sp_page_set_code(sp_page *page)
{
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };

    sp_page_set_plain(page, SP_VAR_CODE,
                      sp_number_integer(&into, page->request->facts->code));
    sp_page_set_plain(page, SP_VAR_PHRASE, page->status->phrase);
}

static const sp_value no_text = { "", 0, true };

static void put_words(sp_page *page, const sp_status_texts *texts)
{
    page->values[SP_VAR_TITLE] = words(page, SP_FIELD_TITLE, texts->title);
    page->values[SP_VAR_WHAT] = words(page, SP_FIELD_WHAT, texts->what);
    page->values[SP_VAR_LASTS] = words(page, SP_FIELD_LASTS, texts->lasts);
    if (page->values[SP_VAR_LASTS].plain
        && sp_page_shows(page, texts->lasts) == SP_SHOWN_NO) {
        page->values[SP_VAR_LASTS] = no_text;
    }
}

/* For a program: how long it lasts is a part of the detail. */
static void put_detail(sp_page *page, const sp_status_texts *texts)
{
    sp_page_set_plain(page, SP_VAR_TITLE, page->status->phrase);
    page->values[SP_VAR_WHAT] = words(page, SP_FIELD_DETAIL, texts->detail);
    page->values[SP_VAR_LASTS] = no_text;
}

static void put_status(sp_page *page)
{
    const sp_status *status = page->status;
    const sp_status_texts *texts = sp_catalog_status(status);

    if (page->for_program && texts->detail) {
        put_detail(page, texts);
    }
    else {
        put_words(page, texts);
    }
    sp_page_set_condition(page, SP_VAR_PROGRAM, page->for_program);
    sp_page_set_condition(page, SP_VAR_CLIENT_ERROR, status->code / 100 == 4);
    sp_page_set_condition(page, SP_VAR_SERVER_ERROR, status->code / 100 >= 5);
    sp_page_set_condition(page, SP_VAR_TEMPORARY,
                          status->lasts == SP_LASTS_TEMPORARY);
    sp_page_set_condition(page, SP_VAR_PERMANENT,
                          status->lasts == SP_LASTS_PERMANENT);
    put_actions(page, texts);
    put_owner(page, texts);
}

static void put_label(sp_page *page, sp_variable slot, sp_message message)
{
    sp_page_set_plain(page, slot,
                      sp_catalog_text(page->text_language, message));
}

/* One word for people, another for programs. */
static void put_either(sp_page *page, sp_variable slot, sp_message people,
                       sp_message programs)
{
    put_label(page, slot, page->for_program ? programs : people);
}

/* The words around the values. */
static void put_labels(sp_page *page)
{
    sp_page_set_condition(page, SP_VAR_LABEL, true);
    put_label(page, SP_VAR_TRY_AGAIN_LABEL, SP_MSG_UI_TRY_AGAIN);
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    put_either(page, SP_VAR_##id##_LABEL, SP_MSG_UI_##id, SP_MSG_CLIENT_##id);
#define PROGRAM_LINK(id, name, word, option, member, codes, unless, help)      \
    put_either(page, SP_VAR_##id##_LABEL, 0, SP_MSG_CLIENT_##id);
#include "core/site.def"
#undef SITE_LINK
    put_either(page, SP_VAR_LABEL_ACTIONS, SP_MSG_UI_ACTIONS,
               SP_MSG_CLIENT_ACTIONS);
    put_either(page, SP_VAR_LABEL_ALTERNATIVES, SP_MSG_UI_ALTERNATIVES,
               SP_MSG_CLIENT_ALTERNATIVES);
    put_either(page, SP_VAR_LABEL_SUGGESTIONS, SP_MSG_SUGGEST_HEADING,
               SP_MSG_CLIENT_SUGGESTIONS);
    put_label(page, SP_VAR_LABEL_CODE, SP_MSG_UI_CODE);
    put_label(page, SP_VAR_LABEL_TIME, SP_MSG_UI_TIME);
    put_label(page, SP_VAR_LABEL_REFERENCE, SP_MSG_UI_REFERENCE);
    put_label(page, SP_VAR_LABEL_OWNER, SP_MSG_UI_OWNER);
    put_label(page, SP_VAR_LABEL_LANGUAGES, SP_MSG_UI_LANGUAGES);
    put_either(page, SP_VAR_LABEL_HELP, SP_MSG_UI_HELP, SP_MSG_CLIENT_HELP);
}

void sp_page_set_texts(sp_page *page)
{
    put_status(page);
    put_labels(page);
    sp_page_set_failure(page);
    /* The empty reference is this very address (RFC 3986 4.4), so that no byte
     * of the request is reflected. */
    sp_page_set_plain(page, SP_VAR_TRY_AGAIN_URL, (sp_span){ "", 0 });
    sp_page_set_plain(page, SP_VAR_LANG, page->text_language->tag);
    sp_page_set_plain(page, SP_VAR_DIR,
                      page->text_language->rtl ? SP_SPAN("rtl")
                                               : SP_SPAN("ltr"));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/page_parts.h"

#include "core/amount.h"
#include "core/problem.h"
#include "core/wrap.h"

/* ---- putting values into slots ------------------------------------------ */

/* A text from a compiled table: nothing in it needs escaping. */
static void put_plain(sp_page *page, sp_variable slot, sp_span text)
{
    page->values[slot] = sp_page_text(text, true);
}

static void put_text(sp_page *page, sp_variable slot, sp_span text)
{
    page->values[slot] = sp_page_text(text, false);
}

static void put_condition(sp_page *page, sp_variable slot, bool truth)
{
    page->values[slot] = (sp_value){ NULL, truth, true };
}

static void put_message(sp_page *page, sp_variable slot, sp_message message)
{
    put_plain(page, slot, sp_catalog_text(page->speaks, message));
}

/* The administrator's own words, or else the catalog's. */
static sp_value words(const sp_page *page, sp_field field, sp_message message)
{
    const sp_text_row *own = NULL;

    if (page->request->texts) {
        own = sp_texts_find(page->request->texts, page->request->facts->code,
                            page->speaks, field);
    }
    return own ? sp_page_text(own->text, false)
               : sp_page_text(sp_catalog_text(page->speaks, message), true);
}

static void put_link(sp_page *page, sp_variable group, sp_span url,
                     sp_message label)
{
    put_condition(page, group, url.len > 0);
    /* A group's members follow it: its address, then its label. */
    put_text(page, group + 1, url);
    put_message(page, group + 2, label);
}

/* ---- the other parts ----------------------------------------------------- */

/* When the time is known, vaguer words about it would contradict it. */
static bool is_vague(const sp_page *page, sp_message message)
{
    uint32_t told = SP_FACT_BIT(SP_FACT_WAIT) | SP_FACT_BIT(SP_FACT_BACK);

    return page->request->facts->retry_after >= 0
           && (page->status->facts & told) != 0
           && (message == SP_MSG_LASTS_SHORT || message == SP_MSG_DO_LATER
               || message == SP_MSG_DO_ONCE);
}

static void put_actions(sp_page *page, const sp_status_texts *texts)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < SP_DO_MAX; i++) {
        sp_field field = (sp_field)(SP_FIELD_DO_1 + i);
        sp_value text = words(page, field, texts->actions[i]);

        if (text.n && !(text.plain && is_vague(page, texts->actions[i]))) {
            page->actions[n++] = text;
        }
    }
    page->values[SP_VAR_ACTIONS] = (sp_value){ page->actions, n, 0 };
}

static void put_status(sp_page *page)
{
    const sp_status *status = page->status;
    const sp_status_texts *texts = sp_catalog_status(status);
    int code = page->request->facts->code;
    sp_amount_room room = { page->speaks, page->scratch, SP_SCRATCH_MAX,
                            &page->scratch_used };

    put_plain(page, SP_VAR_CODE, sp_amount_number(&room, code));
    put_plain(page, SP_VAR_PHRASE, status->phrase);
    page->values[SP_VAR_TITLE] = words(page, SP_FIELD_TITLE, texts->title);
    page->values[SP_VAR_WHAT] = words(page, SP_FIELD_WHAT, texts->what);
    page->values[SP_VAR_LASTS] = words(page, SP_FIELD_LASTS, texts->lasts);
    if (page->values[SP_VAR_LASTS].plain && is_vague(page, texts->lasts)) {
        page->values[SP_VAR_LASTS] = sp_page_text((sp_span){ "", 0 }, true);
    }
    put_condition(page, SP_VAR_CLIENT_ERROR, status->code / 100 == 4);
    put_condition(page, SP_VAR_SERVER_ERROR, status->code / 100 >= 5);
    put_condition(page, SP_VAR_TEMPORARY, status->lasts == SP_LASTS_TEMPORARY);
    put_condition(page, SP_VAR_PERMANENT, status->lasts == SP_LASTS_PERMANENT);
    if (page->request->facts->details) {
        page->values[SP_VAR_OWNER] = words(page, SP_FIELD_OWNER, texts->owner);
    }
    put_actions(page, texts);
}

/* "Try again" is offered where asking again may help and does no harm
 * (RFC 9110 9.2.1); the empty reference is this very address (RFC 3986 4.4),
 * so that no byte of the request is reflected. */
static void put_links(sp_page *page)
{
    const sp_site *site = page->request->site;
    uint8_t retry = page->status->retry;
    bool again = page->request->facts->repeatable
                 && (retry == SP_RETRY_NOW || retry == SP_RETRY_WAIT
                     || retry == SP_RETRY_SIGN_IN);

    put_link(page, SP_VAR_HOME, site->home, SP_MSG_UI_HOME);
    put_link(page, SP_VAR_SEARCH, site->search, SP_MSG_UI_SEARCH);
    put_link(page, SP_VAR_CONTACT, site->contact, SP_MSG_UI_CONTACT);
    put_link(page, SP_VAR_STATUS_PAGE, site->status_page,
             SP_MSG_UI_STATUS_PAGE);
    put_condition(page, SP_VAR_TRY_AGAIN, again);
    put_condition(page, SP_VAR_LINKS,
                  again || site->home.len || site->search.len
                      || site->contact.len || site->status_page.len);
    put_plain(page, SP_VAR_TRY_AGAIN_URL, (sp_span){ "", 0 });
    put_message(page, SP_VAR_TRY_AGAIN_LABEL, SP_MSG_UI_TRY_AGAIN);
}

static void put_alternatives(sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    unsigned n = facts->alternative_count;

    for (unsigned i = 0; i < n && i < SP_ALTERNATIVES_MAX; i++) {
        const sp_alternative *one = &facts->alternatives[i];
        sp_value *row = &page->alternatives[(size_t)i * SP_ALTERNATIVES__COUNT];

        row[SP_ALTERNATIVES_URL] = sp_page_text(one->url, false);
        row[SP_ALTERNATIVES_NAME] = sp_page_text(one->name, false);
        row[SP_ALTERNATIVES_TYPE] = sp_page_text(one->type, false);
        row[SP_ALTERNATIVES_LANGUAGE] = sp_page_text(one->language, false);
        page->values[SP_VAR_ALTERNATIVES] =
            (sp_value){ page->alternatives, i + 1, 0 };
    }
}

/* Only where a GET repeats the request: the link is one. */
static void put_languages(sp_page *page)
{
    const sp_language_set *links = page->request->links;
    uint32_t n = 0;

    for (unsigned i = 0; links && i < links->count; i++) {
        const sp_language *one = &sp_languages[links->order[i]];
        sp_value *row = &page->languages[(size_t)n * SP_LANGUAGES__COUNT];

        if (one == page->speaks || !page->request->facts->repeatable) {
            continue;
        }
        row[SP_LANGUAGES_URL] =
            sp_page_text(sp_language_link(links->order[i]), true);
        row[SP_LANGUAGES_NAME] = sp_page_text(one->name, true);
        row[SP_LANGUAGES_TAG] = sp_page_text(one->tag, true);
        n++;
    }
    page->values[SP_VAR_LANGUAGES] = (sp_value){ page->languages, n, 0 };
    put_condition(page, SP_VAR_TRANSLATED, n > 0);
}

static void put_labels(sp_page *page)
{
    put_condition(page, SP_VAR_ADVICE,
                  page->values[SP_VAR_ACTIONS].n
                      || page->values[SP_VAR_ALTERNATIVES].n);
    put_condition(page, SP_VAR_LABEL, true);
    put_message(page, SP_VAR_LABEL_ACTIONS, SP_MSG_UI_ACTIONS);
    put_message(page, SP_VAR_LABEL_ALTERNATIVES, SP_MSG_UI_ALTERNATIVES);
    put_message(page, SP_VAR_LABEL_CODE, SP_MSG_UI_CODE);
    put_message(page, SP_VAR_LABEL_TIME, SP_MSG_UI_TIME);
    put_message(page, SP_VAR_LABEL_REFERENCE, SP_MSG_UI_REFERENCE);
    put_message(page, SP_VAR_LABEL_OWNER, SP_MSG_UI_OWNER);
    put_message(page, SP_VAR_LABEL_LANGUAGES, SP_MSG_UI_LANGUAGES);
    put_message(page, SP_VAR_LABEL_HELP, SP_MSG_UI_HELP);
}

static void put_rest(sp_page *page)
{
    const sp_page_request *request = page->request;
    sp_amount_room room = { page->speaks, page->scratch, SP_SCRATCH_MAX,
                            &page->scratch_used };

    put_plain(page, SP_VAR_LANG, page->speaks->tag);
    put_plain(page, SP_VAR_DIR,
              page->speaks->rtl ? SP_SPAN("rtl") : SP_SPAN("ltr"));
    put_text(page, SP_VAR_SITE, request->site->name);
    put_text(page, SP_VAR_REFERENCE, request->facts->reference);
    if (request->facts->time > 0) {
        put_plain(page, SP_VAR_TIME,
                  sp_amount_time(&room, request->facts->time));
        put_plain(page, SP_VAR_TIMESTAMP,
                  sp_amount_timestamp(&room, request->facts->time));
    }
}

/* ---- length and bytes ---------------------------------------------------- */

static size_t write_tiny(const sp_page *page, char *out, size_t room)
{
    const sp_value *code = &page->values[SP_VAR_CODE];
    const sp_value *phrase = &page->values[SP_VAR_PHRASE];
    size_t length = (size_t)code->n + phrase->n + 2;

    if (length <= room) {
        memcpy(out, code->data, code->n);
        out[code->n] = ' ';
        memcpy(out + code->n + 1, phrase->data, phrase->n);
        out[length - 1] = '\n';
    }
    return length;
}

static size_t write_problem(const sp_page *page, char *out, size_t room)
{
    size_t length = sp_problem_write(page, NULL);

    return length <= room ? sp_problem_write(page, out) : length;
}

static size_t write_program(const sp_page *page, char *out, size_t room)
{
    size_t length = sp_program_write(page->program, page->values, out, room);

    if (length <= room && page->request->format.format == SP_FORMAT_TEXT) {
        sp_wrap(out, length);
    }
    return length;
}

void sp_page_prepare(sp_page *page, const sp_page_request *request)
{
    sp_format format = request->format.format;

    memset(page->values, 0, sizeof(page->values));
    page->scratch_used = 0;
    page->request = request;
    page->status = sp_status_find(request->facts->code);
    page->media_type = sp_formats[format].media_type;
    page->speaks = request->format.tiny
                       ? &sp_languages[0]
                       : sp_catalog_language(request->language, page->status);
    page->language = page->speaks->tag;
    put_status(page);
    if (request->format.tiny) {
        page->program = NULL;
        return;
    }
    sp_page_put_facts(page);
    put_links(page);
    put_alternatives(page);
    put_languages(page);
    put_labels(page);
    put_rest(page);
    page->program =
        sp_theme_program(request->theme, format, request->facts->code);
}

size_t sp_page_write(const sp_page *page, char *out, size_t room)
{
    return page->request->format.tiny ? write_tiny(page, out, room)
           : page->program            ? write_program(page, out, room)
                                      : write_problem(page, out, room);
}

size_t sp_page_length(const sp_page *page)
{
    return page->program && !page->request->format.tiny
               ? sp_program_length(page->program, page->values)
               : sp_page_write(page, NULL, 0);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences that need a fact of this one request.  A sentence whose fact
 * is not known disappears whole. */
#include "core/page_internal.h"

#include "core/number_format.h"

static const char *const fact_placeholders[SP_FACT__COUNT] = {
#define FACT(id, key, placeholder, meaning) placeholder,
#include "core/facts.def"
#undef FACT
};

static const sp_message fact_messages[SP_FACT__COUNT] = {
#define FACT(id, key, placeholder, meaning) SP_MSG_FACT_##id,
#include "core/facts.def"
#undef FACT
};

static const sp_message client_messages[SP_FACT__COUNT] = {
#define FACT(id, key, placeholder, meaning) SP_MSG_CLIENT_##id,
#include "core/facts.def"
#undef FACT
};

/* To a program these say what to do; the others, what is wrong. */
static const uint32_t advice_facts =
    SP_FACT_BIT(SP_FACT_SECURE_ADDRESS) | SP_FACT_BIT(SP_FACT_METHODS)
    | SP_FACT_BIT(SP_FACT_TYPES) | SP_FACT_BIT(SP_FACT_PROTOCOLS)
    | SP_FACT_BIT(SP_FACT_WAIT) | SP_FACT_BIT(SP_FACT_BACK);

/* Longer waits are cut to that (core/number_format.h), which would contradict
 * the time at which a closed site opens again. */
static bool is_beyond(const sp_facts *facts)
{
    return facts->maintenance && facts->retry_after > SP_DURATION_MAX;
}

/* Programs are told exact numbers. */
static sp_span size_of(const sp_page *page, sp_number_buffer *into,
                       int64_t bytes)
{
    return page->for_program ? sp_number_counted(into, SP_MSG_SIZE_BYTES, bytes)
                             : sp_number_size(into, bytes);
}

static sp_span wait_of(const sp_page *page, sp_number_buffer *into)
{
    const sp_facts *facts = page->request->facts;

    return page->for_program
               ? sp_number_counted(into, SP_MSG_CLIENT_SECONDS,
                                   facts->retry_after)
               : sp_number_duration(into,
                                    is_beyond(facts) ? -1 : facts->retry_after);
}

/* What stands in for the placeholder of `fact`; empty if not known. */
static sp_span insert_of(sp_page *page, sp_fact fact)
{
    const sp_facts *facts = page->request->facts;
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };

    switch (fact) {
    case SP_FACT_REALM: return facts->realm;
    case SP_FACT_METHODS: return facts->methods;
    case SP_FACT_TYPES: return facts->types;
    case SP_FACT_PROTOCOLS: return facts->protocols;
    case SP_FACT_BLOCKED_BY: return facts->blocked_by;
    case SP_FACT_LIMIT: return size_of(page, &into, facts->limit_bytes);
    case SP_FACT_SIZE: return size_of(page, &into, facts->received_bytes);
    case SP_FACT_ADDRESS_LIMIT:
        return sp_number_integer(&into, facts->address_limit);
    case SP_FACT_WAIT:
    case SP_FACT_BACK: return wait_of(page, &into);
    case SP_FACT_SIGNED_IN:
    case SP_FACT_SIGNED_OUT:
    case SP_FACT_LINK_HERE:
    case SP_FACT_LINK_ELSEWHERE:
    case SP_FACT_STORED_DATA:
    case SP_FACT_SECURE_ADDRESS:
    case SP_FACT_SENT:
    case SP_FACT_STILL_WORKING:
    case SP_FACT__COUNT: break;
    }
    return (sp_span){ NULL, 0 };
}

/* Inline: each page with a fact calls it, hardly any the one below. */
static inline void add_sentence(sp_page *page, sp_message message,
                                sp_span insert)
{
    sp_value *list = &page->values[SP_VAR_FACTS];
    sp_value *row = &page->facts[(size_t)list->n * SP_FACTS__COUNT];
    sp_span text = sp_catalog_text(page->text_language, message);
    const char *open = memchr(text.ptr, '{', text.len);
    const char *end = text.ptr + text.len;
    const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;

    if (list->n == SP_FACTS_MAX) {
        return;
    }
    row[SP_FACTS_BEFORE] = sp_page_text(
        close ? (sp_span){ text.ptr, (size_t)(open - text.ptr) } : text, true);
    row[SP_FACTS_VALUE] = sp_page_text(insert, false);
    row[SP_FACTS_AFTER] =
        sp_page_text(close ? (sp_span){ close + 1, (size_t)(end - close - 1) }
                           : (sp_span){ "", 0 },
                     true);
    list->data = page->facts;
    list->n++;
}

void sp_page_add_sentence(sp_page *page, sp_message message, sp_span insert)
{
    add_sentence(page, message, insert);
}

/* The facts that the page of this status may tell. */
static uint32_t wanted_facts(const sp_page *page)
{
    uint32_t wanted = page->status->facts;

    if (sp_page_is_trying(page)) { /* that says when by itself */
        return wanted & ~(uint32_t)SP_RETRY_AFTER_FACTS;
    }
    return sp_page_shows_retry_after(page) && !(wanted & SP_RETRY_AFTER_FACTS)
               ? wanted | SP_FACT_BIT(SP_FACT_WAIT)
               : wanted;
}

/* Is the fact known?  Sets what stands in for its placeholder. */
static bool is_known(sp_page *page, sp_fact fact, sp_span *insert)
{
    *insert = (sp_span){ NULL, 0 };
    if (!*fact_placeholders[fact]) {
        return (page->request->facts->known & SP_FACT_BIT(fact)) != 0;
    }
    *insert = insert_of(page, fact);
    return insert->len > 0;
}

/* Where the end is certain, nothing is only expected. */
static sp_message message_of(const sp_page *page, sp_fact fact)
{
    const sp_announcement *closed = page->request->facts->maintenance;

    return page->for_program ? client_messages[fact]
           : fact == SP_FACT_BACK && closed && closed->until >= 0
               ? SP_MSG_MAINTENANCE_OPENS
               : fact_messages[fact];
}

/* A form in HTML deletes what is stored; others have nothing to press. */
static void put_heal(sp_page *page)
{
    sp_span url = page->request->facts->heal;

    if (!url.len || page->request->format.format != SP_FORMAT_HTML) {
        return; /* as all values are in the beginning */
    }
    sp_page_set_condition(page, SP_VAR_HEAL, true);
    page->values[SP_VAR_HEAL_URL] = sp_page_text(url, false);
    sp_page_set_plain(page, SP_VAR_HEAL_NOTE,
                      sp_catalog_text(page->text_language, SP_MSG_HEAL_NOTE));
    sp_page_set_plain(page, SP_VAR_HEAL_LABEL,
                      sp_catalog_text(page->text_language, SP_MSG_HEAL_BUTTON));
}

void sp_page_set_facts(sp_page *page)
{
    uint32_t wanted = wanted_facts(page);

    /* brief text has no list of steps */
    if (page->for_program && !page->request->format.brief) {
        wanted &= ~advice_facts;
    }
    for (; wanted; wanted &= wanted - 1) {
        sp_fact fact = (sp_fact)__builtin_ctz(wanted);
        sp_span insert;

        if (is_known(page, fact, &insert)) {
            add_sentence(page, message_of(page, fact), insert);
            if (fact == SP_FACT_STORED_DATA) {
                put_heal(page);
            }
        }
    }
}

uint32_t sp_page_set_steps(sp_page *page)
{
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };
    uint32_t n = 0;

    for (uint32_t wanted = wanted_facts(page) & advice_facts;
         wanted && n < SP_ADVICE_FACTS_MAX; wanted &= wanted - 1) {
        sp_fact fact = (sp_fact)__builtin_ctz(wanted);
        sp_span insert;

        if (is_known(page, fact, &insert)) {
            page->actions[n++] = sp_page_text(
                sp_number_insert(&into, client_messages[fact], insert), false);
        }
    }
    return n;
}

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

/* Longer waits are cut to that (core/number_format.h), which would contradict
 * the time at which a closed site opens again. */
static bool is_beyond(const sp_facts *facts)
{
    return facts->notice && facts->retry_after > SP_DURATION_MAX;
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
    case SP_FACT_LIMIT: return sp_number_size(&into, facts->limit_bytes);
    case SP_FACT_SIZE: return sp_number_size(&into, facts->received_bytes);
    case SP_FACT_ADDRESS_LIMIT:
        return sp_number_integer(&into, facts->address_limit);
    case SP_FACT_WAIT:
    case SP_FACT_BACK:
        return sp_number_duration(&into,
                                  is_beyond(facts) ? -1 : facts->retry_after);
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

static void add_sentence(sp_page *page, sp_fact fact, sp_span insert)
{
    sp_value *list = &page->values[SP_VAR_FACTS];
    sp_value *row = &page->facts[(size_t)list->n * SP_FACTS__COUNT];
    sp_span text = sp_catalog_text(page->text_language, fact_messages[fact]);
    const char *open = memchr(text.ptr, '{', text.len);
    const char *end = text.ptr + text.len;
    const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;

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

void sp_page_set_facts(sp_page *page)
{
    uint32_t wanted = page->status->facts;

    if (sp_page_shows_retry_after(page) && !(wanted & SP_RETRY_AFTER_FACTS)) {
        wanted |= SP_FACT_BIT(SP_FACT_WAIT);
    }
    for (; wanted && page->values[SP_VAR_FACTS].n < SP_FACTS_MAX;
         wanted &= wanted - 1) {
        int i = __builtin_ctz(wanted);
        sp_span insert = { NULL, 0 };
        bool known = (page->request->facts->known & SP_FACT_BIT(i)) != 0;

        if (*fact_placeholders[i]) {
            insert = insert_of(page, (sp_fact)i);
            known = insert.len > 0;
        }
        if (known) {
            add_sentence(page, (sp_fact)i, insert);
        }
    }
}

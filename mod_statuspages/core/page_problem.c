/* SPDX-License-Identifier: Apache-2.0 */
/* Problem details: each member is a row of a table. */
#include "core/page_problem_internal.h"

#include "core/number_format.h"
#include "core/status_error.h"

#include <stddef.h>

/* ---- how a row gets its value --------------------------------------------*/

static void write_value(sp_writer *to, const sp_problem_member *row,
                        const sp_page *page)
{
    sp_writer_text(to, row->name, sp_page_span(page, (sp_variable)row->from));
}

/* A link of the site, where it is of use; `from` is its group. */
static void write_link(sp_writer *to, const sp_problem_member *row,
                       const sp_page *page)
{
    if (*row->name && page->values[row->from].n) {
        sp_writer_text(to, row->name,
                       sp_page_span(page, (sp_variable)(row->from + 1)));
    }
}

void sp_problem_write_amount(sp_writer *to, const char *name,
                             const int64_t *amount)
{
    char digits[24];
    size_t used = 0;
    sp_number_buffer buffer = { NULL, digits, sizeof(digits), &used };

    sp_writer_bare(to, name, sp_number_integer(&buffer, *amount));
}

static void write_number(sp_writer *to, const sp_problem_member *row,
                         const sp_page *page)
{
    sp_problem_write_amount(to, row->name,
                            sp_problem_at(page->request->facts, row->from));
}

/* A type of IANA's registry, where a fact proves that it is true; empty for
 * none.  Section 5.1 of the RateLimit draft (-11) has its type for 429. */
static sp_span registered_type(const sp_facts *facts)
{
    return facts->code == 429 && facts->quota_exceeded
               ? SP_SPAN("https://iana.org/assignments/"
                         "http-problem-types#quota-exceeded")
               : (sp_span){ NULL, 0 };
}

/* about:blank, the default, is left out (RFC 9457 4.2.1). */
static void write_type(sp_writer *to, const sp_problem_member *row,
                       const sp_page *page)
{
    sp_span type = registered_type(page->request->facts);
    const sp_span parts[] = { page->request->problem_base,
                              sp_page_span(page, SP_VAR_CODE) };

    sp_writer_text(to, row->name, type);
    sp_writer_parts(to, row->name, parts, !type.len && parts[0].len ? 2 : 0);
}

/* What is no error has none of these. */
static void write_truth(sp_writer *to, const sp_problem_member *row,
                        const sp_page *page)
{
    bool truth = page->values[row->from].n > 0;

    if (sp_status_is_error(page->status)) {
        sp_writer_bare(to, row->name,
                       truth ? SP_SPAN("true") : SP_SPAN("false"));
    }
}

static void write_status(sp_writer *to, const sp_problem_member *row,
                         const sp_page *page)
{
    sp_writer_bare(to, row->name, sp_page_span(page, SP_VAR_CODE));
}

/* What happened, whether it lasts, and the sentences with facts: the same
 * words as on the page. */
static void write_detail(sp_writer *to, const sp_problem_member *row,
                         const sp_page *page)
{
    sp_span parts[2 * (2 + SP_FACTS_MAX * SP_FACTS__COUNT)];
    size_t n = 0;
    unsigned facts = page->values[SP_VAR_FACTS].n * SP_FACTS__COUNT;

    for (unsigned i = 0; i < 2 + facts; i++) {
        const sp_value *part = i == 0   ? &page->values[SP_VAR_WHAT]
                               : i == 1 ? &page->values[SP_VAR_LASTS]
                                        : &page->facts[i - 2];
        bool begins = i < 2 ? part->n > 0 : (i - 2) % SP_FACTS__COUNT == 0;

        if (begins && n) {
            parts[n++] = SP_SPAN(" ");
        }
        if (part->n) {
            parts[n++] = (sp_span){ part->data, part->n };
        }
    }
    sp_writer_parts(to, row->name, parts, n);
}

/* The reference is opaque; a URN in no registered namespace would be a lie,
 * a relative reference with a fragment is always one (RFC 3986 4.2). */
static void write_instance(sp_writer *to, const sp_problem_member *row,
                           const sp_page *page)
{
    const sp_span parts[] = { SP_SPAN("#"),
                              sp_page_span(page, SP_VAR_REFERENCE) };

    sp_writer_parts(to, row->name, parts, parts[1].len ? 2 : 0);
}

static void write_temporary(sp_writer *to, const sp_problem_member *row,
                            const sp_page *page)
{
    sp_lasts lasts = page->status->lasts;

    if (lasts == SP_LASTS_PERMANENT && sp_page_shows_retry_after(page)) {
        lasts = SP_LASTS_TEMPORARY; /* 413: RFC 9110 15.5.14 */
    }
    sp_writer_bare(to, row->name,
                   lasts == SP_LASTS_TEMPORARY   ? SP_SPAN("true")
                   : lasts == SP_LASTS_PERMANENT ? SP_SPAN("false")
                                                 : (sp_span){ NULL, 0 });
}

static void write_retry_after(sp_writer *to, const sp_problem_member *row,
                              const sp_page *page)
{
    if (sp_page_shows_retry_after(page)) {
        write_number(to, row, page);
    }
}

static void write_price(sp_writer *to, const sp_problem_member *row,
                        const sp_page *page)
{
    sp_writer_text(to, row->name, page->request->facts->crawler_price);
}

/* ---- the document --------------------------------------------------------*/

static const sp_problem_member members[] = {
    { "type", write_type },
    { "title", write_value, SP_VAR_PHRASE },
    { "status", write_status },
    { "detail", write_detail },
    { "instance", write_instance },
    { "message", write_value, SP_VAR_MESSAGE },
    { "notice", sp_problem_write_notice },
    { "advice", sp_problem_write_advice },
    { "error_name", write_value, SP_VAR_ERROR_NAME },
    { "error_category", write_value, SP_VAR_ERROR_CATEGORY },
    { "source", write_value, SP_VAR_SOURCE },
    { "temporary", write_temporary },
    { "until", write_value, SP_VAR_UNTIL },
    { "retryable", write_truth, SP_VAR_RETRYABLE },
    { "retry_after", write_retry_after, offsetof(sp_facts, retry_after) },
    { "owner_action_required", write_truth, SP_VAR_OWNER_ACTION },
    { "allow", sp_problem_write_list, offsetof(sp_facts, methods),
      SP_FACT_BIT(SP_FACT_METHODS) },
    { "limit_bytes", write_number, offsetof(sp_facts, limit_bytes),
      SP_FACT_BIT(SP_FACT_LIMIT) },
    { "received_bytes", write_number, offsetof(sp_facts, received_bytes),
      SP_FACT_BIT(SP_FACT_LIMIT) },
    { "protocols", sp_problem_write_list, offsetof(sp_facts, protocols),
      SP_FACT_BIT(SP_FACT_PROTOCOLS) },
    { "accepted_types", sp_problem_write_list, offsetof(sp_facts, types),
      SP_FACT_BIT(SP_FACT_TYPES) },
    { "rate_limits", sp_problem_write_rate_limits },
    { "crawler_price", write_price },
    { "alternatives", sp_problem_write_alternatives },
    { "suggestions", sp_problem_write_suggestions },
    { "reference", write_value, SP_VAR_REFERENCE },
    { "timestamp", write_value, SP_VAR_TIMESTAMP },
    { "secure_address", write_value, SP_VAR_SECURE_ADDRESS },
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    { member, write_link, SP_VAR_##id },
#include "core/site.def"
#undef SITE_LINK
    { "documentation", write_value, SP_VAR_DOCUMENTATION },
    { "owner_note", write_value, SP_VAR_OWNER },
};

bool sp_problem_has_member(const char *name)
{
    for (size_t i = 0; i < SP_COUNT(members); i++) {
        if (*name && strcmp(members[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

void sp_problem_write_members(sp_writer *to, const sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    for (size_t i = 0; i < SP_COUNT(members); i++) {
        if (!members[i].fact || (page->status->facts & members[i].fact)) {
            members[i].write(to, &members[i], page);
        }
    }
    for (unsigned i = 0; i < facts->custom_count; i++) {
        sp_writer_text(to, facts->custom[i].name, facts->custom[i].value);
    }
}

size_t sp_problem_write(const sp_page *page, char *out, size_t capacity)
{
    sp_writer to = { .out = out,
                     .capacity = capacity,
                     .xml = page->request->format.format == SP_FORMAT_XML };

    sp_writer_declaration(&to);
    sp_writer_open_document(&to, page->text_language->tag);
    sp_problem_write_members(&to, page);
    sp_writer_close_document(&to);
    sp_writer_literal(&to, "\n", "");
    return to.used;
}

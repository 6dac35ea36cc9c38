/* SPDX-License-Identifier: Apache-2.0 */
/* Problem details: each member is a row of a table. */
#include "core/page_problem.h"

#include "core/number_format.h"
#include "core/page_internal.h"
#include "core/problem_writer.h"

#include <stddef.h>

typedef struct member member;

struct member {
    const char *name;
    void (*write)(sp_writer *to, const member *row, const sp_page *page);
    size_t from;   /* a slot of the page, or an offset in sp_facts, sp_site */
    uint32_t fact; /* only for a status that has this fact; 0: for each */
};

/* ---- how a row gets its value --------------------------------------------*/

static const void *at(const void *record, size_t offset)
{
    return (const char *)record + offset;
}

static void write_value(sp_writer *to, const member *row, const sp_page *page)
{
    sp_writer_text(to, row->name, sp_page_span(page, (sp_variable)row->from));
}

static void write_site(sp_writer *to, const member *row, const sp_page *page)
{
    const sp_span *address = at(page->request->site, row->from);

    if (*row->name) {
        sp_writer_text(to, row->name, *address);
    }
}

static void write_amount(sp_writer *to, const char *name, const int64_t *amount)
{
    char digits[24];
    size_t used = 0;
    sp_number_buffer buffer = { NULL, digits, sizeof(digits), &used };

    sp_writer_bare(to, name, sp_number_integer(&buffer, *amount));
}

static void write_number(sp_writer *to, const member *row, const sp_page *page)
{
    write_amount(to, row->name, at(page->request->facts, row->from));
}

/* "GET, HEAD": white space around commas is none of an element, and an empty
 * element is none (RFC 9110 5.6.1). */
static void write_list(sp_writer *to, const member *row, const sp_page *page)
{
    const sp_span *text = at(page->request->facts, row->from);
    unsigned count = 0;

    for (size_t i = 0; i < text->len; i++) {
        const char *p = text->ptr + i;
        const char *comma = memchr(p, ',', text->len - i);
        size_t n = comma ? (size_t)(comma - p) : text->len - i;
        sp_span one = sp_span_trim((sp_span){ p, n });

        if (one.len) {
            sp_writer_item(to, row->name, count++, one);
        }
        i += n;
    }
    sp_writer_close_list(to, row->name, count);
}

/* about:blank, the default, is left out (RFC 9457 4.2.1). */
static void write_type(sp_writer *to, const member *row, const sp_page *page)
{
    const sp_span parts[] = { page->request->problem_base,
                              sp_page_span(page, SP_VAR_CODE) };

    sp_writer_parts(to, row->name, parts, parts[0].len ? 2 : 0);
}

static void write_status(sp_writer *to, const member *row, const sp_page *page)
{
    sp_writer_bare(to, row->name, sp_page_span(page, SP_VAR_CODE));
}

/* What happened, whether it lasts, and the sentences with facts: the same
 * words as on the page. */
static void write_detail(sp_writer *to, const member *row, const sp_page *page)
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
static void write_instance(sp_writer *to, const member *row,
                           const sp_page *page)
{
    const sp_span parts[] = { SP_SPAN("#"),
                              sp_page_span(page, SP_VAR_REFERENCE) };

    sp_writer_parts(to, row->name, parts, parts[1].len ? 2 : 0);
}

static void write_advice(sp_writer *to, const member *row, const sp_page *page)
{
    const sp_value *actions = &page->values[SP_VAR_ACTIONS];

    for (unsigned i = 0; i < actions->n; i++) {
        const sp_value *text = &page->actions[(size_t)i * SP_ACTIONS__COUNT];

        sp_writer_item(to, row->name, i, (sp_span){ text->data, text->n });
    }
    sp_writer_close_list(to, row->name, actions->n);
}

static void write_temporary(sp_writer *to, const member *row,
                            const sp_page *page)
{
    sp_lasts lasts = page->status->lasts;

    sp_writer_bare(to, row->name,
                   lasts == SP_LASTS_TEMPORARY   ? SP_SPAN("true")
                   : lasts == SP_LASTS_PERMANENT ? SP_SPAN("false")
                                                 : (sp_span){ NULL, 0 });
}

static void write_retry_after(sp_writer *to, const member *row,
                              const sp_page *page)
{
    if (sp_page_shows_retry_after(page)) {
        write_number(to, row, page);
    }
}

static void open_object(sp_writer *to, const member *row, unsigned number)
{
    sp_writer_open_item(to, row->name, number);
    sp_writer_literal(to, "{", "");
    to->first = true;
}

static void close_object(sp_writer *to)
{
    sp_writer_literal(to, " }", "</i>");
    to->first = false;
}

/* Members of each alternative follow RFC 9457 section 3.2. */
static const member alternative_members[] = {
    { .name = "url", .from = offsetof(sp_alternative, url) },
    { .name = "name", .from = offsetof(sp_alternative, name) },
    { .name = "type", .from = offsetof(sp_alternative, type) },
    { .name = "language", .from = offsetof(sp_alternative, language) },
};

static void write_alternatives(sp_writer *to, const member *row,
                               const sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    for (unsigned i = 0; i < facts->alternative_count; i++) {
        open_object(to, row, i);
        for (size_t j = 0; j < SP_COUNT(alternative_members); j++) {
            const member *one = &alternative_members[j];
            const sp_span *text = at(&facts->alternatives[i], one->from);

            sp_writer_text(to, one->name, *text);
        }
        close_object(to);
    }
    sp_writer_close_list(to, row->name, facts->alternative_count);
}

static const member rate_limit_members[] = {
    { .name = "policy", .from = offsetof(sp_rate_limit, policy) },
    { .name = "limit", .from = offsetof(sp_rate_limit, limit) },
    { .name = "window", .from = offsetof(sp_rate_limit, window) },
    { .name = "remaining", .from = offsetof(sp_rate_limit, remaining) },
    { .name = "reset", .from = offsetof(sp_rate_limit, reset) },
};

static void write_rate_limits(sp_writer *to, const member *row,
                              const sp_page *page)
{
    const sp_rate_limits *limits = page->request->facts->rate_limits;
    unsigned count = limits ? limits->count : 0;

    for (unsigned i = 0; i < count; i++) {
        open_object(to, row, i);
        for (size_t j = 0; j < SP_COUNT(rate_limit_members); j++) {
            const member *one = &rate_limit_members[j];

            if (one->from == offsetof(sp_rate_limit, policy)) {
                sp_writer_text(to, one->name, limits->list[i].policy);
            }
            else {
                write_amount(to, one->name, at(&limits->list[i], one->from));
            }
        }
        close_object(to);
    }
    sp_writer_close_list(to, row->name, count);
}

static void write_price(sp_writer *to, const member *row, const sp_page *page)
{
    sp_writer_text(to, row->name, page->request->facts->crawler_price);
}

/* ---- the document --------------------------------------------------------*/

static const member members[] = {
    { "type", write_type },
    { "title", write_value, SP_VAR_PHRASE },
    { "status", write_status },
    { "detail", write_detail },
    { "instance", write_instance },
    { "heading", write_value, SP_VAR_TITLE },
    { "message", write_value, SP_VAR_MESSAGE },
    { "advice", write_advice },
    { "temporary", write_temporary },
    { "source", write_value, SP_VAR_SOURCE },
    { "retry_after", write_retry_after, offsetof(sp_facts, retry_after) },
    { "until", write_value, SP_VAR_UNTIL },
    { "allow", write_list, offsetof(sp_facts, methods),
      SP_FACT_BIT(SP_FACT_METHODS) },
    { "limit_bytes", write_number, offsetof(sp_facts, limit_bytes),
      SP_FACT_BIT(SP_FACT_LIMIT) },
    { "received_bytes", write_number, offsetof(sp_facts, received_bytes),
      SP_FACT_BIT(SP_FACT_LIMIT) },
    { "protocols", write_list, offsetof(sp_facts, protocols),
      SP_FACT_BIT(SP_FACT_PROTOCOLS) },
    { "accepted_types", write_list, offsetof(sp_facts, types),
      SP_FACT_BIT(SP_FACT_TYPES) },
    { "rate_limits", write_rate_limits },
    { "crawler_price", write_price },
    { "alternatives", write_alternatives },
    { "reference", write_value, SP_VAR_REFERENCE },
    { "timestamp", write_value, SP_VAR_TIMESTAMP },
#define SITE_LINK(id, name, word, member, help)                                \
    { member, write_site, offsetof(sp_site, name) },
#include "core/site.def"
#undef SITE_LINK
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

size_t sp_problem_write(const sp_page *page, char *out, size_t capacity)
{
    const sp_facts *facts = page->request->facts;
    sp_writer to = { .out = out,
                     .capacity = capacity,
                     .xml = page->request->format.format == SP_FORMAT_XML,
                     .first = true };

    sp_writer_literal(&to, "{",
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<problem xmlns=\"urn:ietf:rfc:7807\" xml:lang=\"");
    if (to.xml) {
        sp_writer_escaped(&to, page->text_language->tag);
        sp_writer_bytes(&to, "\">\n", 3);
    }
    for (size_t i = 0; i < SP_COUNT(members); i++) {
        if (!members[i].fact || (page->status->facts & members[i].fact)) {
            members[i].write(&to, &members[i], page);
        }
    }
    for (unsigned i = 0; i < facts->custom_count; i++) {
        sp_writer_text(&to, facts->custom[i].name, facts->custom[i].value);
    }
    sp_writer_literal(&to, "\n}\n", "</problem>\n");
    return to.used;
}

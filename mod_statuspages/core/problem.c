/* SPDX-License-Identifier: Apache-2.0 */
#include "core/problem.h"

#include "core/page_internal.h"
#include "core/problem_writer.h"

static sp_span span_of(const sp_value *value)
{
    return (sp_span){ value->data, value->n };
}

/* ---- lists ----------------------------------------------------------------
 */

/* The next element of "GET, HEAD", and `*p` behind it; empty at the end.
 * White space around commas is none of an element, and an empty element is
 * none (RFC 9110 5.6.1). */
static sp_span next_element(const char **p, const char *end)
{
    sp_span one = { NULL, 0 };

    while (*p < end && (**p == ',' || **p == ' ')) {
        (*p)++;
    }
    one.ptr = *p;
    while (*p < end && **p != ',') {
        (*p)++;
    }
    one.len = (size_t)(*p - one.ptr);
    while (one.len && one.ptr[one.len - 1] == ' ') {
        one.len--;
    }
    return one;
}

static void list_member(sp_writer *to, const char *name, sp_span text)
{
    const char *p = text.ptr;
    const char *end = text.ptr + text.len;
    sp_span one = next_element(&p, end);
    bool first = true;

    if (!one.len) {
        return;
    }
    sp_writer_open_list(to, name);
    for (; one.len; one = next_element(&p, end)) {
        sp_writer_item(to, one, first);
        first = false;
    }
    sp_writer_close_list(to, name);
}

static void advice_member(sp_writer *to, const sp_value *actions)
{
    const sp_value *rows = actions->data;

    if (!actions->n) {
        return;
    }
    sp_writer_open_list(to, "advice");
    for (unsigned i = 0; i < actions->n; i++) {
        sp_writer_item(to, span_of(&rows[(size_t)i * SP_ACTIONS__COUNT]),
                       i == 0);
    }
    sp_writer_close_list(to, "advice");
}

/* One object of `alternatives`; its members follow RFC 9457 section 3.2. */
static void alternative(sp_writer *to, const sp_alternative *one, bool first)
{
    bool outer = to->first;

    sp_writer_open_item(to, first);
    sp_writer_literal(to, to->xml ? "" : "{");
    to->first = true;
    sp_writer_member(to, "url", one->url);
    sp_writer_member(to, "name", one->name);
    sp_writer_member(to, "type", one->type);
    sp_writer_member(to, "language", one->language);
    sp_writer_literal(to, to->xml ? "</i>" : " }");
    to->first = outer;
}

static void alternatives_member(sp_writer *to, const sp_facts *facts)
{
    if (!facts->alternative_count) {
        return;
    }
    sp_writer_open_list(to, "alternatives");
    for (unsigned i = 0; i < facts->alternative_count; i++) {
        alternative(to, &facts->alternatives[i], i == 0);
    }
    sp_writer_close_list(to, "alternatives");
}

/* ---- the document ---------------------------------------------------------
 */

/* What happened, whether it lasts, and the sentences with facts: the same
 * words as on the page. */
static void detail_member(sp_writer *to, const sp_page *page)
{
    const sp_value *what = &page->values[SP_VAR_WHAT];
    const sp_value *lasts = &page->values[SP_VAR_LASTS];
    const sp_value *facts = &page->values[SP_VAR_FACTS];
    bool begun = what->n > 0;

    if (!what->n && !lasts->n && !facts->n) {
        return;
    }
    sp_writer_open(to, "detail");
    sp_writer_quote(to);
    sp_writer_escaped(to, span_of(what));
    if (lasts->n) {
        sp_writer_literal(to, begun ? " " : "");
        sp_writer_escaped(to, span_of(lasts));
        begun = true;
    }
    for (unsigned i = 0; i < facts->n * SP_FACTS__COUNT; i++) {
        sp_writer_literal(to, i % SP_FACTS__COUNT == 0 && begun ? " " : "");
        sp_writer_escaped(to, span_of(&page->facts[i]));
        begun = true;
    }
    sp_writer_quote(to);
    sp_writer_close(to, "detail");
}

/* about:blank, the default, is left out (RFC 9457 4.2.1). */
static void type_member(sp_writer *to, const sp_page *page)
{
    if (page->request->problem_base.len) {
        sp_writer_open(to, "type");
        sp_writer_quote(to);
        sp_writer_escaped(to, page->request->problem_base);
        sp_writer_escaped(to, span_of(&page->values[SP_VAR_CODE]));
        sp_writer_quote(to);
        sp_writer_close(to, "type");
    }
}

/* The reference is opaque; a URN in no registered namespace would be a lie,
 * a relative reference with a fragment is always one (RFC 3986 4.2). */
static void instance_member(sp_writer *to, const sp_page *page)
{
    if (page->values[SP_VAR_REFERENCE].n) {
        sp_writer_open(to, "instance");
        sp_writer_quote(to);
        sp_writer_literal(to, "#");
        sp_writer_escaped(to, span_of(&page->values[SP_VAR_REFERENCE]));
        sp_writer_quote(to);
        sp_writer_close(to, "instance");
    }
}

static void write_fact_members(sp_writer *to, const sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    uint32_t wanted = page->status->facts;

    if (page->status->lasts == SP_LASTS_TEMPORARY) {
        sp_writer_raw(to, "temporary", "true", 4);
    }
    if (page->status->lasts == SP_LASTS_PERMANENT) {
        sp_writer_raw(to, "temporary", "false", 5);
    }
    if (sp_page_shows_retry_after(page)) {
        sp_writer_number(to, "retry_after", facts->retry_after);
    }
    sp_writer_member(to, "until", span_of(&page->values[SP_VAR_UNTIL]));
    if (wanted & SP_FACT_BIT(SP_FACT_METHODS)) {
        list_member(to, "allow", facts->methods);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_LIMIT)) {
        sp_writer_number(to, "limit_bytes", facts->limit_bytes);
        sp_writer_number(to, "received_bytes", facts->received_bytes);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_PROTOCOLS)) {
        list_member(to, "protocols", facts->protocols);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_TYPES)) {
        list_member(to, "accepted_types", facts->types);
    }
    alternatives_member(to, facts);
}

static void write_members(sp_writer *to, const sp_page *page)
{
    const sp_value *values = page->values;
    const sp_facts *facts = page->request->facts;

    type_member(to, page);
    sp_writer_member(to, "title", span_of(&values[SP_VAR_PHRASE]));
    sp_writer_raw(to, "status", values[SP_VAR_CODE].data,
                  values[SP_VAR_CODE].n);
    detail_member(to, page);
    instance_member(to, page);
    sp_writer_member(to, "heading", span_of(&values[SP_VAR_TITLE]));
    sp_writer_member(to, "message", span_of(&values[SP_VAR_MESSAGE]));
    advice_member(to, &values[SP_VAR_ACTIONS]);
    write_fact_members(to, page);
    sp_writer_member(to, "reference", span_of(&values[SP_VAR_REFERENCE]));
    sp_writer_member(to, "timestamp", span_of(&values[SP_VAR_TIMESTAMP]));
    sp_writer_member(to, "help", page->request->site->contact);
    sp_writer_member(to, "status_page", page->request->site->status_page);
    sp_writer_member(to, "owner_note", span_of(&values[SP_VAR_OWNER]));
    for (unsigned i = 0; i < facts->custom_count; i++) {
        sp_writer_member(to, facts->custom[i].name, facts->custom[i].value);
    }
}

bool sp_problem_has_member(const char *name)
{
    static const char *const names[] = {
        "type",        "title",          "status",       "detail",
        "instance",    "heading",        "advice",       "temporary",
        "retry_after", "allow",          "limit_bytes",  "received_bytes",
        "protocols",   "accepted_types", "alternatives", "reference",
        "timestamp",   "help",           "status_page",  "owner_note",
        "until",       "message"
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

size_t sp_problem_write(const sp_page *page, char *out)
{
    sp_writer to = { .out = out,
                     .xml = page->request->format.format == SP_FORMAT_XML,
                     .first = true };

    if (to.xml) {
        sp_writer_literal(&to,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<problem xmlns=\"urn:ietf:rfc:7807\" xml:lang=\"");
        sp_writer_escaped(&to, page->text_language->tag);
        sp_writer_literal(&to, "\">\n");
        write_members(&to, page);
        sp_writer_literal(&to, "</problem>\n");
    }
    else {
        sp_writer_literal(&to, "{");
        write_members(&to, page);
        sp_writer_literal(&to, "\n}\n");
    }
    return to.used;
}

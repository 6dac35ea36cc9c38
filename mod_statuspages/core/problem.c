/* SPDX-License-Identifier: Apache-2.0 */
#include "core/problem.h"

#include "core/escape.h"
#include "core/page_parts.h"

/* Where the document goes: counts always, copies if there is room. */
typedef struct sink {
    char *out; /* NULL: only measure */
    size_t used;
    bool xml;
    bool first; /* no member written yet */
} sink;

static void raw(sink *to, const char *text, size_t len)
{
    if (to->out && len) {
        memcpy(to->out + to->used, text, len);
    }
    to->used += len;
}

static void literal(sink *to, const char *text)
{
    raw(to, text, strlen(text));
}

static void escaped(sink *to, sp_span text)
{
    char *out = to->out ? to->out + to->used : NULL;

    to->used += to->xml ? sp_escape_xml(text, out) : sp_escape_json(text, out);
}

static sp_span span_of(const sp_value *value)
{
    return (sp_span){ value->data, value->n };
}

/* ---- members, in either syntax ------------------------------------------- */

static void open_member(sink *to, const char *name)
{
    if (to->xml) {
        literal(to, "<");
        literal(to, name);
        literal(to, ">");
        return;
    }
    literal(to, to->first ? "\n  \"" : ",\n  \"");
    literal(to, name);
    literal(to, "\": ");
    to->first = false;
}

static void close_member(sink *to, const char *name)
{
    if (to->xml) {
        literal(to, "</");
        literal(to, name);
        literal(to, ">\n");
    }
}

static void quote(sink *to)
{
    if (!to->xml) {
        literal(to, "\"");
    }
}

/* A text; left out when it is empty. */
static void member(sink *to, const char *name, sp_span text)
{
    if (text.len) {
        open_member(to, name);
        quote(to);
        escaped(to, text);
        quote(to);
        close_member(to, name);
    }
}

/* A number or a truth value, ready as text. */
static void bare_member(sink *to, const char *name, const char *text, size_t n)
{
    open_member(to, name);
    raw(to, text, n);
    close_member(to, name);
}

static void number_member(sink *to, const char *name, int64_t number)
{
    char digits[24];
    char *end = digits + sizeof(digits);
    char *p = end;

    if (number < 0) {
        return;
    }
    do {
        *--p = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    bare_member(to, name, p, (size_t)(end - p));
}

/* ---- lists: [ ... ] in JSON, repeated <i> in XML (RFC 9457 appendix B) ----
 */

static void open_item(sink *to, bool first)
{
    literal(to, to->xml ? "<i>" : first ? "" : ", ");
}

static void item(sink *to, sp_span text, bool first)
{
    open_item(to, first);
    quote(to);
    escaped(to, text);
    quote(to);
    if (to->xml) {
        literal(to, "</i>");
    }
}

static void open_list(sink *to, const char *name)
{
    open_member(to, name);
    if (!to->xml) {
        literal(to, "[");
    }
}

static void close_list(sink *to, const char *name)
{
    if (!to->xml) {
        literal(to, "]");
    }
    close_member(to, name);
}

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

static void list_member(sink *to, const char *name, sp_span text)
{
    const char *p = text.ptr;
    const char *end = text.ptr + text.len;
    sp_span one = next_element(&p, end);
    bool first = true;

    if (!one.len) {
        return;
    }
    open_list(to, name);
    for (; one.len; one = next_element(&p, end)) {
        item(to, one, first);
        first = false;
    }
    close_list(to, name);
}

static void advice_member(sink *to, const sp_value *actions)
{
    const sp_value *rows = actions->data;

    if (!actions->n) {
        return;
    }
    open_list(to, "advice");
    for (unsigned i = 0; i < actions->n; i++) {
        item(to, span_of(&rows[(size_t)i * SP_ACTIONS__COUNT]), i == 0);
    }
    close_list(to, "advice");
}

/* One object of `alternatives`; its members follow RFC 9457 section 3.2. */
static void alternative(sink *to, const sp_alternative *one, bool first)
{
    bool outer = to->first;

    open_item(to, first);
    literal(to, to->xml ? "" : "{");
    to->first = true;
    member(to, "url", one->url);
    member(to, "name", one->name);
    member(to, "type", one->type);
    member(to, "language", one->language);
    literal(to, to->xml ? "</i>" : " }");
    to->first = outer;
}

static void alternatives_member(sink *to, const sp_facts *facts)
{
    if (!facts->alternative_count) {
        return;
    }
    open_list(to, "alternatives");
    for (unsigned i = 0; i < facts->alternative_count; i++) {
        alternative(to, &facts->alternatives[i], i == 0);
    }
    close_list(to, "alternatives");
}

/* ---- the document ---------------------------------------------------------
 */

/* What happened, whether it lasts, and the sentences with facts: the same
 * words as on the page. */
static void detail_member(sink *to, const sp_page *page)
{
    const sp_value *what = &page->values[SP_VAR_WHAT];
    const sp_value *lasts = &page->values[SP_VAR_LASTS];
    const sp_value *facts = &page->values[SP_VAR_FACTS];
    bool begun = what->n > 0;

    if (!what->n && !lasts->n && !facts->n) {
        return;
    }
    open_member(to, "detail");
    quote(to);
    escaped(to, span_of(what));
    if (lasts->n) {
        literal(to, begun ? " " : "");
        escaped(to, span_of(lasts));
        begun = true;
    }
    for (unsigned i = 0; i < facts->n * SP_FACTS__COUNT; i++) {
        literal(to, i % SP_FACTS__COUNT == 0 && begun ? " " : "");
        escaped(to, span_of(&page->facts[i]));
        begun = true;
    }
    quote(to);
    close_member(to, "detail");
}

/* about:blank, the default, is left out (RFC 9457 4.2.1). */
static void type_member(sink *to, const sp_page *page)
{
    if (page->request->problem_base.len) {
        open_member(to, "type");
        quote(to);
        escaped(to, page->request->problem_base);
        escaped(to, span_of(&page->values[SP_VAR_CODE]));
        quote(to);
        close_member(to, "type");
    }
}

/* The reference is opaque; a URN in no registered namespace would be a lie,
 * a relative reference with a fragment is always one (RFC 3986 4.2). */
static void instance_member(sink *to, const sp_page *page)
{
    if (page->values[SP_VAR_REFERENCE].n) {
        open_member(to, "instance");
        quote(to);
        literal(to, "#");
        escaped(to, span_of(&page->values[SP_VAR_REFERENCE]));
        quote(to);
        close_member(to, "instance");
    }
}

static void write_fact_members(sink *to, const sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    uint32_t wanted = page->status->facts;

    if (page->status->lasts == SP_LASTS_TEMPORARY) {
        bare_member(to, "temporary", "true", 4);
    }
    if (page->status->lasts == SP_LASTS_PERMANENT) {
        bare_member(to, "temporary", "false", 5);
    }
    if (sp_page_tells_wait(page)) {
        number_member(to, "retry_after", facts->retry_after);
    }
    member(to, "until", span_of(&page->values[SP_VAR_UNTIL]));
    if (wanted & SP_FACT_BIT(SP_FACT_METHODS)) {
        list_member(to, "allow", facts->methods);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_LIMIT)) {
        number_member(to, "limit_bytes", facts->limit_bytes);
        number_member(to, "received_bytes", facts->received_bytes);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_PROTOCOLS)) {
        list_member(to, "protocols", facts->protocols);
    }
    if (wanted & SP_FACT_BIT(SP_FACT_TYPES)) {
        list_member(to, "accepted_types", facts->types);
    }
    alternatives_member(to, facts);
}

static void write_members(sink *to, const sp_page *page)
{
    const sp_value *values = page->values;
    const sp_facts *facts = page->request->facts;

    type_member(to, page);
    member(to, "title", span_of(&values[SP_VAR_PHRASE]));
    bare_member(to, "status", values[SP_VAR_CODE].data, values[SP_VAR_CODE].n);
    detail_member(to, page);
    instance_member(to, page);
    member(to, "heading", span_of(&values[SP_VAR_TITLE]));
    member(to, "message", span_of(&values[SP_VAR_MESSAGE]));
    advice_member(to, &values[SP_VAR_ACTIONS]);
    write_fact_members(to, page);
    member(to, "reference", span_of(&values[SP_VAR_REFERENCE]));
    member(to, "timestamp", span_of(&values[SP_VAR_TIMESTAMP]));
    member(to, "help", page->request->site->contact);
    member(to, "status_page", page->request->site->status_page);
    member(to, "owner_note", span_of(&values[SP_VAR_OWNER]));
    for (unsigned i = 0; i < facts->own_count; i++) {
        member(to, facts->own[i].name, facts->own[i].value);
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
    sink to = { .out = out,
                .xml = page->request->format.format == SP_FORMAT_XML,
                .first = true };

    if (to.xml) {
        literal(&to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<problem xmlns=\"urn:ietf:rfc:7807\" xml:lang=\"");
        escaped(&to, page->speaks->tag);
        literal(&to, "\">\n");
        write_members(&to, page);
        literal(&to, "</problem>\n");
    }
    else {
        literal(&to, "{");
        write_members(&to, page);
        literal(&to, "\n}\n");
    }
    return to.used;
}

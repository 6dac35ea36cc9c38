/* SPDX-License-Identifier: Apache-2.0 */
/* Members of problem details that are objects, or lists of texts or of
 * objects. */
#include "core/page_problem_internal.h"

#include <stddef.h>

/* "GET, HEAD": white space around commas is none of an element, and an empty
 * element is none (RFC 9110 5.6.1). */
void sp_problem_write_list(sp_writer *to, const sp_problem_member *row,
                           const sp_page *page)
{
    const sp_span *text = sp_problem_at(page->request->facts, row->from);
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

void sp_problem_write_advice(sp_writer *to, const sp_problem_member *row,
                             const sp_page *page)
{
    const sp_value *actions = &page->values[SP_VAR_ACTIONS];

    for (unsigned i = 0; i < actions->n; i++) {
        const sp_value *text = &page->actions[(size_t)i * SP_ACTIONS__COUNT];

        sp_writer_item(to, row->name, i, (sp_span){ text->data, text->n });
    }
    sp_writer_close_list(to, row->name, actions->n);
}

static void open_object(sp_writer *to, const sp_problem_member *row,
                        unsigned number)
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

static const sp_problem_member notice_members[] = {
    { .name = "text", .from = SP_VAR_NOTICE_TEXT },
    { .name = "until", .from = SP_VAR_NOTICE_UNTIL },
    { .name = "link", .from = SP_VAR_NOTICE_URL },
};

void sp_problem_write_notice(sp_writer *to, const sp_problem_member *row,
                             const sp_page *page)
{
    if (!page->values[SP_VAR_NOTICE].n) {
        return;
    }
    sp_writer_open_object(to, row->name);
    for (size_t i = 0; i < SP_COUNT(notice_members); i++) {
        sp_variable slot = (sp_variable)notice_members[i].from;

        sp_writer_text(to, notice_members[i].name, sp_page_span(page, slot));
    }
    sp_writer_close_object(to, row->name);
}

/* Members of each alternative follow RFC 9457 section 3.2. */
static const sp_problem_member alternative_members[] = {
    { .name = "url", .from = offsetof(sp_alternative, url) },
    { .name = "name", .from = offsetof(sp_alternative, name) },
    { .name = "type", .from = offsetof(sp_alternative, type) },
    { .name = "language", .from = offsetof(sp_alternative, language) },
};

static const sp_problem_member suggestion_members[] = {
    { .name = "url", .from = offsetof(sp_suggestion, url) },
    { .name = "title", .from = offsetof(sp_suggestion, title) },
};

/* The members of one record, all of them texts. */
static void write_record(sp_writer *to, const sp_problem_member *row,
                         unsigned number, const void *record,
                         const sp_problem_member *members, size_t count)
{
    open_object(to, row, number);
    for (size_t i = 0; i < count; i++) {
        const sp_span *text = sp_problem_at(record, members[i].from);

        sp_writer_text(to, members[i].name, *text);
    }
    close_object(to);
}

void sp_problem_write_alternatives(sp_writer *to, const sp_problem_member *row,
                                   const sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    for (unsigned i = 0; i < facts->alternative_count; i++) {
        write_record(to, row, i, &facts->alternatives[i], alternative_members,
                     SP_COUNT(alternative_members));
    }
    sp_writer_close_list(to, row->name, facts->alternative_count);
}

void sp_problem_write_suggestions(sp_writer *to, const sp_problem_member *row,
                                  const sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    for (unsigned i = 0; i < facts->suggestion_count; i++) {
        write_record(to, row, i, &facts->suggestions[i], suggestion_members,
                     SP_COUNT(suggestion_members));
    }
    sp_writer_close_list(to, row->name, facts->suggestion_count);
}

static const sp_problem_member rate_limit_members[] = {
    { .name = "policy", .from = offsetof(sp_rate_limit, policy) },
    { .name = "limit", .from = offsetof(sp_rate_limit, limit) },
    { .name = "window", .from = offsetof(sp_rate_limit, window) },
    { .name = "remaining", .from = offsetof(sp_rate_limit, remaining) },
    { .name = "reset", .from = offsetof(sp_rate_limit, reset) },
};

void sp_problem_write_rate_limits(sp_writer *to, const sp_problem_member *row,
                                  const sp_page *page)
{
    const sp_rate_limits *limits = page->request->facts->rate_limits;
    unsigned count = limits ? limits->count : 0;

    for (unsigned i = 0; i < count; i++) {
        open_object(to, row, i);
        for (size_t j = 0; j < SP_COUNT(rate_limit_members); j++) {
            const sp_problem_member *one = &rate_limit_members[j];

            if (one->from == offsetof(sp_rate_limit, policy)) {
                sp_writer_text(to, one->name, limits->list[i].policy);
            }
            else {
                sp_problem_write_amount(
                    to, one->name, sp_problem_at(&limits->list[i], one->from));
            }
        }
        close_object(to);
    }
    sp_writer_close_list(to, row->name, count);
}

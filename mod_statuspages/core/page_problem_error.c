/* SPDX-License-Identifier: Apache-2.0 */
/* The members that tell a program what kind of error it is, whether to retry,
 * and where to read on. */
#include "core/page_problem_internal.h"

/* A type of IANA's registry, where a fact proves that it is true; empty for
 * none.  Section 5.1 of the RateLimit draft (-11) has its type for 429. */
static sp_span registered_type(const sp_page *page)
{
    return page->request->facts->code == 429
                   && page->request->facts->quota_exceeded
               ? SP_SPAN("https://iana.org/assignments/"
                         "http-problem-types#quota-exceeded")
               : (sp_span){ NULL, 0 };
}

/* The administrator's page about the code; writes nothing without a base. */
static void write_based(sp_writer *to, const sp_problem_member *row,
                        const sp_page *page)
{
    const sp_span parts[] = { page->request->problem_base,
                              sp_page_span(page, SP_VAR_CODE) };

    sp_writer_parts(to, row->name, parts, parts[0].len ? 2 : 0);
}

/* about:blank, the default, is left out (RFC 9457 4.2.1). */
void sp_problem_type(sp_writer *to, const sp_problem_member *row,
                     const sp_page *page)
{
    sp_span type = registered_type(page);

    if (type.len) {
        sp_writer_text(to, row->name, type);
    }
    else {
        write_based(to, row, page);
    }
}

/* A code without a row is treated like its class, but no RFC defines it. */
void sp_problem_documentation(sp_writer *to, const sp_problem_member *row,
                              const sp_page *page)
{
    sp_span parts[SP_DOCUMENTATION_PARTS];

    if (!sp_status_is_error(page->status)) {
        return;
    }
    if (page->request->problem_base.len) {
        write_based(to, row, page);
    }
    else if (page->status->code == page->request->facts->code) {
        sp_writer_parts(to, row->name, parts,
                        sp_status_documentation(page->status, parts));
    }
}

static void write_truth(sp_writer *to, const char *name, bool truth)
{
    sp_writer_bare(to, name, truth ? SP_SPAN("true") : SP_SPAN("false"));
}

void sp_problem_error_name(sp_writer *to, const sp_problem_member *row,
                           const sp_page *page)
{
    char name[SP_ERROR_NAME_MAX];

    if (sp_status_is_error(page->status)) {
        sp_writer_text(to, row->name, sp_status_error_name(page->status, name));
    }
}

/* 503 may be a busy server; a notice says that the site is closed. */
void sp_problem_category(sp_writer *to, const sp_problem_member *row,
                         const sp_page *page)
{
    sp_writer_text(to, row->name,
                   sp_category_name(page->request->facts->notice
                                        ? SP_CATEGORY_MAINTENANCE
                                        : page->status->category));
}

/* A server that says when to come back has reasons to. */
static bool is_retryable(const sp_page *page)
{
    return sp_status_is_retryable(page->status)
           || sp_page_shows_retry_after(page);
}

void sp_problem_retryable(sp_writer *to, const sp_problem_member *row,
                          const sp_page *page)
{
    if (sp_status_is_error(page->status)) {
        write_truth(to, row->name, is_retryable(page));
    }
}

void sp_problem_owner_action(sp_writer *to, const sp_problem_member *row,
                             const sp_page *page)
{
    if (sp_status_is_error(page->status)) {
        write_truth(to, row->name,
                    sp_status_needs_owner(page->status) && !is_retryable(page));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of the reference as JSON and XML. */
#include "core/page_problem.h"
#include "core/code_reference_internal.h"
#include "core/status_words.h"

/* As in `statuspages list`: what the members of an error do not say. */
static void write_row(sp_writer *to, const sp_status *status)
{
    unsigned count = 0;

    sp_writer_text(to, "origin", status->origin);
    sp_writer_bare(to, "registered",
                   status->traits & SP_TRAIT_REGISTERED ? SP_SPAN("true")
                                                        : SP_SPAN("false"));
    sp_writer_text(to, "lasts", sp_span_of(sp_status_lasts_word(status)));
    sp_writer_text(to, "retry", sp_span_of(sp_status_retry_word(status)));
    for (unsigned i = 0; i < SP_FAULTS; i++) {
        if (status->fault & sp_fault_words[i].bit) {
            sp_writer_item(to, "fault", count++,
                           sp_span_of(sp_fault_words[i].name));
        }
    }
    sp_writer_close_list(to, "fault", count);
}

static void write_document(sp_writer *to, const sp_page *page)
{
    sp_writer_open_document(to, page->text_language->tag);
    sp_problem_write_members(to, page);
    write_row(to, page->status);
    sp_writer_close_document(to);
}

/* One document; `to` counts, and copies what fits. */
static void write_data(sp_writer *to, const sp_code_reference_request *request,
                       const sp_status *status, sp_page *page)
{
    sp_facts facts = sp_code_reference_facts(status->code);
    sp_page_request one = sp_code_reference_page(request, &facts);

    one.override = NULL;
    sp_page_prepare(page, &one);
    write_document(to, page);
}

static void write_all_data(sp_writer *to,
                           const sp_code_reference_request *request,
                           sp_page *page)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);

    sp_writer_literal(to, "[\n", "<codes>\n");
    for (size_t i = 0; i < count; i++) {
        sp_writer_literal(to, i ? ",\n" : "", "");
        write_data(to, request, &all[i], page);
    }
    sp_writer_literal(to, "\n]", "</codes>\n");
}

static void write_whole_data(sp_writer *to,
                             const sp_code_reference_request *request,
                             sp_page *page)
{
    sp_writer_declaration(to);
    if (request->status) {
        write_data(to, request, request->status, page);
    }
    else {
        write_all_data(to, request, page);
    }
    sp_writer_literal(to, "\n", "");
}

/* Written twice: the first time only counts. */
sp_span sp_code_reference_write_data(const sp_code_reference_request *request,
                                     apr_pool_t *pool)
{
    sp_writer to = { .xml = request->format == SP_FORMAT_XML };
    sp_page *page = apr_palloc(pool, sizeof(*page));

    write_whole_data(&to, request, page);
    to = (sp_writer){ .out = apr_palloc(pool, to.used),
                      .capacity = to.used,
                      .xml = to.xml };
    write_whole_data(&to, request, page);
    return (sp_span){ to.out, to.used };
}

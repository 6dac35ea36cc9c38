/* SPDX-License-Identifier: Apache-2.0 */
/* Says who decided a status: the name for programs, the line for people. */
#include "core/page_internal.h"

typedef struct source_row {
    const char *name;
    sp_message line;
} source_row;

static const source_row rows[SP_SOURCE__COUNT] = {
    [SP_SOURCE_UNKNOWN] = { "unknown", 0 }, /* people are told nothing */
    [SP_SOURCE_SERVER] = { "server", SP_MSG_SOURCE_SERVER },
    [SP_SOURCE_PROXY] = { "proxy", SP_MSG_SOURCE_PROXY },
    [SP_SOURCE_APPLICATION] = { "application", SP_MSG_SOURCE_APPLICATION },
    [SP_SOURCE_BACKEND] = { "backend", SP_MSG_SOURCE_BACKEND },
};

const char *sp_status_source_name(sp_status_source source)
{
    return rows[source].name;
}

/* A site that is down for maintenance says so in its own words. */
void sp_page_set_source(sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    const source_row *row = &rows[facts->source];

    if (facts->source == SP_SOURCE_UNKNOWN) {
        return; /* as all values are in the beginning */
    }
    sp_page_set_plain(page, SP_VAR_SOURCE, sp_span_of(row->name));
    if (sp_page_tells_source(page->status) && !facts->maintenance
        && !page->request->format.brief) {
        sp_page_set_plain(page, SP_VAR_SOURCE_LINE,
                          sp_catalog_text(page->text_language, row->line));
    }
}

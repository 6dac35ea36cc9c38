/* SPDX-License-Identifier: Apache-2.0 */
/* Puts the id of a request into a note for the logs and into Server-Timing. */
#include "module/headers_reference.h"

#include "module/request_reference.h"

#include <apr_strings.h>

/* The access log has the notes of the last request; where an ErrorDocument has
 * failed, that is not the one that answers. */
void sp_headers_reference_note(request_rec *r, sp_span reference)
{
    for (; r; r = r->next) {
        apr_table_setn(r->notes, "statuspages-reference", reference.ptr);
    }
}

/* A backend that follows the trace knows more of it than we do; and a first
 * answer to this request may have set ours. */
static bool has_timing(const apr_table_t *table)
{
    const char *value = apr_table_get(table, "Server-Timing");

    return value && strstr(value, "traceparent");
}

void sp_headers_reference_timing(request_rec *r)
{
    static const char name[] = "Server-Timing";
    sp_traceparent parts;
    apr_table_t *table;

    if (!sp_request_reference_timing(&parts, r) || has_timing(r->headers_out)
        || has_timing(r->err_headers_out)) {
        return;
    }
    table = apr_table_get(r->headers_out, name) ? r->headers_out
                                                : r->err_headers_out;
    apr_table_mergen(table, name,
                     apr_psprintf(r->pool, "traceparent;desc=\"00%.*s\"",
                                  (int)parts.rest.len, parts.rest.ptr));
}

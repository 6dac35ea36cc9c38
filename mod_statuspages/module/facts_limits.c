/* SPDX-License-Identifier: Apache-2.0 */
/* facts_limits.c - how much may be asked, sent and read, and what it costs. */
#include "module/facts_internal.h"

#include "module/headers.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* No more fields are read than those of eight limits in three lines each: a
 * backend may send hundreds. */
enum { PRICE_MAX = 40, PAYMENT_REQUIRED = 402, FIELDS_MAX = 24 };

/* Each of these fields has it in its name. */
static bool may_be_limit(const char *name)
{
    switch (apr_tolower(*name)) {
    case 'r': return strncasecmp(name, "RateLimit", 9) == 0;
    case 'x': return strncasecmp(name, "X-Rate", 6) == 0;
    default: return false;
    }
}

/* Adds to `limits`, which are made when there is something to add. */
static sp_rate_limits *read_table(sp_rate_limits *limits,
                                  const apr_table_t *table, int64_t now,
                                  int *left, apr_pool_t *pool)
{
    const apr_array_header_t *headers = apr_table_elts(table);
    const apr_table_entry_t *header = (const void *)headers->elts;

    for (int i = 0; i<headers->nelts && * left> 0; i++, header++) {
        if (header->key && header->val && may_be_limit(header->key) && (*left)--
            && sp_grammar_matches(SP_GRAMMAR_TEXT, header->val)) {
            limits = limits ? limits : apr_pcalloc(pool, sizeof(*limits));
            sp_rate_limits_add(limits, sp_span_of(header->key),
                               sp_span_of(header->val), now, pool);
        }
    }
    return limits;
}

void sp_facts_limits(sp_facts *facts, request_rec *r)
{
    int left = FIELDS_MAX;
    sp_rate_limits *limits =
        read_table(NULL, r->err_headers_out, facts->time, &left, r->pool);

    limits = read_table(limits, r->headers_out, facts->time, &left, r->pool);
    facts->rate_limits = limits;
    facts->quota_exceeded = limits && sp_rate_limits_exceeded(limits);
    if (r->status == PAYMENT_REQUIRED) {
        facts->crawler_price = sp_facts_clean(
            r, sp_headers_get_valid(r, "Crawler-Price", SP_GRAMMAR_PLAIN),
            PRICE_MAX);
    }
}

int64_t sp_facts_number(const char *text)
{
    char *end = NULL;
    apr_int64_t number;

    if (!text || !apr_isdigit(*text)) {
        return -1;
    }
    number = apr_strtoi64(text, &end, 10);
    return *end == '\0' && number >= 0 && number < APR_INT64_MAX ? number : -1;
}

/* A body smaller than the limit has met somebody else's limit. */
void sp_facts_body_limit(sp_facts *facts, const request_rec *r)
{
    apr_off_t limit = ap_get_limit_req_body(r);

    facts->received_bytes =
        sp_facts_number(apr_table_get(r->headers_in, "Content-Length"));
    if (limit > 0
        && (facts->received_bytes < 0 || facts->received_bytes > limit)) {
        facts->limit_bytes = limit;
    }
}

bool sp_facts_has_stored_data(const request_rec *r)
{
    const char *note = apr_table_get(r->notes, "error-notes");

    return r->status == HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE
           || (note
               && (strstr(note, "request header field exceeds")
                   || strstr(note, "number of request header fields")));
}

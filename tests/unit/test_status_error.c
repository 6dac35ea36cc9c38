/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/status_error.h. */
#include "rows.h"
#include "tables.h"

#include "core/status_error.h"

/* Typed from the RFCs and from Cloudflare's page "Error responses", which has a
 * row for each code with `cloudflare`; not from status.def. */
typedef struct error_row {
    const char *name;
    int code;
    const char *category;
    bool retryable;
} error_row;

static const error_row error_rows[] = {
    /* RFC 9110 15.5.9: the client MAY repeat that request on a new connection
     */
    { "408 may be repeated", 408, "connection", true },
    /* 15.5.20: the client MAY retry the request over a different connection */
    { "421 may be repeated", 421, "connection", true },
    /* RFC 8470 5.2: automatically retry, once the handshake is complete */
    { "425 may be repeated", 425, "connection", true },
    /* RFC 6585 4: how long to wait before making a new request */
    { "429 is over", 429, "rate_limit", true },
    /* RFC 9110 15.6.4: will likely be alleviated after some delay */
    { "503 is over", 503, "unavailable", true },
    /* 15.5.1: something that is perceived to be a client error */
    { "400 is the client's", 400, "client", false },
    /* 15.5.4: SHOULD NOT automatically repeat the request with the same
     * credentials; 15.5.2: MAY repeat with a new Authorization */
    { "401 needs other credentials", 401, "authentication", false },
    { "403 is not repeated", 403, "access_denied", false },
    /* 15.5.11: likely to be permanent */
    { "410 stays", 410, "missing", false },
    /* 15.5.10: resolve the conflict and resubmit */
    { "409 needs another request", 409, "conflict", false },
    /* RFC 6585 5: MAY be resubmitted after reducing the size */
    { "431 needs another request", 431, "size", false },
    /* RFC 7725 3: as a consequence of a legal demand */
    { "451 is the law", 451, "legal", false },
    /* Cloudflare: "cloudflare", for an error of its own; retry */
    { "500 may pass", 500, "server", true },
    { "502 is the origin's", 502, "origin", true },
    { "504 is the origin's", 504, "origin", true },
    /* RFC 4918 11.5: MUST NOT be repeated until it is requested by a separate
     * user action */
    { "507 is repeated by people only", 507, "unavailable", false },
    { "520 is the origin's", 520, "origin", true },
    { "521 is the origin's", 521, "origin", true },
    { "522 is the origin's", 522, "origin", true },
    { "523 is the origin's", 523, "origin", true },
    { "524 is the origin's", 524, "origin", true },
    { "525 stays", 525, "ssl", false },
    { "526 stays", 526, "ssl", false },
    /* RFC 9110 15: as 400 and 500 */
    { "an unknown 4xx", 477, "client", false },
    { "an unknown 5xx", 588, "server", true },
};

static void is_of_this_kind(void **state)
{
    const error_row *row = *state;
    const sp_status *status = sp_status_find(row->code);

    assert_span(sp_category_name((sp_category)status->category), row->category);
    assert_int_equal(sp_status_is_retryable(status), row->retryable);
}

/* Names by hand, from the phrases of the registry. */
typedef struct name_row {
    const char *name;
    int code;
    const char *wanted;
} name_row;

static const name_row name_rows[] = {
    { "two words", 404, "not_found" },
    { "abbreviations", 414, "uri_too_long" },
    { "a hyphen", 440, "login_time_out" },
    { "an unused code has the name of its class", 418, "bad_request" },
    { "so has an unknown one", 477, "bad_request" },
    { "and one of 5xx", 588, "internal_server_error" },
};

static void is_named(void **state)
{
    const name_row *row = *state;
    char out[SP_ERROR_NAME_MAX];

    assert_span(sp_status_error_name(sp_status_find(row->code), out),
                row->wanted);
}

static bool is_error(const sp_status *status)
{
    return status->code >= 400;
}

static void is_consistent(void **state)
{
    const status_row *row = *state;
    const sp_status *status = row->status;
    char out[SP_ERROR_NAME_MAX];
    sp_span name = sp_status_error_name(status, out);
    size_t count;
    const sp_status *all = sp_status_all(&count);

    assert_true(sp_status_is_error(status));
    assert_true(name.len > 2 && name.len < SP_ERROR_NAME_MAX);
    assert_true(name.ptr[0] >= 'a' && name.ptr[0] <= 'z');
    assert_true(name.ptr[name.len - 1] != '_');
    /* who retries does not wait for somebody else */
    assert_false(sp_status_is_retryable(status)
                 && sp_status_needs_owner(status));
    assert_int_equal(status->category == SP_CATEGORY_CONNECTION,
                     status->retry == SP_RETRY_NOW);
    /* a closed site is a fact of the request */
    assert_int_not_equal(status->category, SP_CATEGORY_MAINTENANCE);
    for (size_t i = 0; i < count; i++) {
        char other[SP_ERROR_NAME_MAX];
        sp_span taken = sp_status_error_name(&all[i], other);

        if (&all[i] != status && is_error(&all[i]) && status->code != 418
            && all[i].code != 418) {
            assert_false(taken.len == name.len
                         && memcmp(taken.ptr, name.ptr, name.len) == 0);
        }
    }
}

static bool is_none(const sp_status *status)
{
    return status->code < 400;
}

static void is_no_error(void **state)
{
    const status_row *row = *state;

    assert_false(sp_status_is_error(row->status));
    assert_false(sp_status_needs_owner(row->status));
}

int main(void)
{
    static status_row statuses[2][STATUSES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, error_rows, is_of_this_kind);
    ADD_ROWS(list, name_rows, is_named);
    add_statuses(list, statuses[0], "is consistent", is_error, is_consistent);
    add_statuses(list, statuses[1], "is no error", is_none, is_no_error);
    return run_list("status_error", list);
}

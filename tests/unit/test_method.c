/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/method.h. */
#include "rows.h"

#include "core/method.h"

/* The registry of methods at IANA, whole; and which of them a specification of
 * WebDAV defines: RFC 3253, 3648, 3744, 4437, 4791, 4918, 5323, 5842. */
typedef struct method_row {
    const char *name;
    bool safe;
    bool dav;
} method_row;

static const method_row rows[] = {
    { "ACL", false, true },
    { "BASELINE-CONTROL", false, true },
    { "BIND", false, true },
    { "CHECKIN", false, true },
    { "CHECKOUT", false, true },
    { "CONNECT", false, false },
    { "COPY", false, true },
    { "DELETE", false, false },
    { "GET", true, false },
    { "HEAD", true, false },
    { "LABEL", false, true },
    { "LINK", false, false },
    { "LOCK", false, true },
    { "MERGE", false, true },
    { "MKACTIVITY", false, true },
    { "MKCALENDAR", false, true },
    { "MKCOL", false, true },
    { "MKREDIRECTREF", false, true },
    { "MKWORKSPACE", false, true },
    { "MOVE", false, true },
    { "OPTIONS", true, false },
    { "ORDERPATCH", false, true },
    { "PATCH", false, false },
    { "POST", false, false },
    { "PRI", true, false },
    { "PROPFIND", true, true },
    { "PROPPATCH", false, true },
    { "PUT", false, false },
    { "QUERY", true, false },
    { "REBIND", false, true },
    { "REPORT", true, true },
    { "SEARCH", true, true },
    { "TRACE", true, false },
    { "UNBIND", false, true },
    { "UNCHECKOUT", false, true },
    { "UNLINK", false, false },
    { "UNLOCK", false, true },
    { "UPDATE", false, true },
    { "UPDATEREDIRECTREF", false, true },
    { "VERSION-CONTROL", false, true },
    /* not registered: nothing is known of it */
    { "PURGE", false, false },
    { "*", false, false },
    { "", false, false },
    /* names know case (RFC 9110 9.1), and are whole */
    { "propfind", false, false },
    { "GETS", false, false },
    { "GE", false, false },
};

static void is_as_registered(void **state)
{
    const method_row *row = *state;
    sp_span name = sp_span_of(row->name);

    assert_int_equal(sp_method_is_safe(name), row->safe);
    assert_int_equal(sp_method_is_dav(name), row->dav);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, is_as_registered);
    return run_list("method", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of request methods. */
#include "core/method.h"

typedef struct method_row {
    sp_span name;
    bool safe;
    bool dav;
} method_row;

#define METHOD(name, safe, dav)                                                \
    {                                                                          \
        { name, sizeof(name) - 1 }, safe, dav                                  \
    }

/* The registry's safe ones, the usual first; then the rest of WebDAV: RFC 4918,
 * 3253, 3648, 3744, 4437, 4791, 5323, 5842. */
static const method_row methods[] = {
    METHOD("GET", true, false),
    METHOD("HEAD", true, false),
    METHOD("OPTIONS", true, false),
    METHOD("TRACE", true, false),
    METHOD("QUERY", true, false),
    METHOD("PRI", true, false),
    METHOD("PROPFIND", true, true),
    METHOD("REPORT", true, true),
    METHOD("SEARCH", true, true),
    METHOD("PROPPATCH", false, true),
    METHOD("MKCOL", false, true),
    METHOD("COPY", false, true),
    METHOD("MOVE", false, true),
    METHOD("LOCK", false, true),
    METHOD("UNLOCK", false, true),
    METHOD("VERSION-CONTROL", false, true),
    METHOD("CHECKOUT", false, true),
    METHOD("UNCHECKOUT", false, true),
    METHOD("CHECKIN", false, true),
    METHOD("UPDATE", false, true),
    METHOD("LABEL", false, true),
    METHOD("MKWORKSPACE", false, true),
    METHOD("MERGE", false, true),
    METHOD("BASELINE-CONTROL", false, true),
    METHOD("MKACTIVITY", false, true),
    METHOD("ORDERPATCH", false, true),
    METHOD("ACL", false, true),
    METHOD("MKREDIRECTREF", false, true),
    METHOD("UPDATEREDIRECTREF", false, true),
    METHOD("MKCALENDAR", false, true),
    METHOD("BIND", false, true),
    METHOD("UNBIND", false, true),
    METHOD("REBIND", false, true),
};

static const method_row *row_of(sp_span name)
{
    static const method_row unknown = METHOD("", false, false);

    for (size_t i = 0; i < SP_COUNT(methods); i++) {
        if (sp_span_equal(methods[i].name, name)) {
            return &methods[i];
        }
    }
    return &unknown;
}

bool sp_method_is_safe(sp_span name)
{
    return row_of(name)->safe;
}

bool sp_method_is_dav(sp_span name)
{
    return row_of(name)->dav;
}

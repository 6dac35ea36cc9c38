/* SPDX-License-Identifier: Apache-2.0 */
/* body_type.c - bodies that are part of a protocol. */
#include "module/intercept.h"

#include "core/method.h"

#include <apr_lib.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

bool sp_body_is(const request_rec *r, const char *type)
{
    size_t n = strlen(type);

    return r->content_type && strncasecmp(r->content_type, type, n) == 0
           && (r->content_type[n] == '\0' || r->content_type[n] == ';'
               || apr_isspace(r->content_type[n]));
}

/* RFC 4918 11, RFC 5842 7: only WebDAV has these. */
static const int dav_statuses[] = { 423, 424, 507, 508 };

/* RFC 4918 10. */
static const char *const dav_fields[] = { "Depth", "Destination", "If",
                                          "Lock-Token" };

/* httpd knows WebDAV by its handler; a backend's by what is asked or said. */
static bool is_dav(const request_rec *r)
{
    if ((r->handler && strcmp(r->handler, "dav-handler") == 0)
        || sp_method_is_dav(sp_span_of(r->method))) {
        return true;
    }
    for (size_t i = 0; i < COUNT(dav_statuses); i++) {
        if (r->status == dav_statuses[i]) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(dav_fields); i++) {
        if (apr_table_get(r->headers_in, dav_fields[i])) {
            return true;
        }
    }
    return false;
}

bool sp_body_is_grpc(const request_rec *r)
{
    /* application/grpc+proto and the like */
    return r->content_type
           && strncasecmp(r->content_type, "application/grpc", 16) == 0;
}

bool sp_body_is_protocol(const request_rec *r)
{
    return sp_body_is_grpc(r) || sp_body_is(r, "text/event-stream")
           || ((sp_body_is(r, "text/xml") || sp_body_is(r, "application/xml"))
               && is_dav(r));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* body_type.c - which bodies may be replaced: what they are, and whether they
 * hold anything. */
#include "module/body_type.h"

#include "core/method.h"
#include "module/headers.h"

#include <apr_lib.h>
#include <http_connection.h>

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
    for (size_t i = 0; i < SP_COUNT(dav_statuses); i++) {
        if (r->status == dav_statuses[i]) {
            return true;
        }
    }
    for (size_t i = 0; i < SP_COUNT(dav_fields); i++) {
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

/* ---- is there a body? --------------------------------------------------- */

static sp_span coding_of(const request_rec *r)
{
    return sp_span_of(r->content_encoding
                          ? r->content_encoding
                          : sp_headers_get(r, "Content-Encoding"));
}

static sp_empty_body empty_so_far(const sp_body_scan_state *start,
                                  const request_rec *r)
{
    return sp_empty_body_detect(coding_of(r),
                                (sp_span){ start->bytes, start->count });
}

/* A script's pipe tells its length only when it is read. */
static sp_body_kind look_at_data(sp_body_scan_state *start,
                                 const request_rec *r, apr_bucket *e)
{
    const char *data;
    apr_size_t n = e->length;

    if (n != (apr_size_t)-1 && n > SP_EMPTY_BODY_MAX - start->count) {
        return SP_BODY_DATA;
    }
    if (n != 0
        && apr_bucket_read(e, &data, &n, APR_BLOCK_READ) != APR_SUCCESS) {
        return SP_BODY_FAILED;
    }
    if (n > SP_EMPTY_BODY_MAX - start->count) {
        return SP_BODY_DATA;
    }
    if (n > 0) {
        memcpy(start->bytes + start->count, data, n);
        start->count += n;
        if (empty_so_far(start, r) == SP_EMPTY_BODY_NO) {
            return SP_BODY_DATA;
        }
    }
    return SP_BODY_UNDECIDED;
}

static sp_body_kind kind_of(sp_body_scan_state *start, const request_rec *r,
                            apr_bucket *e)
{
    if (AP_BUCKET_IS_ERROR(e) || AP_BUCKET_IS_EOC(e)) {
        return SP_BODY_FAILED;
    }
    if (APR_BUCKET_IS_EOS(e)) {
        return empty_so_far(start, r) == SP_EMPTY_BODY_YES ? SP_BODY_EMPTY
                                                           : SP_BODY_DATA;
    }
    return APR_BUCKET_IS_METADATA(e) ? SP_BODY_UNDECIDED
                                     : look_at_data(start, r, e);
}

sp_body_kind sp_body_scan(sp_body_scan_state *start, const request_rec *r,
                          apr_bucket_brigade *bb)
{
    for (apr_bucket *e = APR_BRIGADE_FIRST(bb);
         e != APR_BRIGADE_SENTINEL(bb);) {
        sp_body_kind kind = kind_of(start, r, e);
        apr_bucket *next = APR_BUCKET_NEXT(e);

        if (kind != SP_BODY_UNDECIDED) {
            return kind;
        }
        if (APR_BUCKET_IS_FLUSH(e)
            || (!APR_BUCKET_IS_METADATA(e) && e->length == 0)) {
            apr_bucket_delete(e);
        }
        e = next;
    }
    return SP_BODY_UNDECIDED;
}

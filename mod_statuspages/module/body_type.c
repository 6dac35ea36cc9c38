/* SPDX-License-Identifier: Apache-2.0 */
/* body_type.c - which bodies may be replaced: what they are, and whether they
 * hold anything. */
#include "module/body_type.h"

#include "core/method.h"
#include "module/headers.h"

#include <apr_lib.h>
#include <apr_strings.h>
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

/* ---- is there a body, and whose? ---------------------------------------- */

static sp_span coding_of(const request_rec *r)
{
    return sp_span_of(r->content_encoding
                          ? r->content_encoding
                          : sp_headers_get(r, "Content-Encoding"));
}

static sp_empty_body empty_so_far(const sp_body_scan_state *scan,
                                  const request_rec *r)
{
    return sp_empty_body_detect(coding_of(r),
                                (sp_span){ scan->bytes, scan->count });
}

/* Can it, by its headers?  Software does not pack its built-in texts. */
static bool may_be_by_headers(sp_bare_body *body, const request_rec *r)
{
    const char *length = sp_headers_get(r, "Content-Length");

    return coding_of(r).len == 0
           && (!length || sp_bare_body_limit(body, (size_t)apr_atoi64(length)));
}

/* False if no built-in text has such a type. */
static bool find_type(sp_bare_type *type, const request_rec *r)
{
    if (!r->content_type) {
        *type = SP_BARE_UNTYPED;
        return true;
    }
    *type = sp_body_is(r, "text/html") ? SP_BARE_HTML : SP_BARE_PLAIN;
    return *type == SP_BARE_HTML || sp_body_is(r, "text/plain");
}

/* Can it be a built-in text, with this first piece of it? */
static sp_bare_body *begin_bare(const request_rec *r, sp_span piece)
{
    sp_bare_type type;
    sp_bare_body body;

    if (piece.len > SP_BARE_BODY_LONGEST || !find_type(&type, r)
        || !sp_bare_body_begin(&body, r->status, type, piece)
        || !may_be_by_headers(&body, r)) {
        return NULL;
    }
    return apr_pmemdup(r->pool, &body, sizeof(body));
}

static void look_for_bare(sp_body_scan_state *scan, const request_rec *r,
                          sp_span piece)
{
    if (scan->bare) {
        scan->may_be_bare = sp_bare_body_feed(scan->bare, piece);
    }
    else {
        scan->bare = begin_bare(r, piece);
        scan->may_be_bare = scan->bare != NULL;
    }
}

static void look_for_empty(sp_body_scan_state *scan, const request_rec *r,
                           sp_span piece)
{
    if (scan->filled || piece.len > SP_EMPTY_BODY_MAX - scan->count) {
        scan->filled = true;
        return;
    }
    memcpy(scan->bytes + scan->count, piece.ptr, piece.len);
    scan->count += piece.len;
    scan->filled = empty_so_far(scan, r) == SP_EMPTY_BODY_NO;
}

/* A script's pipe tells its length only when it is read. */
static sp_body_kind look_at_data(sp_body_scan_state *scan, const request_rec *r,
                                 apr_bucket *e)
{
    const bool known = e->length != (apr_size_t)-1;
    sp_span piece = { NULL, e->length };

    if (known && e->length > SP_BARE_BODY_LONGEST) {
        scan->may_be_bare = false;
    }
    if (known && !scan->may_be_bare
        && e->length > SP_EMPTY_BODY_MAX - scan->count) {
        return SP_BODY_DATA;
    }
    if (e->length > 0
        && apr_bucket_read(e, &piece.ptr, &piece.len, APR_BLOCK_READ)
               != APR_SUCCESS) {
        return SP_BODY_FAILED;
    }
    if (piece.len > 0) {
        look_for_empty(scan, r, piece);
        if (scan->may_be_bare) {
            look_for_bare(scan, r, piece);
        }
    }
    return scan->filled && !scan->may_be_bare ? SP_BODY_DATA
                                              : SP_BODY_UNDECIDED;
}

static sp_body_kind kind_of(sp_body_scan_state *scan, const request_rec *r,
                            apr_bucket *e)
{
    if (AP_BUCKET_IS_ERROR(e) || AP_BUCKET_IS_EOC(e)) {
        return SP_BODY_FAILED;
    }
    if (APR_BUCKET_IS_EOS(e)) {
        return !scan->filled && empty_so_far(scan, r) == SP_EMPTY_BODY_YES
                   ? SP_BODY_EMPTY
               : scan->may_be_bare && scan->bare && sp_bare_body_end(scan->bare)
                   ? SP_BODY_BARE
                   : SP_BODY_DATA;
    }
    return APR_BUCKET_IS_METADATA(e) ? SP_BODY_UNDECIDED
                                     : look_at_data(scan, r, e);
}

sp_body_kind sp_body_scan(sp_body_scan_state *scan, const request_rec *r,
                          apr_bucket_brigade *bb)
{
    for (apr_bucket *e = APR_BRIGADE_FIRST(bb);
         e != APR_BRIGADE_SENTINEL(bb);) {
        sp_body_kind kind = kind_of(scan, r, e);
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

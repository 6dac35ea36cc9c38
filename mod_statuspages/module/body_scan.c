/* SPDX-License-Identifier: Apache-2.0 */
/* body_scan.c - does a handler's answer have a body? */
#include "module/headers.h"
#include "module/intercept.h"

#include <http_connection.h>

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

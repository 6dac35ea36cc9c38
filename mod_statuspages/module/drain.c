/* SPDX-License-Identifier: Apache-2.0 */
/* drain.c - reads the rest of a body that a page has replaced. */
#include "module/drain.h"

#include <stdbool.h>

/* How long it is read. */
enum { DRAIN_TIMEOUT_USEC = 20000 };

/* Is all of the body in memory? */
static bool is_whole(const apr_bucket_brigade *bb)
{
    const apr_bucket *e = APR_BRIGADE_FIRST(bb);

    while (e != APR_BRIGADE_SENTINEL(bb) && !APR_BUCKET_IS_EOS(e)
           && e->length != (apr_size_t)-1) {
        e = APR_BUCKET_NEXT(e);
    }
    return e != APR_BRIGADE_SENTINEL(bb) && APR_BUCKET_IS_EOS(e);
}

/* Past the filters of the request, which have seen its end.  HTTP/2 sends an
 * answer that has ended by itself, and may have forgotten its stream. */
static apr_status_t flush(ap_filter_t *f)
{
    apr_bucket_brigade *bb;

    if (f->c->master) {
        return APR_SUCCESS;
    }
    bb = apr_brigade_create(f->r->pool, f->c->bucket_alloc);
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_flush_create(f->c->bucket_alloc));
    return ap_pass_brigade(f->c->output_filters, bb);
}

/* A clock that is set back does not give more time. */
static bool is_too_late(apr_time_t deadline)
{
    apr_time_t left = deadline - apr_time_now();

    return left < 0 || left > DRAIN_TIMEOUT_USEC;
}

/* Take a bucket of the old body away; is it one of bytes that have come too
 * late?  A script that is silent is waited for, as without us. */
static apr_status_t discard(apr_bucket *e, apr_time_t deadline)
{
    bool unknown = e->length == (apr_size_t)-1;
    const char *data;
    apr_size_t n = 0;
    apr_status_t rv =
        unknown ? apr_bucket_read(e, &data, &n, APR_BLOCK_READ) : APR_SUCCESS;

    if (rv == APR_SUCCESS) {
        apr_bucket_delete(e);
    }
    return n > 0 && is_too_late(deadline) ? APR_ECONNABORTED : rv;
}

/* That a backend breaks off (EOC) does not matter any more. */
apr_status_t sp_drain(apr_bucket_brigade *bb, apr_time_t deadline)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && !APR_BRIGADE_EMPTY(bb)) {
        apr_bucket *e = APR_BRIGADE_FIRST(bb);

        if (APR_BUCKET_IS_EOS(e)) {
            return apr_brigade_cleanup(bb);
        }
        rv = discard(e, deadline);
    }
    apr_brigade_cleanup(bb);
    return rv == APR_SUCCESS && is_too_late(deadline) ? APR_ECONNABORTED : rv;
}

apr_status_t sp_drain_begin(apr_time_t *deadline, ap_filter_t *f,
                            apr_bucket_brigade *bb)
{
    apr_status_t rv = is_whole(bb) ? APR_SUCCESS : flush(f);

    /* not counting how long the client took for the page */
    *deadline = apr_time_now() + DRAIN_TIMEOUT_USEC;
    if (rv != APR_SUCCESS) {
        apr_brigade_cleanup(bb);
        return rv;
    }
    return sp_drain(bb, *deadline);
}

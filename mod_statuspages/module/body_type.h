/* SPDX-License-Identifier: Apache-2.0 */
/* body_type.h - the body of a handler's answer: is there one, and of what kind?
 */
#ifndef SP_MODULE_BODY_TYPE_H
#define SP_MODULE_BODY_TYPE_H

#include "core/bare_body.h"
#include "core/empty_body.h"
#include "module/module.h"

typedef enum sp_body_kind {
    SP_BODY_UNDECIDED, /* what has come so far may become any */
    SP_BODY_EMPTY,
    SP_BODY_BARE, /* a built-in text of other software */
    SP_BODY_DATA,
    SP_BODY_FAILED /* an error bucket, or reading failed */
} sp_body_kind;

/* What a body may still turn out to be. */
typedef struct sp_body_scan_state {
    char bytes[SP_EMPTY_BODY_MAX]; /* its first, while it may hold nothing */
    size_t count;
    bool filled;        /* it holds something */
    bool may_be_bare;   /* set this before if SP_BODY_BARE is to be told */
    sp_bare_body *bare; /* from the first piece on, while it may be one */
} sp_body_scan_state;

/* Is there a body?  `bb` is the next part of the answer to `r`;
 * empty buckets and flushes are taken from it, since a flush would send the
 * header section before it is decided. */
sp_body_kind sp_body_scan(sp_body_scan_state *scan, const request_rec *r,
                          apr_bucket_brigade *bb);

/* gRPC, an event stream or WebDAV: never a text for people. */
bool sp_body_is_protocol(const request_rec *r);

/* gRPC, which speaks in trailers: even an empty answer is one. */
bool sp_body_is_grpc(const request_rec *r);

/* Is r->content_type this one, parameters aside? */
bool sp_body_is(const request_rec *r, const char *type);

#endif

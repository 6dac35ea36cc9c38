/* SPDX-License-Identifier: Apache-2.0 */
/* body_type.h - the body of a handler's answer: is there one, and of what kind?
 */
#ifndef SP_MODULE_BODY_TYPE_H
#define SP_MODULE_BODY_TYPE_H

#include "core/empty_body.h"
#include "module/module.h"

typedef enum sp_body_kind {
    SP_BODY_UNDECIDED, /* neither data nor end so far */
    SP_BODY_EMPTY,
    SP_BODY_DATA,
    SP_BODY_FAILED /* an error bucket, or reading failed */
} sp_body_kind;

/* The first bytes of a body that may still turn out to hold nothing. */
typedef struct sp_body_scan_state {
    char bytes[SP_EMPTY_BODY_MAX];
    size_t count;
} sp_body_scan_state;

/* Is there a body?  `bb` is the next part of the answer to `r`;
 * empty buckets and flushes are taken from it, since a flush would send the
 * header section before it is decided. */
sp_body_kind sp_body_scan(sp_body_scan_state *start, const request_rec *r,
                          apr_bucket_brigade *bb);

/* gRPC, an event stream or WebDAV: never a text for people. */
bool sp_body_is_protocol(const request_rec *r);

/* gRPC, which speaks in trailers: even an empty answer is one. */
bool sp_body_is_grpc(const request_rec *r);

/* Is r->content_type this one, parameters aside? */
bool sp_body_is(const request_rec *r, const char *type);

#endif

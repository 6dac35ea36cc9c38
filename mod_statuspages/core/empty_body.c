/* SPDX-License-Identifier: Apache-2.0 */
/* Detects bodies without content: white space, or a compressed stream of
 * nothing. */
#include "core/empty_body.h"

#include <stdint.h>
#include <strings.h>

/* What the encoders of zlib and Brotli make of nothing. */
typedef struct empty_stream {
    const char *coding;
    unsigned length;
    short bytes[SP_EMPTY_BODY_MAX]; /* ANY: not looked at */
} empty_stream;

enum { ANY = -1 };

/* RFC 1952 2.3: no flags; time, level and system are whatever they are.  The
 * last eight bytes are the checksum and the length of nothing. */
#define GZIP 0x1f, 0x8b, 8, 0, ANY, ANY, ANY, ANY, ANY, ANY
#define ZEROS 0, 0, 0, 0, 0, 0, 0, 0
/* RFC 1950 2.2: the method and any window, level and check; at the end the
 * Adler-32 of nothing. */
#define ZLIB 0x78, ANY
#define ADLER 0, 0, 0, 1
/* RFC 1951 3.2.3: the last block, with fixed codes or stored; a flush. */
#define FIXED 3, 0
#define STORED 1, 0, 0, 0xff, 0xff
#define FLUSHED 0, 0, 0, 0xff, 0xff

static const empty_stream empty_streams[] = {
    { "gzip", 20, { GZIP, FIXED, ZEROS } },
    { "gzip", 23, { GZIP, STORED, ZEROS } },
    { "gzip", 25, { GZIP, FLUSHED, FIXED, ZEROS } },
    { "gzip", 28, { GZIP, FLUSHED, STORED, ZEROS } },
    { "deflate", 8, { ZLIB, FIXED, ADLER } },
    { "deflate", 11, { ZLIB, STORED, ADLER } },
    { "deflate", 13, { ZLIB, FLUSHED, FIXED, ADLER } },
    { "deflate", 2, { FIXED } }, /* without the frame, as some servers do */
    { "deflate", 5, { STORED } },
    /* RFC 7932 9.1: the window's size, and the last metablock is empty */
    { "br", 1, { 0x06 } },
    { "br", 1, { 0x33 } },
    { "br", 1, { 0x35 } },
    { "br", 1, { 0x37 } },
    { "br", 1, { 0x39 } },
    { "br", 1, { 0x3b } },
    { "br", 1, { 0x3d } },
    { "br", 1, { 0x3f } },
    { "br", 2, { 0xa1, 1 } },
    { "br", 2, { 0xb1, 1 } },
    { "br", 2, { 0xc1, 1 } },
    { "br", 2, { 0xd1, 1 } },
    { "br", 2, { 0xe1, 1 } },
    { "br", 2, { 0xf1, 1 } },
    { "br", 2, { 0x81, 1 } },
};

static bool begins(const empty_stream *row, sp_span body)
{
    if (body.len > row->length) {
        return false;
    }
    for (size_t i = 0; i < body.len; i++) {
        if (row->bytes[i] != ANY && row->bytes[i] != (uint8_t)body.ptr[i]) {
            return false;
        }
    }
    return true;
}

static bool is_coding(sp_span coding, const char *name)
{
    return coding.len == strlen(name)
           && strncasecmp(coding.ptr, name, coding.len) == 0;
}

static sp_empty_body look_packed(sp_span coding, sp_span body)
{
    sp_empty_body best = SP_EMPTY_BODY_NO;

    /* RFC 9110 8.4.1.3 */
    if (is_coding(coding, "x-gzip")) {
        coding = SP_SPAN("gzip");
    }
    for (size_t i = 0; i < SP_COUNT(empty_streams); i++) {
        const empty_stream *row = &empty_streams[i];

        if (is_coding(coding, row->coding) && begins(row, body)) {
            if (row->length == body.len) {
                return SP_EMPTY_BODY_YES;
            }
            best = SP_EMPTY_BODY_UNDECIDED;
        }
    }
    return best;
}

/* An editor may have put a byte order mark before the first tag of a script;
 * what it has begun must be ended. */
static sp_empty_body look_plain(sp_span body)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t n = body.len < 3 ? body.len : 3;

    if (memcmp(body.ptr, mark, n) == 0) {
        if (n < 3) {
            return SP_EMPTY_BODY_UNDECIDED;
        }
        body.ptr += 3;
        body.len -= 3;
    }
    return sp_span_trim(body).len ? SP_EMPTY_BODY_NO : SP_EMPTY_BODY_YES;
}

sp_empty_body sp_empty_body_detect(sp_span coding, sp_span body)
{
    if (body.len == 0) {
        return SP_EMPTY_BODY_YES;
    }
    if (body.len > SP_EMPTY_BODY_MAX) {
        return SP_EMPTY_BODY_NO;
    }
    return coding.len == 0 ? look_plain(body) : look_packed(coding, body);
}

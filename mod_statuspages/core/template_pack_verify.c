/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies a packed program with zlib, while the configuration is read. */
#include "core/template_pack_internal.h"

#include <string.h>
#include <zlib.h>

/* What zlib makes of a gzip member; the length, or 0 if it is none. */
static size_t unpack(const char *member, size_t length, char *text,
                     size_t capacity)
{
    enum { GZIP = 16 };
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)member,
                        .avail_in = (uInt)length,
                        .next_out = (Bytef *)text,
                        .avail_out = (uInt)capacity };
    int rc;

    if (inflateInit2(&stream, MAX_WBITS + GZIP) != Z_OK) {
        return 0;
    }
    rc = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return rc == Z_STREAM_END && stream.avail_in == 0 ? stream.total_out : 0;
}

bool sp_packed_round_trips(const sp_packed *packed, const sp_value *values,
                           apr_pool_t *scratch)
{
    size_t length = sp_program_length(packed->program, values);
    size_t capacity = 2 * (length + SP_DEFLATE_SYMBOLS);
    char *plain = apr_palloc(scratch, length + 1);
    char *again = apr_palloc(scratch, length + 1);
    char *member = apr_palloc(scratch, capacity);
    size_t written = sp_packed_write(packed, values, member, capacity);

    sp_program_write(packed->program, values, plain, length);
    return written && unpack(member, written, again, length + 1) == length
           && memcmp(plain, again, length) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Compresses a file with zlib. */
#include "cli/gzip.h"

#include <zlib.h>

#include <stdlib.h>

sp_span sp_gzip(sp_span bytes, apr_pool_t *pool)
{
    enum { WINDOW_AND_GZIP = 15 + 16, MEMORY = 9, UNKNOWN_SYSTEM = 255 };
    gz_header header = { .os = UNKNOWN_SYSTEM };
    z_stream stream = { .avail_in = (uInt)bytes.len };
    size_t capacity;
    char *out;

    memcpy(&stream.next_in, &bytes.ptr,
           sizeof(bytes.ptr)); /* zlib lacks const */
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_AND_GZIP,
                     MEMORY, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        abort(); /* memory is out, as when a pool has none */
    }
    deflateSetHeader(&stream, &header);
    capacity = deflateBound(&stream, bytes.len) + sizeof(header);
    out = apr_palloc(pool, capacity);
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)capacity;
    (void)deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    return (sp_span){ out, capacity - stream.avail_out };
}

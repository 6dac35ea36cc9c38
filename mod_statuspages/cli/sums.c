/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sums.h"

#include "cli/disk.h"

#include "core/sha256.h"

#include <apr_strings.h>

#include <string.h>

const char *sp_sums_hash(sp_span bytes, apr_pool_t *pool)
{
    unsigned char digest[SP_SHA256_BYTES];
    char *text = apr_palloc(pool, 2 * SP_SHA256_BYTES + 1);

    sp_sha256(bytes, digest);
    for (size_t i = 0; i < SP_SHA256_BYTES; i++) {
        apr_snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return text;
}

const char *sp_sums_next(char **rest)
{
    enum { NAME_AT = 2 * SP_SHA256_BYTES + 2 };
    const char *line = strsep(rest, "\n");

    return strlen(line) > NAME_AT ? line + NAME_AT : "";
}

unsigned sp_sums_strays(const char *text, apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, text);

    for (unsigned line = 1; rest; line++) {
        const char *name = sp_sums_next(&rest);

        if (*name && !sp_disk_is_inside(name)) {
            return line;
        }
    }
    return 0;
}

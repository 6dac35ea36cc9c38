/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and writes SHA256SUMS. */
#include "cli/manifest.h"

#include "core/escape.h"
#include "core/sha256.h"

#include <apr_escape.h>
#include <apr_file_info.h>
#include <apr_strings.h>

#include <string.h>

const char *sp_manifest_hash(sp_span bytes, apr_pool_t *pool)
{
    unsigned char digest[SP_SHA256_BYTES];

    sp_sha256(bytes, digest);
    return apr_pescape_hex(pool, digest, SP_SHA256_BYTES, 0);
}

const char *sp_manifest_next(char **rest)
{
    enum { NAME_AT = 2 * SP_SHA256_BYTES + 2 };
    const char *line = strsep(rest, "\n");

    return strlen(line) > NAME_AT ? line + NAME_AT : "";
}

/* Is `name` the path of a file inside its folder? */
static bool is_inside(const char *name, apr_pool_t *pool)
{
    enum { LENGTH_MAX = 4096 };
    char *merged;

    return sp_escape_is_clean(sp_span_of(name), LENGTH_MAX)
           && apr_filepath_merge(&merged, "/in", name,
                                 APR_FILEPATH_NOTABOVEROOT, pool)
                  == APR_SUCCESS
           && strcmp(merged, apr_pstrcat(pool, "/in/", name, NULL)) == 0
           && merged[strlen(merged) - 1] != '/';
}

const char *sp_manifest_check(const char *text, const char *folder,
                              apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, text);

    for (unsigned line = 1; rest; line++) {
        const char *name = sp_manifest_next(&rest);

        if (*name && !is_inside(name, pool)) {
            return apr_psprintf(pool,
                                "line %u of SHA256SUMS in \"%s\" does not "
                                "name a file inside that folder",
                                line, folder);
        }
    }
    return NULL;
}

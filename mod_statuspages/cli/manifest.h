/* SPDX-License-Identifier: Apache-2.0 */
/* manifest.h - SHA256SUMS: lines as sha256sum writes and checks them.
 *
 * Whoever owns the folder can have written them, so they may only name what is
 * in there.
 */
#ifndef SP_CLI_MANIFEST_H
#define SP_CLI_MANIFEST_H

#include "core/span.h"

#include <apr_pools.h>

/* In hexadecimal. */
const char *sp_manifest_hash(sp_span bytes, apr_pool_t *pool);

/* The name in the next line, empty if it has none.  `*rest` is NULL behind the
 * last line. */
const char *sp_manifest_next(char **rest);

/* What is wrong with the one in `folder`, or NULL; `text` may be NULL. */
const char *sp_manifest_check(const char *text, const char *folder,
                              apr_pool_t *pool);

#endif

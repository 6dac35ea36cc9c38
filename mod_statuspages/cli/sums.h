/* SPDX-License-Identifier: Apache-2.0 */
/* sums.h - the lines of SHA256SUMS: as sha256sum writes and checks them.
 *
 * Whoever owns the folder can have written them, so they may only name what is
 * in there.
 */
#ifndef SP_CLI_SUMS_H
#define SP_CLI_SUMS_H

#include "core/span.h"

#include <apr_pools.h>

/* In hexadecimal. */
const char *sp_sums_hash(sp_span bytes, apr_pool_t *pool);

/* The name in the next line, empty if it has none.  `*rest` is NULL behind the
 * last line. */
const char *sp_sums_next(char **rest);

/* The number of the first line that names no file inside the folder; 0 if all
 * do, or if `text` is NULL. */
unsigned sp_sums_strays(const char *text, apr_pool_t *pool);

#endif

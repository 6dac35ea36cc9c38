/* SPDX-License-Identifier: Apache-2.0 */
/* file.h - reads whole files, up to a size. */
#ifndef SP_CORE_FILE_H
#define SP_CORE_FILE_H

#include "core/span.h"

#include <apr_file_io.h>

/* The rest of an open file, which has to be a regular one, with a NUL behind
 * it; closes it.  APR_EINVAL if it is not, APR_ENOSPC if it has more than
 * `max` bytes. */
apr_status_t sp_file_slurp(sp_span *bytes, apr_file_t *file, size_t max,
                           apr_pool_t *pool);

/* The bytes of the file at `path`, which is to be a `kind` ("template").  What
 * is wrong, to follow the path in a message, or NULL. */
const char *sp_file_read(sp_span *bytes, const char *path, const char *kind,
                         size_t max, apr_pool_t *pool);

#endif

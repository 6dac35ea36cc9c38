/* SPDX-License-Identifier: Apache-2.0 */
/* gzip.h - compressed files, the same for the same bytes. */
#ifndef SP_CLI_GZIP_H
#define SP_CLI_GZIP_H

#include "core/span.h"

#include <apr_pools.h>

/* The bytes as a gzip file (RFC 1952) that names neither time nor system. */
sp_span sp_gzip(sp_span bytes, apr_pool_t *pool);

#endif

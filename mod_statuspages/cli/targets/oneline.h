/* SPDX-License-Identifier: Apache-2.0 */
/* oneline.h - pages without line ends, for servers that cannot send them. */
#ifndef SP_CLI_TARGETS_ONELINE_H
#define SP_CLI_TARGETS_ONELINE_H

#include "core/format.h"

#include <apr_pools.h>

/* The style sheets of pages change with their line ends, and with them the
 * hashes in the policy. */
typedef struct sp_oneline {
    const char *policy; /* the Content-Security-Policy for the lines */
    sp_span style;      /* the last one that was seen, in `pool` */
    apr_pool_t *pool;
} sp_oneline;

/* For pages that are sent with `policy`. */
sp_oneline *sp_oneline_make(const char *policy, apr_pool_t *pool);

/* The same page without line ends: a space stands in for each, which means the
 * same in JSON and XML, and in HTML but for pre and textarea, where a character
 * reference does.  Not for plain text. */
sp_span sp_oneline_page(sp_oneline *lines, sp_format format, sp_span page,
                        apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* header_rules.h - the headers that options of `statuspages build` may name. */
#ifndef SP_CLI_HEADER_RULES_H
#define SP_CLI_HEADER_RULES_H

#include <apr_pools.h>

/* What is wrong with this header for every page, in `pool`, or NULL.  What is
 * right means itself between double quotes in every configuration. */
const char *sp_header_error(const char *name, const char *value,
                            apr_pool_t *pool);

/* What is wrong with a request header of this name as the place of an id, in
 * `pool`, or NULL. */
const char *sp_header_reference_error(const char *name, apr_pool_t *pool);

#endif

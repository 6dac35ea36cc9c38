/* SPDX-License-Identifier: Apache-2.0 */
/* permissions.h - who else can enter and change the folders on a path. */
#ifndef SP_CLI_PERMISSIONS_H
#define SP_CLI_PERMISSIONS_H

#include <apr_pools.h>

/* The first folder on the absolute path, itself included, that only its owner
 * and group can enter; NULL if there is none. */
const char *sp_permissions_closed(const char *path, apr_pool_t *pool);

/* The first that lets another user than root and the caller change what is in
 * it, and with it all further down. */
const char *sp_permissions_exposed(const char *path, apr_pool_t *pool);

#endif

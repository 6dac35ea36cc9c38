/* SPDX-License-Identifier: Apache-2.0 */
/* staging.h - the files that `statuspages build` makes, all of them or none.
 *
 * They are written to a folder of their own first, and take their places when
 * the last one is whole.  The names and hashes of all are in SHA256SUMS, so
 * that a later build knows which files are its own.
 */
#ifndef SP_CLI_STAGING_H
#define SP_CLI_STAGING_H

#include "cli/folder.h"

typedef enum sp_staging_mode {
    SP_STAGING_WRITE,
    SP_STAGING_LIST, /* only print the names */
    SP_STAGING_DIFF  /* only print what would change */
} sp_staging_mode;

typedef struct sp_staging sp_staging;

/* Begin to write into `folder`, which has to be empty unless `force`.  NULL,
 * and `*wrong` says why, if that cannot be. */
sp_staging *sp_staging_open(const sp_folder *folder, sp_staging_mode mode,
                            bool force, const char **wrong, apr_pool_t *pool);

/* Add the file `name`, a path inside the folder.  What goes wrong is kept for
 * sp_staging_commit(). */
void sp_staging_add(sp_staging *staging, const char *name, sp_span bytes);

/* Put all files in their places.  NULL if that went well; else what went wrong,
 * and nothing is left of it.  `*count` is how many were written, or would
 * change. */
const char *sp_staging_commit(sp_staging *staging, unsigned *count);

#endif

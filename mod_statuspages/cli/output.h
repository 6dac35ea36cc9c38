/* SPDX-License-Identifier: Apache-2.0 */
/* output.h - the files that `statuspages build` makes.
 *
 * All are written to a folder of their own first, and take their places when
 * the last one is whole: whatever goes wrong, nothing half is left.  The names
 * and hashes of all of them are in SHA256SUMS, so that a later build knows
 * which files are its own.
 */
#ifndef SP_CLI_OUTPUT_H
#define SP_CLI_OUTPUT_H

#include "core/span.h"

#include <apr_pools.h>

typedef enum sp_output_mode {
    SP_OUTPUT_WRITE,
    SP_OUTPUT_LIST,   /* only print the names */
    SP_OUTPUT_COMPARE /* only print what would change */
} sp_output_mode;

typedef struct sp_output sp_output;

/* Begin to write into `folder`, an absolute path without links.  It has to be
 * empty unless `force`.  NULL, and `*wrong` says why, if that cannot be. */
sp_output *sp_output_open(const char *folder, sp_output_mode mode, bool force,
                          const char **wrong, apr_pool_t *pool);

/* Add the file `name`, a path inside the folder.  What goes wrong is kept for
 * sp_output_close(). */
void sp_output_add(sp_output *output, const char *name, sp_span bytes);

/* Add `name`.gz: the same, compressed, without a time stamp. */
void sp_output_add_gzip(sp_output *output, const char *name, sp_span bytes);

/* Put all files in their places.  NULL if that went well; else what went wrong,
 * and nothing is left of it. */
const char *sp_output_close(sp_output *output);

unsigned sp_output_count(const sp_output *output);

/* Files that were added, changed or removed; for SP_OUTPUT_COMPARE. */
unsigned sp_output_changes(const sp_output *output);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* disk.h - single files and folders on disk. */
#ifndef SP_CLI_DISK_H
#define SP_CLI_DISK_H

#include "cli/draft.h"

/* "cannot write FOLDER: why", from errno. */
const char *sp_disk_why(const char *what, const char *path, apr_pool_t *pool);

bool sp_disk_is_empty(const char *folder, apr_pool_t *pool);

/* A new folder: inside `folder` if it exists, else beside it, so that moving
 * out of it never crosses file systems.  NULL and `*wrong` if there is none. */
const char *sp_disk_make_stage(const char *folder, bool exists,
                               const char **wrong, apr_pool_t *pool);

/* Write a file and the folders it is in.  What went wrong, or NULL. */
const char *sp_disk_write(const char *folder, const char *name, sp_span bytes,
                          apr_pool_t *pool);

/* "added", "changed", or NULL if the file is there and the same. */
const char *sp_disk_compare(const char *folder, const char *name, sp_span bytes,
                            apr_pool_t *pool);

/* The whole file as a string; NULL if there is none. */
char *sp_disk_read(const char *folder, const char *name, apr_pool_t *pool);

/* Make the folders for a file that is to be moved there.  What is in its way,
 * or NULL. */
const char *sp_disk_prepare(const char *from, const char *to, const char *name,
                            apr_pool_t *pool);

/* Move a file from one folder into another, over what is there.  What went
 * wrong, or NULL. */
const char *sp_disk_place(const char *from, const char *to, const char *name,
                          apr_pool_t *pool);

/* Is `name` a path that stays inside its folder? */
bool sp_disk_is_inside(const char *name);

/* Remove the folders around `name` that are empty. */
void sp_disk_prune(const char *folder, const char *name, apr_pool_t *pool);

/* Remove a file, and the folders that are empty without it. */
void sp_disk_remove(const char *folder, const char *name, apr_pool_t *pool);

void sp_disk_remove_tree(const char *folder, apr_pool_t *pool);

/* The bytes as a gzip file (RFC 1952) that names neither time nor system. */
sp_span sp_disk_gzip(sp_span bytes, apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* disk.h - single files and folders on disk.
 *
 * Whoever owns the folder can put a link in the place of anything in it, at any
 * moment.  So a folder is a descriptor, a file in it is reached one name at a
 * time, and no name is a link: nothing here reads, writes or removes anything
 * outside the folder that was opened.
 */
#ifndef SP_CLI_DISK_H
#define SP_CLI_DISK_H

#include "cli/draft.h"

/* "WHAT "PATH": why", from errno. */
const char *sp_disk_why(const char *what, const char *path, apr_pool_t *pool);

/* The new folder `name` in `folder`; -1 and errno if there is none. */
int sp_disk_make(int folder, const char *name);

/* A new folder in `folder`, called `*name`, that nobody else can enter.  -1 and
 * errno if there is none. */
int sp_disk_make_stage(int folder, const char **name, apr_pool_t *pool);

bool sp_disk_is_empty(const char *folder, apr_pool_t *pool);

/* Is `name` the path of a file inside its folder? */
bool sp_disk_is_inside(const char *name);

/* Write a new file right in `folder`.  False and errno if that goes wrong. */
bool sp_disk_write(int folder, const char *name, sp_span bytes);

/* The file's bytes with a NUL behind them; .ptr is NULL if there is none. */
sp_span sp_disk_read(int folder, const char *name, apr_pool_t *pool);

/* Make the folders for a file that is to be moved there.  False and errno if
 * something is in its way. */
bool sp_disk_prepare(int folder, const char *name, apr_pool_t *pool);

/* Move the file `waiting`, right in `stage`, to its place, over what is there.
 * False and errno if that goes wrong. */
bool sp_disk_place(int stage, const char *waiting, int folder, const char *name,
                   apr_pool_t *pool);

/* Remove the folders around `name` that are empty. */
void sp_disk_prune(int folder, const char *name, apr_pool_t *pool);

/* Remove a file, and the folders that are empty without it. */
void sp_disk_remove(int folder, const char *name, apr_pool_t *pool);

/* The bytes as a gzip file (RFC 1952) that names neither time nor system. */
sp_span sp_disk_gzip(sp_span bytes, apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* folder.h - a folder that somebody else may own, and the files in it.
 *
 * Its owner can put a link in the place of anything in it, at any moment.  So a
 * folder is a descriptor, a file in it is reached one name at a time, and no
 * name is a link: nothing here reads, writes or removes anything outside the
 * folder that was opened.
 */
#ifndef SP_CLI_FOLDER_H
#define SP_CLI_FOLDER_H

#include "core/span.h"

#include <apr_pools.h>

#include <sys/stat.h>

typedef struct sp_folder {
    const char *path; /* absolute, without links */
    const char *name; /* the last of it */
    int parent;       /* the folder around it, if it does not exist */
    int fd;           /* -1: it does not exist */
} sp_folder;

/* Open the folder at `path`, or the one around it if it does not exist.  Links
 * on the way are followed if root or the caller made them.  What is wrong, or
 * NULL. */
const char *sp_folder_open(sp_folder *folder, const char *path,
                           apr_pool_t *pool);

/* Open the folder `name` right in the folder `at`, after making it with these
 * permissions.  -1 and errno if that goes wrong. */
int sp_folder_make(int at, const char *name, mode_t mode);

bool sp_folder_is_empty(int folder);

/* ---- files: those that return false or -1 set errno ---------------------- */

/* WHAT "NAME": why, from errno. */
const char *sp_folder_why(const char *what, const char *name, apr_pool_t *pool);

/* Write a new file right in `folder`. */
bool sp_folder_write(int folder, const char *name, sp_span bytes);

/* The file's bytes with a NUL behind them; .ptr is NULL if there is none. */
sp_span sp_folder_read(int folder, const char *name, apr_pool_t *pool);

/* Make the folders around the file `name`, which must not be a folder. */
bool sp_folder_prepare(int folder, const char *name, apr_pool_t *pool);

/* Move `waiting`, right in `stage`, to its place, over what is there. */
bool sp_folder_place(int stage, const char *waiting, int folder,
                     const char *name, apr_pool_t *pool);

/* Remove the folders around `name` that are empty, after removing the file
 * itself if `file`. */
void sp_folder_remove(int folder, const char *name, bool file,
                      apr_pool_t *pool);

#endif

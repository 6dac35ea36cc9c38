/* SPDX-License-Identifier: Apache-2.0 */
/* path.h - the way to a folder that somebody else may own. */
#ifndef SP_CLI_PATH_H
#define SP_CLI_PATH_H

#include <apr_pools.h>

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#ifndef O_PATH
#define O_PATH O_RDONLY /* here every link on the way is refused */
#endif

/* How openat() goes on by one name, and how it enters a folder. */
enum {
    SP_PATH_STEP = O_PATH | O_NOFOLLOW | O_CLOEXEC,
    SP_PATH_FOLDER = SP_PATH_STEP | O_DIRECTORY
};

/* The folder at `path`; -1 and errno if there is none.  With `whole`, which
 * gets the same place as an absolute path without links, links on the way are
 * followed if root or the caller made them.  Any other link is ELOOP. */
int sp_path_open(const char *path, const char **whole, apr_pool_t *pool);

/* Close it, if it is open, and keep errno.  -1. */
int sp_path_leave(int file);

/* Why `path` could not be opened, from errno. */
const char *sp_path_why(const char *path, apr_pool_t *pool);

/* Cut the last name off a path that does not end in a slash.  The name. */
const char *sp_path_split(const char **path, apr_pool_t *pool);

/* The absolute path of `folder`, which may not exist yet, although the folder
 * around it must.  NULL, and `*wrong` says why, if there is none. */
const char *sp_path_whole(const char *folder, const char **wrong,
                          apr_pool_t *pool);

/* The first folder on the way along the absolute path `whole`, itself included,
 * that `is` so; NULL if none is. */
const char *sp_path_first(const char *whole,
                          bool (*is)(const struct stat *folder),
                          apr_pool_t *pool);

#endif

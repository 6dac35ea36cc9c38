/* SPDX-License-Identifier: Apache-2.0 */
/* Checks who else can enter or change the folders on a path. */
#include "cli/permissions.h"

#include <apr_strings.h>

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef bool test(const struct stat *folder);

static const char *first(const char *path, test *is, apr_pool_t *pool)
{
    struct stat info;
    size_t n = 0;

    do {
        const char *part;

        n += 1 + strcspn(path + n + 1, "/");
        part = apr_pstrmemdup(pool, path, n);
        if (stat(part, &info) != 0 || is(&info)) {
            return part;
        }
    } while (path[n]);
    return NULL;
}

static bool is_closed(const struct stat *folder)
{
    return !(folder->st_mode & S_IXOTH);
}

static bool is_exposed(const struct stat *folder)
{
    bool sticks = folder->st_mode & S_ISVTX;
    bool groups = geteuid() == 0 && folder->st_gid != 0;

    return (folder->st_uid != 0 && folder->st_uid != geteuid())
           || (!sticks
               && (folder->st_mode & (groups ? S_IWGRP | S_IWOTH : S_IWOTH)));
}

const char *sp_permissions_closed(const char *path, apr_pool_t *pool)
{
    return first(path, is_closed, pool);
}

const char *sp_permissions_exposed(const char *path, apr_pool_t *pool)
{
    return first(path, is_exposed, pool);
}

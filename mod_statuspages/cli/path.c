/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/path.h"

#include <apr_file_info.h>
#include <apr_strings.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int sp_path_leave(int file)
{
    int before = errno;

    if (file >= 0) {
        (void)close(file);
    }
    errno = before;
    return -1;
}

/* A path on which the first names have been gone. */
typedef struct sp_walk {
    int at;
    const char *whole; /* where that is, without a link */
    const char *rest;
    unsigned links;
    bool follows;
    apr_pool_t *pool;
} sp_walk;

static void arrive(sp_walk *walk, int at, const char *name)
{
    const char *slash = strrchr(walk->whole, '/');

    if (strcmp(name, "..") == 0) {
        walk->whole =
            apr_pstrmemdup(walk->pool, walk->whole,
                           slash ? (apr_size_t)(slash - walk->whole) : 0);
    }
    else if (strcmp(name, ".") != 0) {
        walk->whole = apr_pstrcat(walk->pool, walk->whole, "/", name, NULL);
    }
    sp_path_leave(walk->at);
    walk->at = at;
}

static void begin(sp_walk *walk, const char *path)
{
    sp_path_leave(walk->at);
    walk->at = open("/", SP_PATH_FOLDER);
    walk->whole = "";
    walk->rest = path;
}

/* Where the link leads comes before the rest.  Only root and the caller are
 * trusted to say so. */
static bool follow(sp_walk *walk, int link, uid_t owner)
{
    enum { LONGEST = 4096, LINKS_MOST = 40 /* as the kernel has it */ };
    char *target = apr_palloc(walk->pool, LONGEST);
    bool trusted = walk->follows && ++walk->links <= LINKS_MOST
                   && (owner == 0 || owner == geteuid());
    ssize_t n = trusted ? readlinkat(link, "", target, LONGEST) : -1;
    const char *path;

    if (n <= 0 || n >= LONGEST) {
        errno = ELOOP;
        return false;
    }
    target[n] = '\0';
    path = apr_pstrcat(walk->pool, target, walk->rest, NULL);
    if (*path == '/') {
        begin(walk, path);
    }
    walk->rest = path;
    return true;
}

static bool step(sp_walk *walk)
{
    size_t n = strcspn(walk->rest, "/");
    const char *name = apr_pstrmemdup(walk->pool, walk->rest, n);
    int next = openat(walk->at, name, SP_PATH_STEP);
    struct stat info;
    bool good = next >= 0 && fstat(next, &info) == 0;

    walk->rest += n;
    if (good && S_ISLNK(info.st_mode)) {
        good = follow(walk, next, info.st_uid);
    }
    else if (good && S_ISDIR(info.st_mode)) {
        arrive(walk, next, name);
        return true;
    }
    else if (good) {
        errno = ENOTDIR;
        good = false;
    }
    sp_path_leave(next);
    return good;
}

int sp_path_open(const char *path, const char **whole, apr_pool_t *pool)
{
    sp_walk walk = { .at = -1, .follows = whole != NULL, .pool = pool };
    char *here;

    if (*path != '/') {
        apr_status_t rv = apr_filepath_get(&here, 0, pool);

        if (rv != APR_SUCCESS) {
            errno = ENOENT; /* it was removed */
            return -1;
        }
        path = apr_pstrcat(pool, here, "/", path, NULL);
    }
    begin(&walk, path);
    while (walk.at >= 0 && *(walk.rest += strspn(walk.rest, "/"))) {
        if (!step(&walk)) {
            return sp_path_leave(walk.at);
        }
    }
    if (whole) {
        *whole = *walk.whole ? walk.whole : "/";
    }
    return walk.at;
}

/* ---- texts ---------------------------------------------------------------*/

const char *sp_path_split(const char **path, apr_pool_t *pool)
{
    const char *slash = strrchr(*path, '/');
    const char *name = slash ? slash + 1 : *path;

    *path = !slash ? "."
            : slash == *path
                ? "/"
                : apr_pstrmemdup(pool, *path, (apr_size_t)(slash - *path));
    return name;
}

const char *sp_path_why(const char *path, apr_pool_t *pool)
{
    char why[128];

    switch (errno) {
    case ENOENT:
        return apr_psprintf(pool, "the folder \"%s\" does not exist", path);
    case ENOTDIR: return apr_psprintf(pool, "\"%s\" is not a folder", path);
    case ELOOP:
        return apr_psprintf(pool,
                            "a symbolic link of another user leads to \"%s\"; "
                            "name the folder itself",
                            path);
    default:
        return apr_psprintf(pool, "cannot enter \"%s\": %s", path,
                            apr_strerror(errno, why, sizeof(why)));
    }
}

const char *sp_path_whole(const char *folder, const char **wrong,
                          apr_pool_t *pool)
{
    size_t n = strlen(folder);
    const char *name = NULL;
    const char *whole;
    int found;

    while (n > 1 && folder[n - 1] == '/') {
        n--;
    }
    folder = apr_pstrmemdup(pool, folder, n);
    if (n == 0) {
        errno = ENOENT;
        *wrong = sp_path_why(folder, pool);
        return NULL;
    }
    found = sp_path_open(folder, &whole, pool);
    if (found < 0 && errno == ENOENT) {
        name = sp_path_split(&folder, pool);
        found = sp_path_open(folder, &whole, pool);
    }
    if (found < 0) {
        *wrong = sp_path_why(folder, pool);
        return NULL;
    }
    (void)close(found);
    return name ? apr_pstrcat(pool, strcmp(whole, "/") == 0 ? "" : whole, "/",
                              name, NULL)
                : whole;
}

const char *sp_path_first(const char *whole,
                          bool (*is)(const struct stat *folder),
                          apr_pool_t *pool)
{
    struct stat info;
    size_t n = 0;

    do {
        const char *path;

        n += 1 + strcspn(whole + n + 1, "/");
        path = apr_pstrmemdup(pool, whole, n);
        if (stat(path, &info) != 0 || is(&info)) {
            return path;
        }
    } while (whole[n]);
    return NULL;
}

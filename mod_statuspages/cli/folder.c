/* SPDX-License-Identifier: Apache-2.0 */
/* Opens folders and the files in them without following links. */
#include "cli/folder.h"

#include "core/file.h"

#include <apr_file_info.h>
#include <apr_portable.h>
#include <apr_strings.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#ifndef O_PATH
#define O_PATH O_RDONLY /* here every link on the way is refused */
#endif

/* How openat() goes on by one name, and how it enters a folder. */
enum {
    STEP = O_PATH | O_NOFOLLOW | O_CLOEXEC,
    ENTER = STEP | O_DIRECTORY,
    FILE_BYTES_MAX = 16 << 20
};

/* Close it, if it is open, and keep errno.  -1. */
static int leave(int file)
{
    int before = errno;

    if (file >= 0) {
        (void)close(file);
    }
    errno = before;
    return -1;
}

/* ---- the way to a folder -------------------------------------------------*/

/* Where a link leads, and the rest of the path; NULL and ELOOP if nobody may
 * follow it.  Only root and the caller are trusted to make one. */
static const char *follow(int link, uid_t owner, const char *rest,
                          apr_pool_t *pool)
{
    enum { LONGEST = 4096 };
    char *target = apr_palloc(pool, LONGEST);
    ssize_t n = owner == 0 || owner == geteuid()
                    ? readlinkat(link, "", target, LONGEST)
                    : -1;

    if (n <= 0 || n >= LONGEST) {
        errno = ELOOP;
        return NULL;
    }
    target[n] = '\0';
    return apr_pstrcat(pool, target, rest, NULL);
}

static const char *path_in(const char *path, const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(name, ".") == 0) {
        return path;
    }
    return strcmp(name, "..") == 0 ? apr_pstrmemdup(
               pool, path, slash ? (apr_size_t)(slash - path) : 0)
                                   : apr_pstrcat(pool, path, "/", name, NULL);
}

/* Go on by `name`, or to where it leads; -1 and errno if that cannot be. */
static int step(int at, const char *name, const char **rest, const char **path,
                apr_pool_t *pool)
{
    int next = openat(at, name, STEP);
    struct stat info;

    if (next < 0 || fstat(next, &info) != 0) {
        return leave(next);
    }
    if (S_ISDIR(info.st_mode)) {
        *path = path_in(*path, name, pool);
        return next;
    }
    errno = ENOTDIR;
    *rest =
        S_ISLNK(info.st_mode) ? follow(next, info.st_uid, *rest, pool) : NULL;
    leave(next);
    if (!*rest || **rest != '/') {
        return *rest ? openat(at, ".", ENTER) : -1;
    }
    *path = "";
    return open("/", ENTER);
}

/* The folder at the path `rest`, and its absolute path without links, "" for
 * the root. */
static int walk(const char *rest, const char **path, apr_pool_t *pool)
{
    enum { STEPS_MAX = 4096 }; /* links that lead in circles end */
    int at = open("/", ENTER);
    char *here;

    if (*rest != '/' && apr_filepath_get(&here, 0, pool) == APR_SUCCESS) {
        rest = apr_pstrcat(pool, here, "/", rest, NULL);
    }
    *path = "";
    for (int i = 0; at >= 0 && *(rest += strspn(rest, "/")); i++) {
        size_t n = strcspn(rest, "/");
        const char *name = apr_pstrmemdup(pool, rest, n);
        int before = at;

        rest += n;
        errno = ELOOP;
        at = i < STEPS_MAX ? step(at, name, &rest, path, pool) : -1;
        leave(before);
    }
    return at;
}

static const char *why_not(const char *path, apr_pool_t *pool)
{
    char why[128];

    switch (errno) {
    case ENOENT:
        return apr_psprintf(pool, "the folder \"%s\" does not exist", path);
    case ENOTDIR: return apr_psprintf(pool, "\"%s\" is not a folder", path);
    case ELOOP:
        return apr_psprintf(pool,
                            "a symbolic link that belongs to another user "
                            "leads to \"%s\"; give the path of the folder "
                            "itself",
                            path);
    default:
        return apr_psprintf(pool, "cannot enter \"%s\": %s", path,
                            apr_strerror(errno, why, sizeof(why)));
    }
}

const char *sp_folder_open(sp_folder *folder, const char *path,
                           apr_pool_t *pool)
{
    char *given = apr_pstrdup(pool, path);
    char *end = given + strlen(given);

    while (end > given + 1 && end[-1] == '/') {
        *--end = '\0';
    }
    *folder = (sp_folder){ .name = given, .parent = -1, .fd = -1 };
    errno = ENOENT;
    folder->fd = *given ? walk(given, &folder->path, pool) : -1;
    if (folder->fd >= 0) {
        folder->path = *folder->path ? folder->path : "/";
        return NULL;
    }
    if (errno != ENOENT || !*given) {
        return why_not(given, pool);
    }
    end = strrchr(given, '/');
    folder->name = end ? end + 1 : given;
    path = end ? apr_pstrmemdup(pool, given, (size_t)(end - given)) : ".";
    path = *path ? path : "/";
    folder->parent = walk(path, &folder->path, pool);
    folder->path = apr_pstrcat(pool, folder->path, "/", folder->name, NULL);
    return folder->parent < 0 ? why_not(path, pool) : NULL;
}

/* ---- folders in it -------------------------------------------------------*/

int sp_folder_make(int at, const char *name, mode_t mode)
{
    return mkdirat(at, name, mode) == 0 ? openat(at, name, ENTER) : -1;
}

bool sp_folder_is_empty(int folder)
{
    int file = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *names = file < 0 ? NULL : fdopendir(file);
    unsigned count = 0;

    /* there is one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
    while (names && readdir(names)) {
        count++;
    }
    if (names) {
        (void)closedir(names);
    }
    return count == 2; /* itself and the one around it */
}

/* The folder that the file is in, and the file's own `base` name; `makes` those
 * that are missing. */
static int around(int folder, const char *name, bool makes, const char **base,
                  apr_pool_t *pool)
{
    int at = openat(folder, ".", ENTER);
    const char *slash;

    for (; at >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        const char *next = apr_pstrmemdup(pool, name, (size_t)(slash - name));
        int before = at;

        if (makes) {
            (void)mkdirat(at, next, 0777); /* else the next line tells */
        }
        at = openat(at, next, ENTER);
        leave(before);
    }
    *base = name;
    return at;
}

/* ---- files ---------------------------------------------------------------*/

const char *sp_folder_why(const char *what, const char *name, apr_pool_t *pool)
{
    char why[128];

    return apr_psprintf(pool, "%s \"%s\": %s", what, name,
                        errno == ENOTDIR
                            ? "a file or the path contains a symbolic link"
                            : apr_strerror(errno, why, sizeof(why)));
}

bool sp_folder_write(int folder, const char *name, sp_span bytes)
{
    int fd = openat(folder, name,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
    bool written = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;

    return file && fclose(file) == 0 && written;
}

sp_span sp_folder_read(int folder, const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, false, &base, pool);
    /* A pipe is not waited for. */
    int fd = openat(at, base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    sp_span bytes = { NULL, 0 };
    apr_file_t *file;

    leave(at);
    if (fd >= 0
        && (apr_os_file_put(&file, &fd, APR_FOPEN_READ, pool) != APR_SUCCESS
            || sp_file_slurp(&bytes, file, FILE_BYTES_MAX, pool)
                   != APR_SUCCESS)) {
        bytes.ptr = NULL;
    }
    return bytes;
}

bool sp_folder_prepare(int folder, const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, true, &base, pool);
    struct stat info;
    bool taken = at >= 0 && fstatat(at, base, &info, AT_SYMLINK_NOFOLLOW) == 0
                 && S_ISDIR(info.st_mode);

    leave(at);
    errno = taken ? EISDIR : errno;
    return at >= 0 && !taken;
}

bool sp_folder_place(int stage, const char *waiting, int folder,
                     const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, false, &base, pool);
    bool placed = at >= 0 && renameat(stage, waiting, at, base) == 0;

    leave(at);
    return placed;
}

void sp_folder_remove(int folder, const char *name, bool file, apr_pool_t *pool)
{
    char *path = apr_pstrdup(pool, name);
    const char *base;
    int at = around(folder, path, false, &base, pool);
    bool removed = true;
    char *slash;

    if (file) {
        (void)unlinkat(at, base, 0);
    }
    leave(at);
    while (removed && (slash = strrchr(path, '/')) != NULL) {
        *slash = '\0';
        at = around(folder, path, false, &base, pool);
        removed = unlinkat(at, base, AT_REMOVEDIR) == 0;
        leave(at);
    }
}

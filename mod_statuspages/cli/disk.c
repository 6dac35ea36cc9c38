/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/disk.h"

#include "cli/path.h"

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include <zlib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *sp_disk_why(const char *what, const char *path, apr_pool_t *pool)
{
    char why[128];

    return apr_psprintf(pool, "%s \"%s\": %s", what, path,
                        errno == ELOOP ? "a symbolic link is on the way"
                                       : apr_strerror(errno, why, sizeof(why)));
}

/* ---- folders -------------------------------------------------------------*/

/* The folder that the file is in, below `folder`, and the file's own `base`
 * name; `makes` those that are missing.  -1 and errno if it cannot be. */
static int around(int folder, const char *name, bool makes, const char **base,
                  apr_pool_t *pool)
{
    int at = openat(folder, ".", SP_PATH_FOLDER);
    const char *slash;

    for (; at >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        const char *step =
            apr_pstrmemdup(pool, name, (apr_size_t)(slash - name));
        struct stat info;
        int next;

        if (makes) {
            (void)mkdirat(at, step, 0777); /* else the next line tells */
        }
        next = openat(at, step, SP_PATH_FOLDER);
        if (next < 0 && errno == ENOTDIR
            && fstatat(at, step, &info, AT_SYMLINK_NOFOLLOW) == 0
            && S_ISLNK(info.st_mode)) {
            errno = ELOOP;
        }
        sp_path_leave(at);
        at = next;
    }
    *base = name;
    return at;
}

bool sp_disk_is_empty(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    unsigned names = 0;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return false;
    }
    while (names < 3
           && apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        names++;
    }
    apr_dir_close(dir);
    return names == 2; /* itself and the one around it */
}

int sp_disk_make(int folder, const char *name)
{
    return folder >= 0 && mkdirat(folder, name, 0777) == 0
               ? openat(folder, name, SP_PATH_FOLDER)
               : -1;
}

int sp_disk_make_stage(int folder, const char **name, apr_pool_t *pool)
{
    enum { TRIES = 100, MINE_ALONE = 0700 };
    bool made = false;
    struct stat info;
    int stage;

    for (int i = 0; !made && i < TRIES; i++) {
        *name = apr_psprintf(pool, ".statuspages-%ld-%d", (long)getpid(), i);
        made = mkdirat(folder, *name, MINE_ALONE) == 0;
        if (!made && errno != EEXIST) {
            return -1;
        }
    }
    stage = made ? openat(folder, *name, SP_PATH_FOLDER) : -1;
    /* Who owns the folder can have put another in its place already. */
    if (stage >= 0
        && (fstat(stage, &info) != 0 || info.st_uid != geteuid()
            || (info.st_mode & ACCESSPERMS) != MINE_ALONE)) {
        errno = EPERM;
        return sp_path_leave(stage);
    }
    return stage;
}

bool sp_disk_is_inside(const char *name)
{
    for (const char *c = name; *c; c++) {
        if (apr_iscntrl(*c)) {
            return false;
        }
    }
    for (;; name++) {
        size_t n = strcspn(name, "/");

        if (n == 0 || (n <= 2 && memcmp(name, "..", n) == 0)) {
            return false;
        }
        name += n;
        if (!*name) {
            return true;
        }
    }
}

void sp_disk_prune(int folder, const char *name, apr_pool_t *pool)
{
    char *inside = apr_pstrdup(pool, name);
    bool empty = true;
    char *slash;

    while (empty && (slash = strrchr(inside, '/')) != NULL) {
        const char *base;
        int at;

        *slash = '\0';
        at = around(folder, inside, false, &base, pool);
        empty = at >= 0 && unlinkat(at, base, AT_REMOVEDIR) == 0;
        sp_path_leave(at);
    }
}

void sp_disk_remove(int folder, const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, false, &base, pool);

    if (at >= 0) {
        (void)unlinkat(at, base, 0);
        sp_path_leave(at);
        sp_disk_prune(folder, name, pool);
    }
}

/* ---- files ---------------------------------------------------------------*/

bool sp_disk_write(int folder, const char *name, sp_span bytes)
{
    int file =
        openat(folder, name,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    size_t done = 0;
    ssize_t n = 0;

    while (file >= 0 && done < bytes.len && n >= 0) {
        n = write(file, bytes.ptr + done, bytes.len - done);
        done += n > 0 ? (size_t)n : 0;
    }
    if (file >= 0) {
        n = close(file) < 0 ? -1 : n;
    }
    return file >= 0 && n >= 0;
}

/* The bytes of an open file. */
static sp_span slurp(int file, apr_pool_t *pool)
{
    enum { FILE_BYTES_MOST = 16 << 20 };
    struct stat info;
    size_t done = 0;
    ssize_t n = 1;
    char *bytes;

    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)
        || info.st_size > FILE_BYTES_MOST) {
        return (sp_span){ NULL, 0 };
    }
    bytes = apr_palloc(pool, (apr_size_t)info.st_size + 1);
    while (n > 0 && done < (size_t)info.st_size) {
        n = read(file, bytes + done, (size_t)info.st_size - done);
        done += n > 0 ? (size_t)n : 0;
    }
    bytes[done] = '\0';
    return n < 0 ? (sp_span){ NULL, 0 } : (sp_span){ bytes, done };
}

sp_span sp_disk_read(int folder, const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, false, &base, pool);
    /* A pipe is not waited for. */
    int file = at < 0 ? -1
                      : openat(at, base,
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    sp_span bytes = { NULL, 0 };

    if (file >= 0) {
        bytes = slurp(file, pool);
    }
    sp_path_leave(file);
    sp_path_leave(at);
    return bytes;
}

bool sp_disk_prepare(int folder, const char *name, apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, true, &base, pool);
    struct stat info;
    bool taken = at >= 0 && fstatat(at, base, &info, AT_SYMLINK_NOFOLLOW) == 0
                 && S_ISDIR(info.st_mode);

    sp_path_leave(at);
    errno = taken ? EISDIR : errno;
    return at >= 0 && !taken;
}

bool sp_disk_place(int stage, const char *waiting, int folder, const char *name,
                   apr_pool_t *pool)
{
    const char *base;
    int at = around(folder, name, false, &base, pool);
    bool placed = at >= 0 && renameat(stage, waiting, at, base) == 0;

    sp_path_leave(at);
    return placed;
}

/* ---- compression ---------------------------------------------------------*/

sp_span sp_disk_gzip(sp_span bytes, apr_pool_t *pool)
{
    enum { WINDOW_AND_GZIP = 15 + 16, MEMORY = 9, UNKNOWN_SYSTEM = 255 };
    gz_header header = { .os = UNKNOWN_SYSTEM };
    z_stream stream = { .avail_in = (uInt)bytes.len };
    size_t capacity;
    char *out;

    memcpy(&stream.next_in, &bytes.ptr,
           sizeof(bytes.ptr)); /* zlib lacks const */
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_AND_GZIP,
                     MEMORY, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        abort(); /* memory is out, as when a pool has none */
    }
    deflateSetHeader(&stream, &header);
    capacity = deflateBound(&stream, bytes.len) + sizeof(header);
    out = apr_palloc(pool, capacity);
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)capacity;
    (void)deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    return (sp_span){ out, capacity - stream.avail_out };
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/disk.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include <zlib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *join(const char *folder, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

const char *sp_disk_why(const char *what, const char *path, apr_pool_t *pool)
{
    char why[128];

    return apr_psprintf(pool, "%s \"%s\": %s", what, path,
                        apr_strerror(errno, why, sizeof(why)));
}

/* ---- folders -------------------------------------------------------------*/

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

bool sp_disk_is_empty(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    bool empty = true;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return false;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        empty &= is_dots(info.name);
    }
    apr_dir_close(dir);
    return empty;
}

const char *sp_disk_make_stage(const char *folder, bool exists,
                               const char **wrong, apr_pool_t *pool)
{
    char *path = apr_pstrcat(pool, folder, exists ? "/" : "",
                             ".statuspages-XXXXXX", NULL);
    mode_t mask = umask(0);

    umask(mask);
    if (!mkdtemp(path) || chmod(path, 0777 & ~mask) != 0) {
        *wrong = sp_disk_why("cannot write into", folder, pool);
        return NULL;
    }
    return path;
}

void sp_disk_remove_tree(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_pool_t *level;

    apr_pool_create(&level, pool);
    if (apr_dir_open(&dir, folder, level) == APR_SUCCESS) {
        while (apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir)
               == APR_SUCCESS) {
            const char *path = join(folder, info.name, level);

            if (is_dots(info.name)) {
                continue;
            }
            if (info.filetype == APR_DIR) {
                sp_disk_remove_tree(path, level);
            }
            else {
                (void)unlink(path);
            }
        }
        apr_dir_close(dir);
    }
    (void)rmdir(folder);
    apr_pool_destroy(level);
}

/* Make the folders that `path` is in, below `folder`. */
static bool make_folders(const char *folder, const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *around = apr_pstrmemdup(pool, path, (apr_size_t)(slash - path));

    if (strlen(around) <= strlen(folder) || mkdir(around, 0777) == 0
        || errno == EEXIST) {
        return true;
    }
    return errno == ENOENT && make_folders(folder, around, pool)
           && (mkdir(around, 0777) == 0 || errno == EEXIST);
}

bool sp_disk_is_inside(const char *name)
{
    return name[0] != '/' && strcmp(name, "..") != 0
           && strncmp(name, "../", 3) != 0 && !strstr(name, "/../");
}

void sp_disk_prune(const char *folder, const char *name, apr_pool_t *pool)
{
    char *inside = apr_pstrdup(pool, name);
    char *slash;

    while ((slash = strrchr(inside, '/')) != NULL) {
        *slash = '\0';
        if (rmdir(join(folder, inside, pool)) != 0) {
            break;
        }
    }
}

void sp_disk_remove(const char *folder, const char *name, apr_pool_t *pool)
{
    (void)unlink(join(folder, name, pool));
    sp_disk_prune(folder, name, pool);
}

/* ---- files ---------------------------------------------------------------*/

/* A new file, and the folders it is in if there are none; -1 if that cannot
 * be. */
static int create(const char *folder, const char *path, apr_pool_t *pool)
{
    enum { HOW = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, ALL = 0666 };
    int file = open(path, HOW, ALL);

    if (file < 0 && errno == ENOENT && make_folders(folder, path, pool)) {
        file = open(path, HOW, ALL);
    }
    return file;
}

const char *sp_disk_write(const char *folder, const char *name, sp_span bytes,
                          apr_pool_t *pool)
{
    int file = create(folder, join(folder, name, pool), pool);
    size_t done = 0;
    ssize_t n = 0;

    while (file >= 0 && done < bytes.len && n >= 0) {
        n = write(file, bytes.ptr + done, bytes.len - done);
        done += n > 0 ? (size_t)n : 0;
    }
    if (file >= 0) {
        n = close(file) < 0 ? -1 : n;
    }
    return file < 0 || n < 0 ? sp_disk_why("cannot write", name, pool) : NULL;
}

/* The file's bytes with a NUL behind them; false if it cannot be read. */
static bool slurp(const char *path, char **bytes, size_t *len, apr_pool_t *pool)
{
    FILE *file = fopen(path, "rb");
    struct stat info;

    if (!file) {
        return false;
    }
    *len = fstat(fileno(file), &info) == 0 ? (size_t)info.st_size : 0;
    *bytes = apr_palloc(pool, *len + 1);
    *len = fread(*bytes, 1, *len, file);
    (*bytes)[*len] = '\0';
    (void)fclose(file);
    return true;
}

const char *sp_disk_compare(const char *folder, const char *name, sp_span bytes,
                            apr_pool_t *pool)
{
    char *old;
    size_t len;

    if (!slurp(join(folder, name, pool), &old, &len, pool)) {
        return "added";
    }
    return sp_span_equal((sp_span){ old, len }, bytes) ? NULL : "changed";
}

char *sp_disk_read(const char *folder, const char *name, apr_pool_t *pool)
{
    char *bytes;
    size_t len;

    return slurp(join(folder, name, pool), &bytes, &len, pool) ? bytes : NULL;
}

const char *sp_disk_prepare(const char *from, const char *to, const char *name,
                            apr_pool_t *pool)
{
    const char *path = join(to, name, pool);
    struct stat info;

    (void)from;
    if (!make_folders(to, path, pool)) {
        return sp_disk_why("cannot write", path, pool);
    }
    if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return sp_disk_why("cannot write", path, pool);
    }
    return NULL;
}

const char *sp_disk_place(const char *from, const char *to, const char *name,
                          apr_pool_t *pool)
{
    const char *path = join(to, name, pool);

    return rename(join(from, name, pool), path) == 0
               ? NULL
               : sp_disk_why("cannot write", path, pool);
}

/* ---- compression ---------------------------------------------------------*/

sp_span sp_disk_gzip(sp_span bytes, apr_pool_t *pool)
{
    enum { WINDOW_AND_GZIP = 15 + 16, MEMORY = 9, UNKNOWN_SYSTEM = 255 };
    gz_header header = { .os = UNKNOWN_SYSTEM };
    z_stream stream = { .avail_in = (uInt)bytes.len };
    size_t room;
    char *out;

    memcpy(&stream.next_in, &bytes.ptr,
           sizeof(bytes.ptr)); /* zlib lacks const */
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_AND_GZIP,
                     MEMORY, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        abort(); /* memory is out, as when a pool has none */
    }
    deflateSetHeader(&stream, &header);
    room = deflateBound(&stream, bytes.len) + sizeof(header);
    out = apr_palloc(pool, room);
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    (void)deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    return (sp_span){ out, room - stream.avail_out };
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the files of a build next to their places, and moves them there at
 * the end. */
#include "cli/staging.h"

#include "cli/buffer.h"
#include "cli/manifest.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <apr_time.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char manifest_name[] = "SHA256SUMS";

/* Who stops the command must not leave half a build behind: these wait until
 * what was written is gone.  No handler, and so no global. */
static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP };

enum { STOP_SIGNALS = SP_COUNT(stop_signals) };

/* One file, by name. */
typedef struct entry {
    const char *name;
    const char *hash;   /* in hexadecimal */
    const char *number; /* its name while it waits */
} entry;

struct sp_staging {
    sp_folder folder;
    bool made; /* by this build */
    int stage; /* where files wait, by number */
    const char *stage_name;
    const char *old_manifest; /* of an earlier build, or NULL */
    sp_staging_mode mode;
    apr_array_header_t *entries; /* of entry; the last one is the manifest */
    unsigned changes;
    const char *failure; /* the first thing that went wrong */
    apr_pool_t *pool;
    apr_pool_t *scratch; /* emptied with each file */
    sigset_t signals;    /* that were held back before */
    mode_t mask;         /* the caller's umask */
};

static entry *entry_at(const sp_staging *staging, int i)
{
    return &APR_ARRAY_IDX(staging->entries, i, entry);
}

/* ---- the manifest --------------------------------------------------------*/

static int by_name(const void *left, const void *right)
{
    return strcmp(((const entry *)left)->name, ((const entry *)right)->name);
}

static void add_manifest(sp_staging *staging)
{
    sp_buffer *lines = sp_buffer_make(staging->scratch);

    qsort(staging->entries->elts, (size_t)staging->entries->nelts,
          sizeof(entry), by_name);
    for (int i = 0; i < staging->entries->nelts; i++) {
        const entry *one = entry_at(staging, i);

        sp_buffer_add(lines, one->hash);
        sp_buffer_add(lines, "  ");
        sp_buffer_add(lines, one->name);
        sp_buffer_add(lines, "\n");
    }
    sp_staging_add(staging, manifest_name, sp_buffer_span(lines));
}

static bool is_made(const sp_staging *staging, const char *name)
{
    entry wanted = { .name = name };

    return strcmp(name, manifest_name) == 0
           || bsearch(&wanted, staging->entries->elts,
                      (size_t)staging->entries->nelts - 1, sizeof(entry),
                      by_name)
                  != NULL;
}

/* ---- begin and end -------------------------------------------------------*/

/* Remove what waits and, if something went wrong, what was made. */
static void clean_up(sp_staging *staging)
{
    const sp_folder *folder = &staging->folder;

    for (int i = 0; staging->failure && i < staging->entries->nelts; i++) {
        const entry *one = entry_at(staging, i);

        sp_folder_remove(staging->stage, one->number, true, staging->scratch);
        sp_folder_remove(folder->fd, one->name, staging->made,
                         staging->scratch);
        apr_pool_clear(staging->scratch);
    }
    if (staging->stage_name) {
        (void)unlinkat(folder->fd, staging->stage_name, AT_REMOVEDIR);
    }
    if (staging->failure && staging->made) {
        (void)unlinkat(folder->parent, folder->name, AT_REMOVEDIR);
    }
    umask(staging->mask);
    sigprocmask(SIG_SETMASK, &staging->signals, NULL);
}

/* The folder, made if need be, and a place in it where the files wait. */
static bool make_folders(sp_staging *staging)
{
    enum { MINE_ALONE = 0700 };
    sp_folder *folder = &staging->folder;
    struct stat info;

    if (folder->fd < 0) {
        folder->fd = sp_folder_make(folder->parent, folder->name, 0777);
        staging->made = folder->fd >= 0;
    }
    staging->stage_name =
        apr_psprintf(staging->pool, ".statuspages-%ld-%" APR_TIME_T_FMT,
                     (long)getpid(), apr_time_now());
    staging->stage =
        folder->fd < 0
            ? -1
            : sp_folder_make(folder->fd, staging->stage_name, MINE_ALONE);
    if (staging->stage < 0) {
        return false;
    }
    /* Who owns the folder can have put another in its place already. */
    if (fstat(staging->stage, &info) != 0 || info.st_uid != geteuid()
        || (info.st_mode & ACCESSPERMS) != MINE_ALONE) {
        errno = EPERM;
        return false;
    }
    return true;
}

/* Begin to write.  Pages are public: everybody may read them, whatever the
 * umask; who may write them is left to it. */
static const char *begin(sp_staging *staging)
{
    sigset_t stops;

    staging->mask = umask(0);
    umask(staging->mask & 0222);
    sigemptyset(&stops);
    for (int i = 0; i < STOP_SIGNALS; i++) {
        sigaddset(&stops, stop_signals[i]);
    }
    sigprocmask(SIG_BLOCK, &stops, &staging->signals);
    if (!make_folders(staging)) {
        staging->failure = sp_folder_why("cannot write into",
                                         staging->folder.path, staging->pool);
        clean_up(staging);
    }
    return staging->failure;
}

sp_staging *sp_staging_open(const sp_folder *folder, sp_staging_mode mode,
                            bool force, const char **wrong, apr_pool_t *pool)
{
    sp_staging *staging = apr_pcalloc(pool, sizeof(*staging));

    staging->folder = *folder;
    staging->stage = -1;
    staging->mode = mode;
    staging->entries = apr_array_make(pool, 1024, sizeof(entry));
    staging->pool = pool;
    apr_pool_create(&staging->scratch, pool);
    staging->old_manifest = sp_folder_read(folder->fd, manifest_name, pool).ptr;
    *wrong = sp_manifest_check(staging->old_manifest, folder->path, pool);
    if (*wrong || mode != SP_STAGING_WRITE) {
        return *wrong ? NULL : staging;
    }
    *wrong = folder->fd >= 0 && !force && !sp_folder_is_empty(folder->fd)
                 ? apr_psprintf(pool,
                                "\"%s\" is not empty; use --force to replace "
                                "the files that are built",
                                folder->path)
                 : begin(staging);
    return *wrong ? NULL : staging;
}

/* ---- files ---------------------------------------------------------------*/

static bool is_interrupted(void)
{
    sigset_t waiting;
    bool interrupted = false;

    sigemptyset(&waiting);
    sigpending(&waiting);
    for (int i = 0; i < STOP_SIGNALS; i++) {
        interrupted |= sigismember(&waiting, stop_signals[i]) == 1;
    }
    return interrupted;
}

static void write_file(sp_staging *staging, const entry *one, sp_span bytes)
{
    if (is_interrupted()) {
        staging->failure = "interrupted";
    }
    else if (!sp_folder_write(staging->stage, one->number, bytes)) {
        staging->failure =
            sp_folder_why("cannot write", one->name, staging->pool);
    }
}

static void tell(sp_staging *staging, const char *what, const char *name)
{
    printf("%-8s %s\n", what, name);
    staging->changes++;
}

static void compare(sp_staging *staging, const char *name, sp_span bytes)
{
    sp_span old = sp_folder_read(staging->folder.fd, name, staging->scratch);

    if (!old.ptr || !sp_span_equal(old, bytes)) {
        tell(staging, old.ptr ? "changed" : "added", name);
    }
}

void sp_staging_add(sp_staging *staging, const char *name, sp_span bytes)
{
    entry *one;

    if (staging->failure) {
        return;
    }
    one = apr_array_push(staging->entries);
    one->name = apr_pstrdup(staging->pool, name);
    one->hash = sp_manifest_hash(bytes, staging->pool);
    one->number = apr_itoa(staging->pool, staging->entries->nelts);
    switch (staging->mode) {
    case SP_STAGING_WRITE: write_file(staging, one, bytes); break;
    case SP_STAGING_LIST: puts(name); break;
    case SP_STAGING_DIFF: compare(staging, name, bytes); break;
    }
    apr_pool_clear(staging->scratch);
}

/* ---- the end -------------------------------------------------------------*/

/* Each file appears whole, the manifest last; whether all of them can is found
 * out before the first one moves. */
static void place(sp_staging *staging)
{
    int count = staging->entries->nelts;
    int folder = staging->folder.fd;

    for (int i = 0; !staging->failure && i < 2 * count; i++) {
        const entry *one = entry_at(staging, i % count);

        if (i < count ? !sp_folder_prepare(folder, one->name, staging->scratch)
                      : !sp_folder_place(staging->stage, one->number, folder,
                                         one->name, staging->scratch)) {
            staging->failure =
                sp_folder_why("cannot write", one->name, staging->pool);
        }
        apr_pool_clear(staging->scratch);
    }
}

/* Files of an earlier build that this one does not make. */
static void drop_old(sp_staging *staging)
{
    char *rest = apr_pstrdup(staging->pool, staging->old_manifest);

    while (rest) {
        const char *name = sp_manifest_next(&rest);

        if (!*name || is_made(staging, name)) {
            continue;
        }
        if (staging->mode == SP_STAGING_DIFF) {
            tell(staging, "removed", name);
        }
        else {
            sp_folder_remove(staging->folder.fd, name, true, staging->scratch);
        }
        apr_pool_clear(staging->scratch);
    }
}

const char *sp_staging_commit(sp_staging *staging, unsigned *count)
{
    if (!staging->failure) {
        add_manifest(staging);
    }
    if (!staging->failure && staging->mode == SP_STAGING_WRITE) {
        place(staging);
    }
    if (!staging->failure && staging->mode != SP_STAGING_LIST) {
        drop_old(staging);
    }
    *count = staging->changes;
    if (staging->mode == SP_STAGING_WRITE) {
        *count = (unsigned)staging->entries->nelts;
        clean_up(staging);
    }
    return staging->failure;
}

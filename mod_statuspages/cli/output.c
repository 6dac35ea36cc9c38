/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include "cli/disk.h"
#include "cli/path.h"
#include "cli/stop.h"
#include "cli/sums.h"

#include <apr_strings.h>
#include <apr_tables.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sums_name[] = "SHA256SUMS";

/* One file, by name. */
typedef struct entry {
    const char *name;
    const char *hash;   /* in hexadecimal */
    const char *number; /* its name while it waits */
} entry;

struct sp_output {
    const char *path;
    int folder;       /* -1: there is none */
    int around;       /* what the folder is in, and */
    const char *made; /* its name, where it is new */
    int stage;        /* where files wait, by number */
    const char *stage_name;
    const char *old_sums; /* of an earlier build, or NULL */
    sp_output_mode mode;
    apr_array_header_t *entries; /* of entry; the last one is the sums */
    unsigned changes;
    const char *wrong; /* the first thing that went wrong */
    apr_pool_t *pool;
    apr_pool_t *scratch; /* emptied with each file */
    sigset_t signals;    /* that were held back before */
    mode_t mask;         /* the caller's umask */
};

static entry *entry_at(const sp_output *output, int i)
{
    return &APR_ARRAY_IDX(output->entries, i, entry);
}

/* ---- where ---------------------------------------------------------------*/

/* The folder, made if need be, and a place in it where the files wait. */
static bool make_folders(sp_output *output)
{
    const char *path = output->path;
    const char *name = sp_path_split(&path, output->pool);

    if (output->folder < 0) {
        output->around = sp_path_open(path, NULL, output->pool);
        output->folder = sp_disk_make(output->around, name);
        output->made = output->folder >= 0 ? name : NULL;
    }
    if (output->folder >= 0) {
        output->stage = sp_disk_make_stage(output->folder, &output->stage_name,
                                           output->pool);
    }
    return output->stage >= 0;
}

/* Remove what waits and, if something went wrong, what was made. */
static void clean_up(sp_output *output)
{
    for (int i = 0; i < output->entries->nelts; i++) {
        const entry *one = entry_at(output, i);

        if (output->wrong) {
            sp_disk_remove(output->stage, one->number, output->scratch);
            (!output->made ? sp_disk_prune : sp_disk_remove)(
                output->folder, one->name, output->scratch);
        }
        apr_pool_clear(output->scratch);
    }
    if (output->stage_name) {
        (void)unlinkat(output->folder, output->stage_name, AT_REMOVEDIR);
    }
    if (output->wrong && output->made) {
        (void)unlinkat(output->around, output->made, AT_REMOVEDIR);
    }
    umask(output->mask);
    sp_stop_release(&output->signals);
}

/* Begin to write.  Pages are public: everybody may read them, whatever the
 * umask; who may write them is left to it. */
static bool begin(sp_output *output, const char **wrong)
{
    output->mask = umask(0);
    umask(output->mask & 0222);
    sp_stop_hold(&output->signals);
    if (!make_folders(output)) {
        output->wrong =
            sp_disk_why("cannot write into", output->path, output->pool);
        clean_up(output);
    }
    *wrong = output->wrong;
    return !*wrong;
}

/* The folder and what an earlier build left there, if there is one. */
static bool find(sp_output *output, const char **wrong)
{
    unsigned stray;

    output->folder = sp_path_open(output->path, NULL, output->pool);
    if (output->folder < 0 && errno != ENOENT) {
        *wrong = sp_path_why(output->path, output->pool);
        return false;
    }
    output->old_sums =
        sp_disk_read(output->folder, sums_name, output->pool).ptr;
    stray = sp_sums_strays(output->old_sums, output->pool);
    if (stray) {
        *wrong = apr_psprintf(output->pool,
                              "line %u of SHA256SUMS in \"%s\" names no file "
                              "inside that folder",
                              stray, output->path);
    }
    return !stray;
}

sp_output *sp_output_open(const char *folder, sp_output_mode mode, bool force,
                          const char **wrong, apr_pool_t *pool)
{
    sp_output *output = apr_pcalloc(pool, sizeof(*output));

    output->path = folder;
    output->around = output->stage = -1;
    output->mode = mode;
    output->entries = apr_array_make(pool, 1024, sizeof(entry));
    output->pool = pool;
    apr_pool_create(&output->scratch, pool);
    if (!find(output, wrong)) {
        return NULL;
    }
    if (mode != SP_OUTPUT_WRITE) {
        return output;
    }
    if (output->folder >= 0 && !force && !sp_disk_is_empty(folder, pool)) {
        *wrong = apr_psprintf(pool,
                              "\"%s\" is not empty; --force replaces the files "
                              "in it that are built",
                              folder);
        return NULL;
    }
    return begin(output, wrong) ? output : NULL;
}

/* ---- files ---------------------------------------------------------------*/

static const char *compare(const sp_output *output, const char *name,
                           sp_span bytes)
{
    sp_span old = sp_disk_read(output->folder, name, output->scratch);

    return !old.ptr ? "added" : sp_span_equal(old, bytes) ? NULL : "changed";
}

static void tell(sp_output *output, const char *what, const char *name)
{
    printf("%-8s %s\n", what, name);
    output->changes++;
}

static void put(sp_output *output, const char *name, sp_span bytes)
{
    entry *one = apr_array_push(output->entries);
    const char *old;

    one->name = apr_pstrdup(output->pool, name);
    one->hash = sp_sums_hash(bytes, output->pool);
    one->number = apr_itoa(output->pool, output->entries->nelts);
    switch (output->mode) {
    case SP_OUTPUT_WRITE:
        if (sp_stop_waits()) {
            output->wrong = "interrupted";
        }
        else if (!sp_disk_write(output->stage, one->number, bytes)) {
            output->wrong = sp_disk_why("cannot write", name, output->pool);
        }
        break;
    case SP_OUTPUT_LIST: puts(name); break;
    case SP_OUTPUT_COMPARE:
        old = compare(output, name, bytes);
        if (old) {
            tell(output, old, name);
        }
        break;
    }
    apr_pool_clear(output->scratch);
}

void sp_output_add(sp_output *output, const char *name, sp_span bytes)
{
    if (!output->wrong) {
        put(output, name, bytes);
    }
}

void sp_output_add_gzip(sp_output *output, const char *name, sp_span bytes)
{
    apr_pool_t *pool;

    if (output->wrong) {
        return;
    }
    apr_pool_create(&pool, output->pool);
    sp_output_add(output, apr_pstrcat(pool, name, ".gz", NULL),
                  sp_disk_gzip(bytes, pool));
    apr_pool_destroy(pool);
}

/* ---- the end -------------------------------------------------------------*/

static int by_name(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;

    return strcmp(a->name, b->name);
}

/* As sha256sum writes and checks it. */
static void add_sums(sp_output *output)
{
    apr_pool_t *pool;
    sp_draft *sums;

    apr_pool_create(&pool, output->pool);
    sums = sp_draft_make(pool);
    qsort(output->entries->elts, (size_t)output->entries->nelts, sizeof(entry),
          by_name);
    for (int i = 0; i < output->entries->nelts; i++) {
        const entry *one = entry_at(output, i);

        sp_draft_add(sums, one->hash);
        sp_draft_add(sums, "  ");
        sp_draft_add(sums, one->name);
        sp_draft_add(sums, "\n");
    }
    put(output, sums_name, sp_draft_span(sums));
    apr_pool_destroy(pool);
}

static bool is_made(const sp_output *output, const char *name)
{
    entry wanted = { .name = name };

    return strcmp(name, sums_name) == 0
           || bsearch(&wanted, output->entries->elts,
                      (size_t)output->entries->nelts - 1, sizeof(entry),
                      by_name)
                  != NULL;
}

/* Files of an earlier build that this one does not make. */
static void drop_old(sp_output *output)
{
    char *rest = apr_pstrdup(output->pool, output->old_sums);

    while (rest) {
        const char *name = sp_sums_next(&rest);

        if (!*name || is_made(output, name)) {
            continue;
        }
        if (output->mode == SP_OUTPUT_COMPARE) {
            tell(output, "removed", name);
        }
        else {
            sp_disk_remove(output->folder, name, output->scratch);
        }
        apr_pool_clear(output->scratch);
    }
}

/* Each file appears whole, the sums last; whether all of them can is found out
 * before the first one moves. */
static void place(sp_output *output)
{
    int count = output->entries->nelts;

    for (int i = 0; !output->wrong && i < 2 * count; i++) {
        const entry *one = entry_at(output, i % count);
        bool good =
            i < count
                ? sp_disk_prepare(output->folder, one->name, output->scratch)
                : sp_disk_place(output->stage, one->number, output->folder,
                                one->name, output->scratch);

        if (!good) {
            output->wrong =
                sp_disk_why("cannot write", one->name, output->pool);
        }
        apr_pool_clear(output->scratch);
    }
}

const char *sp_output_close(sp_output *output)
{
    if (!output->wrong) {
        add_sums(output);
    }
    if (!output->wrong && output->mode == SP_OUTPUT_WRITE) {
        place(output);
    }
    if (!output->wrong && output->mode != SP_OUTPUT_LIST) {
        drop_old(output);
    }
    if (output->mode == SP_OUTPUT_WRITE) {
        clean_up(output);
    }
    return output->wrong;
}

unsigned sp_output_count(const sp_output *output)
{
    return (unsigned)output->entries->nelts;
}

unsigned sp_output_changes(const sp_output *output)
{
    return output->changes;
}

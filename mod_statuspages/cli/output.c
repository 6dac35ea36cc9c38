/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include "cli/disk.h"
#include "cli/stop.h"

#include "core/sha256.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sums_name[] = "SHA256SUMS";

/* One file, by name. */
typedef struct entry {
    const char *name;
    const char *hash; /* in hexadecimal */
} entry;

struct sp_output {
    const char *folder;
    const char *stage; /* where files wait; NULL: nothing is written */
    sp_output_mode mode;
    bool existed;                /* the folder did */
    apr_array_header_t *entries; /* of entry */
    unsigned changes;
    const char *wrong; /* the first thing that went wrong */
    apr_pool_t *pool;
    apr_pool_t *scratch; /* emptied with each file */
    sigset_t signals;    /* that were held back before */
};

/* ---- where ---------------------------------------------------------------*/

const char *sp_output_path(const char *folder, const char **wrong,
                           apr_pool_t *pool)
{
    size_t n = strlen(folder);
    const char *slash;
    const char *around;
    char *whole;

    while (n > 1 && folder[n - 1] == '/') {
        n--;
    }
    folder = apr_pstrmemdup(pool, folder, n);
    whole = realpath(folder, NULL);
    if (whole) {
        around = apr_pstrdup(pool, whole);
        free(whole);
        return around;
    }
    slash = strrchr(folder, '/');
    around = !slash ? "."
             : slash == folder
                 ? "/"
                 : apr_pstrmemdup(pool, folder, (apr_size_t)(slash - folder));
    whole = n ? realpath(around, NULL) : NULL;
    if (!whole) {
        *wrong = apr_psprintf(pool, "the folder \"%s\" does not exist", around);
        return NULL;
    }
    folder = apr_pstrcat(pool, strcmp(whole, "/") == 0 ? "" : whole, "/",
                         slash ? slash + 1 : folder, NULL);
    free(whole);
    return folder;
}

sp_output *sp_output_open(const char *folder, sp_output_mode mode, bool force,
                          const char **wrong, apr_pool_t *pool)
{
    sp_output *output = apr_pcalloc(pool, sizeof(*output));
    struct stat info;

    output->folder = folder;
    output->mode = mode;
    output->entries = apr_array_make(pool, 1024, sizeof(entry));
    output->pool = pool;
    apr_pool_create(&output->scratch, pool);
    output->existed = stat(folder, &info) == 0;
    if (output->existed && !S_ISDIR(info.st_mode)) {
        *wrong = apr_psprintf(pool, "\"%s\" is not a folder", folder);
        return NULL;
    }
    if (mode != SP_OUTPUT_WRITE) {
        return output;
    }
    if (output->existed && !force && !sp_disk_is_empty(folder, pool)) {
        *wrong = apr_psprintf(pool,
                              "\"%s\" is not empty; --force replaces the files "
                              "in it that are built",
                              folder);
        return NULL;
    }
    sp_stop_hold(&output->signals);
    output->stage = sp_disk_make_stage(folder, output->existed, wrong, pool);
    if (!output->stage) {
        sp_stop_release(&output->signals);
        return NULL;
    }
    return output;
}

/* ---- files ---------------------------------------------------------------*/

static const char *hash_of(sp_span bytes, apr_pool_t *pool)
{
    unsigned char digest[SP_SHA256_BYTES];
    char *text = apr_palloc(pool, 2 * SP_SHA256_BYTES + 1);

    sp_sha256(bytes, digest);
    for (size_t i = 0; i < SP_SHA256_BYTES; i++) {
        apr_snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return text;
}

static void put(sp_output *output, const char *name, sp_span bytes)
{
    apr_pool_t *scratch = output->scratch;
    const char *old;

    switch (output->mode) {
    case SP_OUTPUT_WRITE:
        output->wrong = sp_stop_waits() ? "interrupted"
                                        : sp_disk_write(output->stage, name,
                                                        bytes, scratch);
        if (output->wrong) {
            output->wrong = apr_pstrdup(output->pool, output->wrong);
        }
        break;
    case SP_OUTPUT_LIST: puts(name); break;
    case SP_OUTPUT_COMPARE:
        old = sp_disk_compare(output->folder, name, bytes, scratch);
        if (old) {
            printf("%-8s %s\n", old, name);
            output->changes++;
        }
        break;
    }
    apr_pool_clear(scratch);
}

void sp_output_add(sp_output *output, const char *name, sp_span bytes)
{
    if (!output->wrong) {
        APR_ARRAY_PUSH(output->entries, entry) =
            (entry){ apr_pstrdup(output->pool, name),
                     hash_of(bytes, output->pool) };
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

static entry *entry_at(const sp_output *output, int i)
{
    return &APR_ARRAY_IDX(output->entries, i, entry);
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
    entry wanted = { name, NULL };

    return bsearch(&wanted, output->entries->elts,
                   (size_t)output->entries->nelts, sizeof(entry), by_name)
           != NULL;
}

/* Files of an earlier build that this one does not make. */
static void drop_old(sp_output *output, char *sums)
{
    char *line;
    char *rest = sums;

    while ((line = apr_strtok(rest, "\n", &rest)) != NULL) {
        const char *name = strlen(line) > 66 ? line + 66 : "";

        if (!*name || is_made(output, name) || !sp_disk_is_inside(name)) {
            continue;
        }
        if (output->mode == SP_OUTPUT_COMPARE) {
            printf("%-8s %s\n", "removed", name);
            output->changes++;
        }
        else {
            sp_disk_remove(output->folder, name, output->scratch);
        }
    }
}

/* With all files of the build, and the sums last: `step` says what goes wrong
 * with one, or NULL. */
static const char *
with_each(const sp_output *output,
          const char *(*step)(const char *from, const char *to,
                              const char *name, apr_pool_t *pool))
{
    const char *wrong = NULL;

    for (int i = 0; !wrong && i < output->entries->nelts; i++) {
        apr_pool_clear(output->scratch);
        wrong = step(output->stage, output->folder, entry_at(output, i)->name,
                     output->scratch);
    }
    return wrong ? apr_pstrdup(output->pool, wrong)
                 : step(output->stage, output->folder, sums_name, output->pool);
}

/* Into a folder that exists.  Each file appears whole; whether all of them can
 * is found out before the first one moves. */
static void place_all(sp_output *output)
{
    output->wrong = with_each(output, sp_disk_prepare);
    if (!output->wrong) {
        output->wrong = with_each(output, sp_disk_place);
        return;
    }
    for (int i = 0; i < output->entries->nelts; i++) {
        sp_disk_prune(output->folder, entry_at(output, i)->name, output->pool);
    }
}

static void place(sp_output *output)
{
    if (output->existed) {
        place_all(output);
    }
    else if (rename(output->stage, output->folder) != 0) {
        output->wrong =
            sp_disk_why("cannot make", output->folder, output->pool);
    }
}

const char *sp_output_close(sp_output *output)
{
    char *sums = output->mode == SP_OUTPUT_LIST
                     ? NULL
                     : sp_disk_read(output->folder, sums_name, output->pool);

    if (!output->wrong) {
        add_sums(output);
    }
    if (!output->wrong && output->stage) {
        place(output);
    }
    if (!output->wrong && sums) {
        drop_old(output, sums);
    }
    if (output->stage) {
        sp_disk_remove_tree(output->stage, output->pool);
        sp_stop_release(&output->signals);
    }
    return output->wrong;
}

unsigned sp_output_count(const sp_output *output)
{
    return (unsigned)output->entries->nelts + 1; /* and the sums */
}

unsigned sp_output_changes(const sp_output *output)
{
    return output->changes;
}

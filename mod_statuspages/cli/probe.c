/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/probe.h"

#include "cli/disk.h"
#include "cli/path.h"
#include "cli/targets/target.h"

#include <apr_env.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *variable(const char *name, const char *otherwise,
                            apr_pool_t *pool)
{
    char *value;

    return apr_env_get(&value, name, pool) == APR_SUCCESS ? value : otherwise;
}

static const char *path_in(const char *program, char *folders, apr_pool_t *pool)
{
    char *folder;

    while ((folder = apr_strtok(folders, ":", &folders)) != NULL) {
        const char *path = apr_pstrcat(pool, folder, "/", program, NULL);

        if (access(path, X_OK) == 0) {
            return path;
        }
    }
    return NULL;
}

/* The path of the first of these programs that is installed; NULL if none is.
 * Servers are often where only root looks. */
static const char *path_of(const char *programs, apr_pool_t *pool)
{
    char *rest = apr_pstrdup(pool, programs);
    const char *path = NULL;
    char *program;

    while (!path && (program = apr_strtok(rest, "|", &rest)) != NULL) {
        path = path_in(program,
                       apr_pstrcat(pool, variable("PATH", "", pool),
                                   ":/usr/sbin:/usr/local/sbin:/sbin", NULL),
                       pool);
    }
    return path;
}

static const char *const *words_of(const sp_plan *plan, const char *scratch)
{
    const sp_fill fills[] = { { "FOLDER", plan->folder },
                              { "SCRATCH", scratch },
                              { NULL, NULL } };
    const char **words =
        apr_pcalloc(plan->pool, (SP_TARGET_CHECK_MAX + 1) * sizeof(*words));

    for (int i = 0; i < SP_TARGET_CHECK_MAX && plan->target->check[i]; i++) {
        sp_draft *word = sp_draft_make(plan->pool);

        sp_draft_fill(word, plan->target->check[i], fills);
        words[i] = sp_draft_string(word);
    }
    return words;
}

/* Run it with both outputs in the file `said`; its exit code, -1 if it could
 * not run. */
static int code_of(const char *path, const char *const *words, const char *said,
                   apr_pool_t *pool)
{
    apr_procattr_t *how;
    apr_file_t *file;
    apr_file_t *nothing;
    apr_proc_t process;
    apr_exit_why_e why;
    int code = -1;

    if (apr_file_open(&file, said, APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                      APR_FPROT_OS_DEFAULT, pool)
            != APR_SUCCESS
        || apr_file_open(&nothing, "/dev/null", APR_FOPEN_READ, 0, pool)
               != APR_SUCCESS
        || apr_procattr_create(&how, pool) != APR_SUCCESS
        || apr_procattr_cmdtype_set(how, APR_PROGRAM_ENV) != APR_SUCCESS
        || apr_procattr_child_in_set(how, nothing, NULL) != APR_SUCCESS
        || apr_procattr_child_out_set(how, file, NULL) != APR_SUCCESS
        || apr_procattr_child_err_set(how, file, NULL) != APR_SUCCESS
        || apr_proc_create(&process, path, words, NULL, how, pool)
               != APR_SUCCESS) {
        return -1;
    }
    apr_proc_wait(&process, &code, &why, APR_WAIT);
    apr_file_close(file);
    return APR_PROC_CHECK_EXIT(why) ? code : -1;
}

static const char *said_in(const char *scratch, apr_pool_t *pool)
{
    const char *whole;
    int folder = sp_path_open(scratch, &whole, pool);
    const char *said = sp_disk_read(folder, "said", pool).ptr;

    sp_path_leave(folder);
    return said;
}

static void remove_tree(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_pool_t *level;

    apr_pool_create(&level, pool);
    if (apr_dir_open(&dir, folder, level) == APR_SUCCESS) {
        while (apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir)
               == APR_SUCCESS) {
            const char *path = apr_pstrcat(level, folder, "/", info.name, NULL);

            if (strcmp(info.name, ".") == 0 || strcmp(info.name, "..") == 0) {
                continue;
            }
            if (info.filetype == APR_DIR) {
                remove_tree(path, level);
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

/* Who can change the configuration before the server reads it can have it load
 * a module as the caller. */
static bool is_exposed(const struct stat *folder)
{
    bool sticks = folder->st_mode & S_ISVTX;
    bool groups = geteuid() == 0 && folder->st_gid != 0;

    return (folder->st_uid != 0 && folder->st_uid != geteuid())
           || (!sticks
               && (folder->st_mode & (groups ? S_IWGRP | S_IWOTH : S_IWOTH)));
}

bool sp_probe_run(const sp_plan *plan)
{
    const char *program = plan->target->check[0];
    const char *path = program ? path_of(program, plan->pool) : NULL;
    char *scratch =
        apr_pstrcat(plan->pool, variable("TMPDIR", "/tmp", plan->pool),
                    "/statuspages-XXXXXX", NULL);
    const char *said;
    int code;

    if (!program) {
        return true;
    }
    if (sp_path_first(plan->folder, is_exposed, plan->pool)) {
        fprintf(stderr,
                "Another user can change the files there: the configuration "
                "was not checked\n");
        return true;
    }
    if (!path) {
        fprintf(stderr,
                "%s is not installed: the configuration was not "
                "checked\n",
                program);
        return true;
    }
    if (!mkdtemp(scratch)) {
        fprintf(stderr, "%s\n",
                sp_disk_why("cannot write", scratch, plan->pool));
        return false;
    }
    code = code_of(path, words_of(plan, scratch),
                   apr_pstrcat(plan->pool, scratch, "/said", NULL), plan->pool);
    said = said_in(scratch, plan->pool);
    remove_tree(scratch, plan->pool);
    fprintf(stderr, "%s\n%s finds the configuration %s\n",
            code != 0 && said ? said : "", path, code == 0 ? "good" : "wrong");
    return code == 0;
}

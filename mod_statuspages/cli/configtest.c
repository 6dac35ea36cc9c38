/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the configuration check of the server that a build is for. */
#include "cli/configtest.h"

#include "cli/permissions.h"
#include "cli/targets/targets.h"

#include "core/file.h"

#include <apr_env.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>

#include <ftw.h>
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

static const char *const *words_of(const sp_options *options,
                                   const char *scratch)
{
    const sp_fill fills[] = { { "FOLDER", options->folder.path },
                              { "SCRATCH", scratch },
                              { NULL, NULL } };
    const char **words =
        apr_pcalloc(options->pool, (SP_TARGET_CHECK_MAX + 1) * sizeof(*words));

    for (int i = 0; i < SP_TARGET_CHECK_MAX && options->target->check[i]; i++) {
        sp_buffer *word = sp_buffer_make(options->pool);

        sp_buffer_fill(word, options->target->check[i], fills, NULL);
        words[i] = sp_buffer_string(word);
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
    return APR_PROC_CHECK_EXIT(why) ? code : -1;
}

static int remove_one(const char *path, const struct stat *info, int type,
                      struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    (void)remove(path);
    return 0;
}

bool sp_configtest_run(const sp_options *options)
{
    enum { SAID_MAX = 1 << 20, DESCRIPTORS = 16 };
    apr_pool_t *pool = options->pool;
    const char *program = options->target->check[0];
    const char *path = program ? path_of(program, pool) : NULL;
    char *scratch = apr_pstrcat(pool, variable("TMPDIR", "/tmp", pool),
                                "/statuspages-XXXXXX", NULL);
    const char *file;
    sp_span said = { "", 0 };
    int code;

    if (!program) {
        return true;
    }
    /* Who can change the configuration before the server reads it can have it
     * load a module as the caller. */
    if (sp_permissions_exposed(options->folder.path, pool)) {
        fputs("The configuration was not checked: another user can change the "
              "files there\n",
              stderr);
        return true;
    }
    if (!path) {
        fprintf(stderr,
                "The configuration was not checked: %s is not installed\n",
                program);
        return true;
    }
    if (!mkdtemp(scratch)) {
        fprintf(stderr, "%s\n", sp_folder_why("cannot write", scratch, pool));
        return false;
    }
    file = apr_pstrcat(pool, scratch, "/said", NULL);
    code = code_of(path, words_of(options, scratch), file, pool);
    (void)sp_file_read(&said, file, "message", SAID_MAX, pool);
    /* there is one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
    (void)nftw(scratch, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
    fprintf(stderr, "%s\n%s %s the configuration\n", code != 0 ? said.ptr : "",
            path, code == 0 ? "accepts" : "rejects");
    return code == 0;
}

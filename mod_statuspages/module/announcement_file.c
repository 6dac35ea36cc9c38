/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the file of an announcement, which may be anything, and logs what is
 * wrong with it. */
#include "module/announcement_file.h"

#include <apr_file_io.h>
#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* ---- while the configuration is read --------------------------------------*/

/* The file is not there in normal times, but its folder is.  httpd reads its
 * configuration twice when it starts, and need not say it twice. */
static void warn_of_folder(cmd_parms *cmd, const char *path)
{
    const char *folder = apr_pstrmemdup(
        cmd->temp_pool, path, (apr_size_t)(ap_strrchr_c(path, '/') - path + 1));
    apr_finfo_t info;
    apr_status_t rv;

    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG
        && ap_state_query(AP_SQ_RUN_MODE) != AP_SQ_RM_CONFIG_TEST) {
        return;
    }
    rv = apr_stat(&info, folder, APR_FINFO_TYPE, cmd->temp_pool);
    if (rv != APR_SUCCESS || info.filetype != APR_DIR) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, rv, NULL,
                     "%s: %s line %d: the folder %s does not exist; create it, "
                     "or the file can never exist",
                     cmd->cmd->name, cmd->directive->filename,
                     cmd->directive->line_num, folder);
    }
}

const char *sp_announcement_file_set(cmd_parms *cmd, const char *name,
                                     sp_announcement_file *file)
{
    file->path = *name ? ap_server_root_relative(cmd->pool, name) : NULL;
    if (!file->path || !strchr(file->path, '/')) {
        return apr_psprintf(cmd->pool, "%s: \"%s\" is not a file path",
                            cmd->cmd->name, name);
    }
    warn_of_folder(cmd, file->path);
    return NULL;
}

/* ---- the file ------------------------------------------------------------*/

bool sp_announcement_file_is_news(sp_announcement_file *file, unsigned state)
{
    return atomic_load_explicit(&file->logged, memory_order_relaxed) != state
           && atomic_exchange(&file->logged, state) != state;
}

/* The first bytes. */
static apr_status_t read_text(const char *path, const apr_finfo_t *info,
                              sp_span *text, apr_pool_t *pool)
{
    char *bytes;
    apr_file_t *file;
    apr_status_t rv;

    *text = (sp_span){ "", 0 };
    if (info->filetype != APR_REG) {
        return APR_SUCCESS;
    }
    /* it may have become a pipe meanwhile: opening that would wait */
    rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_NONBLOCK,
                       APR_FPROT_OS_DEFAULT, pool);
    if (rv == APR_SUCCESS) {
        bytes = apr_palloc(pool, SP_ANNOUNCEMENT_FILE_MAX);
        text->ptr = bytes;
        text->len = SP_ANNOUNCEMENT_FILE_MAX;
        rv = apr_file_read(file, bytes, &text->len);
        apr_file_close(file);
    }
    return APR_STATUS_IS_EOF(rv) || APR_STATUS_IS_ENOENT(rv) ? APR_SUCCESS : rv;
}

apr_status_t sp_announcement_file_read(const sp_announcement_file *file,
                                       const apr_finfo_t *info,
                                       sp_announcement *announcement,
                                       sp_announcement_mistakes *mistakes,
                                       apr_pool_t *pool)
{
    sp_span text;
    apr_status_t rv = read_text(file->path, info, &text, pool);

    *mistakes = sp_announcement_parse(announcement, text, pool);
    return rv;
}

void sp_announcement_file_log_missing(sp_announcement_file *file,
                                      const sp_announcement_kind *kind,
                                      apr_status_t rv, const server_rec *server)
{
    bool gone = APR_STATUS_IS_ENOENT(rv) || APR_STATUS_IS_ENOTDIR(rv);

    /* 0: there is no file, as at the start */
    if (!sp_announcement_file_is_news(file, gone ? 0 : (unsigned)rv)) {
        return;
    }
    if (gone) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, server,
                     "statuspages: %s ended: %s was removed", kind->name,
                     file->path);
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_ERR, rv, server,
                 "statuspages: %s cannot look for %s, so %s", kind->directive,
                 file->path, kind->if_not_found);
}

void sp_announcement_file_log(const sp_announcement_file *file,
                              const sp_announcement_kind *kind,
                              const sp_announcement_mistakes *mistakes,
                              apr_status_t rv, const server_rec *server)
{
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, server,
                     "statuspages: %s cannot read %s", kind->directive,
                     file->path);
    }
    if (mistakes->until) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "statuspages: %s:%u: ignoring an invalid time; write it "
                     "as in: until 2026-12-24T18:00:00Z, or "
                     "until 2026-12-24T19:00:00+01:00[Europe/Berlin]",
                     file->path, mistakes->until);
    }
    if (mistakes->link) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "statuspages: %s:%u: ignoring an invalid link; write it "
                     "as in: link https://status.example.org/ Service status",
                     file->path, mistakes->link);
    }
}

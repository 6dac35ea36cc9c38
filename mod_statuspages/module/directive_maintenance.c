/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesMaintenance: which file closes which part of the site, and who is
 * exempt all the same. */
#include "module/directives.h"
#include "module/expression.h"
#include "module/maintenance.h"

#include <apr_file_info.h>
#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

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
                     "StatusPagesMaintenance: %s line %d: the folder %s does "
                     "not exist; create it, or the file can never exist",
                     cmd->directive->filename, cmd->directive->line_num,
                     folder);
    }
}

/* Within <VirtualHost> and <Location> the URL alone tells what applies; within
 * <Directory>, <Files> and the like only the mapped file does. */
static bool needs_mapping(const ap_directive_t *section)
{
    for (; section; section = section->parent) {
        if (strncasecmp(section->directive, "<Location", 9) != 0
            && strcasecmp(section->directive, "<VirtualHost") != 0) {
            return true;
        }
    }
    return false;
}

static const char *set_file(cmd_parms *cmd, sp_registry *registry,
                            sp_maintenance *line, const char *name)
{
    const char *path;

    if (strcasecmp(name, "off") == 0) {
        return NULL;
    }
    path = *name ? ap_server_root_relative(cmd->pool, name) : NULL;
    if (!path || !strchr(path, '/')) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesMaintenance: \"%s\" is not a file path",
                            name);
    }
    warn_of_folder(cmd, path);
    if (!registry->has_maintenance_files) {
        registry->has_maintenance_files = true;
        sp_maintenance_register();
    }
    line->file = apr_pcalloc(cmd->pool, sizeof(*line->file));
    line->file->path = path;
    return NULL;
}

static const char *set_exception(cmd_parms *cmd, sp_registry *registry,
                                 sp_maintenance *line, const char *text)
{
    const char *wrong;

    line->except = sp_expression_make(cmd, text, SP_EXPRESSION_ACCESS, &wrong);
    registry->maintenance_needs_mapping |=
        sp_expression_needs_file(line->except);
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesMaintenance: except \"%s\" is not "
                                "a valid expression: %s",
                                text, wrong)
                 : NULL;
}

const char *sp_directive_maintenance(cmd_parms *cmd, void *dir_conf,
                                     const char *first, const char *second)
{
    sp_conf *conf = dir_conf;
    sp_registry *registry = sp_registry_of_server(cmd->server);
    sp_maintenance *line = apr_pcalloc(cmd->pool, sizeof(*line));
    bool except = strcasecmp(first, "except") == 0;

    registry->maintenance_needs_mapping |=
        needs_mapping(cmd->directive->parent);
    line->next = conf->maintenance;
    conf->maintenance = line;
    if (except != (second != NULL)) {
        return except ? "StatusPagesMaintenance: except needs an expression "
                        "in quotes: except \"-R '10.0.0.0/8'\""
                      : apr_psprintf(cmd->pool,
                                     "StatusPagesMaintenance: unexpected "
                                     "\"%s\"; write a file, Off, or except "
                                     "and an expression in quotes",
                                     second);
    }
    return except ? set_exception(cmd, registry, line, second)
                  : set_file(cmd, registry, line, first);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesMaintenance: which file closes which part of the site, and who is
 * exempt all the same. */
#include "module/directives.h"
#include "module/expression.h"
#include "module/maintenance.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

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
    if (strcasecmp(name, "off") == 0) {
        return NULL;
    }
    if (!registry->has_maintenance_files) {
        registry->has_maintenance_files = true;
        sp_maintenance_register();
    }
    line->file = apr_pcalloc(cmd->pool, sizeof(*line->file));
    return sp_announcement_file_set(cmd, name, &line->file->file);
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

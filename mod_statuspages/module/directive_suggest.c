/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesSuggest: the file with the addresses that pages may suggest, read
 * while the configuration is. */
#include "module/directives.h"

#include "core/suggest_list.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

static const sp_suggest_source off = { NULL, NULL };

static const sp_suggest_source *find(const sp_registry *registry,
                                     const char *path)
{
    for (int i = 0; i < registry->suggest->nelts; i++) {
        const sp_suggest_source *source =
            APR_ARRAY_IDX(registry->suggest, i, const sp_suggest_source *);

        if (strcmp(source->path, path) == 0) {
            return source;
        }
    }
    return NULL;
}

/* httpd reads its configuration twice when it starts, and need not say it
 * twice. */
static void warn_of_left_out(const cmd_parms *cmd,
                             const sp_list_left_out *left_out)
{
    if (left_out->count
        && (ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG
            || ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST)) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_WARNING, 0, NULL,
                     "StatusPagesSuggest: %s",
                     sp_list_left_out_text(left_out, cmd->temp_pool));
    }
}

static const char *read_file(const cmd_parms *cmd, sp_registry *registry,
                             const sp_suggest_source **result, const char *path)
{
    sp_diagnostics *problems = sp_diagnostics_make(cmd->temp_pool);
    sp_suggest_source *source = apr_palloc(registry->pool, sizeof(*source));
    sp_list_left_out left_out;

    source->path = path;
    source->index = sp_list_read(path, &left_out, problems, registry->pool);
    if (!source->index) {
        return sp_directive_mistakes(cmd, path, problems);
    }
    warn_of_left_out(cmd, &left_out);
    APR_ARRAY_PUSH(registry->suggest, const sp_suggest_source *) = source;
    *result = source;
    return NULL;
}

const char *sp_directive_suggest(cmd_parms *cmd, void *dir_conf,
                                 const char *file)
{
    sp_conf *conf = dir_conf;
    sp_registry *registry = sp_registry_of_server(cmd->server);
    const char *path;

    if (strcasecmp(file, "off") == 0) {
        conf->suggest = &off;
        return NULL;
    }
    path = *file ? ap_server_root_relative(registry->pool, file) : NULL;
    if (!path) {
        return apr_psprintf(
            cmd->pool, "StatusPagesSuggest: \"%s\" is not a file path", file);
    }
    conf->suggest = find(registry, path);
    return conf->suggest ? NULL
                         : read_file(cmd, registry, &conf->suggest, path);
}

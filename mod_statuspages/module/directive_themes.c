/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesTheme and StatusPagesTemplate: what pages look like. */
#include "module/directives.h"

#include "core/page.h"
#include "core/text_check.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* Each mistake is a line of the log by itself: httpd would write the line ends
 * of one long message as \\n. */
const char *sp_directive_mistakes(const cmd_parms *cmd, const char *name,
                                  const sp_diagnostics *problems)
{
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_ERR, 0, NULL, "%s: %s",
                     cmd->cmd->name, sp_diagnostic_text(problems, i));
    }
    return apr_psprintf(cmd->pool,
                        "%s: %u error%s in %s; see the messages "
                        "above",
                        cmd->cmd->name, problems->count,
                        problems->count == 1 ? "" : "s", name);
}

/* ---- themes: each compiled once for all servers ------------------------- */

static const sp_theme *compiled(const sp_registry *registry, const char *name)
{
    for (int i = 0; i < registry->themes->nelts; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->themes, i, const sp_theme *);

        if (strcmp(theme->name, name) == 0) {
            return theme;
        }
    }
    return NULL;
}

static const char *no_such_theme(const cmd_parms *cmd, const char *name)
{
    return apr_psprintf(cmd->pool,
                        "StatusPagesTheme: there is no built-in theme \"%s\" "
                        "(use one of: %s); write a folder with a slash: ./%s",
                        name, sp_theme_built_in_names(cmd->temp_pool), name);
}

/* Compile the theme, unless another line has had it compiled. */
static const char *set_theme(const cmd_parms *cmd, sp_conf *conf,
                             const char *path, sp_theme_options *options)
{
    sp_registry *registry = sp_registry_of_server(cmd->server);
    sp_diagnostics *problems = sp_diagnostics_make(cmd->pool);

    conf->theme = compiled(registry, sp_theme_name(path, options, cmd->pool));
    if (conf->theme) {
        return NULL;
    }
    options->names = sp_custom_schema_of(registry);
    conf->theme = sp_theme_load_with(path, options, problems, registry->pool);
    if (!conf->theme) {
        return sp_directive_mistakes(cmd, path, problems);
    }
    *(const sp_theme **)apr_array_push(registry->themes) = conf->theme;
    return NULL;
}

const char *sp_directive_theme(cmd_parms *cmd, void *dir_conf, int argc,
                               char *const argv[])
{
    sp_conf *conf = dir_conf;
    bool light = sp_in_htaccess(cmd);
    sp_theme_options options = { .setting_count = (unsigned)(argc - 1),
                                 .settings = (const char *const *)argv + 1 };
    const char *folder;
    const char *wrong = NULL;

    if (argc < 1) {
        return "StatusPagesTheme: needs the name of a built-in theme or a "
               "folder";
    }
    for (int i = 1; i < argc && !wrong; i++) {
        wrong = sp_text_error(argv[i], cmd->pool);
    }
    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesTheme: ", wrong, NULL);
    }
    folder = strchr(argv[0], '/') ? ap_server_root_relative(cmd->pool, argv[0])
                                  : NULL;
    if (light && (argc > 1 || strchr(argv[0], '/'))) {
        return "StatusPagesTheme: a folder or a parameter can be set only in "
               "the server configuration, where the theme is compiled; "
               ".htaccess may name a built-in theme";
    }
    if (!strchr(argv[0], '/') && !sp_theme_built_in(argv[0])) {
        return no_such_theme(cmd, argv[0]);
    }
    wrong = set_theme(cmd, conf, folder ? folder : argv[0], &options);
    if (!wrong && !light) {
        APR_ARRAY_PUSH(sp_registry_of_server(cmd->server)->named,
                       const sp_theme *) = conf->theme;
    }
    return wrong;
}

/* ---- single templates --------------------------------------------------- */

static const sp_theme *theme_of_server(const server_rec *server)
{
    const sp_conf *conf =
        ap_get_module_config(server->lookup_defaults, &statuspages_module);

    return conf ? conf->theme : NULL;
}

/* The theme whose layout the template may use: this level's, the host's, the
 * server's or the built-in one, as far as they have been read. */
static const sp_theme *theme_around(const cmd_parms *cmd, const sp_conf *conf)
{
    const sp_registry *registry = sp_registry_of_server(cmd->server);
    const sp_theme *theme = conf->theme;

    theme = theme ? theme : theme_of_server(cmd->server);
    theme = theme ? theme : theme_of_server(registry->main);
    return theme ? theme : registry->fallback;
}

const char *sp_directive_template(cmd_parms *cmd, void *dir_conf,
                                  const char *codes, const char *format,
                                  const char *file)
{
    sp_conf *conf = dir_conf;
    const char *wrong = ap_check_cmd_context(cmd, NOT_IN_HTACCESS);
    sp_diagnostics *problems = sp_diagnostics_make(cmd->pool);
    const char *path = ap_server_root_relative(cmd->pool, file);
    sp_registry *registry = sp_registry_of_server(cmd->server);
    sp_page_override row;

    if (wrong) {
        return wrong;
    }
    wrong = sp_page_override_parse(&row, codes, format, cmd->pool);
    if (wrong) {
        return apr_pstrcat(cmd->pool, "StatusPagesTemplate: ", wrong, NULL);
    }
    if (!sp_theme_load_page(&row.page, theme_around(cmd, conf),
                            sp_custom_schema_of(registry), path ? path : file,
                            row.format, problems)) {
        return sp_directive_mistakes(cmd, file, problems);
    }
    if (row.format == SP_FORMAT_HTML && sp_themes_packer(registry)) {
        sp_page_pack_override(registry->packer, &row.page);
    }
    conf->templates =
        sp_level_add(conf->templates, &row, sizeof(row), cmd->pool);
    return NULL;
}

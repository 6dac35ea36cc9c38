/* SPDX-License-Identifier: Apache-2.0 */
/* maintenance.c - StatusPagesMaintenance: a site that is closed on purpose.
 *
 * The hooks refuse with 503; from there it is an error like any other, and
 * local.c makes a page of it.  The saved state tells facts.c what the flag file
 * said.
 */
#include "module/directives.h"
#include "module/expression.h"
#include "module/flag.h"
#include "module/headers.h"
#include "module/intercept.h"

#include <apr_file_info.h>
#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* ---- the request ----------------------------------------------------------
 */

/* The first file that exists; NULL: open. */
static sp_flag *closing(const sp_maintenance *line, const request_rec *r)
{
    for (; line && !sp_maintenance_is_off(line); line = line->next) {
        if (line->flag && sp_flag_is_up(line->flag, r->pool, r->server)) {
            return line->flag;
        }
    }
    return NULL;
}

static bool is_excepted(const sp_maintenance *line, request_rec *r)
{
    for (; line && !sp_maintenance_is_off(line); line = line->next) {
        if (line->except && sp_expression_holds(line->except, r)) {
            return true;
        }
    }
    return false;
}

/* Who was let in is let in wherever this leads within the server: behind a
 * front controller every address is the same. */
static bool is_exempt(request_rec *r)
{
    for (; r; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && saved->exempt) {
            return true;
        }
    }
    return false;
}

static int refuse(request_rec *r, const sp_flag *flag)
{
    sp_notice *notice = apr_palloc(r->pool, sizeof(*notice));
    int64_t now = apr_time_sec(apr_time_now());

    sp_flag_read(flag, notice, r->pool);
    if (notice->until <= now) {
        notice->until = -1;
    }
    else {
        sp_headers_set_retry_after(r, notice->until - now);
    }
    sp_intercept_state(r, true)->notice = notice;
    return HTTP_SERVICE_UNAVAILABLE;
}

/* Is this the ErrorDocument of the refusal itself? */
static bool was_refused(request_rec *r)
{
    for (r = r->prev; r; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && saved->notice) {
            return true;
        }
    }
    return false;
}

/* A part of another answer was let in with it. */
static int check(request_rec *r)
{
    const sp_maintenance *lines = sp_conf_of(r)->maintenance;
    const sp_flag *flag;

    if (!lines || r->main || was_refused(r)) {
        return DECLINED;
    }
    flag = closing(lines, r);
    if (!flag || is_exempt(r)) {
        return DECLINED;
    }
    if (is_excepted(lines, r)) {
        sp_intercept_state(r, true)->exempt = true;
        return DECLINED;
    }
    /* The document of another error: its page is left to us. */
    return sp_intercept_is_error_document(r) ? HTTP_SERVICE_UNAVAILABLE
                                             : refuse(r, flag);
}

/* Before anything of the site is looked at, which may be half renewed: where
 * the address alone tells what is closed. */
static int check_address(request_rec *r)
{
    return sp_registry_of(r)->flags_inside ? DECLINED : check(r);
}

/* So that the first requests of a child do not find it open. */
static void look_first(apr_pool_t *pchild, server_rec *server)
{
    const sp_registry *registry = sp_registry_of_server(server);

    for (int i = 0; i < registry->flags->nelts; i++) {
        sp_flag_is_up(APR_ARRAY_IDX(registry->flags, i, sp_flag *), pchild,
                      server);
    }
}

/* Only a server that has a flag file has these hooks: no other pays for them.
 * The second time it is asked, the settings of the folder are known; and not
 * every address is translated. */
static void register_hooks(void)
{
    ap_hook_child_init(look_first, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_translate_name(check_address, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_header_parser(check, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

/* ---- the directive --------------------------------------------------------
 */

/* Each file is looked at once, however many levels name it. */
static sp_flag *flag_of(sp_registry *registry, const char *path)
{
    sp_flag *flag;

    for (int i = 0; i < registry->flags->nelts; i++) {
        flag = APR_ARRAY_IDX(registry->flags, i, sp_flag *);
        if (strcmp(sp_flag_path(flag), path) == 0) {
            return flag;
        }
    }
    if (registry->flags->nelts == 0) {
        register_hooks();
    }
    flag = sp_flag_make(path, registry->pool);
    APR_ARRAY_PUSH(registry->flags, sp_flag *) = flag;
    return flag;
}

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
                     "StatusPagesMaintenance: %s line %d: there is no folder "
                     "%s, so the file can never be there",
                     cmd->directive->filename, cmd->directive->line_num,
                     folder);
    }
}

/* Within <VirtualHost> and <Location> all is known by the address alone. */
static bool is_inside(const ap_directive_t *section)
{
    for (; section; section = section->parent) {
        if (strncasecmp(section->directive, "<Location", 9) != 0
            && strcasecmp(section->directive, "<VirtualHost") != 0) {
            return true;
        }
    }
    return false;
}

static const char *set_flag(cmd_parms *cmd, sp_registry *registry,
                            sp_maintenance *line, const char *name)
{
    const char *path;

    if (strcasecmp(name, "off") == 0) {
        return NULL;
    }
    path = *name ? ap_server_root_relative(cmd->pool, name) : NULL;
    if (!path || !strchr(path, '/')) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesMaintenance: \"%s\" is not the path "
                            "of a file",
                            name);
    }
    warn_of_folder(cmd, path);
    line->flag = flag_of(registry, path);
    return NULL;
}

/* One that needs a file cannot be told by the address alone. */
static const char *set_exception(cmd_parms *cmd, sp_registry *registry,
                                 sp_maintenance *line, const char *text)
{
    const char *wrong;

    line->except = sp_expression_make(cmd, text, SP_EXPRESSION_ACCESS, &wrong);
    registry->flags_inside |= sp_expression_needs_file(line->except);
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesMaintenance: except \"%s\" is not "
                                "an expression: %s",
                                text, wrong)
                 : NULL;
}

const char *sp_directive_maintenance(cmd_parms *cmd, void *level,
                                     const char *first, const char *second)
{
    sp_conf *conf = level;
    sp_registry *registry = sp_registry_of_server(cmd->server);
    sp_maintenance *line = apr_pcalloc(cmd->pool, sizeof(*line));
    bool except = strcasecmp(first, "except") == 0;

    registry->flags_inside |= is_inside(cmd->directive->parent);
    line->next = conf->maintenance;
    conf->maintenance = line;
    if (except != (second != NULL)) {
        return except ? "StatusPagesMaintenance: except needs an expression "
                        "in quotes: except \"-R '10.0.0.0/8'\""
                      : apr_psprintf(cmd->pool,
                                     "StatusPagesMaintenance: \"%s\" is too "
                                     "much; it takes a file, Off, or except "
                                     "and an expression in quotes",
                                     second);
    }
    return except ? set_exception(cmd, registry, line, second)
                  : set_flag(cmd, registry, line, first);
}

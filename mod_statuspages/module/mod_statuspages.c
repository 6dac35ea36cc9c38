/* SPDX-License-Identifier: Apache-2.0 */
/* mod_statuspages.c - the module record.
 *
 * One error, in order: local.c or application.c notices it, headers_preserve.c
 * keeps what must stay, source.c tells who caused it, facts.c and negotiation.c
 * read the request, core/ makes the page, respond.c writes it, with the headers
 * of headers_page.c; response_log.c and counting.c take note.  registry.c,
 * directives.c and conf.c are done when the server starts.
 */
#include "module/compression.h"
#include "module/counting.h"
#include "module/handlers.h"
#include "module/heal.h"
#include "module/httpd_core.h"
#include "module/intercept.h"
#include "module/respond.h"
#include "module/server_status.h"

APLOG_USE_MODULE(statuspages);

static void *create_dir_config(apr_pool_t *pool, char *dir)
{
    (void)dir;
    return sp_conf_make(pool);
}

static void *merge_dir_config(apr_pool_t *pool, void *base, void *add)
{
    return sp_conf_merge(base, add, pool);
}

/* A build one of whose own themes does not compile must not start. */
static int prepare(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                   server_rec *server)
{
    sp_registry *registry = sp_registry_of_server(server);

    (void)plog;
    sp_local_prepare(registry);
    sp_application_prepare(registry);
    sp_defer_prepare(registry);
    sp_compression_prepare(registry);
    sp_custom_schema_of(registry); /* a request must find them */
    sp_site_name_prepare(server, pconf, ptemp);
    if (!sp_heal_prepare(registry)) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    if (registry->fallback && registry->problems->count == 0) {
        sp_themes_prepare(registry);
        sp_counting_prepare(registry);
        return OK;
    }
    for (unsigned i = 0; i < sp_diagnostics_kept(registry->problems); i++) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, server,
                     "statuspages: built-in theme: %s",
                     sp_diagnostic_text(registry->problems, i));
    }
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* Here an error ends `httpd -t`, too. */
static int check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                 server_rec *server)
{
    (void)pconf;
    (void)plog;
    return sp_httpd_core_is_known(server, ptemp) ? OK
                                                 : HTTP_INTERNAL_SERVER_ERROR;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_check_config(check, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_post_config(prepare, NULL, NULL, APR_HOOK_MIDDLE);
    sp_local_register();
    sp_proxy_error_register();
    sp_application_register();
    sp_defer_register();
    sp_handlers_register();
    sp_server_status_register();
}

module statuspages_module = { STANDARD20_MODULE_STUFF,
                              create_dir_config,
                              merge_dir_config,
                              sp_registry_create,
                              NULL, /* every server has the same registry */
                              sp_directives,
                              register_hooks,
                              AP_MODULE_FLAG_NONE };

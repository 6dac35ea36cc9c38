/* SPDX-License-Identifier: Apache-2.0 */
/* site_name.c - what the site is called where StatusPagesSite does not say it.
 *
 * Where there is no line ServerName, httpd asks the machine or the DNS for a
 * name: one of the inside, that visitors are not to see.  It looks like any
 * other in server_rec, so we watch for the lines themselves.
 */
#include "module/directives.h"

#include "core/address.h"
#include "core/text_check.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

const char *sp_directive_server_name(cmd_parms *cmd, void *dir_conf,
                                     const char *name)
{
    sp_conf *conf = dir_conf;

    (void)name;
    conf->named_server = cmd->server;
    return DECLINE_CMD; /* core sets the name */
}

/* A host for any address has the main server's name, if it has none: httpd
 * gives it that very text. */
static bool is_named(const sp_conf *conf, const server_rec *server,
                     const server_rec *base)
{
    return conf->named_server == server
           || (conf->named_server == base
               && server->server_hostname == base->server_hostname);
}

static bool is_to_be_seen(const server_rec *server, apr_pool_t *pool)
{
    const char *name = server->server_hostname;

    return name && !sp_host_is_ip_address(name) && !sp_text_error(name, pool);
}

/* Hosts that say nothing share the settings of the main server. */
static void call(server_rec *server, const sp_conf *conf, apr_pool_t *pool)
{
    sp_conf *custom = apr_pmemdup(pool, conf, sizeof(*custom));

    custom->site_name = server->server_hostname;
    ap_set_module_config(server->lookup_defaults, &statuspages_module, custom);
}

/* Once, in the main log, for one of them: there may be a thousand hosts. */
static void log_missing_name(const server_rec *base, const server_rec *first,
                             unsigned count, apr_pool_t *pool)
{
    const char *place = first->defn_name
                            ? apr_psprintf(pool, "%s:%u", first->defn_name,
                                           first->defn_line_number)
                            : "the main server";
    const char *more =
        count > 1 ? apr_psprintf(pool, " and %u more", count - 1) : "";

    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, base,
                 "statuspages: pages do not name the site where ServerName is "
                 "not set or is an IP address: %s%s; set StatusPagesSite "
                 "name, or ServerName",
                 place, more);
}

void sp_site_name_prepare(server_rec *base, apr_pool_t *pool, apr_pool_t *temp)
{
    const server_rec *first = NULL;
    unsigned count = 0;

    for (server_rec *server = base; server; server = server->next) {
        const sp_conf *conf =
            ap_get_module_config(server->lookup_defaults, &statuspages_module);

        if (!conf || conf->site_name) {
            continue;
        }
        if (is_named(conf, server, base) && is_to_be_seen(server, temp)) {
            call(server, conf, pool);
        }
        /* where there are hosts, visitors mostly do not see the main server */
        else if (sp_conf_enabled(conf) && (server != base || !base->next)) {
            first = server; /* httpd's list begins with the last host */
            count++;
        }
    }
    if (first
        && ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG) {
        log_missing_name(base, first, count, temp);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* handlers.c - the handlers of the module, by name.
 *
 * httpd asks each handler hook about each request.  A server whose
 * configuration does not name a handler of ours must not notice that there are
 * some: the hook is only set where it is used.
 */
#include "module/handlers.h"

#include "core/typos.h"
#include "module/config_tree.h"

#include <http_config.h>
#include <mod_core.h>

APLOG_USE_MODULE(statuspages);

static const char prefix[] = "statuspages-";

enum { PREFIX = sizeof(prefix) - 1 };

typedef struct handler_row {
    const char *name; /* begins with the prefix */
    int (*answer)(request_rec *r);
    /* When the configuration has been read, if a line names it; false, and it
     * is logged, if anything is wrong.  May be NULL. */
    bool (*prepare)(sp_registry *registry, apr_pool_t *temp);
} handler_row;

static const handler_row handlers[] = {
    { "statuspages-reference", sp_handler_reference,
      sp_handler_reference_prepare },
    { "statuspages-preview", sp_handler_preview, sp_handler_preview_prepare },
    { "statuspages-backend", sp_handler_backend, NULL },
    { "statuspages-metrics", sp_handler_metrics, sp_handler_metrics_prepare },
};

static const handler_row *find(const char *name)
{
    for (size_t i = 0; i < SP_COUNT(handlers); i++) {
        if (strcmp(handlers[i].name, name) == 0) {
            return &handlers[i];
        }
    }
    return NULL;
}

static int answer(request_rec *r)
{
    const handler_row *handler =
        r->handler[0] == prefix[0] ? find(r->handler) : NULL;

    return handler ? handler->answer(r) : DECLINED;
}

int sp_handler_refuse_method(request_rec *r)
{
    if (r->method_number == M_OPTIONS) {
        ap_allow_methods(r, REPLACE_ALLOW, "GET", "OPTIONS", NULL);
        return ap_send_http_options(r);
    }
    r->allowed |= AP_METHOD_BIT << M_GET;
    return HTTP_METHOD_NOT_ALLOWED;
}

/* ---- while the configuration is read --------------------------------------*/

/* The row that was meant; NULL: none. */
static const handler_row *nearest(const char *name)
{
    for (size_t i = 0; i < SP_COUNT(handlers); i++) {
        if (sp_typos(sp_span_of(name), sp_span_of(handlers[i].name))
            <= SP_TYPOS_MAX) {
            return &handlers[i];
        }
    }
    return NULL;
}

/* A name that begins as ours do, and is none, would send files in place of what
 * is meant. */
static bool is_misspelt(const ap_directive_t *line, apr_pool_t *pool)
{
    const char *rest = line->args;
    const char *name = ap_getword_conf(pool, &rest);
    const handler_row *meant;

    if ((strcasecmp(line->directive, "SetHandler") != 0
         && strcasecmp(line->directive, "AddHandler") != 0)
        || strncmp(name, prefix, PREFIX) != 0 || find(name)) {
        return false;
    }
    meant = nearest(name);
    ap_log_perror(APLOG_MARK, APLOG_CRIT | APLOG_NOERRNO, 0, pool,
                  "statuspages: line %d of %s: there is no handler %s%s%s%s",
                  line->line_num, line->filename, name,
                  meant ? "; did you mean " : "", meant ? meant->name : "",
                  meant ? "?" : "");
    return true;
}

typedef struct search {
    apr_pool_t *temp;
    bool used[SP_COUNT(handlers)]; /* a line has the name of the handler */
    bool misspelt;                 /* or something like it, where one must be */
} search;

/* A note in LogFormat may have the name of a handler, too. */
static bool sets_handlers(const char *directive)
{
    static const char *const names[] = { "SetHandler", "AddHandler",
                                         "RewriteRule" };

    for (size_t i = 0; i < SP_COUNT(names); i++) {
        if (strcasecmp(directive, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void look_at(const ap_directive_t *line, void *data)
{
    search *found = data;

    for (size_t i = 0; i < SP_COUNT(handlers); i++) {
        found->used[i] |= sets_handlers(line->directive)
                          && strstr(line->args, handlers[i].name);
    }
    found->misspelt |= is_misspelt(line, found->temp);
}

/* The lines are there, and the hooks are not in their order yet. */
static int use(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    search found = { .temp = ptemp };
    bool used = false;

    (void)pconf;
    (void)plog;
    sp_config_tree_walk(ap_conftree, look_at, &found);
    for (size_t i = 0; i < SP_COUNT(handlers); i++) {
        used |= found.used[i];
    }
    if (used) {
        ap_hook_handler(answer, NULL, NULL, APR_HOOK_MIDDLE);
    }
    return found.misspelt ? HTTP_INTERNAL_SERVER_ERROR : OK;
}

/* Here an error ends `httpd -t`, too. */
static int check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                 server_rec *server)
{
    search found = { .temp = ptemp };
    bool good = true;

    (void)pconf;
    (void)plog;
    sp_config_tree_walk(ap_conftree, look_at, &found);
    for (size_t i = 0; i < SP_COUNT(handlers); i++) {
        good &= !found.used[i] || !handlers[i].prepare
                || handlers[i].prepare(sp_registry_of_server(server), ptemp);
    }
    return good ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

void sp_handlers_register(void)
{
    ap_hook_pre_config(use, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(check, NULL, NULL, APR_HOOK_MIDDLE);
}

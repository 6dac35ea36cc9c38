/* SPDX-License-Identifier: Apache-2.0 */
/* module.h - what the files of the glue share. */
#ifndef SP_MODULE_MODULE_H
#define SP_MODULE_MODULE_H

#include <apr_thread_proc.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "core/facts.h"
#include "module/conf.h"

/* The stable number of a log line, in the manner of httpd's APLOGNO. */
#define SP_LOGNO(n) "SP" #n ": "

/* Everything else is hidden; AP_MODULE_DECLARE_DATA is empty on Unix. */
extern __attribute__((visibility("default"))) module statuspages_module;

enum { SP_HEADER_FILTERS = 3, SP_TRANSPARENT_FILTERS = 9 };

/* What the whole server shares: made once for each reading of the
 * configuration, read only when it serves. */
typedef struct sp_registry {
    apr_pool_t *pool;
    server_rec *main;              /* the server that all hosts inherit from */
    const sp_theme *fallback;      /* the built-in default theme */
    apr_array_header_t *themes;    /* of const sp_theme *, each compiled once */
    apr_array_header_t *named;     /* those that the server's configuration
                                      names, the first one first */
    struct sp_counters *counters;  /* shared by processes; NULL: none */
    struct sp_page_packer *packer; /* while the configuration is read */
    bool compression_on;           /* some line switches it on */
    sp_diagnostics *problems; /* of built-in themes; none in a correct build */
    apr_array_header_t *places; /* of sp_place: where handlers are set */
    const struct sp_code_reference
        *code_reference;                       /* NULL: no handler needs it */
    const struct sp_preview_template *preview; /* likewise */
    apr_array_header_t *suggest; /* of const sp_suggest_source *, each read
                                    once */
    bool has_maintenance_files; /* a line of StatusPagesMaintenance names one */
    bool
        maintenance_needs_mapping; /* folders or files say who is closed, too */
    bool has_keep_trying; /* a line of StatusPagesKeepTrying is not Off */
    struct sp_notice_file *notice_files; /* NULL: no StatusPagesNotice */
    bool heals; /* a line of StatusPagesHeal asks for it ... */
    const struct sp_client_token_key
        *heal_key;           /* ... and then this signs tokens */
    bool has_proxy_status;   /* a line of StatusPagesProxyStatus names one */
    apr_threadkey_t *logged; /* see proxy_error.c; NULL: nobody asks */
    sp_custom_names *custom; /* see custom_values.c */
    sp_schema schema;
    const sp_schema *names; /* that templates may use; NULL: not known yet */
    struct sp_log_throttle *log_throttle; /* of response_log.c, in each child */
    /* Filters, ours and those of others that we must know: looking one up by
     * its name would cost each request. */
    ap_filter_rec_t *local;
    ap_filter_rec_t *application;
    ap_filter_rec_t *defer;
    ap_filter_rec_t *cache_out; /* of mod_cache; NULL: not loaded */
    ap_filter_rec_t *transparent[SP_TRANSPARENT_FILTERS];
    ap_filter_rec_t *header_filters[SP_HEADER_FILTERS];
    int index_of_500; /* among httpd's codes; that of codes unknown to it, too
                       */
} sp_registry;

/* registry.c: httpd's create_server_config.  Every server of one reading of the
 * configuration gets the same registry; the first call makes it and compiles
 * the built-in themes. */
void *sp_registry_create(apr_pool_t *pool, server_rec *server);

/* directives.c */
extern const command_rec sp_directives[];

/* custom_values.c: StatusPagesSet.  The names that templates may use, all that
 * the configuration sets among them. */
const sp_schema *sp_custom_schema_of(sp_registry *registry);

/* Is a value among them that depends on the request? */
bool sp_custom_has_expression(const sp_custom_rows *rows);

/* What they are for this request: fills `values`, which `facts` borrows.
 * `shared`: without those that an expression makes. */
void sp_custom_evaluate(sp_facts *facts, sp_custom_value values[SP_CUSTOM_MAX],
                        request_rec *r, bool shared);

/* theme_prepare.c: make the pages of the themes in use beforehand, and pack
 * them; then the packer is gone.  In post_config. */
void sp_themes_prepare(sp_registry *registry);

/* registry->packer, made by the first call; NULL if there is no memory for it.
 * Only while the configuration is read. */
struct sp_page_packer *sp_themes_packer(sp_registry *registry);

/* site_name.c: give each server its name, unless httpd has guessed it; says
 * once where there is none.  In post_config: before, httpd has no names. */
void sp_site_name_prepare(server_rec *base, apr_pool_t *pool, apr_pool_t *temp);

/* Is this line in an .htaccess file, which is read for each request? */
static inline bool sp_in_htaccess(cmd_parms *cmd)
{
    return ap_check_cmd_context(cmd, NOT_IN_HTACCESS) != NULL;
}

/* The settings for this request. */
static inline const sp_conf *sp_conf_of(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &statuspages_module);
}

/* To be changed only while the configuration is read. */
static inline sp_registry *sp_registry_of_server(const server_rec *server)
{
    return ap_get_module_config(server->module_config, &statuspages_module);
}

/* The same for a request, which only reads. */
static inline const sp_registry *sp_registry_of(const request_rec *r)
{
    return sp_registry_of_server(r->server);
}

/* The theme of this request's pages. */
static inline const sp_theme *sp_theme_of(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return conf->theme ? conf->theme : sp_registry_of(r)->fallback;
}

#endif

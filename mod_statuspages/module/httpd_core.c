/* SPDX-License-Identifier: Apache-2.0 */
/* httpd_core.c - the only file that reads records of httpd's core.
 *
 * Nothing promises where their fields are.  So the start has httpd write one
 * and read the other, and refuses to go on if they are not where they were when
 * this was compiled.
 */
#include "module/httpd_core.h"

#include <mod_core.h>

APLOG_USE_MODULE(statuspages);

/* More than any httpd needs for a record. */
enum { ROOM = 1 << 16 };

/* httpd's module magic number that has all of what was compiled in; of trunk,
 * which may move things, that of its headers. */
#if MODULE_MAGIC_NUMBER_MAJOR != 20120211
enum { OLDEST = MODULE_MAGIC_NUMBER_MINOR };
#elif AP_MODULE_MAGIC_AT_LEAST(20120211, 132)
enum { OLDEST = 132 };
#elif AP_MODULE_MAGIC_AT_LEAST(20120211, 116)
enum { OLDEST = 116 };
#else
enum { OLDEST = 0 };
#endif

bool sp_httpd_core_has_documents(const request_rec *r)
{
    const core_dir_config *dir = ap_get_core_module_config(r->per_dir_config);

    return dir && dir->response_code_exprs;
}

char **sp_httpd_core_text_of_request(const request_rec *r, int index)
{
    const core_request_config *core =
        ap_get_core_module_config(r->request_config);

    return core && core->response_code_strings
               ? &core->response_code_strings[index]
               : NULL;
}

/* ---- the check ------------------------------------------------------------*/

static bool writes_text(request_rec *r, int index)
{
    char **text;

    ap_custom_response(r, r->status, "a");
    text = sp_httpd_core_text_of_request(r, index);
    if (!text || !*text || strcmp(*text, "\"a") != 0) {
        return false;
    }
    *text = NULL;
    return !ap_response_code_string(r, index);
}

static bool reads_document(request_rec *r, int index)
{
    ap_directive_t line = { .filename = "" };
    cmd_parms parms = { .pool = r->pool,
                        .temp_pool = r->pool,
                        .server = r->server,
                        .directive = &line };
    core_dir_config *dir = ap_get_core_module_config(r->per_dir_config);
    const char *wrong = NULL;
    const char *text;

    dir->response_code_exprs = apr_hash_make(r->pool);
    apr_hash_set(dir->response_code_exprs, &index, sizeof(index),
                 ap_expr_parse_cmd(&parms, "\"b", AP_EXPR_FLAG_STRING_RESULT,
                                   &wrong, NULL));
    text = ap_response_code_string(r, index);
    return text && strcmp(text, "\"b") == 0;
}

static bool has_known_fields(server_rec *server, apr_pool_t *temp)
{
    request_rec r = { .pool = temp,
                      .server = server,
                      .status = HTTP_NOT_FOUND,
                      .log = &server->log,
                      .request_config = ap_create_request_config(temp),
                      .per_dir_config = ap_create_per_dir_config(temp) };
    int index = ap_index_of_response(r.status);

    ap_set_core_module_config(r.request_config, apr_pcalloc(temp, ROOM));
    ap_set_core_module_config(r.per_dir_config, apr_pcalloc(temp, ROOM));
    return writes_text(&r, index) && reads_document(&r, index);
}

bool sp_httpd_core_is_known(server_rec *server, apr_pool_t *temp)
{
    const module *core = ap_find_linked_module("core.c");

    if (core && core->version == MODULE_MAGIC_NUMBER_MAJOR
        && core->minor_version >= OLDEST && has_known_fields(server, temp)) {
        return true;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, server,
                 "statuspages: the module was built for another httpd than %s: "
                 "build it with the headers of this one (apache2-dev or "
                 "httpd-devel)",
                 ap_get_server_description());
    return false;
}

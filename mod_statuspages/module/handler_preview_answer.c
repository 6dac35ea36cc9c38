/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to an error, from the configuration of an address.
 *
 * A sub-request that is looked up and never run gives that configuration, and
 * the checks of Require have been made for it; then the code that answers real
 * errors writes the page.
 */
#include "module/handler_preview_answer.h"

#include "core/language.h"
#include "core/status.h"
#include "module/headers.h"
#include "module/intercept.h"
#include "module/respond.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <mod_core.h>

APLOG_USE_MODULE(statuspages);

enum { AT_MAX = 512, USUAL_CODE = 404 };

/* ---- the query ------------------------------------------------------------*/

/* The value of `name`; NULL if it is not there, empty, or not encoded well. */
static const char *parameter(request_rec *r, const char *name)
{
    const char *rest = r->args ? r->args : "";
    size_t n = strlen(name);

    while (*rest) {
        char *pair = ap_getword(r->pool, &rest, '&');

        if (strncmp(pair, name, n) == 0 && pair[n] == '=' && pair[n + 1]) {
            return ap_unescape_urlencoded(pair + n + 1) == OK ? pair + n + 1
                                                              : NULL;
        }
    }
    return NULL;
}

static bool read_code(int *code, const char *text)
{
    *code = USUAL_CODE;
    if (text) {
        if (strspn(text, "0123456789") != 3 || text[3]) {
            return false;
        }
        *code = (int)strtol(text, NULL, 10);
    }
    return *code >= SP_CODE_FIRST && *code <= SP_CODE_LAST;
}

static bool read_language(unsigned *language, const char *text)
{
    *language = text ? sp_language_find(sp_span_of(text)) : SP_LANGUAGE_NONE;
    return !text || *language != SP_LANGUAGE_NONE;
}

static bool read_format(sp_format *format, const char *text)
{
    *format = text ? sp_format_find(sp_span_of(text)) : SP_FORMAT_HTML;
    return *format != SP_FORMAT__COUNT;
}

/* Built-in themes only: names of others are paths of this machine. */
static bool read_theme(sp_preview_choice *choice, const char *text,
                       const sp_registry *registry)
{
    choice->theme_name = text;
    choice->theme = NULL;
    if (!text || !sp_theme_built_in(text)) {
        return !text;
    }
    for (int i = 0; i < registry->themes->nelts && !choice->theme; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->themes, i, const sp_theme *);

        choice->theme = strcmp(theme->name, text) == 0 ? theme : NULL;
    }
    return choice->theme != NULL;
}

static bool read_samples(bool *samples, const char *text)
{
    *samples = !text || strcmp(text, "yes") == 0;
    return *samples || strcmp(text, "no") == 0;
}

/* A path of this host: no scheme, host or query. */
static bool is_path(const char *text)
{
    if (text[0] != '/' || text[1] == '/' || strlen(text) > AT_MAX) {
        return false;
    }
    while (*text && !apr_iscntrl(*text)) {
        text++;
    }
    return !*text;
}

bool sp_preview_read(sp_preview_choice *choice, request_rec *r)
{
    choice->at = parameter(r, "at");
    return read_code(&choice->code, parameter(r, "code"))
           && read_language(&choice->language, parameter(r, "language"))
           && read_format(&choice->format, parameter(r, "format"))
           && read_theme(choice, parameter(r, "theme"), sp_registry_of(r))
           && read_samples(&choice->samples, parameter(r, "samples"))
           && (!choice->at || is_path(choice->at));
}

const char *sp_preview_query(const sp_preview_choice *choice, request_rec *r)
{
    return apr_psprintf(
        r->pool, "code=%d&language=%s&format=%s&theme=%s&samples=%s&at=%s",
        choice->code,
        choice->language == SP_LANGUAGE_NONE
            ? ""
            : sp_languages[choice->language].tag.ptr,
        sp_formats[choice->format].name.ptr,
        choice->theme_name ? choice->theme_name : "",
        choice->samples ? "yes" : "no",
        choice->at ? ap_escape_urlencoded(r->pool, choice->at) : "");
}

/* ---- the configuration of the address ------------------------------------*/

/* As a section within it would that had StatusPagesTheme. */
static void set_theme(request_rec *answer, const sp_theme *theme)
{
    ap_conf_vector_t *section = ap_create_per_dir_config(answer->pool);
    sp_conf *conf = sp_conf_make(answer->pool);

    conf->theme = theme;
    ap_set_module_config(section, &statuspages_module, conf);
    answer->per_dir_config =
        ap_merge_per_dir_configs(answer->pool, answer->per_dir_config, section);
}

/* What a client sends that asks for this language and format, and nothing of
 * what this visitor has sent. */
static void set_headers(request_rec *answer, const sp_preview_choice *choice)
{
    const char *accept = sp_formats[choice->format].media_type.ptr;
    const char *language =
        choice->language == SP_LANGUAGE_NONE
            ? apr_table_get(answer->headers_in, "Accept-Language")
            : sp_languages[choice->language].tag.ptr;
    const char *host = apr_table_get(answer->headers_in, "Host");
    apr_table_t *sent = apr_table_make(answer->pool, 4);

    apr_table_setn(sent, "Accept",
                   apr_pstrndup(answer->pool, accept, strcspn(accept, ";")));
    if (language) {
        apr_table_setn(sent, "Accept-Language", language);
    }
    if (host) {
        apr_table_setn(sent, "Host", host);
    }
    answer->headers_in = sent;
}

/* mod_setenvif looks at no sub-request.  Its hook, called again and again for a
 * request, takes the lines of the server and then those of the directory;
 * httpd calls it two or three times, depending on the version. */
static void set_variables(request_rec *answer)
{
    const apr_array_header_t *hooks = ap_hook_get_header_parser();

    for (int i = 0; hooks && i < hooks->nelts; i++) {
        const ap_LINK_header_parser_t *hook =
            &APR_ARRAY_IDX(hooks, i, ap_LINK_header_parser_t);

        for (int times = 0;
             times < 3 && strcmp(hook->szName, "mod_setenvif.c") == 0;
             times++) {
            hook->pFunc(answer);
        }
    }
}

/* Without the variables that SetEnvIf may have made of the preview's own
 * address and of this visitor. */
static request_rec *look_up(request_rec *r, const char *at)
{
    static const char *const names[] = { "no-statuspages", "prefer-format",
                                         "prefer-language" };
    const char *own[SP_COUNT(names)];
    request_rec *answer;

    for (size_t i = 0; i < SP_COUNT(names); i++) {
        own[i] = apr_table_get(r->subprocess_env, names[i]);
        apr_table_unset(r->subprocess_env, names[i]);
    }
    answer = ap_sub_req_lookup_uri(ap_os_escape_path(r->pool, at, 1), r, NULL);
    for (size_t i = 0; i < SP_COUNT(names); i++) {
        if (own[i]) {
            apr_table_setn(r->subprocess_env, names[i], own[i]);
        }
    }
    return answer;
}

/* Whoever may not see what is there learns nothing of how errors look there,
 * and where something else answers (a Redirect), there is no telling. */
request_rec *sp_preview_at(request_rec *r, const sp_preview_choice *choice)
{
    request_rec *answer = look_up(r, choice->at ? choice->at : r->uri);

    if (answer->status != HTTP_OK) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      "statuspages: no preview: the address answers with %d",
                      answer->status);
        return NULL;
    }
    if (choice->theme) {
        set_theme(answer, choice->theme);
    }
    set_headers(answer, choice);
    set_variables(answer);
    answer->status = choice->code;
    answer->user = NULL;
    return answer;
}

const char *sp_preview_obstacle(request_rec *answer)
{
    if (!sp_intercept_wanted(answer)) {
        return "No page is sent for this code here: see StatusPages, "
               "StatusPagesCodes and the environment variable no-statuspages.";
    }
    if (ap_response_code_string(answer, ap_index_of_response(answer->status))) {
        return "An ErrorDocument is sent for this code here.";
    }
    return NULL;
}

/* ---- facts ----------------------------------------------------------------*/

typedef struct sample {
    int code;
    const char *name;
    const char *value;
} sample;

static const sample samples[] = {
    { 405, "Allow", "POST" },
    { 406, "Alternates",
      "{\"page.de.html\" 1 {type text/html} {language de} {length 100}}, "
      "{\"page.fr.html\" 1 {type text/html} {language fr} {length 100}}" },
    { 415, "Accept", "image/png, image/jpeg" },
    { 429, "Retry-After", "120" },
    { 451, "Link", "<https://blocker.example/>; rel=\"blocked-by\"" },
    { 501, "Allow", "POST" },
    { 503, "Retry-After", "120" },
};

/* What the configuration says comes first. */
static void set_samples(request_rec *answer)
{
    sp_headers_retry_after(answer);
    for (size_t i = 0; i < SP_COUNT(samples); i++) {
        if (samples[i].code == answer->status
            && !sp_headers_get(answer, samples[i].name)) {
            apr_table_setn(answer->err_headers_out, samples[i].name,
                           samples[i].value);
        }
    }
}

/* ---- the page -------------------------------------------------------------*/

/* As local.c does when the end of httpd's own answer comes by. */
sp_span sp_preview_body(request_rec *answer, const sp_preview_choice *choice)
{
    conn_rec *c = answer->connection;
    const sp_required_headers required = { NULL, NULL };
    ap_filter_t filter = { .frec = sp_registry_of(answer)->local,
                           .next = answer->proto_output_filters,
                           .r = answer,
                           .c = c };
    apr_bucket_brigade *bb = apr_brigade_create(answer->pool, c->bucket_alloc);
    apr_bucket *eos = apr_bucket_eos_create(c->bucket_alloc);
    char *bytes = NULL;
    apr_size_t length = 0;

    if (choice->samples) {
        set_samples(answer);
    }
    APR_BRIGADE_INSERT_TAIL(bb, eos);
    sp_headers_require(answer, &required);
    sp_respond(&filter, eos, SP_COUNTED_FILLED);
    apr_brigade_pflatten(bb, &bytes, &length, answer->pool);
    apr_brigade_destroy(bb);
    return (sp_span){ bytes, length };
}

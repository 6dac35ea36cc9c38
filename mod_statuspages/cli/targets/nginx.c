/* SPDX-License-Identifier: Apache-2.0 */
/* nginx: error_page, and maps for language and format. */
#include "cli/targets/nginx.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* Pages are SSI documents when they hold values of the request.  The literals
 * and the id depend on the build. */
static const sp_dialect ssi = {
    .inserts = {
        [SP_INSERT_TIME] = "<!--# config timefmt=\"%Y-%m-%d %H:%M UTC\" -->"
                           "<!--# echo var=\"date_gmt\" -->",
        [SP_INSERT_TIMESTAMP] = "<!--# config timefmt=\"%Y-%m-%dT%H:%M:%SZ\" -->"
                                "<!--# echo var=\"date_gmt\" -->",
    },
    .reference_length = 32,
};

#define USUAL_CLUES "\"$http_sec_fetch_dest:$http_user_agent\""

/* ---- server.conf --------------------------------------------------------*/

/* Codes that only nginx knows, which it would tell the client if they had pages
 * of their own. */
static const char own_400[] =
    "# A certificate that is invalid or missing, or HTTP sent to the HTTPS "
    "port.\n"
    "error_page 495 496 497 =400\n"
    "    /@NAME@/$@NAME@_language/400.$@NAME@_suffix;\n";
static const char own_431[] =
    "# Headers that are too large; nginx alone would send 400.\n"
    "error_page 494 =431\n"
    "    /@NAME@/$@NAME@_language/431.$@NAME@_suffix;\n";

static const char *own_of(const sp_build *build)
{
    const sp_options *options = build->options;

    return sp_target_named(
        build,
        apr_pstrcat(build->pool, sp_options_has(options, 400) ? own_400 : "",
                    sp_options_has(options, 431) ? own_431 : "", NULL));
}

static const char read_ssi[] =
    "    ssi on;\n"
    "    ssi_types application/problem+json application/problem+xml\n"
    "        text/plain text/markdown;\n";
static const char read_gzip[] = "    gzip_static on; # the .gz files\n"
                                "    gzip_vary on;\n";

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them.  nginx makes a GET of what asks
 * for an error page, but remembers the request line. */
static const char cache_maps[] =
    "# Pages that caches may keep.\n"
    "map $status $@NAME@_vary {\n"
    "    default $@NAME@_vary_of_format;\n"
    "    ~^(?:@CACHED@)$ \"Accept, Accept-Language\";\n"
    "}\n"
    "map $status $@NAME@_clues {\n"
    "    default " USUAL_CLUES ";\n"
    "    ~^(?:@CACHED@)$ \"\";\n"
    "}\n"
    "map $status $@NAME@_max_age {\n"
    "    default no-store;\n"
    "@MAX_AGES@}\n"
    "map $@NAME@_set_cookie$http_authorization$upstream_http_cache_control"
    "$upstream_http_expires:$request\n"
    "    $@NAME@_cache_control {\n"
    "    default no-store;\n"
    "    \"~^:(?:GET|HEAD) \" $@NAME@_max_age;\n"
    "}\n\n";

static const char *cache_maps_of(const sp_build *build)
{
    sp_buffer *maps = sp_buffer_make(build->pool);
    const char *cached = sp_rows_cached(build);
    const sp_fill fills[] = {
        { "CACHED", cached },
        { "MAX_AGES", sp_rows_cache(build, "    @CODE@ max-age=@SECONDS@;\n") },
        { NULL, NULL }
    };

    if (cached) {
        sp_buffer_fill(maps, cache_maps, fills, build->common);
    }
    return sp_buffer_string(maps);
}

/* A variable where a map decides, or else what it would say. */
static const char *or_mapped(const sp_build *build, const char *text,
                             const char *map)
{
    return sp_rows_cached(build)
               ? apr_psprintf(build->pool, "$%s_%s", build->options->name, map)
               : text;
}

/* ---- the id -------------------------------------------------------------*/

/* nginx has a variable for each header. */
static const char *header_variable(const sp_build *build)
{
    char *name =
        apr_pstrcat(build->pool, "http_", build->options->reference, NULL);

    for (char *p = name; *p; p++) {
        *p = *p == '-' ? '_' : (char)apr_tolower(*p);
    }
    return name;
}

/* The variable that has the id. */
static const char *id_of(const sp_build *build)
{
    return build->options->reference
               ? sp_target_named(build, "@NAME@_reference")
               : "request_id";
}

static const char reference_map[] = "\n# The caller's id, or that of nginx.\n"
                                    "map $%s $%s_reference {\n"
                                    "    default $request_id;\n"
                                    "    \"~" SP_OPTIONS_ID "\" $%s;\n"
                                    "}\n";

static const char *reference_of(const sp_build *build)
{
    return build->options->reference
               ? apr_psprintf(build->pool, reference_map,
                              header_variable(build), build->options->name,
                              header_variable(build))
               : "";
}

/* ---- pages --------------------------------------------------------------*/

const sp_dialect *sp_nginx_dialect(const sp_build *build)
{
    const sp_literal literals[] = {
        { "<!--#", sp_target_named(build, "<!--# echo var=\"@NAME@_open\" "
                                          "encoding=\"none\" -->") },
        { NULL, NULL },
    };
    sp_dialect *dialect = apr_pmemdup(build->pool, &ssi, sizeof(ssi));

    dialect->literals = apr_pmemdup(build->pool, literals, sizeof(literals));
    dialect->inserts[SP_INSERT_REFERENCE] =
        apr_psprintf(build->pool, "<!--# echo var=\"%s\" encoding=\"none\" -->",
                     id_of(build));
    return build->options->plain ? NULL : dialect;
}

/* ---- errors of applications ---------------------------------------------*/

static const char keeping[] =
    "# Errors that an application sends itself stay as they are, unless its "
    "location\n"
    "# has proxy_intercept_errors on.\n";
static const char intercepting[] =
    "# Errors that an application sends itself get a page, too.\n"
    "proxy_intercept_errors on;\n"
    "fastcgi_intercept_errors on;\n"
    "uwsgi_intercept_errors on;\n"
    "scgi_intercept_errors on;\n";

/* ---- README.md ----------------------------------------------------------*/

static const char keeping_all[] =
    "Errors that an application sends itself stay as they are, body and headers, "
    "even if they are empty: nginx cannot tell them apart. The pages are for "
    "errors of nginx itself, including 502 and 504 when a backend does not "
    "answer. Where a backend has no error pages worth keeping, use these in its "
    "location, or build with `--replace all` for all locations:\n"
    "\n"
    "```nginx\n"
    "location /shop/ {\n"
    "    proxy_pass http://127.0.0.1:3000;\n"
    "    proxy_intercept_errors on;\n"
    "}\n"
    "```\n"
    "\n"
    "For other backends, use `fastcgi_intercept_errors on`, "
    "`uwsgi_intercept_errors on` or `scgi_intercept_errors on`.";
static const char replacing_all[] =
    "All errors of applications get these pages, with or without a body "
    "(`--replace all`). A location whose backend explains its errors itself, such "
    "as an API, needs `proxy_intercept_errors off;` or the like for FastCGI, uwsgi "
    "and SCGI.";

static const char local_lines[] =
    "    # add_header of the server does not apply here.  Put headers that you need\n"
    "    # on every response, such as Strict-Transport-Security, into local.conf\n"
    "    # beside this file, which no build changes.\n"
    "    include @FOLDER@/local*.conf;\n";

/* ---- all files ----------------------------------------------------------*/

static const char *says_caller(const sp_build *build)
{
    const char *header = build->options->reference;

    return header ? apr_psprintf(build->pool,
                                 ": the caller's `%s`, or that of nginx if it "
                                 "is missing or unsuitable",
                                 header)
                  : "";
}

const sp_fill *sp_nginx_fills(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_fill fills[] = {
        { "CHOICE", sp_nginx_choice(build) },
        { "WAITS", sp_rows_retry_after(build, "    @CODE@ @WAIT@;\n") },
        { "PROGRAMS", sp_rows_programs(build, "    @SUFFIX@ en;\n") },
        { "ENGLISH",
          sp_rows_programs(build, "    @SUFFIX@ \"Accept, Sec-Fetch-Dest, "
                                  "User-Agent\";\n") },
        { "FOREIGN", sp_rows_foreign(build, "    @PAGE@ @LANGUAGE@;\n") },
        { "CACHE", cache_maps_of(build) },
        { "CLUES", or_mapped(build, USUAL_CLUES, "clues") },
        { "VARY",
          or_mapped(build, sp_target_named(build, "$@NAME@_vary_of_format"),
                    "vary") },
        { "CACHE_CONTROL", or_mapped(build, "\"no-store\"", "cache_control") },
        { "REFERENCE", reference_of(build) },
        { "ID", id_of(build) },
        { "CALLER", says_caller(build) },
        { "HEADERS",
          sp_rows_headers(build,
                          "    add_header @HEADER@ \"@VALUE@\" always;\n") },
        { "REPLACING",
          options->replace == SP_REPLACE_ALL ? intercepting : keeping },
        { "CODES", sp_target_codes(build, " ", "\n    ") },
        { "OWN", own_of(build) },
        { "READING", !options->plain               ? read_ssi
                     : options->target->configures ? read_gzip
                                                   : "" },
        { "LOAD", sp_nginx_load(build) },
        { "WEIGHING", sp_nginx_weighing(build) },
        { "LOCAL", options->target->configures
                       ? sp_target_named(build, local_lines)
                       : "" },
        { "APPLICATIONS",
          options->replace == SP_REPLACE_ALL ? replacing_all : keeping_all },
        { NULL, NULL }
    };

    return apr_pmemdup(build->pool, fills, sizeof(fills));
}

static void make(sp_build *build)
{
    const sp_fill *fills = sp_nginx_fills(build);
    const sp_page_style style = { .folder = build->options->name,
                                  .dialect = sp_nginx_dialect(build),
                                  .gzip = build->options->plain };

    sp_target_write_pages(build, &style);
    sp_target_file(build, "nginx/http.conf", fills);
    sp_target_file(build, "nginx/server.conf", fills);
    sp_target_file(build, "nginx/check.conf", fills);
    sp_target_readme(build, fills);
}

static const sp_module modules[] = {
    { "njs", "weighs Accept and Accept-Language as mod_statuspages does" },
    { NULL, NULL }
};

const sp_target sp_target_nginx = {
    .name = "nginx",
    .title = "nginx",
    .codes = "400-599 -494-499 -444",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .replaces = SP_REPLACE_BIT(SP_REPLACE_ALL),
    .no_replace =
        "nginx cannot tell an empty error from one that explains itself; without "
        "--replace, applications keep all of theirs",
    .modules = modules,
    .check = { "nginx", "-t", "-q", "-p", "@SCRATCH@", "-c",
               "@FOLDER@/check.conf" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* nginx: error_page, and maps for language and format. */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/target.h"

#include <apr_strings.h>

/* Pages are SSI documents when they hold values of the request.  The literals
 * depend on the build's name. */
static const sp_dialect ssi = {
    .inserts = {
        [SP_INSERT_REFERENCE] =
            "<!--# echo var=\"request_id\" encoding=\"none\" -->",
        [SP_INSERT_TIME] = "<!--# config timefmt=\"%Y-%m-%d %H:%M UTC\" -->"
                           "<!--# echo var=\"date_gmt\" -->",
        [SP_INSERT_TIMESTAMP] = "<!--# config timefmt=\"%Y-%m-%dT%H:%M:%SZ\" -->"
                                "<!--# echo var=\"date_gmt\" -->",
    },
    .reference_length = 32,
};

#define SP_NGINX_VARY "\"Accept, Accept-Language, Sec-Fetch-Dest, User-Agent\""
#define SP_NGINX_CLUES "\"$http_sec_fetch_dest:$http_user_agent\""

/* ---- server.conf ---------------------------------------------------------*/

/* Codes that only nginx knows, which it would tell the client if they had pages
 * of their own. */
static const char own_400[] =
    "# A certificate that is wrong or missing, http to the https port.\n"
    "error_page 495 496 497 =400\n"
    "    /@NAME@/$@NAME@_language/400.$@NAME@_suffix;\n";
static const char own_431[] =
    "# Header fields that are too large; nginx alone would say 400.\n"
    "error_page 494 =431\n"
    "    /@NAME@/$@NAME@_language/431.$@NAME@_suffix;\n";

static const char *own_of(const sp_build *build)
{
    return sp_pages_named(
        build,
        apr_pstrcat(build->pool, sp_plan_has(build->plan, 400) ? own_400 : "",
                    sp_plan_has(build->plan, 431) ? own_431 : "", NULL));
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
    "    default " SP_NGINX_VARY ";\n"
    "    ~^(?:@CACHED@)$ \"Accept, Accept-Language\";\n"
    "}\n"
    "map $status $@NAME@_clues {\n"
    "    default " SP_NGINX_CLUES ";\n"
    "    ~^(?:@CACHED@)$ \"\";\n"
    "}\n"
    "map $status $@NAME@_max_age {\n"
    "    default no-store;\n"
    "@MAX_AGES@}\n"
    "map $@NAME@_set_cookie$http_authorization:$request $@NAME@_cache_control {\n"
    "    default no-store;\n"
    "    \"~^:(?:GET|HEAD) \" $@NAME@_max_age;\n"
    "}\n\n";

static const char *cache_maps_of(const sp_build *build)
{
    sp_draft *maps = sp_draft_make(build->pool);
    const sp_fill fills[] = {
        { "NAME", build->plan->name },
        { "CACHED", sp_rows_cached(build) },
        { "MAX_AGES", sp_rows_cache(build, "    @CODE@ max-age=@SECONDS@;\n") },
        { NULL, NULL }
    };

    if (fills[1].value) {
        sp_draft_fill(maps, cache_maps, fills);
    }
    return sp_draft_string(maps);
}

/* A variable where a map decides, or else what it would say. */
static const char *or_mapped(const sp_build *build, const char *text,
                             const char *map)
{
    return sp_rows_cached(build)
               ? apr_psprintf(build->pool, "$%s_%s", build->plan->name, map)
               : text;
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_literal literals[] = {
        { "<!--#", sp_pages_named(build, "<!--# echo var=\"@NAME@_open\" "
                                         "encoding=\"none\" -->") },
        { NULL, NULL },
    };
    sp_dialect dialect = ssi;
    const sp_page_style style = { .folder = plan->name,
                                  .dialect = plan->plain ? NULL : &dialect,
                                  .gzip = plan->plain };
    const sp_fill fills[] = {
        { "NAME", plan->name },
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "LANGUAGE_PATTERN",
          sp_negotiate_language(plan, sp_pages_named(build, "(?<@NAME@_tag>"),
                                build->pool) },
        { "LANGUAGES", sp_rows_ranges(build, "    @RANGE@ @LANGUAGE@;\n") },
        { "TYPE_PATTERN",
          sp_negotiate_type(plan, sp_pages_named(build, "(?<@NAME@_media>"),
                            build->pool) },
        { "FORMATS", sp_rows_words(build, "    ~*@WORD@ @SUFFIX@;\n") },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { "WAITS", sp_rows_retry_after(build, "    @CODE@ @WAIT@;\n") },
        { "FOREIGN", sp_rows_foreign(build, "    \"@PAGE@\" @LANGUAGE@;\n") },
        { "CACHE", cache_maps_of(build) },
        { "CLUES", or_mapped(build, SP_NGINX_CLUES, "clues") },
        { "VARY", or_mapped(build, SP_NGINX_VARY, "vary") },
        { "CACHE_CONTROL", or_mapped(build, "\"no-store\"", "cache_control") },
        { "CODES", sp_pages_codes(build, "\n    ") },
        { "OWN", own_of(build) },
        { "READING", plan->plain ? read_gzip : read_ssi },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { NULL, NULL }
    };

    dialect.literals = literals;
    sp_pages_write(build, &style);
    sp_pages_file(build, "nginx/http.conf", fills);
    sp_pages_file(build, "nginx/server.conf", fills);
    sp_pages_file(build, "nginx/check.conf", fills);
    sp_files_fill(build->readme, "nginx/README.md", fills);
}

static const char limits[] =
    "- Language and format are the first of the field that there is a page in: "
    "nginx does\n  not weigh q-values. q=0 is honoured.\n"
    "- Codes without a page here keep the page of nginx or of the backend.\n"
    "- With proxy_intercept_errors on, errors of backends lose their body, also "
    "one that\n  explains them, and most fields. Kept are Retry-After, Allow, "
    "WWW-Authenticate (401),\n  Proxy-Authenticate (407), Content-Range (416), "
    "Link (451), Set-Cookie,\n  Access-Control-Allow-Origin, -Allow-Credentials "
    "and -Expose-Headers. Of several\n  WWW-Authenticate old versions keep one; "
    "of several Set-Cookie the first is kept, and\n  since nginx 1.23 none.\n"
    "- Pages with the id and the time are packed only as nginx's gzip does it: "
    "403 and 404.\n  With --plain all of them are packed beforehand.\n"
    "- An auth_request of a server is asked for the pages too: if you use it, "
    "write\n  auth_request off; into local.conf.\n"
    "- The wait is on the page only if --retry-after gave it; a backend's goes "
    "out as a field.\n"
    "- Connections that end before a request was read (408, 444, 499) get no "
    "page.\n";

const sp_target sp_target_nginx = {
    .name = "nginx",
    .title = "nginx",
    .codes = "400-599 -494-499 -444",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .named = true,
    .limits = limits,
    .check = { "nginx", "-t", "-q", "-p", "@SCRATCH@", "-c",
               "@FOLDER@/check.conf" },
    .make = make,
};

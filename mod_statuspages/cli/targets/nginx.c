/* SPDX-License-Identifier: Apache-2.0 */
/* nginx: error_page, and maps for language and format. */
#include "cli/negotiate.h"
#include "cli/targets/targets.h"

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

#define USUAL_VARY "\"Accept, Accept-Language, Sec-Fetch-Dest, User-Agent\""
#define USUAL_CLUES "\"$http_sec_fetch_dest:$http_user_agent\""

/* ---- server.conf ---------------------------------------------------------*/

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
    "    default " USUAL_VARY ";\n"
    "    ~^(?:@CACHED@)$ \"Accept, Accept-Language\";\n"
    "}\n"
    "map $status $@NAME@_clues {\n"
    "    default " USUAL_CLUES ";\n"
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

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_literal literals[] = {
        { "<!--#", sp_target_named(build, "<!--# echo var=\"@NAME@_open\" "
                                          "encoding=\"none\" -->") },
        { NULL, NULL },
    };
    sp_dialect dialect = ssi;
    const sp_page_style style = { .folder = options->name,
                                  .dialect = options->plain ? NULL : &dialect,
                                  .gzip = options->plain };
    const sp_fill fills[] = {
        { "LANGUAGE_PATTERN",
          sp_negotiate_language(
              options, sp_target_named(build, "(?<@NAME@_tag>"), build->pool) },
        { "LANGUAGES", sp_rows_ranges(build, "    @RANGE@ @LANGUAGE@;\n") },
        { "TYPE_PATTERN",
          sp_negotiate_type(options, sp_target_named(build, "(?<@NAME@_media>"),
                            build->pool) },
        { "FORMATS", sp_rows_words(build, "    ~*@WORD@ @SUFFIX@;\n", false) },
        { "WAITS", sp_rows_retry_after(build, "    @CODE@ @WAIT@;\n") },
        { "PROGRAMS", sp_rows_programs(build, "    ~\\.@SUFFIX@$ en;\n") },
        { "FOREIGN", sp_rows_foreign(build, "    ~^@PAGE@\\. @LANGUAGE@;\n") },
        { "CACHE", cache_maps_of(build) },
        { "CLUES", or_mapped(build, USUAL_CLUES, "clues") },
        { "VARY", or_mapped(build, USUAL_VARY, "vary") },
        { "CACHE_CONTROL", or_mapped(build, "\"no-store\"", "cache_control") },
        { "CODES", sp_target_codes(build, " ", "\n    ") },
        { "OWN", own_of(build) },
        { "READING", options->plain ? read_gzip : read_ssi },
        { NULL, NULL }
    };

    dialect.literals = literals;
    sp_target_write_pages(build, &style);
    sp_target_file(build, "nginx/http.conf", fills);
    sp_target_file(build, "nginx/server.conf", fills);
    sp_target_file(build, "nginx/check.conf", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_nginx = {
    .name = "nginx",
    .title = "nginx",
    .codes = "400-599 -494-499 -444",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .no_replace =
        "nginx cannot tell an empty error from one that explains "
        "itself; set proxy_intercept_errors on where all of them may be replaced",
    .no_reference = "the pages show $request_id",
    .no_headers = "put add_header lines into local.conf in the folder",
    .check = { "nginx", "-t", "-q", "-p", "@SCRATCH@", "-c",
               "@FOLDER@/check.conf" },
    .make = make,
};

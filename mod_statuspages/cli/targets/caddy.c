/* SPDX-License-Identifier: Apache-2.0 */
/* Caddy: handle_errors, maps for language and format, a file server. */
#include "cli/targets/caddy.h"

#include "cli/negotiate.h"

#include <apr_strings.h>

/* Pages are templates when they hold values of the request.  These delimiters
 * cannot be mistaken together with a sign before them, as {{ could. */
static const sp_literal literals[] = {
    { "<!--#", "<!--#print \"<!--\" \"#\"-->" },
    { NULL, NULL },
};

static const sp_dialect templates = {
    .literals = literals,
    .inserts = {
        [SP_INSERT_TIME] = "<!--#now.UTC.Format \"2006-01-02 15:04\"--> UTC",
        [SP_INSERT_TIMESTAMP] = "<!--#now.UTC.Format \"2006-01-02T15:04:05Z\"-->",
    },
    .reference_length = 36,
};

/* "$1$2": what the groups of an expression captured. */
static const char *groups_of(unsigned count, apr_pool_t *pool)
{
    const char *joined = "";

    for (unsigned i = 1; i <= count; i++) {
        joined = apr_psprintf(pool, "%s$%u", joined, i);
    }
    return joined;
}

/* ---- the id --------------------------------------------------------------*/

/* With --reference the caller's, if it fits: expressions of Go have no line
 * ends in mind at $, and two lines of the field are joined with a comma. */
static const char id_map[] =
    "\t# The id of the request: its own, or that of Caddy.\n"
    "\tmap \"{http.request.header.@HEADER@}\" {@NAME@_id} {\n"
    "\t\t`~^([A-Za-z0-9._~:-]{1,64})$` \"$1\"\n"
    "\t\tdefault {http.request.uuid}\n"
    "\t}\n\n";

static const char *id_map_of(const sp_build *build)
{
    sp_buffer *map = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "HEADER", build->options->reference },
                              { NULL, NULL } };

    if (build->options->reference) {
        sp_buffer_fill(map, id_map, fills, build->common);
    }
    return sp_buffer_string(map);
}

/* The placeholder, without its braces. */
static const char *id_of(const sp_build *build)
{
    return build->options->reference
               ? apr_pstrcat(build->pool, build->options->name, "_id", NULL)
               : "http.request.uuid";
}

const sp_dialect *sp_caddy_dialect(const sp_build *build)
{
    sp_dialect *dialect;

    if (build->options->plain) {
        return NULL;
    }
    dialect = apr_pmemdup(build->pool, &templates, sizeof(templates));
    dialect->inserts[SP_INSERT_REFERENCE] =
        apr_psprintf(build->pool, "<!--#placeholder \"%s\"-->", id_of(build));
    return dialect;
}

/* ---- fields --------------------------------------------------------------*/

/* The wait is a default: ? leaves a backend's as it is. */
static const char wait_row[] =
    "\t\t@@NAME@_wait_@CODE@ expression {http.error.status_code} == "
    "@CODE@\n"
    "\t\theader @@NAME@_wait_@CODE@ ?Retry-After @WAIT@\n";

#define USUAL_VARY "\"Accept, Accept-Language, Sec-Fetch-Dest, User-Agent\""

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_row[] =
    "\t\t`~^@CODE@:(?:GET|HEAD)::$` max-age=@SECONDS@\n";
static const char cache_maps[] =
    "\t# Pages that caches may keep.\n"
    "\tmap {http.error.status_code} {@NAME@_vary} {\n"
    "\t\t`~^(?:@CODES@)$` \"Accept, Accept-Language\"\n"
    "\t\tdefault " USUAL_VARY "\n"
    "\t}\n"
    "\tmap \"{http.error.status_code}:{http.request.method}:"
    "{http.request.header.Authorization}:"
    "{http.reverse_proxy.header.Set-Cookie}\" {@NAME@_cache_control} {\n"
    "@ROWS@"
    "\t\tdefault no-store\n"
    "\t}\n\n";

static const char cache_format[] = "\t\t`~^\\|.*\\|(?:%s)$` %s\n";

/* What a map decides where caches may keep pages, or else `text`. */
static const char *or_mapped(const sp_build *build, const char *text,
                             const char *map)
{
    return sp_rows_cached(build)
               ? apr_psprintf(build->pool, "{%s_%s}", build->options->name, map)
               : text;
}

static const char *cached_format(const sp_build *build, const char *cached)
{
    return cached ? apr_psprintf(build->pool, cache_format, cached,
                                 sp_target_suffix(build, SP_FORMAT_TEXT))
                  : "";
}

static const char *cache_maps_of(const sp_build *build, const char *cached)
{
    sp_buffer *maps = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "CODES", cached },
                              { "ROWS", sp_rows_cache(build, cache_row) },
                              { NULL, NULL } };

    if (cached) {
        sp_buffer_fill(maps, cache_maps, fills, build->common);
    }
    return sp_buffer_string(maps);
}

/* The answer to HEAD has no body that templates could measure. */
static const char read_live[] =
    "\t\t\theader X-Request-Id {@ID@}\n"
    "\t\t\t@@NAME@_head method HEAD\n"
    "\t\t\theader @@NAME@_head {\n"
    "\t\t\t\t-Content-Length\n"
    "\t\t\t\tdefer\n"
    "\t\t\t}\n"
    "\t\t\tencode gzip\n"
    "\t\t\ttemplates {\n"
    "\t\t\t\tmime text/html text/plain text/markdown "
    "application/problem+json application/problem+xml\n"
    "\t\t\t\tbetween \"<!--#\" \"-->\"\n"
    "\t\t\t}\n"
    "\t\t\tfile_server\n";
static const char *read_live_of(const sp_build *build)
{
    sp_buffer *lines = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "ID", id_of(build) }, { NULL, NULL } };

    sp_buffer_fill(lines, read_live, fills, build->common);
    return sp_buffer_string(lines);
}

static const char read_plain[] = "\t\t\tfile_server {\n"
                                 "\t\t\t\tprecompressed gzip\n"
                                 "\t\t\t}\n";

/* ---- all files -----------------------------------------------------------*/

const char *sp_caddy_snippets(const sp_build *build, const char *pages,
                              bool waits)
{
    const sp_options *options = build->options;
    const char *cached = sp_rows_cached(build);
    unsigned groups;
    const char *language =
        sp_negotiate_language_re2(options, &groups, build->pool);
    const sp_fill fills[] = {
        { "PAGES", pages },
        { "LANGUAGE_PATTERN", language },
        { "LANGUAGE_GROUPS", groups_of(groups, build->pool) },
        { "LANGUAGES",
          sp_rows_languages(build, "\t\t`~(?i)^(?:@RANGES@)$` @LANGUAGE@\n") },
        { "TYPE_PATTERN", sp_negotiate_type_re2(options, build->pool) },
        { "FORMATS",
          sp_rows_words(build, "\t\t`~(?i)^[^|]*@WORD@` @SUFFIX@\n", false) },
        { "TYPES", sp_rows_types(build, "\t\t`~\\.@SUFFIX@$` \"@TYPE@\"\n") },
        { "PROGRAMS", sp_rows_programs(build, "\t\t`~\\.@SUFFIX@$` en\n") },
        { "FOREIGN",
          sp_rows_foreign(build, "\t\t`~^/@PAGE@\\.` @LANGUAGE@\n") },
        { "CACHE", cache_maps_of(build, cached) },
        { "CACHE_CONTROL", or_mapped(build, "no-store", "cache_control") },
        { "VARY", or_mapped(build, USUAL_VARY, "vary") },
        { "CLUE", cached ? "|{http.error.status_code}" : "" },
        { "CACHED", cached_format(build, cached) },
        { "WAITS", waits ? sp_rows_retry_after(build, wait_row) : "" },
        { "CODES", sp_target_codes(build, " ", " ") },
        { "ID_MAP", id_map_of(build) },
        { "HEADERS", sp_rows_headers(build, "\t\t\t@HEADER@ \"@VALUE@\"\n") },
        { "READING", options->plain ? read_plain : read_live_of(build) },
        { NULL, NULL }
    };

    return sp_target_text(build, "caddy/statuspages.caddy", fills);
}

void sp_caddy_write(sp_build *build, bool waits)
{
    const sp_page_style style = { .folder = "statuspages",
                                  .dialect = sp_caddy_dialect(build),
                                  .gzip = build->options->plain };

    sp_target_write_pages(build, &style);
    sp_staging_add(
        build->staging, "statuspages.caddy",
        sp_span_of(sp_caddy_snippets(
            build, sp_target_named(build, "@FOLDER@/statuspages"), waits)));
}

static const char id_in_the_log[] =
    "\n\n"
    "The id on the pages is `{http.request.uuid}`, or with `--reference` that of "
    "the request. It is also the response "
    "header `X-Request-Id`, which the access log (`log`) has under "
    "`resp_headers`.";

static void make(sp_build *build)
{
    const sp_fill fills[] = { { "NAME", build->options->name },
                              { "LOG",
                                build->options->plain ? "" : id_in_the_log },
                              { NULL, NULL } };

    sp_caddy_write(build, true);
    sp_target_file(build, "caddy/Caddyfile", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_caddy = {
    .name = "caddy",
    .title = "Caddy",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .replaces = SP_REPLACE_BIT(SP_REPLACE_EMPTY),
    .no_replace =
        "import the snippet that ends with -backend-all to replace all errors",
    .check = { "caddy", "validate", "--adapter", "caddyfile", "--config",
               "@FOLDER@/Caddyfile" },
    .make = make,
};

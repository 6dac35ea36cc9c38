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
        [SP_INSERT_REFERENCE] = "<!--#placeholder \"http.request.uuid\"-->",
        [SP_INSERT_TIME] = "<!--#now.UTC.Format \"2006-01-02 15:04\"--> UTC",
        [SP_INSERT_TIMESTAMP] = "<!--#now.UTC.Format \"2006-01-02T15:04:05Z\"-->",
    },
    .reference_length = 36,
};

/* A page as a template costs three times as much, so where a build can ask for
 * values, it has to. */
static bool is_live(const sp_options *options)
{
    return !options->plain
           && (!options->target->modules || options->reference
               || sp_options_with(options, "templates"));
}

/* "$1$2": what the groups of an expression captured. */
static const char *groups_of(unsigned count, apr_pool_t *pool)
{
    const char *joined = "";

    for (unsigned i = 1; i <= count; i++) {
        joined = apr_psprintf(pool, "%s$%u", joined, i);
    }
    return joined;
}

/* ---- fields --------------------------------------------------------------*/

/* The wait is a default: ? leaves a backend's as it is. */
static const char wait_row[] =
    "\t\t@@NAME@_wait_@CODE@ expression {http.error.status_code} == "
    "@CODE@\n"
    "\t\theader @@NAME@_wait_@CODE@ ?Retry-After @WAIT@\n";

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_row[] =
    "\t\t`~^@CODE@:(?:GET|HEAD)::$` max-age=@SECONDS@\n";
static const char cache_maps[] =
    "\t# Pages that caches may keep.\n"
    "\tmap \"{http.error.status_code}:{http.request.method}:"
    "{http.request.header.Authorization}:"
    "{http.reverse_proxy.header.Set-Cookie}\" {@NAME@_cache_control} {\n"
    "@ROWS@"
    "\t\tdefault no-store\n"
    "\t}\n\n";

static const char cache_format[] = "\t\t`~^\\|.*\\|(?:%s)$` %s\n";

/* Where caches may keep a page, only Accept chooses its format. */
static const char vary_cached[] =
    "\t\t`~^(?:@CODES@) .*\\.(?:@PROGRAMS@)$` Accept\n"
    "\t\t`~^(?:@CODES@) ` \"Accept, Accept-Language\"\n";
static const char vary_programs[] =
    "\t\t`~\\.(?:@PROGRAMS@)$` \"Accept, Sec-Fetch-Dest, User-Agent\"\n";

static const char *varies_of(const sp_build *build, const char *cached)
{
    sp_buffer *rows = sp_buffer_make(build->pool);
    const char *programs = sp_rows_programs(build, "@SUFFIX@|");
    size_t n = strlen(programs);
    /* With none, no file has this name. */
    const sp_fill fills[] = { { "CODES", cached },
                              { "PROGRAMS",
                                n ? apr_pstrmemdup(build->pool, programs, n - 1)
                                  : "none" },
                              { NULL, NULL } };

    if (cached) {
        sp_buffer_fill(rows, vary_cached, fills, build->common);
    }
    sp_buffer_fill(rows, vary_programs, fills, build->common);
    return sp_buffer_string(rows);
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
    const sp_fill fills[] = { { "ROWS", sp_rows_cache(build, cache_row) },
                              { NULL, NULL } };

    if (cached) {
        sp_buffer_fill(maps, cache_maps, fills, build->common);
    }
    return sp_buffer_string(maps);
}

/* The answer to HEAD has no body that templates could measure. */
static const char read_live[] =
    "\t\t\theader X-Request-Id @ID@\n"
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
static const char read_plain[] = "\t\t\tfile_server {\n"
                                 "\t\t\t\tprecompressed gzip\n"
                                 "\t\t\t}\n";

/* ---- the id --------------------------------------------------------------*/

/* --reference: without it the id is Caddy's. */
static const char caller[] =
    "\tmap \"{http.request.header.@HEADER@}\" {@NAME@_id} {\n"
    "\t\t`~" SP_OPTIONS_ID "` \"$0\"\n"
    "\t\tdefault {http.request.uuid}\n"
    "\t}\n\n";

static const char *caller_of(const sp_build *build)
{
    const sp_fill fills[] = { { "HEADER", build->options->reference },
                              { NULL, NULL } };
    sp_buffer *map = sp_buffer_make(build->pool);

    if (build->options->reference) {
        sp_buffer_fill(map, caller, fills, build->common);
    }
    return sp_buffer_string(map);
}

static const char *reading_of(const sp_build *build)
{
    const sp_fill fills[] = { { "ID",
                                build->options->reference
                                    ? sp_target_named(build, "{@NAME@_id}")
                                    : "{http.request.uuid}" },
                              { NULL, NULL } };
    sp_buffer *lines = sp_buffer_make(build->pool);

    sp_buffer_fill(lines, is_live(build->options) ? read_live : read_plain,
                   fills, build->common);
    return sp_buffer_string(lines);
}

const sp_dialect *sp_caddy_dialect(const sp_build *build)
{
    sp_dialect *dialect;

    if (!is_live(build->options)) {
        return NULL;
    }
    dialect = apr_pmemdup(build->pool, &templates, sizeof(templates));
    if (build->options->reference) {
        dialect->inserts[SP_INSERT_REFERENCE] =
            sp_target_named(build, "<!--#placeholder \"@NAME@_id\"-->");
    }
    return dialect;
}

/* ---- weights -------------------------------------------------------------*/

static const char *language_weights(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int tenth = 10; tenth >= 0; tenth--) {
        unsigned groups;
        const char *pattern = sp_negotiate_language_re2(build->options, tenth,
                                                        &groups, build->pool);

        sp_buffer_format(rows, "\t\t`~%s` \"%s\"\n", pattern,
                         groups_of(groups, build->pool));
    }
    return sp_buffer_string(rows);
}

static const char *type_weights(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int tenth = 10; tenth >= 0; tenth--) {
        sp_buffer_format(
            rows, "\t\t`~%s` \"$1\"\n",
            sp_negotiate_type_re2(build->options, tenth, build->pool));
    }
    return sp_buffer_string(rows);
}

/* ---- all files -----------------------------------------------------------*/

static const char empty_backend[] = "\t@@NAME@_empty {\n"
                                    "\t\tstatus @CODES@\n"
                                    "\t\theader Content-Length 0\n"
                                    "\t}\n"
                                    "\thandle_response @@NAME@_empty {\n"
                                    "\t\timport @NAME@-error\n"
                                    "\t}\n";
static const char whole_backend[] = "\t@@NAME@_every status @CODES@\n"
                                    "\thandle_response @@NAME@_every {\n"
                                    "\t\timport @NAME@-error\n"
                                    "\t}\n";

static const char *backend_of(const sp_build *build)
{
    const sp_fill fills[] = { { "CODES", sp_target_codes(build, " ", " ") },
                              { NULL, NULL } };
    sp_buffer *lines = sp_buffer_make(build->pool);

    sp_buffer_fill(lines,
                   build->options->replace == SP_REPLACE_ALL ? whole_backend
                                                             : empty_backend,
                   fills, build->common);
    return sp_buffer_string(lines);
}

const char *sp_caddy_snippets(const sp_build *build, const char *pages,
                              bool waits)
{
    const sp_options *options = build->options;
    const char *cached = sp_rows_cached(build);
    const sp_fill fills[] = {
        { "PAGES", pages },
        { "BACKEND", backend_of(build) },
        { "BACKEND_SAID", options->replace == SP_REPLACE_ALL
                              ? "pages for all errors of a backend."
                              : "pages for the errors of a backend that have\n"
                                "# no body.  All others stay as they are." },
        { "LANGUAGE_WEIGHTS", language_weights(build) },
        { "LANGUAGES",
          sp_rows_languages(build, "\t\t`~(?i)^(?:@RANGES@)$` @LANGUAGE@\n") },
        { "TYPE_WEIGHTS", type_weights(build) },
        { "FORMATS",
          sp_rows_words(build, "\t\t`~(?i)^[^|]*@WORD@` @SUFFIX@\n", false) },
        { "TYPES", sp_rows_types(build, "\t\t`~\\.@SUFFIX@$` \"@TYPE@\"\n") },
        { "PROGRAMS", sp_rows_programs(build, "\t\t`~\\.@SUFFIX@$` en\n") },
        { "FOREIGN",
          sp_rows_foreign(build, "\t\t`~^/@PAGE@\\.` @LANGUAGE@\n") },
        { "CACHE", cache_maps_of(build, cached) },
        { "CACHE_CONTROL",
          cached ? sp_target_named(build, "{@NAME@_cache_control}")
                 : "no-store" },
        { "VARIES", varies_of(build, cached) },
        { "CALLER", caller_of(build) },
        { "HEADERS", sp_rows_headers(build, "\t\t\t@HEADER@ \"@VALUE@\"\n") },
        { "CLUE", cached ? "|{http.error.status_code}" : "" },
        { "CACHED", cached_format(build, cached) },
        { "WAITS", waits ? sp_rows_retry_after(build, wait_row) : "" },
        { "CODES", sp_target_codes(build, " ", " ") },
        { "READING", reading_of(build) },
        { NULL, NULL }
    };

    return sp_target_text(build, "caddy/statuspages.caddy", fills);
}

void sp_caddy_write(sp_build *build, bool waits)
{
    const sp_page_style style = { .folder = "statuspages",
                                  .dialect = sp_caddy_dialect(build),
                                  .gzip = !is_live(build->options) };

    sp_target_write_pages(build, &style);
    sp_staging_add(
        build->staging, "statuspages.caddy",
        sp_span_of(sp_caddy_snippets(
            build, sp_target_named(build, "@FOLDER@/statuspages"), waits)));
}

/* ---- what the README says ------------------------------------------------*/

static const char says_no_id[] =
    "The pages are files, sent as they are and compressed in advance. With "
    "`--with templates`, or with `--reference`, they are Caddy templates and "
    "show the id and the time of the request; in our measurements such a page "
    "costs three times as much.";
static const char says_id[] =
    "The pages are Caddy templates. The id on them is `%s`%s. It is also the "
    "response header `X-Request-Id`, which the access log (`log`) has under "
    "`resp_headers`.";
static const char says_empty[] =
    "Errors that an application explains itself stay as they are. Without the "
    "second import, no error of a backend gets a page; with it, those without "
    "a body (`Content-Length: 0`) do.";
static const char says_all[] =
    "Without the second import, no error of a backend gets a page; with it, "
    "since the build says `--replace all`, every error does, whatever its "
    "body.";

static const char *says_pages(const sp_build *build)
{
    const char *header = build->options->reference;

    if (!is_live(build->options)) {
        return says_no_id;
    }
    return apr_psprintf(
        build->pool, says_id, "{http.request.uuid}",
        header ? apr_psprintf(build->pool,
                              ", unless the request has an id in `%s`", header)
               : "");
}

static void make(sp_build *build)
{
    bool is_all = build->options->replace == SP_REPLACE_ALL;
    const sp_fill fills[] = { { "APPLICATIONS",
                                is_all ? says_all : says_empty },
                              { "PAGES", says_pages(build) },
                              { NULL, NULL } };

    sp_caddy_write(build, true);
    sp_target_file(build, "caddy/Caddyfile", fills);
    sp_target_readme(build, fills);
}

static const sp_module modules[] = {
    { "templates", "the id and the time of the request on the pages" },
    { NULL, NULL },
};

const sp_target sp_target_caddy = {
    .name = "caddy",
    .title = "Caddy",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .replaces =
        SP_REPLACE_BIT(SP_REPLACE_EMPTY) | SP_REPLACE_BIT(SP_REPLACE_ALL),
    .no_replace = "Caddy does not see the body of a response",
    .modules = modules,
    .check = { "caddy", "validate", "--adapter", "caddyfile", "--config",
               "@FOLDER@/Caddyfile" },
    .make = make,
};

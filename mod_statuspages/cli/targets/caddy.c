/* SPDX-License-Identifier: Apache-2.0 */
/* Caddy: handle_errors, maps for language and format, a file server. */
#include "cli/targets/caddy_maps.h"

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

/* ---- fields --------------------------------------------------------------*/

/* The wait is a default: ? leaves a backend's as it is. */
static const char wait_row[] =
    "\t\t@@NAME@_wait_@CODE@ expression {http.error.status_code} == "
    "@CODE@\n"
    "\t\theader @@NAME@_wait_@CODE@ ?Retry-After @WAIT@\n";

/* A page that caches may keep has no id of one visitor. */
static const char uncached[] = "\t\t@@NAME@_uncached expression "
                               "{@NAME@_cache_control} == \"no-store\"\n";

/* The answer to HEAD has no body that templates could measure. */
static const char templates_lines[] =
    "@UNCACHED@\t\theader @IF_UNCACHED@X-Request-Id @ID@\n"
    "\t\t@@NAME@_head method HEAD\n"
    "\t\theader @@NAME@_head {\n"
    "\t\t\t-Content-Length\n"
    "\t\t\tdefer\n"
    "\t\t}\n"
    "\t\tencode gzip\n"
    "\t\ttemplates {\n"
    "\t\t\tmime text/html text/plain text/markdown "
    "application/problem+json application/problem+xml\n"
    "\t\t\tbetween \"<!--#\" \"-->\"\n"
    "\t\t}\n";
/* What passes a missing file on costs less than what looks for it before. */
static const char file_live[] = "\t\tfile_server {\n"
                                "\t\t\tpass_thru\n"
                                "\t\t}\n";
static const char file_plain[] = "\t\tfile_server {\n"
                                 "\t\t\tprecompressed gzip\n"
                                 "\t\t\tpass_thru\n"
                                 "\t\t}\n";

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
    bool cached = sp_rows_cached(build) != NULL;
    const sp_fill fills[] = {
        { "UNCACHED", cached ? sp_target_named(build, uncached) : "" },
        { "IF_UNCACHED",
          cached ? sp_target_named(build, "@@NAME@_uncached ") : "" },
        { "ID", build->options->reference
                    ? sp_target_named(build, "{@NAME@_id}")
                    : "{http.request.uuid}" },
        { NULL, NULL }
    };
    sp_buffer *lines = sp_buffer_make(build->pool);

    if (is_live(build->options)) {
        sp_buffer_fill(lines, templates_lines, fills, build->common);
    }
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
        { "STREAM", options->replace == SP_REPLACE_ALL
                        ? ""
                        : "\t\theader Content-Type text/event-stream*\n" },
        { "BACKEND_SAID", options->replace == SP_REPLACE_ALL
                              ? "pages for all errors of a backend."
                              : "pages for the errors of a backend that have\n"
                                "# no body.  All others stay as they are." },
        { "LANGUAGE_WEIGHTS", sp_caddy_language_weights(build) },
        { "LANGUAGES", sp_caddy_languages(build) },
        { "TYPE_WEIGHTS", sp_caddy_type_weights(build) },
        { "FORMATS",
          sp_rows_words(build, "\t\t`~(?i)^[^|]*@WORD@` @SUFFIX@\n", false) },
        { "TYPES", sp_rows_types(build, "\t\t`~\\.@SUFFIX@$` \"@TYPE@\"\n") },
        { "PROGRAMS", sp_rows_programs(build, "\t\t`~\\.@SUFFIX@$` en\n") },
        { "FOREIGN",
          sp_rows_foreign(build, "\t\t`~^/@PAGE@\\.` @LANGUAGE@\n") },
        { "CACHE", sp_caddy_cache_maps(build) },
        { "CACHE_CONTROL",
          cached ? sp_target_named(build, "{@NAME@_cache_control}")
                 : "no-store" },
        { "VARIES", sp_caddy_varies(build) },
        { "CALLER", caller_of(build) },
        { "HEADERS", sp_rows_headers(build, "\t\t\t@HEADER@ \"@VALUE@\"\n") },
        { "CLUE", cached ? "|{http.error.status_code}" : "" },
        { "CACHED", sp_caddy_cached_format(build) },
        { "WAITS", waits ? sp_rows_retry_after(build, wait_row) : "" },
        { "CODES", sp_target_codes(build, " ", " ") },
        { "READING", reading_of(build) },
        { "FILE", is_live(options) ? file_live : file_plain },
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
    "The pages are files, compressed in advance; they have no id and no time. "
    "With `--with templates`, or with `--reference`, they are Caddy templates "
    "and show the id and the time of the request; in our measurements such a "
    "page costs three times as much.";
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

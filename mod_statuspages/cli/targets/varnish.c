/* SPDX-License-Identifier: Apache-2.0 */
/* Varnish: VCL that makes a page for each client in vcl_synth, from files. */
#include "cli/negotiate.h"
#include "cli/targets/targets.h"

#include <apr_strings.h>

/* Inserts are put in by regsuball(), the last one turns what stands for @@ into
 * it again. */
#define MARK "@@"

static const sp_literal literals[] = { { MARK, MARK "a" }, { NULL, NULL } };

static const sp_dialect marked = {
    .literals = literals,
    .inserts = { [SP_INSERT_REFERENCE] = MARK "r",
                 [SP_INSERT_TIME] = MARK "t",
                 [SP_INSERT_TIMESTAMP] = MARK "s" },
    .reference_length = 8,
};

enum { LENGTH_MAX = 14000 }; /* three copies of it fit the workspace */

/* ---- fields --------------------------------------------------------------*/

/* Fields of a backend's answer that stay, and the code they belong to. */
typedef struct kept {
    int code; /* 0: all */
    const char *field;
} kept;

static const kept kept_fields[] = {
    { 0, "Retry-After" },
    { 0, "Access-Control-Allow-Origin" },
    { 0, "Access-Control-Allow-Credentials" },
    { 0, "Access-Control-Expose-Headers" },
    { 0, "Link" },
    { 0, "Strict-Transport-Security" },
    { 0, "X-Request-Id" },
    { 401, "WWW-Authenticate" },
    { 405, "Allow" },
    { 407, "Proxy-Authenticate" },
    { 429, "RateLimit" },
    { 429, "RateLimit-Policy" },
};

/* `row` once for each of them: @FIELD@, and @ONLY@, a condition or nothing. */
static const char *kept_rows(const sp_build *build, const char *row)
{
    sp_buffer *vcl = sp_buffer_make(build->pool);

    for (size_t i = 0; i < SP_COUNT(kept_fields); i++) {
        int code = kept_fields[i].code;
        const sp_fill fills[] = {
            { "FIELD", kept_fields[i].field },
            { "ONLY",
              code ? apr_psprintf(build->pool, " && resp.status == %d", code)
                   : "" },
            { NULL, NULL }
        };

        sp_buffer_fill(vcl, row, fills, build->common);
    }
    return sp_buffer_string(vcl);
}

static const char keep_row[] =
    "    if (resp.http.@FIELD@@ONLY@) {\n"
    "        std.collect(resp.http.@FIELD@);\n"
    "        set req.http.@NAME@-@FIELD@ = resp.http.@FIELD@;\n"
    "    }\n";
static const char forget_row[] = "    unset req.http.@NAME@-@FIELD@;\n";
static const char kept_row[] =
    "        if (req.http.@NAME@-@FIELD@) {\n"
    "            set resp.http.@FIELD@ = req.http.@NAME@-@FIELD@;\n"
    "        }\n";
static const char wait_row[] =
    "    if (resp.status == @CODE@) {\n"
    "        set resp.http.Retry-After = \"@WAIT@\";\n"
    "    }\n";
/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_row[] =
    "    if (resp.status == @CODE@) {\n"
    "        set resp.http.Vary = \"Accept, Accept-Language\";\n"
    "        if ((req.method == \"GET\" || req.method == \"HEAD\")\n"
    "            && !req.http.Authorization && !req.http.@NAME@-Set-Cookie) {\n"
    "            set resp.http.Cache-Control = \"max-age=@SECONDS@\";\n"
    "        }\n"
    "    }\n";
static const char foreign_row[] =
    "    if (req.http.@NAME@-language + \"/\" + "
    "req.http.@NAME@-code == \"@PAGE@\") {\n"
    "        set resp.http.Content-Language = \"@LANGUAGE@\";\n"
    "    }\n";
static const char program_row[] =
    "    if (req.http.@NAME@-suffix == \"@SUFFIX@\") {\n"
    "        set resp.http.Content-Language = \"en\";\n"
    "    }\n";
static const char type_row[] =
    "    if (req.http.@NAME@-suffix == \"@SUFFIX@\") {\n"
    "        set resp.http.Content-Type = \"@TYPE@\";\n"
    "    }\n";

/* ---- language and format -------------------------------------------------*/

static const char language_row[] =
    "        if (req.http.@NAME@-asked ~ \"^(?i)(?:@RANGES@)$\") {\n"
    "            set req.http.@NAME@-language = \"@LANGUAGE@\";\n"
    "        }\n";
static const char format_row[] =
    "        if (req.http.@NAME@-asked ~ \"(?i)@WORD@\") {\n"
    "            set req.http.@NAME@-suffix = \"@SUFFIX@\";\n"
    "        }\n";

/* ---- all files -----------------------------------------------------------*/

#define FILE_OF_PAGE                                                              \
    "std.fileread(\"@FOLDER@/pages/\" +\n"                                        \
    "        req.http.@NAME@-language + \"/\" + req.http.@NAME@-code + \".\" +\n" \
    "        req.http.@NAME@-suffix)"

static const char body_plain[] = "    synthetic(" FILE_OF_PAGE ");\n";
static const char body_live[] =
    "    synthetic(regsuball(regsuball(regsuball(regsuball(" FILE_OF_PAGE ",\n"
    "        \"" MARK "r\", \"\" + req.xid),\n"
    "        \"" MARK "t\", std.strftime(now, \"%Y-%m-%d %H:%M UTC\")),\n"
    "        \"" MARK "s\", std.strftime(now, \"%Y-%m-%dT%H:%M:%SZ\")),\n"
    "        \"" MARK "a\", \"" MARK "\"));\n";

/* With --name, only for requests that VCL gives to the build: subroutines of
 * all builds run for every request. */
static const char site[] =
    "# Errors get a page of this build only where you set this in vcl_recv:\n"
    "#   set req.http.@NAME@-site = \"yes\";\n";
static const char site_recv[] = "    unset req.http.@NAME@-site;\n";
static const char site_fetch[] = "    unset bereq.http.@NAME@-site;\n";
static const char site_here[] = " && req.http.@NAME@-site";
static const char site_example[] = "\nsub vcl_recv {\n"
                                   "    set req.http.@NAME@-site = \"yes\";\n"
                                   "}\n";

static const char *if_named(const sp_build *build, const char *text)
{
    return build->options->is_named ? sp_target_named(build, text) : "";
}

static const char *unless_cached(const sp_build *build)
{
    const char *cached = sp_rows_cached(build);

    return cached ? apr_psprintf(build->pool,
                                 "if (req.http.%s-code ~ \"^(?:%s)$\") {\n"
                                 "        # Caches may keep it: only Accept "
                                 "chooses its format.\n"
                                 "    } els",
                                 build->options->name, cached)
                  : "";
}

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_page_style style = { .folder = "pages",
                                  .dialect = options->plain ? NULL : &marked,
                                  .length_most = LENGTH_MAX };
    const sp_fill fills[] = {
        { "CODES", sp_target_codes(build, "|", "|") },
        { "RECV", if_named(build, site_recv) },
        { "FETCH", if_named(build, site_fetch) },
        { "SITE", if_named(build, site) },
        { "HERE", if_named(build, site_here) },
        { "EXAMPLE", if_named(build, site_example) },
        { "KEEP", kept_rows(build, keep_row) },
        { "FORGET", kept_rows(build, forget_row) },
        { "KEPT", kept_rows(build, kept_row) },
        { "LANGUAGE_PATTERN",
          sp_negotiate_language(options, "(", build->pool) },
        { "LANGUAGES", sp_rows_languages(build, language_row) },
        { "TYPE_PATTERN", sp_negotiate_type(options, "(", build->pool) },
        { "FORMATS", sp_rows_words(build, format_row, true) },
        { "CACHE", sp_rows_cache(build, cache_row) },
        { "UNLESS", unless_cached(build) },
        { "TYPES", sp_rows_types(build, type_row) },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "PROGRAMS", sp_rows_programs(build, program_row) },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "BODY",
          sp_target_named(build, options->plain ? body_plain : body_live) },
        { NULL, NULL }
    };

    sp_target_write_pages(build, &style);
    sp_target_file(build, "varnish/statuspages.vcl", fills);
    sp_target_file(build, "varnish/example.vcl", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_varnish = {
    .name = "varnish",
    .title = "Varnish",
    .codes = "400-599",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .replaces = SP_REPLACE_BIT(SP_REPLACE_EMPTY),
    .no_replace =
        "to replace all errors, set the request header that the README.md names",
    .no_reference = "the pages show the number of the transaction",
    .no_headers = "set them in a vcl_synth above the include",
    .check = { "varnishd", "-C", "-f", "@FOLDER@/example.vcl" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Varnish: VCL that makes a page for each client in vcl_synth, from files. */
#include "cli/targets/varnish.h"

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
    "            && !req.http.Authorization && !req.http.@NAME@-private) {\n"
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
    "        set resp.http.Vary = regsub(resp.http.Vary, \", "
    "Accept-Language\", \"\");\n"
    "    }\n";
static const char type_row[] =
    "    if (req.http.@NAME@-suffix == \"@SUFFIX@\") {\n"
    "        set resp.http.Content-Type = \"@TYPE@\";\n"
    "    }\n";

/* ---- all files -----------------------------------------------------------*/

#define FILE_OF_PAGE                                                              \
    "std.fileread(\"@FOLDER@/pages/\" +\n"                                        \
    "        req.http.@NAME@-language + \"/\" + req.http.@NAME@-code + \".\" +\n" \
    "        req.http.@NAME@-suffix)"

static const char body_plain[] = "    synthetic(" FILE_OF_PAGE ");\n";
static const char body_live[] =
    "    synthetic(regsuball(regsuball(regsuball(regsuball(" FILE_OF_PAGE ",\n"
    "        \"" MARK "r\", @ID@),\n"
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

/* --reference: without it the transaction is the id. */
static const char caller[] =
    "    set req.http.@NAME@-id = req.xid;\n"
    "    if (req.http.@HEADER@ ~ \"" SP_OPTIONS_ID "\") {\n"
    "        set req.http.@NAME@-id = req.http.@HEADER@;\n"
    "    }\n";

static const char *body_of(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *vcl = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "HEADER", options->reference },
                              { "ID", options->reference ? sp_target_named(
                                          build, "req.http.@NAME@-id")
                                                         : "\"\" + req.xid" },
                              { NULL, NULL } };

    if (options->reference) {
        sp_buffer_fill(vcl, caller, fills, build->common);
    }
    sp_buffer_fill(vcl, options->plain ? body_plain : body_live, fills,
                   build->common);
    return sp_buffer_string(vcl);
}

static const char replace_all[] =
    "    set req.http.@NAME@-backends = \"all\";\n";
static const char header_row[] = "    set resp.http.@HEADER@ = \"@VALUE@\";\n";

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

/* ---- what the README says ------------------------------------------------*/

static const char says_first[] =
    "Of `Accept-Language` and `Accept`, the first element that is supported "
    "wins, and `q=0` is honoured. To weigh q-values as the module does, install "
    "vmod_accept (on Debian, the package `varnish-modules`) and build with "
    "`--with accept`.";
static const char says_weighed[] =
    "The q-values of `Accept-Language` and `Accept` are weighed by vmod_accept "
    "(on Debian, the package `varnish-modules`), which has to be installed. "
    "\"Limits\" above says where it differs from the module.";
static const char says_empty[] =
    "Errors that an application explains itself stay as they are. Only errors "
    "without a body (`Content-Length: 0`) get a page.";
static const char says_all[] =
    "With `--replace all`, every error of an application gets a page, whatever "
    "its body says.";
static const char says_cookies[] =
    "A response with `Set-Cookie` stays as it is, since VCL can see only the "
    "first of several cookies. If cookies on errors do not matter, `unset "
    "resp.http.Set-Cookie` in a `vcl_deliver` above the include.";
static const char says_first_cookie[] =
    "Of several cookies, the page has only the first: VCL sees no other.";

/* "", or what a caller's id does. */
static const char *says_caller(const sp_build *build)
{
    const char *header = build->options->reference;

    return header ? apr_psprintf(
               build->pool, ", unless the request has an id in `%s`", header)
                  : "";
}

static const char language_weighed[] =
    "# The language in Accept-Language that is wanted most.";
static const char language_first[] =
    "# The first language in Accept-Language that has a page.";
static const char format_weighed[] =
    "# The format in Accept that is wanted most.";
static const char format_first[] =
    "# The first format in Accept that has a page.";

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    bool weighs = sp_varnish_weighs(build);
    bool is_all = options->replace == SP_REPLACE_ALL;
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
        { "RULES", sp_varnish_rules(build) },
        { "LANGUAGE_SAID", weighs ? language_weighed : language_first },
        { "LANGUAGE", sp_varnish_language(build) },
        { "FIRST_FORMAT", sp_varnish_first_format(build) },
        { "FORMAT_SAID", weighs ? format_weighed : format_first },
        { "FORMAT", sp_varnish_format(build) },
        { "REPLACE", is_all ? sp_target_named(build, replace_all) : "" },
        { "HEADERS", sp_rows_headers(build, header_row) },
        { "CACHE", sp_rows_cache(build, cache_row) },
        { "UNLESS", unless_cached(build) },
        { "TYPES", sp_rows_types(build, type_row) },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "PROGRAMS", sp_rows_programs(build, program_row) },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "BODY", body_of(build) },
        { "WEIGHING", weighs ? says_weighed : says_first },
        { "APPLICATIONS", is_all ? says_all : says_empty },
        { "COOKIES", is_all ? says_first_cookie : says_cookies },
        { "CALLER", says_caller(build) },
        { NULL, NULL }
    };

    sp_target_write_pages(build, &style);
    sp_target_file(build, "varnish/statuspages.vcl", fills);
    sp_target_file(build, "varnish/example.vcl", fills);
    sp_target_readme(build, fills);
}

static const sp_module modules[] = {
    { "accept", "weighs q-values; Debian's package varnish-modules" },
    { NULL, NULL },
};

const sp_target sp_target_varnish = {
    .name = "varnish",
    .title = "Varnish",
    .codes = "400-599",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .replaces =
        SP_REPLACE_BIT(SP_REPLACE_EMPTY) | SP_REPLACE_BIT(SP_REPLACE_ALL),
    .no_replace = "VCL does not see the body of a response",
    .modules = modules,
    .check = { "varnishd", "-C", "-f", "@FOLDER@/example.vcl" },
    .make = make,
};

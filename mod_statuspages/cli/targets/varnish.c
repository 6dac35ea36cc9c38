/* SPDX-License-Identifier: Apache-2.0 */
/* Varnish: VCL that makes a page for each client in vcl_synth, from files. */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/target.h"

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
    sp_draft *vcl = sp_draft_make(build->pool);

    for (size_t i = 0; i < sizeof(kept_fields) / sizeof(kept_fields[0]); i++) {
        int code = kept_fields[i].code;
        const sp_fill fills[] = {
            { "NAME", build->plan->name },
            { "FIELD", kept_fields[i].field },
            { "ONLY",
              code ? apr_psprintf(build->pool, " && resp.status == %d", code)
                   : "" },
            { NULL, NULL }
        };

        sp_draft_fill(vcl, row, fills);
    }
    return sp_draft_string(vcl);
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

static const char *languages_of(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *vcl = sp_draft_make(build->pool);
    unsigned count;
    const sp_prefix *list = sp_negotiate_prefixes(plan, &count, build->pool);

    for (unsigned i = 0; i < plan->languages.count; i++) {
        const char *ranges = sp_negotiate_ranges(
            list, count, plan->languages.order[i], build->pool);

        if (*ranges) {
            const sp_fill fills[] = {
                { "NAME", plan->name },
                { "RANGES", ranges },
                { "LANGUAGE", sp_languages[plan->languages.order[i]].tag.ptr },
                { NULL, NULL }
            };

            sp_draft_fill(vcl, language_row, fills);
        }
    }
    return sp_draft_string(vcl);
}

static const char *formats_of(const sp_build *build)
{
    sp_draft *vcl = sp_draft_make(build->pool);

    /* Backwards: application/xhtml+xml has xml in it, and is HTML. */
    for (int i = SP_FORMAT__COUNT - 1; i >= 0; i--) {
        const sp_type_word *row = &sp_negotiate_words[i];

        if (build->plan->formats & SP_FORMAT_BIT(row->format)) {
            const sp_fill fills[] = { { "NAME", build->plan->name },
                                      { "WORD", row->word },
                                      { "SUFFIX",
                                        sp_render_suffixes[row->format] },
                                      { NULL, NULL } };

            sp_draft_fill(vcl, format_row, fills);
        }
    }
    return sp_draft_string(vcl);
}

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

static const char *body_of(const sp_build *build)
{
    const sp_fill fills[] = { { "NAME", build->plan->name },
                              { "FOLDER", build->plan->folder },
                              { NULL, NULL } };
    sp_draft *vcl = sp_draft_make(build->pool);

    sp_draft_fill(vcl, build->plan->plain ? body_plain : body_live, fills);
    return sp_draft_string(vcl);
}

/* With --name, only for requests that VCL gives to the build: subroutines of
 * all builds run for every request. */
static const char site[] =
    "# Errors get a page of this build only where you say so, in vcl_recv:\n"
    "#   set req.http.@NAME@-site = \"yes\";\n";
static const char site_recv[] = "    unset req.http.@NAME@-site;\n";
static const char site_fetch[] = "    unset bereq.http.@NAME@-site;\n";
static const char site_here[] = " && req.http.@NAME@-site";
static const char site_example[] = "\nsub vcl_recv {\n"
                                   "    set req.http.@NAME@-site = \"yes\";\n"
                                   "}\n";

static const char *if_named(const sp_build *build, const char *text)
{
    return build->plan->is_named ? sp_pages_named(build, text) : "";
}

static const char *codes_of(const sp_build *build)
{
    const char *joined = "";

    for (unsigned i = 0; i < build->plan->code_count; i++) {
        joined = apr_psprintf(build->pool, "%s%s%d", joined, i ? "|" : "",
                              build->plan->codes[i]);
    }
    return joined;
}

static const char *unless_cached(const sp_build *build)
{
    const char *cached = sp_rows_cached(build);

    return cached ? apr_psprintf(build->pool,
                                 "if (req.http.%s-code ~ \"^(?:%s)$\") {\n"
                                 "        # Caches may keep it: only Accept "
                                 "chooses its format.\n"
                                 "    } els",
                                 build->plan->name, cached)
                  : "";
}

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_page_style style = { .folder = "pages",
                                  .dialect = plan->plain ? NULL : &marked,
                                  .length_most = LENGTH_MAX };
    const sp_fill fills[] = {
        { "NAME", plan->name },
        { "FOLDER", plan->folder },
        { "CODES", codes_of(build) },
        { "RECV", if_named(build, site_recv) },
        { "FETCH", if_named(build, site_fetch) },
        { "SITE", if_named(build, site) },
        { "HERE", if_named(build, site_here) },
        { "EXAMPLE", if_named(build, site_example) },
        { "KEEP", kept_rows(build, keep_row) },
        { "FORGET", kept_rows(build, forget_row) },
        { "KEPT", kept_rows(build, kept_row) },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "LANGUAGE_PATTERN", sp_negotiate_language(plan, "(", build->pool) },
        { "LANGUAGES", languages_of(build) },
        { "TYPE_PATTERN", sp_negotiate_type(plan, "(", build->pool) },
        { "FORMATS", formats_of(build) },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { "CACHE", sp_rows_cache(build, cache_row) },
        { "UNLESS", unless_cached(build) },
        { "TYPES", sp_rows_types(build, type_row) },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "BODY", body_of(build) },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    sp_pages_file(build, "varnish/statuspages.vcl", fills);
    sp_pages_file(build, "varnish/example.vcl", fills);
    sp_files_fill(build->readme, "varnish/README.md", fills);
}

static const char limits[] =
    "- Language and format are the first of the field that there is a page in: "
    "Varnish does\n  not weigh q-values. q=0 is honoured. The first 1,000 bytes "
    "of a field count.\n"
    "- A request that Varnish cannot read gets 400 without a page: no VCL runs "
    "for it.\n"
    "- Varnish itself says 503 whatever goes wrong with a backend, never 502 or "
    "504.\n"
    "- Upgrade (426) ends at Varnish, and a 416 with Content-Range is 503 to "
    "it.\n"
    "- An empty error without Content-Length stays empty.\n"
    "- Errors inside a page put together with ESI stay as they are.\n"
    "- The wait is on the page only if --retry-after gave it; a backend's goes "
    "out as a field.\n";

const sp_target sp_target_varnish = {
    .name = "varnish",
    .title = "Varnish",
    .codes = "400-599",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .named = true,
    .limits = limits,
    .check = { "varnishd", "-C", "-f", "@FOLDER@/example.vcl" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* nginx: error_page, and maps for language and format. */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/target.h"

#include <apr_strings.h>

/* Pages are SSI documents when they hold values of the request. */
static const sp_literal literals[] = {
    { "<!--#", "<!--# echo var=\"statuspages_open\" encoding=\"none\" -->" },
    { NULL, NULL },
};

static const sp_dialect ssi = {
    .literals = literals,
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

/* ---- http.conf -----------------------------------------------------------*/

static void add_foreign(void *baton, const char *page, const char *language)
{
    sp_draft_format(baton, "    \"%s\" %s;\n", page, language);
}

static const char *languages_of(const sp_build *build)
{
    sp_draft *conf = sp_draft_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->plan, &count, build->pool);

    for (unsigned i = 0; i < count; i++) {
        if (list[i].language != SP_LANGUAGE_NONE) {
            sp_draft_format(conf, "    %s %s;\n", list[i].range,
                            sp_languages[list[i].language].tag.ptr);
        }
    }
    return sp_draft_string(conf);
}

static const char *formats_of(const sp_build *build)
{
    sp_draft *conf = sp_draft_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const sp_type_word *row = &sp_negotiate_words[i];

        if (build->plan->formats & SP_FORMAT_BIT(row->format)) {
            sp_draft_format(conf, "    ~*%s %s;\n", row->word,
                            sp_render_suffixes[row->format]);
        }
    }
    return sp_draft_string(conf);
}

static const char *waits_of(const sp_build *build)
{
    sp_draft *lines = sp_draft_make(build->pool);

    for (unsigned i = 0; i < build->plan->code_count; i++) {
        int code = build->plan->codes[i];
        uint32_t wait = sp_waits_for(&build->plan->waits, code);

        if (wait) {
            sp_draft_format(lines, "    %d %u;\n", code, wait);
        }
    }
    return sp_draft_string(lines);
}

static const char *foreign_of(const sp_build *build)
{
    sp_draft *lines = sp_draft_make(build->pool);

    sp_pages_foreign(build, add_foreign, lines);
    return sp_draft_string(lines);
}

/* ---- server.conf ---------------------------------------------------------*/

/* Codes that only nginx knows, which it would tell the client if they had pages
 * of their own. */
static const char own_400[] =
    "# A certificate that is wrong or missing, http to the https port.\n"
    "error_page 495 496 497 =400\n"
    "    /statuspages/$statuspages_language/400.$statuspages_suffix;\n";
static const char own_431[] =
    "# Header fields that are too large; nginx alone would say 400.\n"
    "error_page 494 =431\n"
    "    /statuspages/$statuspages_language/431.$statuspages_suffix;\n";

static const char read_ssi[] =
    "    ssi on;\n"
    "    ssi_types application/problem+json application/problem+xml\n"
    "        text/plain text/markdown;\n";
static const char read_gzip[] = "    gzip_static on; # the .gz files\n"
                                "    gzip_vary on;\n";

/* ---- all files -----------------------------------------------------------*/

static void write_file(sp_build *build, const char *name, const sp_fill *fills)
{
    sp_draft *conf = sp_draft_make(build->pool);

    sp_files_fill(conf, apr_pstrcat(build->pool, "nginx/", name, NULL), fills);
    sp_output_add(build->output, name, sp_draft_span(conf));
}

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_page_style style = { .folder = "statuspages",
                                  .dialect = plan->plain ? NULL : &ssi,
                                  .gzip = plan->plain };
    const sp_fill fills[] = {
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "LANGUAGE_PATTERN",
          sp_negotiate_language(plan, "(?<statuspages_tag>", build->pool) },
        { "LANGUAGES", languages_of(build) },
        { "TYPE_PATTERN",
          sp_negotiate_type(plan, "(?<statuspages_media>", build->pool) },
        { "FORMATS", formats_of(build) },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { "WAITS", waits_of(build) },
        { "FOREIGN", foreign_of(build) },
        { "CODES", sp_pages_codes(build, "\n    ") },
        { "OWN", apr_pstrcat(build->pool, sp_plan_has(plan, 400) ? own_400 : "",
                             sp_plan_has(plan, 431) ? own_431 : "", NULL) },
        { "READING", plan->plain ? read_gzip : read_ssi },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    write_file(build, "http.conf", fills);
    write_file(build, "server.conf", fills);
    write_file(build, "check.conf", fills);
    sp_files_fill(build->readme, "nginx/README.md", fills);
}

static const char limits[] =
    "- Language and format are the first of the field that there is a page in: "
    "nginx does\n  not weigh q-values. q=0 is honoured.\n"
    "- Codes without a page here keep the page of nginx or of the backend.\n"
    "- Errors of backends lose their body and most fields. Kept are "
    "Retry-After, Allow,\n  WWW-Authenticate (401), Proxy-Authenticate (407), "
    "Content-Range (416), Link (451),\n  Access-Control-Allow-Origin and "
    "-Credentials. Where a backend explains its errors\n  itself, set "
    "proxy_intercept_errors off in that location.\n"
    "- Pages with the id and the time are packed only as nginx's gzip does it: "
    "403 and 404.\n  With --plain all of them are packed beforehand.\n"
    "- An auth_request of a server is asked for the pages too: set it off "
    "inside the\n  location /statuspages/ if you use it.\n"
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
    .limits = limits,
    .check = { "nginx", "-t", "-q", "-p", "@SCRATCH@", "-c",
               "@FOLDER@/check.conf" },
    .make = make,
};

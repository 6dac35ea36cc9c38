/* SPDX-License-Identifier: Apache-2.0 */
/* httpd without the module: ErrorDocument, and mod_rewrite for language and
 * format. */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/target.h"

#include <apr_strings.h>

static const char *documents_of(const sp_build *build)
{
    sp_draft *lines = sp_draft_make(build->pool);

    for (unsigned i = 0; i < build->plan->code_count; i++) {
        sp_draft_format(lines, "ErrorDocument %d /statuspages/%d\n",
                        build->plan->codes[i], build->plan->codes[i]);
    }
    return sp_draft_string(lines);
}

static const char *formats_of(const sp_build *build, unsigned *rules)
{
    sp_draft *lines = sp_draft_make(build->pool);

    /* Backwards: application/xhtml+xml has xml in it, and is HTML. */
    for (int i = SP_FORMAT__COUNT - 1; i >= 0; i--) {
        const sp_type_word *row = &sp_negotiate_words[i];

        if (build->plan->formats & SP_FORMAT_BIT(row->format)) {
            sp_draft_format(lines,
                            "RewriteCond %%{ENV:statuspages_type} %s [NC]\n"
                            "RewriteRule ^ - [E=statuspages_suffix:%s]\n",
                            row->word, sp_render_suffixes[row->format]);
            (*rules)++;
        }
    }
    return sp_draft_string(lines);
}

static const char foreign_row[] =
    "<LocationMatch ^/statuspages/@PAGE@\\.>\n"
    "    Header always set Content-Language @LANGUAGE@\n"
    "</LocationMatch>\n";
static const char wait_row[] = "<LocationMatch ^/statuspages/.*/@CODE@\\.>\n"
                               "    Header always set Retry-After @WAIT@\n"
                               "</LocationMatch>\n";
static const char language_title[] =
    "# Which page a language of Accept-Language gets.\n";

/* Where distributions have httpd's modules; those that are compiled in are
 * nowhere. */
static const char *modules_of(const sp_build *build)
{
    static const char *const folders[] = { "/usr/lib/apache2/modules",
                                           "/usr/lib64/httpd/modules",
                                           "/usr/lib/httpd/modules",
                                           "/usr/local/apache2/modules" };
    static const char *const modules[] = {
        "mpm_event", "authn_core", "authz_core", "alias", "headers",
        "rewrite",   "filter",     "deflate",    "proxy"
    };
    sp_draft *lines = sp_draft_make(build->pool);

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        for (size_t j = 0; j < sizeof(modules) / sizeof(modules[0]); j++) {
            sp_draft_format(lines,
                            "<IfFile %s/mod_%s.so>\n"
                            "    LoadModule %s_module %s/mod_%s.so\n"
                            "</IfFile>\n",
                            folders[i], modules[j], modules[j], folders[i],
                            modules[j]);
        }
    }
    return sp_draft_string(lines);
}

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_page_style style = { .folder = "statuspages" };
    unsigned rules = 8; /* of statuspages.conf, besides those of the formats */
    const char *formats = formats_of(build, &rules);
    const sp_fill fills[] = {
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "DOCUMENTS", documents_of(build) },
        { "CODES", sp_pages_codes(build, " \\\n        ") },
        { "LANGUAGE_PATTERN", sp_negotiate_language(plan, "(", build->pool) },
        { "TYPE_PATTERN", sp_negotiate_type(plan, "(", build->pool) },
        { "FORMATS", formats },
        { "RULES", apr_itoa(build->pool, (int)rules) },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "WAITS", sp_rows_waits(build, wait_row) },
        { "MODULES", modules_of(build) },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    sp_output_add(build->output, "languages.txt",
                  sp_span_of(apr_pstrcat(
                      build->pool, language_title,
                      sp_rows_ranges(build, "@RANGE@ @LANGUAGE@\n"), NULL)));
    sp_pages_file(build, "apache/statuspages.conf", fills);
    sp_pages_file(build, "apache/check.conf", fills);
    sp_files_fill(build->readme, "apache/README.md", fills);
}

static const char limits[] =
    "- mod_statuspages does all of this better; this is for who cannot load "
    "it.\n"
    "- Language and format are the first of the field that there is a page in: "
    "q-values\n  are not weighed. q=0 is honoured.\n"
    "- Nothing of the request is on the pages: no id, no time.\n"
    "- ErrorDocument refuses codes that are not registered; those keep httpd's "
    "text.\n"
    "- Errors of scripts and handlers that send a text of their own keep it.\n"
    "- Errors of backends lose their body and all fields but WWW-Authenticate "
    "(401), so\n  Retry-After is lost. Where a backend explains its errors "
    "itself, set\n  ProxyErrorOverride Off in that location.\n"
    "- A 405 has no Allow.\n";

const sp_target sp_target_apache = {
    .name = "apache",
    .title = "Apache httpd without mod_statuspages",
    .codes = "400-417 421-424 426 428 429 431 451 500-508 510 511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .limits = limits,
    .check = { "apache2|httpd", "-t", "-f", "@FOLDER@/check.conf" },
    .make = make,
};

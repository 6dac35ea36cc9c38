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
        int code = build->plan->codes[i];

        /* A page that is there: whatever keeps the rules from running, the
         * visitor gets this one. */
        sp_draft_format(lines, "ErrorDocument %d /%s/%s/%d.%s\n", code,
                        build->plan->name,
                        sp_languages[build->plan->languages.order[0]].tag.ptr,
                        code, sp_pages_suffix(build, SP_FORMAT_HTML));
    }
    return sp_draft_string(lines);
}

/* Backwards: application/xhtml+xml has xml in it, and is HTML. */
static const char *formats_of(const sp_build *build)
{
    sp_draft *lines = sp_draft_make(build->pool);

    for (int i = SP_FORMAT__COUNT - 1; i >= 0; i--) {
        const sp_type_word *row = &sp_negotiate_words[i];

        if (build->plan->formats & SP_FORMAT_BIT(row->format)) {
            sp_draft_format(lines,
                            "        RewriteCond %%{ENV:%s_type} %s [NC]\n"
                            "        RewriteRule ^ - [E=%s_suffix:%s]\n",
                            build->plan->name, row->word, build->plan->name,
                            sp_render_suffixes[row->format]);
        }
    }
    return sp_draft_string(lines);
}

static const char foreign_row[] =
    "<LocationMatch ^/@NAME@/@PAGE@\\.>\n"
    "    Header always set Content-Language @LANGUAGE@\n"
    "</LocationMatch>\n";
/* The rules may have led to the page once more. */
static const char wait_row[] =
    "    <FilesMatch \"^@CODE@\\.\">\n"
    "        Header always set Retry-After @WAIT@ \"expr=-z "
    "reqenv('REDIRECT_@NAME@_backend') && -z "
    "reqenv('REDIRECT_REDIRECT_@NAME@_backend')\"\n"
    "    </FilesMatch>\n";
/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them.  For httpd an error document is
 * asked for with GET, but it remembers the request line. */
static const char cache_row[] =
    "    Header always set Cache-Control max-age=@SECONDS@ \"expr=%{REQUEST_STATUS} "
    "== @CODE@ && %{THE_REQUEST} =~ m#^(GET|HEAD) # && -z "
    "req_novary('Authorization') && -z resp('Set-Cookie')\"\n";
static const char cache_vary[] =
    "    Header always merge Vary \"Accept, Accept-Language\" "
    "\"expr=%%{REQUEST_STATUS} =~ m#^(%s)$#\"\n%s";
static const char cache_others[] = " \"expr=%%{REQUEST_STATUS} !~ m#^(%s)$#\"";
static const char cache_skip[] =
    "        # Only Accept chooses the format of those that caches may keep.\n"
    "        RewriteCond %%{ENV:REDIRECT_STATUS} ^(?:%s)$\n"
    "        RewriteRule ^ - [S=4]\n";

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
        "rewrite",   "filter",     "deflate",    "proxy", "env"
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
    const sp_page_style style = { .folder = plan->name };
    const char *cached = sp_rows_cached(build);
    const sp_fill fills[] = {
        { "NAME", plan->name },
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "DOCUMENTS", documents_of(build) },
        { "CODES", sp_pages_codes(build, " \\\n        ") },
        { "LANGUAGE_PATTERN", sp_negotiate_language(plan, "(", build->pool) },
        { "TYPE_PATTERN", sp_negotiate_type(plan, "(", build->pool) },
        { "FORMATS", formats_of(build) },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "OTHERS",
          cached ? apr_psprintf(build->pool, cache_others, cached) : "" },
        { "CACHE", cached ? apr_psprintf(build->pool, cache_vary, cached,
                                         sp_rows_cache(build, cache_row))
                          : "" },
        { "SKIP", cached ? apr_psprintf(build->pool, cache_skip, cached) : "" },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "MODULES", modules_of(build) },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    sp_output_add(build->output, "languages.txt",
                  sp_span_of(apr_pstrcat(
                      build->pool, language_title,
                      sp_rows_ranges(build, "@RANGE@ @LANGUAGE@\n"), NULL)));
    sp_pages_file(build, "apache/statuspages.conf", fills);
    sp_pages_file(build, "apache/backend.conf", fills);
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
    "- httpd cannot tell an empty error of an application from one that explains "
    "itself, so\n  both stay as they are. With backend.conf both get pages, and "
    "lose all fields but\n  WWW-Authenticate (401, one of them): Set-Cookie, "
    "Access-Control-*, Allow, Retry-After\n  are lost. A wait on such a page is "
    "that of --retry-after.\n"
    "- Errors of scripts and handlers that send no text of their own stay empty."
    "\n"
    "- After a RewriteRule with [END] all get the page in the default language.\n"
    "- A 405 has no Allow.\n";

const sp_target sp_target_apache = {
    .name = "apache",
    .title = "Apache httpd without mod_statuspages",
    .codes = "400-417 421-424 426 428 429 431 451 500-508 510 511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .named = true,
    .limits = limits,
    .check = { "apache2|httpd", "-t", "-f", "@FOLDER@/check.conf" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* httpd without the module: ErrorDocument, and mod_rewrite for language and
 * format. */
#include "cli/targets/targets.h"

#include <apr_strings.h>

/* A page that is there: whatever keeps the rules from running, the visitor gets
 * this one. */
static const char document_row[] =
    "ErrorDocument @CODE@ /@NAME@/@DEFAULT@/@CODE@.@HTML@\n";
static const char format_row[] =
    "        RewriteCond %{ENV:@NAME@_type} @WORD@ [NC]\n"
    "        RewriteRule ^ - [E=@NAME@_suffix:@SUFFIX@]\n";
static const char type_weight_row[] =
    "        RewriteCond %{HTTP_ACCEPT} \"@PATTERN@\" [NC]\n"
    "        RewriteRule ^ - [E=@NAME@_type:%1,S=@FOLLOWING@]\n";
/* Without Vary of mod_rewrite (NV): pages for programs are in English. */
static const char language_weight_row[] =
    "        RewriteCond %{HTTP:Accept-Language} \"@PATTERN@\" "
    "[NC,NV]\n"
    "        RewriteRule ^ - "
    "[E=@NAME@_asked:${@NAME@-lower:%1},S=@FOLLOWING@]\n";
static const char header_row[] = "    Header always set @HEADER@ \"@VALUE@\"\n";
static const char foreign_row[] =
    "<LocationMatch ^/@NAME@/@PAGE@\\.>\n"
    "    Header always set Content-Language @LANGUAGE@\n"
    "</LocationMatch>\n";
static const char program_row[] = "<LocationMatch ^/@NAME@/.*\\.@SUFFIX@$>\n"
                                  "    Header always set Content-Language en\n"
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
    "req_novary('Authorization') && -z resp('Set-Cookie') && -z "
    "reqenv('REDIRECT_@NAME@_backend') && -z "
    "reqenv('REDIRECT_REDIRECT_@NAME@_backend')\"\n";
static const char cache_vary[] =
    "    Header always merge Vary \"Accept, Accept-Language\" "
    "\"expr=%%{REQUEST_STATUS} =~ m#^(%s)$#\"\n%s";
static const char cache_others[] = " \"expr=%%{REQUEST_STATUS} !~ m#^(%s)$#\"";
static const char cache_skip[] =
    "        # Only Accept chooses the format of those that caches may keep.\n"
    "        RewriteCond %%{ENV:REDIRECT_STATUS} ^(?:%s)$\n"
    "        RewriteRule ^ - [S=4]\n";

/* Rules of statuspages.conf that guess a format; tests/cli counts them. */
enum { GUESSES = 4 };

static const char html_first[] =
    "        # Nothing can win over what is named first, without a weight.\n"
    "        RewriteCond %%{HTTP_ACCEPT} ^text/html(?:,|$)\n"
    "        RewriteRule ^ - [E=%s_suffix:html,S=%u]\n";

static unsigned count_rules(const char *text)
{
    unsigned count = 0;

    while ((text = strstr(text, "RewriteRule")) != NULL) {
        text++;
        count++;
    }
    return count;
}

/* A browser that opens a page: the other rules for the format are skipped. */
static const char *html_first_of(const sp_build *build, const char *rules)
{
    return build->options->formats & SP_FORMAT_BIT(SP_FORMAT_HTML)
               ? apr_psprintf(build->pool, html_first, build->options->name,
                              GUESSES + count_rules(rules))
               : "";
}

/* ---- mod_lua ------------------------------------------------------------*/

/* What says that a body is empty before it comes.  The status of gRPC is in its
 * fields, and no page may take its place. */
#define IF_PAGE                                                                \
    "resp('Content-Type') !~ m#^(?:application/grpc|text/event-stream)#i"
static const char if_page[] = IF_PAGE;
static const char if_empty[] = "resp('Content-Length') == '0' && " IF_PAGE;

static void write_backend(sp_build *build, const char *name, const char *which,
                          const char *condition)
{
    const char *filter = sp_target_named(
        build, condition == if_empty ? "@NAME@-empty" : "@NAME@-all");
    const sp_fill fills[] = { { "WHICH", which },
                              { "STATUSES", sp_target_codes(build, "|", "|") },
                              { "CONDITION", condition },
                              { "FILTER", filter },
                              { NULL, NULL } };

    sp_staging_add(
        build->staging, name,
        sp_span_of(sp_target_text(build, "apache/backend_lua.conf", fills)));
}

static void write_lua(sp_build *build)
{
    const sp_fill fills[] = {
        { "LANGUAGE_LUA", build->options->languages.count > 1
                              ? sp_rows_weights(build, "    [=[@PATTERN@]=],\n",
                                                sp_negotiate_language, "([*]|")
                              : "" },
        { "TYPE_LUA", sp_rows_weights(build, "    [=[@PATTERN@]=],\n",
                                      sp_negotiate_type, "(") },
        { "RANGES",
          sp_rows_ranges(build, "    [\"@RANGE@\"] = \"@LANGUAGE@\",\n") },
        { "WRITTEN",
          sp_rows_foreign(build, "    [\"@PAGE@\"] = \"@LANGUAGE@\",\n") },
        { "WORDS",
          sp_rows_words(build, "    { \"@WORD@\", \"@SUFFIX@\" },\n", false) },
        { "TYPES", sp_rows_types(build, "    @SUFFIX@ = \"@TYPE@\",\n") },
        { "ENGLISH", sp_rows_programs(build, "    @SUFFIX@ = \"en\",\n") },
        { "WAITS_LUA",
          sp_rows_retry_after(build, "    [@CODE@] = \"@WAIT@\",\n") },
        { "HEADER_LUA",
          sp_rows_headers(build, "    [\"@HEADER@\"] = \"@VALUE@\",\n") },
        { NULL, NULL }
    };

    sp_target_file(build, "apache/statuspages.lua", fills);
    write_backend(build, "backend.conf", "its errors without a body", if_empty);
    write_backend(build, "backend-all.conf", "all its errors", if_page);
}

static const char without_lua[] =
    "Errors that an application sends itself stay as they are, body and headers, "
    "even if they are empty: httpd cannot tell them apart. The pages are for "
    "errors of httpd itself, including 502, 503 and 504 when a backend does not "
    "answer. If you can load mod_lua, build with `--with lua`: then errors without "
    "a body can get pages and keep their headers. Otherwise, where a backend has "
    "no error pages worth keeping, use these in its location:\n"
    "\n"
    "```apache\n"
    "<Location /shop/>\n"
    "    Include @FOLDER@/backend.conf\n"
    "</Location>\n"
    "```\n"
    "\n"
    "This sets `ProxyErrorOverride` for the codes that have pages. httpd then drops "
    "all headers of the backend's error except `WWW-Authenticate`: `Retry-After`, "
    "`Set-Cookie` and the CORS headers are lost.\n";
static const char with_lua[] =
    "Errors that an application sends itself stay as they are. To explain those "
    "with `Content-Length: 0`, which have no body, include `backend.conf` in the "
    "location of the backend. All headers of the error stay, such as "
    "`Retry-After`, `WWW-Authenticate` and `Set-Cookie`:\n"
    "\n"
    "```apache\n"
    "<Location /shop/>\n"
    "    Include @FOLDER@/backend.conf\n"
    "</Location>\n"
    "```\n"
    "\n"
    "`backend-all.conf` instead does so for all errors, whatever their body. Both "
    "need mod_lua and mod_filter; on Debian, run `a2enmod lua filter`. mod_lua runs "
    "for these errors only. `filter-errordocs`, which they set, has "
    "`AddOutputFilterByType` of the site apply to errors of the location, too.\n";

/* ---- all files ----------------------------------------------------------*/

static const char language_title[] =
    "# Maps each language of Accept-Language to a page.\n";

/* Where distributions have httpd's modules; those that are compiled in are
 * nowhere. */
static const char *modules_of(const sp_build *build)
{
    static const char *const folders[] = { "/usr/lib/apache2/modules",
                                           "/usr/lib64/httpd/modules",
                                           "/usr/lib/httpd/modules",
                                           "/usr/local/apache2/modules" };
    static const char *const modules[] = {
        "mpm_event", "authn_core", "authz_core", "alias", "headers", "rewrite",
        "filter",    "deflate",    "proxy",      "env",   "lua"
    };
    sp_buffer *lines = sp_buffer_make(build->pool);

    for (size_t i = 0; i < SP_COUNT(folders); i++) {
        for (size_t j = 0; j < SP_COUNT(modules); j++) {
            sp_buffer_format(lines,
                             "<IfFile %s/mod_%s.so>\n"
                             "    LoadModule %s_module %s/mod_%s.so\n"
                             "</IfFile>\n",
                             folders[i], modules[j], modules[j], folders[i],
                             modules[j]);
        }
    }
    return sp_buffer_string(lines);
}

static void write_files(sp_build *build, const sp_fill *fills)
{
    const sp_page_style style = { .folder = build->options->name };

    sp_target_write_pages(build, &style);
    sp_staging_add(build->staging, "languages.txt",
                   sp_span_of(apr_pstrcat(
                       build->pool, language_title,
                       sp_rows_ranges(build, "@RANGE@ @LANGUAGE@\n"), NULL)));
    sp_target_file(build, "apache/statuspages.conf", fills);
    if (sp_options_with(build->options, "lua")) {
        write_lua(build);
    }
    else {
        sp_target_file(build, "apache/backend.conf", fills);
    }
    sp_target_file(build, "apache/check.conf", fills);
    sp_target_readme(build, fills);
}

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const char *cached = sp_rows_cached(build);
    const char *skip =
        cached ? apr_psprintf(build->pool, cache_skip, cached) : "";
    const char *types =
        sp_rows_weights(build, type_weight_row, sp_negotiate_type, "(");
    const char *formats = sp_rows_words(build, format_row, true);
    const sp_fill fills[] = {
        { "DOCUMENTS", sp_rows_codes(build, document_row) },
        { "CODES", sp_target_codes(build, " ", " \\\n        ") },
        { "LANGUAGE_WEIGHTS",
          options->languages.count > 1 ? sp_rows_weights(
              build, language_weight_row, sp_negotiate_language, "([*]|")
                                       : "" },
        { "HTML_FIRST",
          html_first_of(build,
                        apr_pstrcat(build->pool, skip, types, formats, NULL)) },
        { "TYPE_WEIGHTS", types },
        { "HEADERS", sp_rows_headers(build, header_row) },
        { "FORMATS", formats },
        { "FOREIGN", sp_rows_foreign(build, foreign_row) },
        { "PROGRAMS", sp_rows_programs(build, program_row) },
        { "OTHERS",
          cached ? apr_psprintf(build->pool, cache_others, cached) : "" },
        { "CACHE", cached ? apr_psprintf(build->pool, cache_vary, cached,
                                         sp_rows_cache(build, cache_row))
                          : "" },
        { "SKIP", skip },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "MODULES", modules_of(build) },
        { "APPLICATIONS", sp_target_named(build, sp_options_with(options, "lua")
                                                     ? with_lua
                                                     : without_lua) },
        { NULL, NULL }
    };

    write_files(build, fills);
}

static const sp_module optional[] = {
    { "lua", "pages for empty errors of backends, whose headers stay" },
    { NULL, NULL }
};

const sp_target sp_target_apache = {
    .name = "apache",
    .title = "Apache httpd without mod_statuspages",
    .codes = "400-417 421-424 426 428 429 431 451 500-508 510 511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .no_replace =
        "httpd cannot tell an empty error from one that explains "
        "itself without --with lua; include backend.conf where all of them may "
        "be replaced",
    .no_reference = "the pages show no id",
    .modules = optional,
    .check = { "apache2|httpd", "-t", "-f", "@FOLDER@/check.conf" },
    .make = make,
};

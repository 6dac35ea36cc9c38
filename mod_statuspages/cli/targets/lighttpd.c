/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd: server.errorfile-prefix, in conditions for language and format. */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/lighttpd.h"

#include <apr_strings.h>

/* What lighttpd asks for is PREFIX404.html, whatever the format is, so the
 * prefix holds the format: de/statuspages-json.404.html. */
static const char *name_of(const sp_build *build, const sp_page_key *key,
                           const char *folder, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%s/%s-%s.%d.html", folder,
                        sp_languages[key->language].tag.ptr, build->plan->name,
                        sp_render_suffixes[key->format], key->code);
}

/* The media type of every page, by its name. */
static const char *types_of(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *conf = sp_draft_make(build->pool);
    unsigned count = 0;

    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        for (unsigned i = 0;
             plan->formats & SP_FORMAT_BIT(format) && i < plan->code_count;
             i++, count++) {
            sp_draft_format(conf, "    \"%s-%s.%d.html\" => \"%s\",\n",
                            plan->name, sp_render_suffixes[format],
                            plan->codes[i], sp_formats[format].media_type.ptr);
        }
    }
    for (; count < SP_LIGHTTPD_TYPES_LEAST; count++) {
        sp_draft_format(conf, "    \"%s-none.%u.html\" => \"text/html\",\n",
                        plan->name, count);
    }
    return sp_draft_string(conf);
}

/* ---- conditions ----------------------------------------------------------*/

static void add_prefix(const sp_build *build, sp_draft *conf,
                       const char *indent, unsigned language, sp_format format)
{
    const char *name = build->plan->name;

    sp_draft_format(conf,
                    "%sserver.errorfile-prefix = var.%s_folder + "
                    "\"%s/%s-%s.\"\n",
                    indent, name, sp_languages[language].tag.ptr, name,
                    sp_render_suffixes[format]);
}

/* FORMAT.conf: the languages of one format. */
static void write_languages(sp_build *build, sp_format format)
{
    const sp_language_set *languages = &build->plan->languages;
    sp_draft *conf = sp_draft_make(build->pool);
    const char *name =
        apr_pstrcat(build->pool, sp_render_suffixes[format], ".conf", NULL);
    const char *begin = "";

    sp_draft_format(conf,
                    "# Error pages made by statuspages: the languages of %s.\n",
                    sp_formats[format].media_type.ptr);
    add_prefix(build, conf, "", languages->order[0], format);
    for (unsigned i = 0; i < languages->count; i++) {
        unsigned language = languages->order[i];
        const char *element =
            sp_negotiate_one_language(build->plan, language, build->pool);

        if (*element) {
            sp_draft_format(conf,
                            "%s$REQUEST_HEADER[\"Accept-Language\"] =~ "
                            "var.%s_languages + \"%s\" {\n",
                            begin, build->plan->name, element);
            add_prefix(build, conf, "    ", language, format);
            begin = "} else ";
        }
    }
    sp_draft_add(conf, *begin ? "}\n" : "");
    sp_output_add(build->output, name, sp_draft_span(conf));
}

/* What a format is asked for with: a condition for each that is made. */
static const char *accepts_of(const sp_build *build)
{
    sp_draft *conf = sp_draft_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (build->plan->formats & SP_FORMAT_BIT(i)) {
            sp_draft_format(conf,
                            "$REQUEST_HEADER[\"Accept\"] =~ var.%s_types + "
                            "\"%s\" {\n    include \"%s/%s.conf\"\n} else ",
                            build->plan->name,
                            sp_negotiate_one_type((sp_format)i, build->pool),
                            build->plan->folder, sp_render_suffixes[i]);
        }
    }
    return sp_draft_string(conf);
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_page_style style = { .folder = "statuspages", .name = name_of };
    const sp_fill fills[] = {
        { "NAME", plan->name },
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "LANGUAGES_SKIP", sp_negotiate_language_skip(plan, build->pool) },
        { "TYPES_SKIP", sp_negotiate_type_skip(plan, build->pool) },
        { "TYPES", types_of(build) },
        { "ACCEPTS", accepts_of(build) },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (plan->formats & SP_FORMAT_BIT(i)) {
            write_languages(build, (sp_format)i);
        }
    }
    sp_pages_file(build, "lighttpd/statuspages.conf", fills);
    sp_pages_file(build, "lighttpd/check.conf", fills);
    sp_lighttpd_write_magnet(build);
    sp_files_fill(build->readme, "lighttpd/README.md", fills);
}

static const char limits[] =
    "- Without mod_magnet lighttpd throws the fields of an answer away when it "
    "takes a page.\n  Only WWW-Authenticate of a 401 stays; Retry-After and "
    "Allow do not go out, and there\n  is no Content-Language, Vary, "
    "Cache-Control and Content-Security-Policy: --cache needs "
    "mod_magnet. Language and\n  wait are on the page.\n"
    "- No id and no time of the request are on the pages: they are files.\n"
    "- Language and format are the first of the field that there is a page in: "
    "lighttpd does\n  not weigh q-values. q=0 is honoured.\n"
    "- A request that is broken or too large (400, 431, 505) gets HTML in the "
    "default\n  language: lighttpd asks for conditions only after it has read "
    "the request. With\n  mod_magnet that is so for a range that a file does "
    "not have (416).\n"
    "- A backend's wait is on no page; with mod_magnet it goes out as a field.\n"
    "- Codes without a page here keep the page of lighttpd.\n";

const sp_target sp_target_lighttpd = {
    .name = "lighttpd",
    .title = "lighttpd",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .named = true,
    .limits = limits,
    .check = { "lighttpd", "-tt", "-f", "@FOLDER@/check.conf" },
    .make = make,
};

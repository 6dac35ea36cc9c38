/* SPDX-License-Identifier: Apache-2.0 */
/* nginx: which language and format a client gets, by maps that try one weight
 * after the other, or by a script for njs. */
#include "cli/media_names.h"
#include "cli/targets/nginx.h"

#include <apr_file_info.h>
#include <apr_strings.h>

/* ---- maps ---------------------------------------------------------------*/

static const char language_maps[] =
    "# The language in Accept-Language that has a page and the greatest weight: "
    "each row\n"
    "# is for one tenth.\n"
    "map $http_accept_language $@NAME@_asked {\n"
    "    default \"\";\n"
    "@SIMPLE@"
    "@LANGUAGE_WEIGHTS@}\n"
    "map $@NAME@_asked $@NAME@_@BY_MAPS@ {\n"
    "    default @DEFAULT@;\n"
    "@LANGUAGES@}\n"
    "\n";
static const char type_maps[] = "# Likewise the format in Accept.\n"
                                "map $http_accept $@NAME@_type {\n"
                                "    default \"\";\n"
                                "@HTML_FIRST@@TYPE_WEIGHTS@}\n"
                                "map $@NAME@_type $@NAME@_suffix {\n"
                                "    default $@NAME@_guess;\n"
                                "@TYPES@}\n";

/* Most clients name what they want most first, and without a weight: no list
 * has to be read. */
static const char simple_row[] =
    "    \"~^(?<@NAME@_tag>%s)(?:-[A-Z]{2})?(?:,|$)\" $@NAME@_tag;\n";
static const char html_first[] = "    \"~^text/html(?:,|$)\" text/html;\n";

static const char language_row[] = "    \"~*@PATTERN@\" $@NAME@_tag;\n";
static const char type_row[] = "    \"~*@PATTERN@\" $@NAME@_media;\n";

static bool has_html(const sp_build *build)
{
    return (build->options->formats & SP_FORMAT_BIT(SP_FORMAT_HTML)) != 0;
}

/* Most clients that want a page name text/html, which is found without an
 * expression. */
static const char *types_of(const sp_build *build)
{
    return apr_pstrcat(
        build->pool, has_html(build) ? "    text/html html;\n" : "",
        sp_rows_words(build, "    ~*@WORD@ @SUFFIX@;\n", false), NULL);
}

static const char *simple_of(const sp_build *build)
{
    const char *simple = sp_rows_simple(build);

    return *simple ? sp_target_named(
               build, apr_psprintf(build->pool, simple_row, simple))
                   : "";
}

static const char *maps_of(const sp_build *build)
{
    bool njs = sp_options_with(build->options, "njs");
    sp_buffer *text = sp_buffer_make(build->pool);
    const sp_fill fills[] = {
        { "SIMPLE", simple_of(build) },
        { "HTML_FIRST", has_html(build) ? html_first : "" },
        { "LANGUAGE_WEIGHTS",
          build->options->languages.count > 1
              ? sp_rows_weights(build, language_row, sp_negotiate_language,
                                sp_target_named(build, "(?<@NAME@_tag>[*]|"))
              : "" },
        { "BY_MAPS", njs ? "simply" : "language" },
        { "LANGUAGES", sp_rows_ranges(build, "    @RANGE@ @LANGUAGE@;\n") },
        { "TYPE_WEIGHTS",
          sp_rows_weights(build, type_row, sp_negotiate_type,
                          sp_target_named(build, "(?<@NAME@_media>")) },
        { "TYPES", types_of(build) },
        { NULL, NULL }
    };

    sp_buffer_fill(text, language_maps, fills, build->common);
    if (!njs) {
        sp_buffer_fill(text, type_maps, fills, build->common);
    }
    return sp_buffer_string(text);
}

/* ---- njs ----------------------------------------------------------------*/

/* Starting njs costs more than the rest of a page. */
static const char imports[] =
    "# njs is asked where the maps are not exact: by weights of several digits, "
    "by\n"
    "# refusals, and by any Accept that is not that of a browser or says "
    "nothing.\n"
    "js_import @NAME@ from @FOLDER@/choose.js;\n"
    "js_set $@NAME@_weighed_language @NAME@.language;\n"
    "js_set $@NAME@_weighed_type @NAME@.format;\n"
    "map $http_accept_language $@NAME@_language {\n"
    "    default $@NAME@_weighed_language;\n"
    "    \"\" $@NAME@_simply;\n"
    "    \"~*^(?:[a-z0-9*-]+(?:;q=0[.][1-9])?(?:, ?|$))+$\" $@NAME@_simply;\n"
    "}\n"
    "map $http_accept $@NAME@_type {\n"
    "    default $@NAME@_weighed_type;\n"
    "    \"\" \"\";\n"
    "    */* \"\";\n"
    "@PAGES@}\n"
    "map $@NAME@_type $@NAME@_suffix {\n"
    "    default $@NAME@_type;\n"
    "    \"\" $@NAME@_guess;\n"
    "}\n";

static const char *tag_of(unsigned language)
{
    return language == SP_LANGUAGE_NONE ? "" : sp_languages[language].tag.ptr;
}

/* All tags that are known: one that is not offered may lead to one that is. */
static const char *tags_of(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < sp_language_tag_count; i++) {
        const sp_language_tag *tag = &sp_language_tags[i];

        sp_buffer_format(
            rows, "%s=%s,%s,%s|", sp_negotiate_range(tag->key, build->pool),
            tag_of(tag->exact), tag_of(tag->other), tag->script ? "1" : "");
    }
    return sp_buffer_string(rows);
}

static const char *const closeness[SP_CLOSE__COUNT] = {
    [SP_CLOSE_EXACT] = "EXACT",
    [SP_CLOSE_ALIAS] = "ALIAS",
    [SP_CLOSE_SUFFIX] = "SUFFIX",
    [SP_CLOSE_TYPE] = "TYPE",
};

/* [['html', EXACT]]: all formats that the name of row `i` names. */
static void add_named(sp_buffer *rows, unsigned i)
{
    const char *name = sp_media_names[i].name;
    const char *between = "        return [";

    for (; i < sp_media_name_count; i++) {
        const sp_media_name *one = &sp_media_names[i];

        if (strcmp(one->name, name) == 0) {
            sp_buffer_format(rows, "%s['%s', %s]", between,
                             sp_render_suffixes[one->format],
                             closeness[one->how]);
            between = ", ";
        }
    }
    sp_buffer_add(rows, "];\n");
}

static bool is_first(unsigned i)
{
    return i == 0
           || strcmp(sp_media_names[i].name, sp_media_names[i - 1].name) != 0;
}

static const char *cases_of(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < sp_media_name_count; i++) {
        if (sp_media_names[i].how != SP_CLOSE_SUFFIX && is_first(i)) {
            sp_buffer_format(rows, "    case '%s':\n", sp_media_names[i].name);
            add_named(rows, i);
        }
    }
    return sp_buffer_string(rows);
}

static const char *suffixes_of(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < sp_media_name_count; i++) {
        if (sp_media_names[i].how == SP_CLOSE_SUFFIX) {
            sp_buffer_format(
                rows, "    if (/^application\\/.*\\%s$/.test(range)) {\n",
                sp_media_names[i].name);
            add_named(rows, i);
            sp_buffer_add(rows, "    }\n");
        }
    }
    return sp_buffer_string(rows);
}

static const char *imports_of(sp_build *build)
{
    sp_buffer *text = sp_buffer_make(build->pool);
    const sp_fill fills[] = {
        { "OFFERED", sp_rows_offered(build, " @LANGUAGE@") + 1 },
        { "FORMATS", sp_rows_types(build, " @SUFFIX@") + 1 },
        { "TAGS", tags_of(build) },
        { "NAMES", cases_of(build) },
        { "SUFFIXES", suffixes_of(build) },
        { "PAGES",
          has_html(build) ? "    \"~^text/html(?:,|$)\" html;\n" : "" },
        { NULL, NULL }
    };

    sp_target_file(build, "nginx/choose.js", fills);
    sp_buffer_fill(text, imports, fills, build->common);
    return sp_buffer_string(text);
}

const char *sp_nginx_choice(sp_build *build)
{
    return sp_options_with(build->options, "njs") ? apr_pstrcat(
               build->pool, maps_of(build), imports_of(build), NULL)
                                                  : maps_of(build);
}

/* Where distributions have nginx's modules.  Only check.conf has the line: the
 * site's own configuration loads the module. */
const char *sp_nginx_load(const sp_build *build)
{
    static const char *const files[] = {
        "/usr/lib/nginx/modules/ngx_http_js_module.so",
        "/usr/lib64/nginx/modules/ngx_http_js_module.so",
        "/etc/nginx/modules/ngx_http_js_module.so"
    };
    apr_finfo_t info;

    for (size_t i = 0;
         sp_options_with(build->options, "njs") && i < SP_COUNT(files); i++) {
        if (apr_stat(&info, files[i], APR_FINFO_TYPE, build->pool)
            == APR_SUCCESS) {
            return apr_psprintf(build->pool, "load_module %s;\n", files[i]);
        }
    }
    return "";
}

/* ---- README.md ----------------------------------------------------------*/

static const char by_maps[] =
    "Of the languages in `Accept-Language` and the formats in `Accept`, nginx "
    "chooses the offered one with the greatest q-value, compared to one digit "
    "after the point.";
static const char or_njs[] = " Build with `--with njs` to compare all digits.";
static const char by_njs[] =
    "njs chooses language and format by the q-values, as mod_statuspages does. It "
    "needs the module: on Debian, install `libnginx-mod-http-js`; elsewhere, "
    "`load_module modules/ngx_http_js_module.so;` may have to be the first line "
    "of `nginx.conf`.";

const char *sp_nginx_weighing(const sp_build *build)
{
    return sp_options_with(build->options, "njs") ? by_njs
           : build->options->target->modules
               ? apr_pstrcat(build->pool, by_maps, or_njs, NULL)
               : by_maps;
}

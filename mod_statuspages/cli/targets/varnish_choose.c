/* SPDX-License-Identifier: Apache-2.0 */
/* Varnish: VCL that chooses language and format, by expressions or by
 * vmod_accept. */
#include "cli/targets/varnish.h"

#include "cli/negotiate.h"

/* Most clients name what they want most first, and without a weight: no other
 * element can win, and no list has to be read. */
static const char simple_language[] =
    "    # Most clients name it first, without a weight.\n"
    "    if (req.http.Accept-Language ~ "
    "\"^(?:@SIMPLE@)(?:-[A-Z]{2})?(?:,|$)\") {\n"
    "        set req.http.@NAME@-language =\n"
    "            regsub(req.http.Accept-Language, \"^([a-z]+).*$\", "
    "\"\\1\");\n"
    "        return;\n"
    "    }\n";
static const char simple_format[] =
    "    # A browser that opens a page names it first, without a weight.\n"
    "    if (req.http.Accept ~ \"^text/html(?:,|$)\") {\n"
    "        set req.http.@NAME@-suffix = \"html\";\n"
    "        return;\n"
    "    }\n";

/* Behind "if (...) { }", so that the first that matches is the last that is
 * tried. */
static const char language_row[] =
    " elsif (req.http.@NAME@-asked ~ \"^(?i)(?:@RANGES@)$\") {\n"
    "            set req.http.@NAME@-language = \"@LANGUAGE@\";\n"
    "        }";
static const char format_row[] =
    "        if (req.http.@NAME@-asked ~ \"(?i)@WORD@\") {\n"
    "            set req.http.@NAME@-suffix = \"@SUFFIX@\";\n"
    "        }\n";

/* How a field is read into req.http.NAME-asked: what of it was chosen. */
static const char first_language[] =
    "    # Limits the time that the pattern takes.\n"
    "    set req.http.@NAME@-asked =\n"
    "        regsub(req.http.Accept-Language, \"^(.{0,1000}).*$\", \"\\1\");\n"
    "    if (req.http.@NAME@-asked ~ {\"(?i)@PATTERN@\"}) {\n"
    "        set req.http.@NAME@-asked = regsub(req.http.@NAME@-asked,\n"
    "            {\"(?i)@PATTERN@.*$\"}, \"\\1\");\n"
    "        if (req.http.@NAME@-asked == \"\") {\n"
    "        }@ROWS@\n"
    "    }\n";
static const char first_format[] =
    "    set req.http.@NAME@-asked =\n"
    "        regsub(req.http.Accept, \"^(.{0,1000}).*$\", \"\\1\");\n"
    "    if (req.http.@NAME@-asked ~ {\"(?i)@PATTERN@\"}) {\n"
    "        set req.http.@NAME@-asked = regsub(req.http.@NAME@-asked,\n"
    "            {\"(?i)@PATTERN@.*$\"}, \"\\1\");\n"
    "@ROWS@    }\n";

/* vmod_accept knows whole elements only, and one that is broken ends its work.
 * So each becomes x, with what it is to the build and its weight. */
static const char weighed_language[] =
    "    # Whole elements; limits the time that the pattern takes.\n"
    "    set req.http.@NAME@-asked = "
    "regsub(std.tolower(req.http.Accept-Language),\n"
    "        \"^(?:(.{0,1000})(?:,.*)?|.*)$\", \"\\1\");\n"
    "    if (req.http.@NAME@-asked != \"\") {\n"
    "        set req.http.@NAME@-asked = regsuball(req.http.@NAME@-asked,\n"
    "            {\"(^|,)\\s*(?:@PATTERN@[^,;]*(;[^,]*)?"
    "|([*])(?=\\s*(?:;|,|$))\\s*(;\\s*q=@WEIGHT@\\s*(?![^,]))?(?![^,])"
    "|[^,]*)\"}, \"\\1x\\2\\3\\4\\5\");\n"
    "        set req.http.@NAME@-asked = regsub(\n"
    "            @NAME@_languages.filter(req.http.@NAME@-asked), \"^x\", "
    "\"\");\n"
    "        if (req.http.@NAME@-asked == \"\") {\n"
    "        }@ROWS@\n"
    "    }\n";
static const char weighed_format[] =
    "    set req.http.@NAME@-asked = regsub(std.tolower(req.http.Accept),\n"
    "        \"^(?:(.{0,1000})(?:,.*)?|.*)$\", \"\\1\");\n"
    "    if (req.http.@NAME@-asked != \"\") {\n"
    "        set req.http.@NAME@-asked = regsuball(req.http.@NAME@-asked,\n"
    "            {\"(^|,)\\s*(?:@PATTERN@\\s*(?:;(?!\\s*q=)[^,;]*)*"
    "(;\\s*q=[0-9.]+)?[^,]*|[^,]*)\"}, \"\\1x\\2\\3\");\n"
    "        set req.http.@NAME@-asked =\n"
    "            @NAME@_types.filter(req.http.@NAME@-asked);\n"
    "@ROWS@    }\n";

static const char rules[] =
    "import accept;\n\n"
    "# What vmod_accept can choose; see @NAME@_language and @NAME@_format.\n"
    "sub vcl_init {\n"
    "    new @NAME@_languages = accept.rule(\"\");\n"
    "    @NAME@_languages.add(\"x*\");\n"
    "@LANGUAGES@"
    "    new @NAME@_types = accept.rule(\"\");\n"
    "@TYPES@"
    "}\n";

bool sp_varnish_weighs(const sp_build *build)
{
    return sp_options_with(build->options, "accept");
}

const char *sp_varnish_language(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *vcl = sp_buffer_make(build->pool);
    const char *simple = sp_rows_simple(build);
    const sp_fill fills[] = {
        { "SIMPLE", simple },
        { "PATTERN", sp_varnish_weighs(build)
                         ? sp_negotiate_range_element(options, build->pool)
                         : sp_negotiate_language(options, "(", build->pool) },
        { "WEIGHT", "(?:1(?:[.]0{0,3})?|0[.][0-9]{1,3})" },
        { "ROWS", sp_rows_languages(build, language_row) },
        { NULL, NULL }
    };

    if (*simple) {
        sp_buffer_fill(vcl, simple_language, fills, build->common);
    }
    sp_buffer_fill(vcl,
                   sp_varnish_weighs(build) ? weighed_language : first_language,
                   fills, build->common);
    return sp_buffer_string(vcl);
}

const char *sp_varnish_format(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *vcl = sp_buffer_make(build->pool);
    const sp_fill fills[] = {
        { "PATTERN", sp_varnish_weighs(build)
                         ? sp_negotiate_type_element(options, build->pool)
                         : sp_negotiate_type(options, "(", build->pool) },
        { "ROWS", sp_rows_words(build, format_row, true) },
        { NULL, NULL }
    };

    sp_buffer_fill(vcl,
                   sp_varnish_weighs(build) ? weighed_format : first_format,
                   fills, build->common);
    return sp_buffer_string(vcl);
}

const char *sp_varnish_first_format(const sp_build *build)
{
    return build->options->formats & SP_FORMAT_BIT(SP_FORMAT_HTML)
               ? sp_target_named(build, simple_format)
               : "";
}

const char *sp_varnish_rules(const sp_build *build)
{
    sp_buffer *vcl = sp_buffer_make(build->pool);
    const sp_fill fills[] = {
        { "LANGUAGES",
          sp_rows_ranges(build, "    @NAME@_languages.add(\"x@RANGE@\");\n") },
        { "TYPES",
          sp_rows_words(build, "    @NAME@_types.add(\"x@WORD@\");\n", false) },
        { NULL, NULL }
    };

    if (sp_varnish_weighs(build)) {
        sp_buffer_fill(vcl, rules, fills, build->common);
    }
    return sp_buffer_string(vcl);
}

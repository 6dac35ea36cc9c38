/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd: server.errorfile-prefix, in conditions for language and format. */
#include "cli/negotiate.h"
#include "cli/targets/lighttpd.h"

#include <apr_strings.h>

/* What lighttpd asks for is PREFIX404.html, whatever the format is, so the
 * prefix holds the format: de/statuspages-json.404.html. */
static const char *name_of(const sp_build *build, const sp_page_key *key,
                           const char *folder, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%s/%s-%s.%d.html", folder,
                        sp_languages[key->language].tag.ptr,
                        build->options->name, sp_render_suffixes[key->format],
                        key->code);
}

/* The media type of every page, by its name. */
static const char *types_of(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *conf = sp_buffer_make(build->pool);
    unsigned count = 0;

    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        for (unsigned i = 0; options->formats & SP_FORMAT_BIT(format)
                             && i < options->code_count;
             i++, count++) {
            sp_buffer_format(conf, "    \"%s-%s.%d.html\" => \"%s\",\n",
                             options->name, sp_render_suffixes[format],
                             options->codes[i],
                             sp_formats[format].media_type.ptr);
        }
    }
    for (; count < SP_LIGHTTPD_TYPES_LEAST; count++) {
        sp_buffer_format(conf, "    \"%s-none.%u.html\" => \"text/html\",\n",
                         options->name, count);
    }
    return sp_buffer_string(conf);
}

/* ---- conditions ----------------------------------------------------------*/

static void add_prefix(const sp_build *build, sp_buffer *conf,
                       const char *indent, unsigned language, sp_format format)
{
    const char *name = build->options->name;

    sp_buffer_format(conf,
                     "%sserver.errorfile-prefix = var.%s_folder + "
                     "\"%s/%s-%s.\"\n",
                     indent, name, sp_languages[language].tag.ptr, name,
                     sp_render_suffixes[format]);
}

/* FORMAT.conf: the languages of one format. */
static void write_languages(sp_build *build, sp_format format)
{
    const sp_language_set *languages = &build->options->languages;
    sp_buffer *conf = sp_buffer_make(build->pool);
    const char *name =
        apr_pstrcat(build->pool, sp_render_suffixes[format], ".conf", NULL);
    const char *begin = "";

    sp_buffer_format(
        conf, "# Error pages made by statuspages: the languages of %s.\n",
        sp_formats[format].media_type.ptr);
    add_prefix(build, conf, "", languages->order[0], format);
    for (unsigned i = 0; i < languages->count; i++) {
        unsigned language = languages->order[i];
        const char *element =
            sp_negotiate_one_language(build->options, language, build->pool);

        if (*element) {
            sp_buffer_format(conf,
                             "%s$REQUEST_HEADER[\"Accept-Language\"] =~ "
                             "var.%s_languages + \"%s\" {\n",
                             begin, build->options->name, element);
            add_prefix(build, conf, "    ", language, format);
            begin = "} else ";
        }
    }
    sp_buffer_add(conf, *begin ? "}\n" : "");
    sp_staging_add(build->staging, name, sp_buffer_span(conf));
}

/* What a format is asked for with: a condition for each that is made. */
static const char *accepts_of(const sp_build *build)
{
    sp_buffer *conf = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (build->options->formats & SP_FORMAT_BIT(i)) {
            sp_buffer_format(conf,
                             "$REQUEST_HEADER[\"Accept\"] =~ var.%s_types + "
                             "\"%s\" {\n    include \"%s/%s.conf\"\n} else ",
                             build->options->name,
                             sp_negotiate_one_type((sp_format)i, build->pool),
                             build->options->folder.path,
                             sp_render_suffixes[i]);
        }
    }
    return sp_buffer_string(conf);
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_page_style style = { .folder = "statuspages", .name = name_of };
    const sp_fill fills[] = {
        { "LANGUAGES_SKIP", sp_negotiate_language_skip(options, build->pool) },
        { "TYPES_SKIP", sp_negotiate_type_skip(options, build->pool) },
        { "TYPES", types_of(build) },
        { "ACCEPTS", accepts_of(build) },
        { NULL, NULL }
    };

    sp_target_write_pages(build, &style);
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (options->formats & SP_FORMAT_BIT(i)) {
            write_languages(build, (sp_format)i);
        }
    }
    sp_target_file(build, "lighttpd/statuspages.conf", fills);
    sp_target_file(build, "lighttpd/check.conf", fills);
    sp_lighttpd_write_magnet(build);
    sp_target_readme(build, fills);
}

const sp_target sp_target_lighttpd = {
    .name = "lighttpd",
    .title = "lighttpd",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .check = { "lighttpd", "-tt", "-f", "@FOLDER@/check.conf" },
    .make = make,
};

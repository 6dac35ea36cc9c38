/* SPDX-License-Identifier: Apache-2.0 */
/* Writes index.html with a row of links for each page of a build. */
#include "cli/targets/gallery.h"

#include <apr_strings.h>

static void add_languages(sp_buffer *json, const sp_options *options)
{
    for (unsigned i = 0; i < options->languages.count; i++) {
        const sp_language *one = &sp_languages[options->languages.order[i]];

        sp_buffer_add(json, i ? ",\n[" : "[");
        sp_buffer_json(json, one->tag);
        sp_buffer_add(json, ",");
        sp_buffer_json(json, one->name);
        sp_buffer_format(json, ",%d]", one->rtl);
    }
}

/* [404,"Not Found",["Page not found", ...]]: the title in each language. */
static void add_codes(sp_buffer *json, const sp_options *options)
{
    for (unsigned i = 0; i < options->code_count; i++) {
        const sp_status *status = sp_status_find(options->codes[i]);

        sp_buffer_format(json, "%s[%d,", i ? ",\n" : "", options->codes[i]);
        sp_buffer_json(json, status->phrase);
        for (unsigned j = 0; j < options->languages.count; j++) {
            const sp_language *language = sp_options_language(
                options, options->languages.order[j], status->code);

            sp_buffer_add(json, j ? "," : ",[");
            sp_buffer_json(
                json,
                sp_catalog_text(language, sp_catalog_status(status)->title));
        }
        sp_buffer_add(json, "]]");
    }
}

static void add_themes(sp_buffer *json, const sp_options *options)
{
    for (unsigned i = 0; i < options->theme_count; i++) {
        sp_buffer_add(json, i ? "," : "");
        sp_buffer_json(json, sp_span_of(options->themes[i].name));
    }
}

static void add_formats(sp_buffer *json, const sp_options *options)
{
    const char *comma = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (options->formats & SP_FORMAT_BIT(i)) {
            sp_buffer_add(json, comma);
            sp_buffer_json(json, sp_span_of(sp_render_suffixes[i]));
            comma = ",";
        }
    }
}

void sp_gallery_write(sp_build *build)
{
    sp_buffer *json = sp_buffer_make(build->pool);
    sp_fill fills[] = { { "DATA", "" }, { NULL, NULL } };

    sp_buffer_add(json, "{\"themes\":[");
    add_themes(json, build->options);
    sp_buffer_add(json, "],\n\"formats\":[");
    add_formats(json, build->options);
    sp_buffer_add(json, "],\n\"languages\":[");
    add_languages(json, build->options);
    sp_buffer_add(json, "],\n\"codes\":[");
    add_codes(json, build->options);
    sp_buffer_add(json, "]}");
    fills[0].value = sp_buffer_string(json);
    sp_target_file(build, "static/index.html", fills);
}

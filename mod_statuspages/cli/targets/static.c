/* SPDX-License-Identifier: Apache-2.0 */
/* No server in particular: all pages as files, and a gallery to look through
 * them. */
#include "cli/targets/gallery.h"
#include "cli/targets/targets.h"

static const char *policies_of(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *list = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < options->theme_count; i++) {
        sp_buffer_format(list,
                         "\n"
                         "For HTML pages of the theme %s:\n\n"
                         "```\n"
                         "Content-Security-Policy: %s\n"
                         "```\n",
                         options->themes[i].name,
                         options->themes[i].theme->policies.usual);
    }
    return sp_buffer_string(list);
}

static void make(sp_build *build)
{
    const sp_page_style style = { .folder = "" };
    const sp_fill fills[] = {
        { "TYPES", sp_rows_types(build, "| @SUFFIX@ | `@TYPE@` |\n") },
        { "CACHE",
          sp_rows_cache(build,
                        "\nCache-Control: max-age=@SECONDS@ for @CODE@") },
        { "HEADERS", sp_rows_headers(build, "@HEADER@: @VALUE@\n") },
        { "POLICIES", policies_of(build) },
        { NULL, NULL }
    };

    sp_target_write_pages(build, &style);
    sp_gallery_write(build);
    sp_target_readme(build, fills);
}

const sp_target sp_target_static = {
    .name = "static",
    .title = "any server",
    .codes = "4xx 5xx",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_ALL,
    .gallery = true,
    .no_replace = "no server is configured",
    .no_reference = "the pages show no id",
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* No server in particular: all pages as files, and a gallery to look through
 * them. */
#include "cli/files.h"
#include "cli/targets/gallery.h"
#include "cli/targets/target.h"

static const char limits[] =
    "- Nothing of the request is on the pages: no id, no time.\n"
    "- Who serves the files chooses language and format, and has to keep the "
    "status.\n";

static const char *policies_of(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *list = sp_draft_make(build->pool);

    for (unsigned i = 0; i < plan->theme_count; i++) {
        sp_draft_format(list,
                        "\nHTML pages of the theme %s:\n\n"
                        "```\nContent-Security-Policy: %s\n```\n",
                        plan->themes[i].name,
                        plan->themes[i].theme->content_security_policy);
    }
    return sp_draft_string(list);
}

static void make(sp_build *build)
{
    const sp_page_style style = { .folder = "" };
    const sp_fill fills[] = {
        { "TYPES", sp_rows_types(build, "| @SUFFIX@ | `@TYPE@` |\n") },
        { "CACHE",
          sp_rows_cache(build,
                        "\nCache-Control: max-age=@SECONDS@ for @CODE@") },
        { "POLICIES", policies_of(build) },
        { NULL, NULL }
    };

    sp_pages_write(build, &style);
    sp_gallery_write(build);
    sp_files_fill(build->readme, "static/README.md", fills);
}

const sp_target sp_target_static = {
    .name = "static",
    .title = "any server",
    .codes = "4xx 5xx",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_ALL,
    .gallery = true,
    .limits = limits,
    .make = make,
};

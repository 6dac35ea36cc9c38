/* SPDX-License-Identifier: Apache-2.0 */
/* h2o: error-doc for each code, to a host whose handler in mruby chooses the
 * page. */
#include "cli/media_names.h"
#include "cli/targets/targets.h"

/* ---- the handler ---------------------------------------------------------*/

/* What is closest to a format, as an expression: nil, or all names as
 * alternatives. */
static void add_expression(sp_buffer *ruby, sp_format format, sp_closeness how)
{
    const char *between = "/\\A(?:";

    for (unsigned i = 0; i < sp_media_name_count; i++) {
        const sp_media_name *one = &sp_media_names[i];

        if (one->format == format && one->how == how) {
            sp_buffer_add(ruby, between);
            sp_buffer_add(ruby,
                          how == SP_CLOSE_SUFFIX ? "application\\/.*" : "");
            for (const char *p = one->name; *p; p++) {
                sp_buffer_format(ruby, strchr("/+*", *p) ? "\\%c" : "%c", *p);
            }
            between = "|";
        }
    }
    sp_buffer_add(ruby, *between == '|' ? ")\\z/" : "nil");
}

static const char *names_of(const sp_build *build)
{
    sp_buffer *ruby = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (build->options->formats & SP_FORMAT_BIT(i)) {
            sp_buffer_format(ruby, "  \"%s\" => [", sp_render_suffixes[i]);
            for (int how = 0; how < SP_CLOSE__COUNT; how++) {
                sp_buffer_add(ruby, how ? ", " : "");
                add_expression(ruby, (sp_format)i, (sp_closeness)how);
            }
            sp_buffer_add(ruby, "],\n");
        }
    }
    return sp_buffer_string(ruby);
}

/* ---- all files -----------------------------------------------------------*/

static const char error_row[] = "- status: @CODE@\n"
                                "  url: \"http://@NAME@.invalid/@CODE@\"\n";
/* A path of its own, since a header cannot depend on the status. */
static const char wait_row[] =
    "  \"/@CODE@\":\n"
    "    mruby.handler-file: @FOLDER@/page.rb\n"
    "    header.setifempty: \"Retry-After: @WAIT@\"\n";

static const char *gateway_of(const sp_build *build)
{
    const sp_fill fills[] = { { "CODE", "502" }, { NULL, NULL } };
    sp_buffer *row = sp_buffer_make(build->pool);

    if (!sp_options_has(build->options, 502)) {
        return "[]\n";
    }
    sp_buffer_fill(row, error_row, fills, build->common);
    return sp_buffer_string(row);
}

static void make(sp_build *build)
{
    const sp_page_style style = { .folder = "pages" };
    const sp_fill fills[] = {
        { "ROWS", sp_rows_codes(build, error_row) },
        { "GATEWAY", gateway_of(build) },
        { "WAITS", sp_rows_retry_after(build, wait_row) },
        { "HEADERS",
          sp_rows_headers(build, "header.set: \"@HEADER@: @VALUE@\"\n") },
        /* nil: not served although a shorter range is */
        { "RANGES",
          sp_rows_all_ranges(build, "  \"@RANGE@\" => \"@LANGUAGE@\",\n",
                             "  \"@RANGE@\" => nil,\n") },
        { "LANGUAGES", sp_rows_offered(build, "\"@LANGUAGE@\", ") },
        { "FOREIGN",
          sp_rows_foreign(build, "  \"@PAGE@\" => \"@LANGUAGE@\",\n") },
        { "PROGRAMS", sp_rows_programs(build, "\"@SUFFIX@\", ") },
        { "TYPES", sp_rows_types(build, "  \"@SUFFIX@\" => \"@TYPE@\",\n") },
        { "NAMES", names_of(build) },
        { NULL, NULL }
    };
    static const char *const files[] = {
        "h2o/errors.yaml", "h2o/gateway.yaml", "h2o/host.yaml",
        "h2o/client.rb",   "h2o/page.rb",      "h2o/example.conf"
    };

    sp_target_write_pages(build, &style);
    for (size_t i = 0; i < SP_COUNT(files); i++) {
        sp_target_file(build, files[i], fills);
    }
    sp_target_readme(build, fills);
}

const sp_target sp_target_h2o = {
    .name = "h2o",
    .title = "h2o 2.2 or later",
    .codes = "400-599",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .no_cache = "its responses cannot depend on credentials and methods",
    .no_replace =
        "h2o cannot tell an empty error from one that explains itself; name "
        "errors.yaml in the paths where all of them may be replaced",
    .no_reference = "the pages show no id",
    .check = { "h2o", "-t", "-c", "@FOLDER@/example.conf" },
    .make = make,
};

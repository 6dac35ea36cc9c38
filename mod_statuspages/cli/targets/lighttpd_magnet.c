/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd with mod_magnet: a script that chooses the page when an error is
 * answered, and knows the headers of the response. */
#include "cli/targets/lighttpd.h"

#include <apr_strings.h>

#include <zlib.h>

/* The type of the page that lighttpd answers before the script does.  The
 * script knows it by the parameter; without the script it does no harm. */
static const char own_type[] = "text/html; charset=utf-8; page=@NAME@";

/* Media types that ask for a format, as patterns of Lua, the closest first:
 * the type itself, other names, those with its suffix, type/\*. */
static const char *const patterns[SP_FORMAT__COUNT][4] = {
    [SP_FORMAT_HTML] = { "^text/html$", "^application/xhtml%+xml$", NULL,
                         "^text/%*$" },
    [SP_FORMAT_JSON] = { "^application/problem%+json$", "^%l+/json$",
                         "^application/.+%+json$", "^application/%*$" },
    [SP_FORMAT_XML] = { "^application/problem%+xml$", "^%l+/xml$",
                        "^application/.+%+xml$", "^application/%*$" },
    [SP_FORMAT_TEXT] = { "^text/plain$", NULL, NULL, "^text/%*$" },
    [SP_FORMAT_MARKDOWN] = { "^text/markdown$", NULL, NULL, NULL },
};

/* The fields that go with a format, and what asks for it. */
static void add_format(const sp_build *build, sp_buffer *lua, sp_format format)
{
    const char *suffix = sp_render_suffixes[format];
    bool english = sp_format_is_for_programs(format);
    const char *languages = english ? "" : ", Accept-Language";

    sp_buffer_format(lua, "        { suffix = \"%s\", type = \"%s\",", suffix,
                     sp_formats[format].media_type.ptr);
    sp_buffer_format(lua,
                     " alone = \"Accept%s\",\n          vary = \"Accept%s, "
                     "Sec-Fetch-Dest, User-Agent\",\n",
                     languages, languages);
    if (english) {
        sp_buffer_add(lua, "          language = \"en\",\n");
    }
    if (format == SP_FORMAT_HTML) {
        sp_buffer_add(
            lua, sp_target_named(build, "          policy = \"@POLICY@\",\n"));
    }
    sp_buffer_add(lua, "          ");
    for (size_t i = 0; i < SP_COUNT(patterns[format]); i++) {
        const char *one = patterns[format][i];

        sp_buffer_format(lua, one ? "\"%s\", " : "%s, ", one ? one : "false");
    }
    sp_buffer_add(lua, "},\n");
}

static const char *formats_of(const sp_build *build)
{
    sp_buffer *lua = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (build->options->formats & SP_FORMAT_BIT(i)) {
            add_format(build, lua, (sp_format)i);
        }
    }
    return sp_buffer_string(lua);
}

static const char *own_of(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *conf = sp_buffer_make(build->pool);
    unsigned count = options->code_count;

    for (unsigned i = 0; i < count; i++) {
        sp_buffer_format(conf, "    \"%s-%s.%d.html\" => \"%s\",\n",
                         options->name, sp_target_suffix(build, SP_FORMAT_HTML),
                         options->codes[i], sp_target_named(build, own_type));
    }
    for (; count < SP_LIGHTTPD_TYPES_LEAST; count++) {
        sp_buffer_format(conf, "    \"%s-none.%u.html\" => \"text/html\",\n",
                         options->name, count);
    }
    return sp_buffer_string(conf);
}

/* Which errors of backends get a page. */
typedef struct replace_row {
    const char *which;
    const char *unless;
} replace_row;

static const replace_row replaces[SP_REPLACE__COUNT] = {
    [SP_REPLACE_EMPTY] = { " that have no body",
                           "field[\"Content-Length\"] ~= \"0\" or" },
    [SP_REPLACE_ALL] = { ", but no streams",
                         "kind:find(\"^[Tt]ext/event%-stream\") or" },
};

/* The script keeps its tables until this changes: until it is another. */
static const char *build_of(const sp_build *build, const sp_fill *fills)
{
    const char *text = sp_target_text(build, "lighttpd/statuspages.lua", fills);
    uLong sum = crc32(0, (const Bytef *)text, (uInt)strlen(text));

    return apr_psprintf(build->pool, "%08lx", sum);
}

void sp_lighttpd_write_magnet(sp_build *build)
{
    const replace_row *replace = &replaces[build->options->replace];
    sp_fill fills[] = {
        { "OWN", own_of(build) },
        { "OWN_TYPE", sp_target_named(build, own_type) },
        { "WHICH", replace->which },
        { "UNLESS_EMPTY", replace->unless },
        { "LANGUAGES", sp_rows_offered(build, "\"@LANGUAGE@\", ") },
        { "RANGES",
          sp_rows_all_ranges(build, "        [\"@RANGE@\"] = \"@LANGUAGE@\",\n",
                             "        [\"@RANGE@\"] = false,\n") },
        { "FORMATS", formats_of(build) },
        { "FOREIGN",
          sp_rows_foreign(build, "        [\"@PAGE@\"] = \"@LANGUAGE@\",\n") },
        { "WAITS",
          sp_rows_retry_after(build, "            [@CODE@] = \"@WAIT@\",\n") },
        { "SECONDS",
          sp_rows_cache(build, "            [@CODE@] = \"@SECONDS@\",\n") },
        { "HEADERS",
          sp_rows_headers(build, "field[\"@HEADER@\"] = \"@VALUE@\"\n") },
        { NULL, NULL }, /* BUILD */
        { NULL, NULL }
    };

    fills[SP_COUNT(fills) - 2] = (sp_fill){ "BUILD", build_of(build, fills) };
    sp_target_file(build, "lighttpd/magnet.conf", fills);
    sp_target_file(build, "lighttpd/statuspages.lua", fills);
}

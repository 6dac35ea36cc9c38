/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd with mod_magnet: a script that chooses the page when an error is
 * answered, and knows the headers of the response. */
#include "cli/media_names.h"
#include "cli/targets/lighttpd.h"

#include <apr_strings.h>

#include <zlib.h>

/* The type of the page that lighttpd answers before the script does.  The
 * script knows it by the parameter; without the script it does no harm. */
static const char own_type[] = "text/html; charset=utf-8; page=@NAME@";

/* What asks for a format, with its closeness from 1 on; a suffix is a pattern.
 */
static void add_names(sp_buffer *lua, sp_format format)
{
    const char *suffix = NULL;

    sp_buffer_add(lua, "          names = { ");
    for (unsigned i = 0; i < sp_media_name_count; i++) {
        const sp_media_name *one = &sp_media_names[i];

        if (one->format == format && one->how == SP_CLOSE_SUFFIX) {
            suffix = one->name;
        }
        else if (one->format == format) {
            sp_buffer_format(lua, "[\"%s\"] = %d, ", one->name, one->how + 1);
        }
    }
    sp_buffer_add(lua, "},\n");
    if (suffix) {
        sp_buffer_format(lua, "          ending = \"^application/.+%%%s$\",\n",
                         suffix);
    }
}

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
    add_names(lua, format);
    sp_buffer_add(lua, "        },\n");
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
                           "field[\"Content-Length\"] ~= \"0\" or " },
    [SP_REPLACE_ALL] = { "", "" },
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

/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd with mod_magnet: a script that chooses the page when an error is
 * answered, and knows the headers of the response. */
#include "cli/negotiate.h"
#include "cli/targets/lighttpd.h"

#include <apr_strings.h>

/* The type of the page that lighttpd answers before the script does.  The
 * script knows it by the parameter; without the script it does no harm. */
static const char own_type[] = "text/html; charset=utf-8; page=@NAME@";

/* Media types as patterns of Lua: what sp_negotiate_type() has for PCRE. */
typedef struct pattern {
    const char *text;
    sp_format format;
} pattern;

static const pattern patterns[] = {
    { "^text/html$", SP_FORMAT_HTML },
    { "^application/xhtml%+xml$", SP_FORMAT_HTML },
    { "^application/json$", SP_FORMAT_JSON },
    { "^application/[%w.-]+%+json$", SP_FORMAT_JSON },
    { "^text/json$", SP_FORMAT_JSON },
    { "^application/xml$", SP_FORMAT_XML },
    { "^application/problem%+xml$", SP_FORMAT_XML },
    { "^text/xml$", SP_FORMAT_XML },
    { "^text/plain$", SP_FORMAT_TEXT },
    { "^text/markdown$", SP_FORMAT_MARKDOWN },
};

static const char *types_of(const sp_build *build)
{
    sp_buffer *lua = sp_buffer_make(build->pool);

    for (size_t i = 0; i < SP_COUNT(patterns); i++) {
        if (build->options->formats & SP_FORMAT_BIT(patterns[i].format)) {
            sp_buffer_format(lua, "    { \"%s\", \"%s\" },\n", patterns[i].text,
                             sp_render_suffixes[patterns[i].format]);
        }
    }
    return sp_buffer_string(lua);
}

/* A range that is not served although a shorter one is, is false. */
static const char *ranges_of(const sp_build *build)
{
    sp_buffer *lua = sp_buffer_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->options, &count, build->pool);

    for (unsigned i = 0; i < count; i++) {
        sp_buffer_format(
            lua, "    [\"%s\"] = %s,\n", list[i].range,
            list[i].language == SP_LANGUAGE_NONE
                ? "false"
                : apr_pstrcat(build->pool, "\"",
                              sp_languages[list[i].language].tag.ptr, "\"",
                              NULL));
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

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_field[] =
    "local method = answer.req_attr[\"request.method\"]\n"
    "if seconds[status] and (method == \"GET\" or method == \"HEAD\")\n"
    "    and not asked[\"Authorization\"] and not field[\"Set-Cookie\"] then\n"
    "    field[\"Cache-Control\"] = \"max-age=\" .. seconds[status]\n"
    "end\n";
static const char usual_vary[] =
    "\"Accept, Accept-Language, Sec-Fetch-Dest, User-Agent\"";
static const char cache_vary[] =
    "(seconds[status] and \"Accept, Accept-Language\" or\n"
    "        \"Accept, Accept-Language, Sec-Fetch-Dest, User-Agent\")";
static const char cache_unless[] = "    if seconds[status] then\n"
                                   "        return \"@TEXT@\"\n"
                                   "    end\n";

void sp_lighttpd_write_magnet(sp_build *build)
{
    const char *cached =
        sp_rows_cache(build, "    [@CODE@] = \"@SECONDS@\",\n");
    const sp_fill fills[] = {
        { "OWN", own_of(build) },
        { "OWN_TYPE", sp_target_named(build, own_type) },
        { "RANGES", ranges_of(build) },
        { "TYPES", types_of(build) },
        { "MEDIA_TYPES",
          sp_rows_types(build, "    [\"@SUFFIX@\"] = \"@TYPE@\",\n") },
        { "FOREIGN",
          sp_rows_foreign(build, "    [\"@PAGE@\"] = \"@LANGUAGE@\",\n") },
        { "PROGRAMS", sp_rows_programs(build, "    @SUFFIX@ = \"en\",\n") },
        { "WAITS", sp_rows_retry_after(build, "    [@CODE@] = \"@WAIT@\",\n") },
        { "SECONDS",
          *cached ? apr_pstrcat(build->pool,
                                "-- Seconds for which caches may keep a page.\n"
                                "local seconds = {\n",
                                cached, "}\n\n", NULL)
                  : "" },
        { "CACHE", *cached ? cache_field : "" },
        { "VARY", *cached ? cache_vary : usual_vary },
        { "UNLESS", *cached ? sp_target_named(build, cache_unless) : "" },
        { NULL, NULL }
    };

    sp_target_file(build, "lighttpd/magnet.conf", fills);
    sp_target_file(build, "lighttpd/statuspages.lua", fills);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd with mod_magnet: a script that chooses the page when an error is
 * answered, and knows the fields of the answer. */
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
    sp_draft *lua = sp_draft_make(build->pool);

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        if (build->plan->formats & SP_FORMAT_BIT(patterns[i].format)) {
            sp_draft_format(lua, "    { \"%s\", \"%s\" },\n", patterns[i].text,
                            sp_render_suffixes[patterns[i].format]);
        }
    }
    return sp_draft_string(lua);
}

/* A range that is not served although a shorter one is, is false. */
static const char *ranges_of(const sp_build *build)
{
    sp_draft *lua = sp_draft_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->plan, &count, build->pool);

    for (unsigned i = 0; i < count; i++) {
        sp_draft_format(
            lua, "    [\"%s\"] = %s,\n", list[i].range,
            list[i].language == SP_LANGUAGE_NONE
                ? "false"
                : apr_pstrcat(build->pool, "\"",
                              sp_languages[list[i].language].tag.ptr, "\"",
                              NULL));
    }
    return sp_draft_string(lua);
}

static const char *own_of(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *conf = sp_draft_make(build->pool);
    unsigned count = plan->code_count;

    for (unsigned i = 0; i < count; i++) {
        sp_draft_format(conf, "    \"%s-%s.%d.html\" => \"%s\",\n", plan->name,
                        sp_pages_suffix(build, SP_FORMAT_HTML), plan->codes[i],
                        sp_pages_named(build, own_type));
    }
    for (; count < SP_LIGHTTPD_TYPES_LEAST; count++) {
        sp_draft_format(conf, "    \"%s-none.%u.html\" => \"text/html\",\n",
                        plan->name, count);
    }
    return sp_draft_string(conf);
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
                                   "        return \"%s\"\n"
                                   "    end\n";

void sp_lighttpd_write_magnet(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const char *cached =
        sp_rows_cache(build, "    [@CODE@] = \"@SECONDS@\",\n");
    const sp_fill fills[] = {
        { "NAME", plan->name },
        { "FOLDER", plan->folder },
        { "DEFAULT", sp_languages[plan->languages.order[0]].tag.ptr },
        { "OWN", own_of(build) },
        { "OWN_TYPE", sp_pages_named(build, own_type) },
        { "RANGES", ranges_of(build) },
        { "TYPES", types_of(build) },
        { "MEDIA_TYPES",
          sp_rows_types(build, "    [\"@SUFFIX@\"] = \"@TYPE@\",\n") },
        { "FOREIGN",
          sp_rows_foreign(build, "    [\"@PAGE@\"] = \"@LANGUAGE@\",\n") },
        { "WAITS", sp_rows_retry_after(build, "    [@CODE@] = \"@WAIT@\",\n") },
        { "SECONDS",
          *cached ? apr_pstrcat(build->pool,
                                "-- Seconds for which caches may keep a page.\n"
                                "local seconds = {\n",
                                cached, "}\n\n", NULL)
                  : "" },
        { "CACHE", *cached ? cache_field : "" },
        { "VARY", *cached ? cache_vary : usual_vary },
        { "UNLESS", *cached
                        ? apr_psprintf(build->pool, cache_unless,
                                       sp_pages_suffix(build, SP_FORMAT_TEXT))
                        : "" },
        { "POLICY", plan->themes[0].theme->content_security_policy },
        { "HTML", sp_pages_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_pages_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_pages_suffix(build, SP_FORMAT_TEXT) },
        { NULL, NULL }
    };

    sp_pages_file(build, "lighttpd/magnet.conf", fills);
    sp_pages_file(build, "lighttpd/statuspages.lua", fills);
}

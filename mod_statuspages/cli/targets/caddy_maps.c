/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of Caddy's maps: what weighs, and what caches may keep. */
#include "cli/targets/caddy_maps.h"

#include "cli/negotiate.h"

#include <apr_strings.h>

/* ---- weights -------------------------------------------------------------*/

/* "$1$2": what the groups of an expression captured. */
static const char *groups_of(unsigned count, apr_pool_t *pool)
{
    const char *joined = "";

    for (unsigned i = 1; i <= count; i++) {
        joined = apr_psprintf(pool, "%s$%u", joined, i);
    }
    return joined;
}

/* No list is read that is too long, and none where what is wanted most comes
 * first and without a weight. */
static const char too_long[] = "\t\t`~^.{1000}` \"\"\n";
static const char simple_tag[] = "\t\t`~^(%s)(?:-[A-Z]{2})?(?:,|$)` \"$1\"\n";

const char *sp_caddy_language_weights(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);
    const char *simple = sp_rows_simple(build);

    sp_buffer_add(rows, too_long);
    if (*simple) {
        sp_buffer_format(rows, simple_tag, simple);
    }
    for (int tenth = 10; tenth >= 0; tenth--) {
        unsigned groups;
        const char *pattern = sp_negotiate_language_re2(build->options, tenth,
                                                        &groups, build->pool);

        sp_buffer_format(rows, "\t\t`~%s` \"%s\"\n", pattern,
                         groups_of(groups, build->pool));
    }
    return sp_buffer_string(rows);
}

const char *sp_caddy_languages(const sp_build *build)
{
    const char *simple = sp_rows_simple(build);

    return apr_pstrcat(
        build->pool,
        *simple ? apr_psprintf(build->pool, "\t\t`~^(?:%s)$` \"$0\"\n", simple)
                : "",
        sp_rows_languages(build, "\t\t`~(?i)^(?:@RANGES@)$` @LANGUAGE@\n"),
        NULL);
}

const char *sp_caddy_type_weights(const sp_build *build)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    sp_buffer_add(rows, too_long);
    for (int tenth = 10; tenth >= 0; tenth--) {
        sp_buffer_format(
            rows, "\t\t`~%s` \"$1\"\n",
            sp_negotiate_type_re2(build->options, tenth, build->pool));
    }
    return sp_buffer_string(rows);
}

/* ---- caches --------------------------------------------------------------*/

/* Pages that caches may keep: Accept and Accept-Language alone choose them, and
 * nobody's cookie or credentials go with them. */
static const char cache_row[] =
    "\t\t`~^@CODE@:(?:GET|HEAD)::$` max-age=@SECONDS@\n";
static const char cache_maps[] =
    "\t# Pages that caches may keep.\n"
    "\tmap \"{http.error.status_code}:{http.request.method}:"
    "{http.request.header.Authorization}:"
    "{http.reverse_proxy.header.Set-Cookie}"
    "{http.reverse_proxy.header.Cache-Control}"
    "{http.reverse_proxy.header.Expires}\" {@NAME@_cache_control} {\n"
    "@ROWS@"
    "\t\tdefault no-store\n"
    "\t}\n\n";

static const char cache_format[] = "\t\t`~^\\|.*\\|(?:%s)$` %s\n";

/* Where caches may keep a page, only Accept chooses its format. */
static const char vary_cached[] =
    "\t\t`~^(?:@CODES@) .*\\.(?:@PROGRAMS@)$` Accept\n"
    "\t\t`~^(?:@CODES@) ` \"Accept, Accept-Language\"\n";
static const char vary_programs[] =
    "\t\t`~\\.(?:@PROGRAMS@)$` \"Accept, Sec-Fetch-Dest, User-Agent\"\n";

const char *sp_caddy_varies(const sp_build *build)
{
    const char *cached = sp_rows_cached(build);
    sp_buffer *rows = sp_buffer_make(build->pool);
    const char *programs = sp_rows_programs(build, "@SUFFIX@|");
    size_t n = strlen(programs);
    /* With none, no file has this name. */
    const sp_fill fills[] = { { "CODES", cached },
                              { "PROGRAMS",
                                n ? apr_pstrmemdup(build->pool, programs, n - 1)
                                  : "none" },
                              { NULL, NULL } };

    if (cached) {
        sp_buffer_fill(rows, vary_cached, fills, build->common);
    }
    sp_buffer_fill(rows, vary_programs, fills, build->common);
    return sp_buffer_string(rows);
}

const char *sp_caddy_cached_format(const sp_build *build)
{
    const char *cached = sp_rows_cached(build);

    return cached ? apr_psprintf(build->pool, cache_format, cached,
                                 sp_target_suffix(build, SP_FORMAT_TEXT))
                  : "";
}

const char *sp_caddy_cache_maps(const sp_build *build)
{
    sp_buffer *maps = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "ROWS", sp_rows_cache(build, cache_row) },
                              { NULL, NULL } };

    if (sp_rows_cached(build)) {
        sp_buffer_fill(maps, cache_maps, fills, build->common);
    }
    return sp_buffer_string(maps);
}

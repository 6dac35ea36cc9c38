/* SPDX-License-Identifier: Apache-2.0 */
/* HAProxy: the maps by which the expressions for Accept and Accept-Language
 * choose a page, and its fields. */
#include "cli/negotiate.h"
#include "cli/targets/haproxy.h"

#include <apr_strings.h>

/* ---- what is chosen ------------------------------------------------------*/

/* Media types and what they are for; language() takes the first of them that
 * an element begins with, up to a hyphen. */
typedef struct type_row {
    const char *type;
    sp_format format;
} type_row;

static const type_row types[] = {
    { "text/html", SP_FORMAT_HTML },
    { "application/xhtml+xml", SP_FORMAT_HTML },
    { "text/*", SP_FORMAT_HTML },
    { "application/json", SP_FORMAT_JSON },
    { "text/json", SP_FORMAT_JSON },
    { "application/*", SP_FORMAT_JSON },
    { "application/problem+xml", SP_FORMAT_XML },
    { "application/xml", SP_FORMAT_XML },
    { "text/xml", SP_FORMAT_XML },
};

static const char *write_types(sp_build *build)
{
    sp_buffer *map = sp_buffer_make(build->pool);
    sp_buffer *list = sp_buffer_make(build->pool);

    for (size_t i = 0; i < SP_COUNT(types); i++) {
        if (build->options->formats & SP_FORMAT_BIT(types[i].format)) {
            sp_buffer_format(map, "%s %s\n", types[i].type,
                             sp_render_suffixes[types[i].format]);
            sp_buffer_format(list, "%s%s", list->used ? ";" : "",
                             types[i].type);
        }
    }
    sp_staging_add(build->staging, "maps/types.map", sp_buffer_span(map));
    return sp_buffer_string(list);
}

/* Does a shorter range, which no page serves, begin this one? */
static bool is_inside(const sp_prefix *one, const sp_prefix *list,
                      unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        size_t length = strlen(list[i].range);

        if (list[i].language == SP_LANGUAGE_NONE
            && strncmp(one->range, list[i].range, length) == 0
            && one->range[length] == '-') {
            return true;
        }
    }
    return false;
}

/* What language() must not take for a shorter range is asserted away. */
static const char *served(const sp_prefix *list, unsigned count,
                          apr_pool_t *pool)
{
    const char *none = sp_negotiate_ranges(list, count, SP_LANGUAGE_NONE, pool);
    sp_buffer *longer = sp_buffer_make(pool);

    for (unsigned i = 0; i < count; i++) {
        if (list[i].language != SP_LANGUAGE_NONE
            && is_inside(&list[i], list, count)) {
            sp_buffer_format(longer, "%s%s", longer->used ? "|" : "",
                             list[i].range);
        }
    }
    if (!*none) {
        return "";
    }
    return longer->used
               ? apr_psprintf(pool,
                              "(?:(?=(?:%s)(?![a-z0-9]))|(?!(?:%s)(?![a-z0-9]"
                              ")))",
                              sp_buffer_string(longer), none)
               : apr_psprintf(pool, "(?!(?:%s)(?![a-z0-9]))", none);
}

static void write_languages(sp_build *build, sp_haproxy_words *words)
{
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->options, &count, build->pool);
    const char *rows = sp_target_named(build, "* @DEFAULT@\n");

    rows = apr_pstrcat(
        build->pool, sp_rows_ranges(build, "@RANGE@ @LANGUAGE@\n"), rows, NULL);
    sp_staging_add(build->staging, "maps/languages.map", sp_span_of(rows));
    words->languages =
        apr_pstrcat(build->pool, sp_rows_ranges(build, "@RANGE@;"), "*", NULL);
    words->served = served(list, count, build->pool);
}

/* ---- the other maps ------------------------------------------------------*/

static void write_map(sp_build *build, const char *name, const char *rows)
{
    sp_staging_add(build->staging, name,
                   sp_span_of(sp_target_named(build, rows)));
}

/* As the module does, the expressions read whole elements in the first bytes
 * only: nobody can make much work.  `but` is what needs no list: most clients
 * name what they want most first and without a weight, so that nothing behind
 * it can win. */
#define LIST_BUT(but) "^" but "(.{0,1024})(?=,|$) \\1\n"

static const char html_first[] = "text/html(?:,|$)";
static const char language_first[] = "(?:%s)(?=(?:-[A-Z]{2})?(?:,|$))";

/* The destination of the request, a colon, and how the agent begins. */
static const char clients[] =
    "(?i)^@(?:document|frame|iframe|embed|object): @HTML@\n"
    "^@:Mozilla/ @HTML@\n";

/* A list, and in another map what comes before any: `first` gives `value`.
 * NULL: there is none. */
static void write_list(sp_build *build, const char *list, const char *before,
                       const char *first, const char *value)
{
    apr_pool_t *pool = build->pool;
    const char *but = first ? apr_pstrcat(pool, "(?!", first, ")", NULL) : "";

    write_map(build, list, apr_psprintf(pool, LIST_BUT("%s"), but));
    write_map(build, before,
              first ? apr_pstrcat(pool, "^", first, " ", value, "\n", NULL)
                    : "");
}

static void write_requests(sp_build *build)
{
    const sp_options *options = build->options;
    bool has_html = options->formats & SP_FORMAT_BIT(SP_FORMAT_HTML);
    const char *simple = sp_rows_simple(build);

    write_list(build, "maps/accept-language.map", "maps/first-language.map",
               *simple ? apr_psprintf(build->pool, language_first, simple)
                       : NULL,
               "\\0");
    write_list(build, "maps/accept.map", "maps/first-type.map",
               has_html ? html_first : NULL, "html");
    write_map(build, "maps/clients.map", clients);
    if (options->reference) {
        write_map(build, "maps/reference.map",
                  "^([A-Za-z0-9._~:-]{1,64})$ \\1\n");
    }
}

/* What the fields of a page depend on. */
static void write_fields(sp_build *build, const char *policy)
{
    static const char usual[] = ", Sec-Fetch-Dest, User-Agent\n";
    sp_buffer *map = sp_buffer_make(build->pool);

    sp_buffer_add(map, sp_rows_types(build, "@SUFFIX@.type @TYPE@\n"));
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const char *languages =
            sp_format_is_for_programs((sp_format)i) ? "" : ", Accept-Language";
        const char *alone = apr_psprintf(build->pool, "%s.@CODE@ Accept%s\n",
                                         sp_render_suffixes[i], languages);

        if (build->options->formats & SP_FORMAT_BIT(i)) {
            sp_buffer_format(map, "%s.vary Accept%s%s", sp_render_suffixes[i],
                             languages, usual);
            sp_buffer_add(map, sp_rows_cache(build, alone));
        }
    }
    sp_buffer_format(map, "html.policy %s\n", policy);
    sp_buffer_add(map, sp_rows_retry_after(build, "@CODE@ @WAIT@\n"));
    sp_buffer_add(map,
                  sp_rows_cache(build, "shared.@CODE@ max-age=@SECONDS@\n"));
    sp_staging_add(build->staging, "maps/fields.map", sp_buffer_span(map));
    if (sp_rows_cached(build)) {
        write_map(build, "maps/alone.map",
                  sp_rows_cache(build, "@CODE@ @JSON@\n"));
    }
}

/* ---- all of them ---------------------------------------------------------*/

void sp_haproxy_write_maps(sp_build *build, sp_haproxy_parts *parts,
                           sp_haproxy_words *words)
{
    const char *policy = sp_haproxy_write_pages(build, parts);

    write_languages(build, words);
    words->types = write_types(build);
    write_requests(build);
    write_fields(build, policy);
}

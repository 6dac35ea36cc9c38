/* SPDX-License-Identifier: Apache-2.0 */
/* HAProxy: one map holds all pages, and a response is put together from it.
 *
 * A page is cut at its inserts into parts.  The log-format string of a response
 * lists every part that some page has, each with the insert behind it: what a
 * page lacks is not in the map, and what is not in the map gives nothing.
 *
 * A log-format string writes a line end as %0A, so a page is one line; and a
 * map trims its values, so no part begins or ends with a blank.
 */
#include "cli/negotiate.h"
#include "cli/targets/haproxy.h"
#include "cli/targets/oneline.h"

#include <apr_strings.h>

/* Longest id of a caller's, SP_OPTIONS_ID. */
enum { REFERENCE_MAX = 64 };

/* Inserts are marked so in a page; no page holds the first byte otherwise. */
#define MARK "\001"

static const sp_literal literals[] = { { MARK, "" }, { NULL, NULL } };

static const sp_dialect marked = {
    .literals = literals,
    .inserts = { [SP_INSERT_REFERENCE] = MARK "r",
                 [SP_INSERT_TIME] = MARK "t",
                 [SP_INSERT_TIMESTAMP] = MARK "s" },
    .reference_length = 36,
};
static const sp_dialect bare = { .literals = literals };

/* ---- maps/pages.map ------------------------------------------------------*/

typedef struct pages {
    sp_buffer *map;
    sp_haproxy_parts *parts;
    sp_oneline *lines;
    sp_dialect dialect;
    bool told; /* that a page has too many parts */
} pages;

/* The first part from `at` on that has this insert behind it;
 * SP_HAPROXY_PARTS_MAX if there is no room for it. */
static unsigned part_for(sp_haproxy_parts *known, unsigned at, char mark)
{
    while (at < known->count && known->marks[at] != mark) {
        at++;
    }
    if (at == known->count && known->count < SP_HAPROXY_PARTS_MAX) {
        known->marks[known->count++] = mark;
    }
    return at;
}

/* A blank as a character reference or an escape: beside an insert there is
 * text in HTML and XML, and a string in JSON. */
static const char *edge(char byte, sp_format format)
{
    return byte != ' ' ? "" : format == SP_FORMAT_JSON ? "\\u0020" : "&#32;";
}

static void add_part(pages *all, const sp_page_key *key, const char *name,
                     unsigned part, sp_span bytes)
{
    const char *first = bytes.len ? edge(bytes.ptr[0], key->format) : "";
    const char *last =
        bytes.len > 1 ? edge(bytes.ptr[bytes.len - 1], key->format) : "";

    sp_buffer_format(all->map, "%s.%u %s", name, part, first);
    bytes.ptr += *first ? 1 : 0;
    bytes.len -= (*first ? 1U : 0U) + (*last ? 1U : 0U);
    sp_buffer_bytes(all->map, bytes);
    sp_buffer_add(all->map, last);
    sp_buffer_add(all->map, "\n");
}

/* False if the page has too many. */
static bool add_parts(pages *all, const sp_page_key *key, const char *name,
                      sp_span page)
{
    unsigned part = 0;

    while (page.len) {
        const char *mark = memchr(page.ptr, *MARK, page.len);
        size_t length = mark ? (size_t)(mark - page.ptr) : page.len;

        part = part_for(all->parts, part, (char)(mark ? mark[1] : 0));
        if (part == SP_HAPROXY_PARTS_MAX) {
            return false;
        }
        add_part(all, key, name, part++, (sp_span){ page.ptr, length });
        length += mark ? 2 : 0;
        page.ptr += length;
        page.len -= length;
    }
    return true;
}

static void add_page(sp_build *build, void *baton, const sp_page_key *key,
                     apr_pool_t *pool)
{
    const sp_options *options = build->options;
    pages *all = baton;
    const char *name = sp_target_page_name(build, key, "", pool);
    sp_rendered page = sp_render(options, key, &all->dialect, pool);
    sp_span line = sp_oneline_page(all->lines, key->format, page.bytes, pool);

    if (!sp_target_measure(build, name, line.len, SP_HAPROXY_ANSWER_MAX)) {
        return;
    }
    sp_buffer_format(all->map, "%s %s\n",
                     apr_psprintf(pool, "%s/%d.%s",
                                  sp_languages[key->language].tag.ptr,
                                  key->code, sp_render_suffixes[key->format]),
                     page.language.ptr);
    if (!add_parts(all, key, name, line) && !all->told) {
        sp_buffer_format(options->notes,
                         "%s is cut short: it shows the id and the time more "
                         "often than HAProxy supports here\n",
                         name);
        all->told = true;
    }
}

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

/* Expressions for all fields of a request as one text.  As the module does,
 * they read whole elements in the first bytes only: nobody can make much work.
 */
#define VALUE_OF(name, but)                                                    \
    "(?im)^" name ":[[:blank:]]*" but "([^\\r\\n]{0,1024})(?=[,\\r\\n]|$) \\1\n"

/* A browser that opens a page names text/html first and without a weight:
 * nothing behind it can win. */
#define HTML_FIRST "text/html(?:[,\\r\\n]|$)"

static const char html_first[] =
    "(?im)^accept:[[:blank:]]*" HTML_FIRST " @HTML@\n";
static const char clients[] =
    "(?im)^sec-fetch-dest:[[:blank:]]*(?:document|frame|iframe|embed|object)"
    "[[:space:]]*$ @HTML@\n"
    "(?im)^sec-fetch-dest:[[:blank:]]*[^[:space:]] @JSON@\n"
    "(?m)^(?i:user-agent):[[:blank:]]*Mozilla/ @HTML@\n";

static void write_requests(sp_build *build)
{
    const sp_options *options = build->options;
    bool quick = (options->formats & SP_FORMAT_BIT(SP_FORMAT_HTML))
                 && !sp_rows_cached(build);

    write_map(build, "maps/accept-language.map",
              VALUE_OF("accept-language", ""));
    write_map(build, "maps/accept.map",
              quick ? VALUE_OF("accept", "(?!" HTML_FIRST ")")
                    : VALUE_OF("accept", ""));
    write_map(build, "maps/clients.map",
              apr_pstrcat(build->pool, quick ? html_first : "", clients, NULL));
    if (options->reference) {
        write_map(build, "maps/reference.map",
                  apr_pstrcat(build->pool, "(?im)^", options->reference,
                              ":[[:blank:]]*([a-z0-9._~:-]{1,64})"
                              "[[:space:]]*$ \\1\n",
                              NULL));
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
    const sp_options *options = build->options;
    sp_oneline *lines =
        sp_oneline_make(options->themes[0].theme->policies.usual, build->pool);
    pages all = { .map = sp_buffer_make(build->pool),
                  .parts = parts,
                  .lines = lines,
                  .dialect = options->plain ? bare : marked };

    if (options->reference) {
        all.dialect.reference_length = REFERENCE_MAX;
    }
    sp_target_visit_pages(build, add_page, &all);
    sp_staging_add(build->staging, "maps/pages.map", sp_buffer_span(all.map));
    write_languages(build, words);
    words->types = write_types(build);
    write_requests(build);
    write_fields(build, lines->policy);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* HAProxy: one map holds all pages, and an answer is put together from it.
 *
 * A page is cut at its inserts into parts.  The answer's log-format string
 * lists every part that some page has, each with the insert behind it: what a
 * page lacks is not in the map, and what is not in the map gives nothing.
 *
 * A log-format string writes a line end as %0A, so a page is one line; and it
 * is in base64, since a map trims its values.
 */
#include "cli/negotiate.h"
#include "cli/targets/haproxy.h"
#include "cli/targets/oneline.h"

#include <apr_encode.h>
#include <apr_strings.h>

enum { PART_MAX = 9000 }; /* base64 of it and its key fit a line of a map */

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

static void add_part(pages *all, const char *name, unsigned part, sp_span bytes,
                     apr_pool_t *pool)
{
    sp_buffer_add(all->map, apr_psprintf(pool, "%s.%u ", name, part));
    sp_buffer_add(all->map,
                  apr_pencode_base64(pool, bytes.ptr, (apr_ssize_t)bytes.len,
                                     APR_ENCODE_NONE, NULL));
    sp_buffer_add(all->map, "\n");
}

/* False if the page has too many. */
static bool add_parts(pages *all, const char *name, sp_span page,
                      apr_pool_t *pool)
{
    unsigned part = 0;

    while (page.len) {
        const char *mark = memchr(page.ptr, *MARK, page.len);
        size_t length = mark ? (size_t)(mark - page.ptr) : page.len;

        if (length > PART_MAX) {
            length = PART_MAX;
            mark = NULL;
        }
        part = part_for(all->parts, part, (char)(mark ? mark[1] : 0));
        if (part == SP_HAPROXY_PARTS_MAX) {
            return false;
        }
        add_part(all, name, part++, (sp_span){ page.ptr, length }, pool);
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
    sp_rendered page =
        sp_render(options, key, options->plain ? &bare : &marked, pool);
    sp_span line = sp_oneline_page(all->lines, key->format, page.bytes, pool);

    if (!sp_target_measure(build, name, line.len, SP_HAPROXY_ANSWER_MAX)) {
        return;
    }
    if (line.len > all->parts->longest) {
        all->parts->longest = (unsigned)line.len;
    }
    if (!add_parts(all, name, line, pool) && !all->told) {
        sp_buffer_format(options->notes,
                         "%s is cut short: it shows the id and the time more "
                         "often than HAProxy supports here\n",
                         name);
        all->told = true;
    }
}

static void add_languages(const sp_build *build, sp_buffer *map)
{
    const sp_options *options = build->options;

    for (unsigned i = 0; i < options->languages.count; i++) {
        const sp_language *wanted = &sp_languages[options->languages.order[i]];

        for (unsigned j = 0; j < options->code_count; j++) {
            const sp_language *given = sp_options_language(
                options, options->languages.order[i], options->codes[j]);

            sp_buffer_format(map, "%s/%d %s\n", wanted->tag.ptr,
                             options->codes[j], given->tag.ptr);
        }
    }
}

/* ---- the other maps ------------------------------------------------------*/

static void write_map(sp_build *build, const char *name, const char *key,
                      const char *value_of_key)
{
    const char *line =
        apr_pstrcat(build->pool, key, " ", value_of_key, "\n", NULL);

    sp_staging_add(build->staging, name, sp_span_of(line));
}

static void write_choices(sp_build *build)
{
    const sp_options *options = build->options;
    const char *ranges = sp_rows_ranges(build, "@RANGE@ @LANGUAGE@\n");

    if (!*ranges) {
        ranges = apr_pstrcat(build->pool, "en ",
                             sp_languages[options->languages.order[0]].tag.ptr,
                             "\n", NULL);
    }
    sp_staging_add(build->staging, "maps/languages.map", sp_span_of(ranges));
    sp_staging_add(
        build->staging, "maps/types.map",
        sp_span_of(sp_rows_words(build, "@WORD@ @SUFFIX@\n", false)));
    write_map(build, "maps/accept-language.map",
              apr_pstrcat(build->pool, "(?i)",
                          sp_negotiate_language(options, "(", build->pool),
                          NULL),
              "\\1");
    write_map(build, "maps/accept.map",
              apr_pstrcat(build->pool, "(?i)",
                          sp_negotiate_type(options, "(", build->pool), NULL),
              "\\1");
}

/* ---- all of them ---------------------------------------------------------*/

void sp_haproxy_write_maps(sp_build *build, sp_haproxy_parts *parts,
                           const char **policy)
{
    sp_oneline *lines = sp_oneline_make(
        build->options->themes[0].theme->policies.usual, build->pool);
    pages all = { sp_buffer_make(build->pool), parts, lines, false };

    add_languages(build, all.map);
    sp_target_visit_pages(build, add_page, &all);
    sp_staging_add(build->staging, "maps/pages.map", sp_buffer_span(all.map));
    write_choices(build);
    *policy = lines->policy;
}

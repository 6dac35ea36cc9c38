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

const char *sp_haproxy_write_pages(sp_build *build, sp_haproxy_parts *parts)
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
    return lines->policy;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The expressions of negotiate.h without looking ahead. */
#include "cli/negotiate.h"

#include <apr_strings.h>

#include <string.h>

/* Elements before the first that is offered. */
#define SKIP "(?i)^(?:[^,]*,)*?\\s*"

/* What a valid element may have behind what was chosen: see negotiate.c.  A
 * parameter is anything but q=. */
#define SUBTAGS "(?:-[a-z0-9]{1,8})*"
#define PARAMETERS "(?:\\s*;\\s*(?:[^q,;\\s][^,;]*|q(?:[^=,;][^,;]*)?)?)*"

/* A weight in this tenth, and `more` that may follow it. */
static const char *weight_of(int tenth, const char *more, apr_pool_t *pool)
{
    const char *digits = tenth == 10 ? "1(?:\\.0{0,3})?"
                         : tenth == 0
                             ? "0\\.0(?:[1-9][0-9]?|0[1-9])"
                             : apr_psprintf(pool, "0\\.%d[0-9]{0,2}", tenth);

    return apr_psprintf(pool, "\\s*(?:;\\s*q=%s\\s*%s)%s(?:,|$)", digits, more,
                        tenth == 10 ? "?" : "");
}

enum { SUBTAG_MAX = 8 };

/* A character that `next` does not hold, and what the subtag still has. */
static void add_others(sp_buffer *buffer, const char *next, size_t depth)
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    sp_buffer_add(buffer, "[");
    for (const char *c = all; *c; c++) {
        if (!strchr(next, *c)) {
            sp_buffer_format(buffer, "%c", *c);
        }
    }
    sp_buffer_format(buffer, "][a-z0-9]{0,%u}",
                     depth < SUBTAG_MAX ? SUBTAG_MAX - 1 - (unsigned)depth : 0);
}

/* The rest of a subtag that is none of `words`.  All words begin with the same
 * `depth` characters, which are matched already. */
static void add_none_of(sp_buffer *buffer, const char *const *words,
                        unsigned count, size_t depth)
{
    char next[64] = "";
    size_t n = 0;
    bool ends = false;

    sp_buffer_add(buffer, "(?:");
    for (unsigned i = 0; i < count; i++) {
        const char *beginning[SP_LANGUAGES_MAX] = { words[i] };
        unsigned same = 1;
        char c = words[i][depth];

        ends = ends || c == '\0';
        if (c == '\0' || memchr(next, c, n)) {
            continue;
        }
        next[n++] = c;
        next[n] = '\0';
        for (unsigned j = i + 1; j < count; j++) {
            if (words[j][depth] == c) {
                beginning[same++] = words[j];
            }
        }
        sp_buffer_format(buffer, "%c", c);
        add_none_of(buffer, beginning, same, depth + 1);
        sp_buffer_add(buffer, "|");
    }
    add_others(buffer, next, depth);
    sp_buffer_add(buffer, ends || depth == 0 ? ")" : "|)");
}

/* Last subtags of the ranges that begin with `range` and are not served. */
static unsigned not_served(const char *words[SP_LANGUAGES_MAX],
                           const char *range, const sp_prefix *list,
                           unsigned count)
{
    size_t length = strlen(range);
    unsigned found = 0;

    for (unsigned i = 0; i < count; i++) {
        if (list[i].language == SP_LANGUAGE_NONE && found < SP_LANGUAGES_MAX
            && strncmp(list[i].range, range, length) == 0
            && list[i].range[length] == '-') {
            words[found++] = list[i].range + length + 1;
        }
    }
    return found;
}

const char *sp_negotiate_language_re2(const sp_options *options, int tenth,
                                      unsigned *groups, apr_pool_t *pool)
{
    unsigned count;
    const sp_prefix *list = sp_negotiate_prefixes(options, &count, pool);
    sp_buffer *whole = sp_buffer_make(pool);
    sp_buffer *rest = sp_buffer_make(pool);
    const char *bar = "";

    *groups = 1;
    sp_buffer_add(whole, SKIP "(?:(");
    for (unsigned i = 0; i < count; i++) {
        const char *words[SP_LANGUAGES_MAX];
        unsigned n = not_served(words, list[i].range, list, count);

        if (list[i].language == SP_LANGUAGE_NONE) {
            continue;
        }
        if (n == 0) {
            sp_buffer_format(whole, "%s%s", bar, list[i].range);
            bar = "|";
            continue;
        }
        ++*groups;
        sp_buffer_format(rest, "|(%s)(?:-", list[i].range);
        add_none_of(rest, words, n, 0);
        sp_buffer_add(rest, SUBTAGS ")?");
    }
    /* With nothing to choose from, the default's own name does no harm. */
    sp_buffer_add(whole, *bar ? "" : "en");
    sp_buffer_add(whole, ")" SUBTAGS);
    sp_buffer_add(whole, rest->used ? sp_buffer_string(rest) : "");
    sp_buffer_add(whole, ")");
    sp_buffer_add(whole, weight_of(tenth, "", pool));
    return sp_buffer_string(whole);
}

const char *sp_negotiate_type_re2(const sp_options *options, int tenth,
                                  apr_pool_t *pool)
{
    return apr_pstrcat(
        pool, SKIP "(", sp_negotiate_types(options->formats, pool),
        ")" PARAMETERS, weight_of(tenth, "(?:;[^,]*)?", pool), NULL);
}

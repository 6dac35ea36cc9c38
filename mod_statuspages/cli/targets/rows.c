/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a server's configuration: one text, filled for each of them. */
#include "cli/negotiate.h"
#include "cli/targets/target.h"

#include <apr_strings.h>

static const char *number(unsigned value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%u", value);
}

const char *sp_rows_retry_after(const sp_build *build, const char *row)
{
    sp_draft *rows = sp_draft_make(build->pool);

    row = sp_pages_named(build, row);
    for (unsigned i = 0; i < build->plan->code_count; i++) {
        int code = build->plan->codes[i];
        uint32_t wait = sp_retry_after_for(&build->plan->waits, code);
        const sp_fill fills[] = { { "CODE",
                                    number((unsigned)code, build->pool) },
                                  { "WAIT", number(wait, build->pool) },
                                  { NULL, NULL } };

        if (wait) {
            sp_draft_fill(rows, row, fills);
        }
    }
    return sp_draft_string(rows);
}

const char *sp_rows_cache(const sp_build *build, const char *row)
{
    sp_draft *rows = sp_draft_make(build->pool);

    row = sp_pages_named(build, row);
    for (unsigned i = 0; i < build->plan->code_count; i++) {
        int code = build->plan->codes[i];
        uint32_t seconds = sp_plan_seconds(build->plan, code);
        const sp_fill fills[] = { { "CODE",
                                    number((unsigned)code, build->pool) },
                                  { "SECONDS", number(seconds, build->pool) },
                                  { NULL, NULL } };

        if (seconds) {
            sp_draft_fill(rows, row, fills);
        }
    }
    return sp_draft_string(rows);
}

const char *sp_rows_cached(const sp_build *build)
{
    const char *codes = sp_rows_cache(build, "|@CODE@");

    return *codes ? codes + 1 : NULL;
}

static void add_foreign(sp_draft *rows, const sp_plan *plan, unsigned language,
                        int code, const char *row)
{
    const sp_language *wanted = &sp_languages[language];
    const sp_language *given = sp_plan_language(plan, language, code);
    const sp_fill fills[] = { { "PAGE", apr_psprintf(rows->pool, "%s/%d",
                                                     wanted->tag.ptr, code) },
                              { "LANGUAGE", given->tag.ptr },
                              { NULL, NULL } };

    if (given != wanted) {
        sp_draft_fill(rows, row, fills);
    }
}

const char *sp_rows_foreign(const sp_build *build, const char *row)
{
    const sp_plan *plan = build->plan;
    sp_draft *rows = sp_draft_make(build->pool);

    row = sp_pages_named(build, row);
    for (unsigned i = 0; i < plan->languages.count; i++) {
        for (unsigned j = 0; j < plan->code_count; j++) {
            add_foreign(rows, plan, plan->languages.order[i], plan->codes[j],
                        row);
        }
    }
    return sp_draft_string(rows);
}

const char *sp_rows_ranges(const sp_build *build, const char *row)
{
    sp_draft *rows = sp_draft_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->plan, &count, build->pool);

    row = sp_pages_named(build, row);
    for (unsigned i = 0; i < count; i++) {
        if (list[i].language != SP_LANGUAGE_NONE) {
            const sp_fill fills[] = {
                { "RANGE", list[i].range },
                { "LANGUAGE", sp_languages[list[i].language].tag.ptr },
                { NULL, NULL }
            };

            sp_draft_fill(rows, row, fills);
        }
    }
    return sp_draft_string(rows);
}

const char *sp_rows_words(const sp_build *build, const char *row)
{
    sp_draft *rows = sp_draft_make(build->pool);

    row = sp_pages_named(build, row);
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const sp_type_word *one = &sp_negotiate_words[i];
        const sp_fill fills[] = { { "WORD", one->word },
                                  { "SUFFIX", sp_render_suffixes[one->format] },
                                  { NULL, NULL } };

        if (build->plan->formats & SP_FORMAT_BIT(one->format)) {
            sp_draft_fill(rows, row, fills);
        }
    }
    return sp_draft_string(rows);
}

const char *sp_rows_types(const sp_build *build, const char *row)
{
    sp_draft *rows = sp_draft_make(build->pool);

    row = sp_pages_named(build, row);
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const sp_fill fills[] = { { "SUFFIX", sp_render_suffixes[i] },
                                  { "TYPE", sp_formats[i].media_type.ptr },
                                  { NULL, NULL } };

        if (build->plan->formats & SP_FORMAT_BIT(i)) {
            sp_draft_fill(rows, row, fills);
        }
    }
    return sp_draft_string(rows);
}

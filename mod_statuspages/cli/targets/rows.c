/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a server's configuration: one text, filled for each of them. */
#include "cli/targets/targets.h"

#include <apr_strings.h>

#define FILLS(...) ((const sp_fill[]){ __VA_ARGS__, { NULL, NULL } })

static void add(const sp_build *build, sp_buffer *rows, const char *row,
                const sp_fill *fills)
{
    sp_buffer_fill(rows, row, fills, build->common);
}

const char *sp_rows_codes(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        add(build, rows, row,
            FILLS({ "CODE", apr_itoa(build->pool, build->options->codes[i]) }));
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_retry_after(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        int code = build->options->codes[i];
        uint32_t wait = sp_retry_after_for(&build->options->waits, code);

        if (wait) {
            add(build, rows, row,
                FILLS({ "CODE", apr_itoa(build->pool, code) },
                      { "WAIT", apr_psprintf(build->pool, "%u", wait) }));
        }
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_cache(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        int code = build->options->codes[i];
        uint32_t seconds = sp_options_seconds(build->options, code);

        if (seconds) {
            add(build, rows, row,
                FILLS({ "CODE", apr_itoa(build->pool, code) },
                      { "SECONDS", apr_psprintf(build->pool, "%u", seconds) }));
        }
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_cached(const sp_build *build)
{
    const char *codes = sp_rows_cache(build, "|@CODE@");

    return *codes ? codes + 1 : NULL;
}

const char *sp_rows_headers(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->header_count; i++) {
        const sp_header *header = &build->options->headers[i];

        add(build, rows, row,
            FILLS({ "HEADER", header->name }, { "VALUE", header->value }));
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_foreign(const sp_build *build, const char *row)
{
    const sp_options *options = build->options;
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < options->languages.count; i++) {
        const sp_language *wanted = &sp_languages[options->languages.order[i]];

        for (unsigned j = 0; j < options->code_count; j++) {
            const sp_language *given = sp_options_language(
                options, options->languages.order[i], options->codes[j]);

            if (given != wanted) {
                add(build, rows, row,
                    FILLS({ "PAGE",
                            apr_psprintf(build->pool, "%s/%d", wanted->tag.ptr,
                                         options->codes[j]) },
                          { "LANGUAGE", given->tag.ptr }));
            }
        }
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_programs(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if ((build->options->formats & SP_FORMAT_BIT(i))
            && sp_format_is_for_programs((sp_format)i)) {
            add(build, rows, row, FILLS({ "SUFFIX", sp_render_suffixes[i] }));
        }
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_offered(const sp_build *build, const char *row)
{
    const sp_language_set *languages = &build->options->languages;
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < languages->count; i++) {
        add(build, rows, row,
            FILLS({ "LANGUAGE", sp_languages[languages->order[i]].tag.ptr }));
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_all_ranges(const sp_build *build, const char *row,
                               const char *unserved)
{
    sp_buffer *rows = sp_buffer_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->options, &count, build->pool);

    for (unsigned i = 0; i < count; i++) {
        bool served = list[i].language != SP_LANGUAGE_NONE;

        add(build, rows, served ? row : unserved,
            FILLS({ "RANGE", list[i].range },
                  { "LANGUAGE",
                    served ? sp_languages[list[i].language].tag.ptr : "" }));
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_ranges(const sp_build *build, const char *row)
{
    return sp_rows_all_ranges(build, row, "");
}

const char *sp_rows_languages(const sp_build *build, const char *row)
{
    const sp_language_set *languages = &build->options->languages;
    sp_buffer *rows = sp_buffer_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->options, &count, build->pool);

    for (unsigned i = 0; i < languages->count; i++) {
        unsigned language = languages->order[i];
        const char *ranges =
            sp_negotiate_ranges(list, count, language, build->pool);

        if (*ranges) {
            add(build, rows, row,
                FILLS({ "RANGES", ranges },
                      { "LANGUAGE", sp_languages[language].tag.ptr }));
        }
    }
    return sp_buffer_string(rows);
}

/* Does a longer prefix begin with this one? */
static bool has_longer(const sp_prefix *one, const sp_prefix *list,
                       unsigned count)
{
    size_t length = strlen(one->range);

    for (unsigned i = 0; i < count; i++) {
        if (strncmp(list[i].range, one->range, length) == 0
            && list[i].range[length] == '-') {
            return true;
        }
    }
    return false;
}

const char *sp_rows_simple(const sp_build *build)
{
    sp_buffer *ranges = sp_buffer_make(build->pool);
    unsigned count;
    const sp_prefix *list =
        sp_negotiate_prefixes(build->options, &count, build->pool);

    for (unsigned i = 0; i < count; i++) {
        const sp_prefix *one = &list[i];

        if (one->language != SP_LANGUAGE_NONE
            && strcmp(one->range, sp_languages[one->language].tag.ptr) == 0
            && !has_longer(one, list, count)) {
            sp_buffer_format(ranges, "%s%s", ranges->used ? "|" : "",
                             one->range);
        }
    }
    return sp_buffer_string(ranges);
}

const char *sp_rows_words(const sp_build *build, const char *row,
                          bool last_wins)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const sp_type_word *one =
            &sp_negotiate_words[last_wins ? SP_FORMAT__COUNT - 1 - i : i];

        if (build->options->formats & SP_FORMAT_BIT(one->format)) {
            add(build, rows, row,
                FILLS({ "WORD", one->word },
                      { "SUFFIX", sp_render_suffixes[one->format] }));
        }
    }
    return sp_buffer_string(rows);
}

/* What looks ahead at an element and its weight; nothing is looked up in
 * others, so that a long field costs no more. */
static const char *weight_of(int tenth, apr_pool_t *pool)
{
    return tenth == 10 ? "(?![^,]*;\\s*q=0)"
                       : apr_psprintf(pool, "(?=[^,]*;\\s*q=0[.]%d)", tenth);
}

const char *sp_rows_weights(const sp_build *build, const char *row,
                            sp_negotiate *expression, const char *group)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int tenth = 10; tenth >= 0; tenth--) {
        const char *opening = apr_pstrcat(
            build->pool, weight_of(tenth, build->pool), group, NULL);

        add(build, rows, row,
            FILLS(
                { "PATTERN", expression(build->options, opening, build->pool) },
                { "FOLLOWING", apr_itoa(build->pool, tenth) }));
    }
    return sp_buffer_string(rows);
}

const char *sp_rows_types(const sp_build *build, const char *row)
{
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (build->options->formats & SP_FORMAT_BIT(i)) {
            add(build, rows, row,
                FILLS({ "SUFFIX", sp_render_suffixes[i] },
                      { "TYPE", sp_formats[i].media_type.ptr }));
        }
    }
    return sp_buffer_string(rows);
}

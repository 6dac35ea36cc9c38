/* SPDX-License-Identifier: Apache-2.0 */
/* The list of targets, of targets.def, and what they share: the pages as
 * files. */
#include "cli/targets/targets.h"

#include "cli/gzip.h"

#include <apr_strings.h>

#include <stdio.h>
#include <stdlib.h>

const sp_target *const sp_targets[] = {
#define TARGET(name) &sp_target_##name,
#include "cli/targets/targets.def"
#undef TARGET
};
const unsigned sp_target_count = SP_COUNT(sp_targets);

const sp_target *sp_target_find(const char *name)
{
    for (unsigned i = 0; i < sp_target_count; i++) {
        if (strcmp(sp_targets[i]->name, name) == 0) {
            return sp_targets[i];
        }
    }
    return NULL;
}

const char *sp_target_page_name(const sp_build *build, const sp_page_key *key,
                                const char *folder, apr_pool_t *pool)
{
    bool gallery = build->options->target->gallery;

    return apr_psprintf(pool, "%s%s%s%s%s/%d.%s", folder, *folder ? "/" : "",
                        gallery ? build->options->themes[key->theme].name : "",
                        gallery ? "/" : "", sp_languages[key->language].tag.ptr,
                        key->code, sp_render_suffixes[key->format]);
}

const char *sp_target_flat_name(const sp_build *build, const sp_page_key *key,
                                const char *folder, apr_pool_t *pool)
{
    (void)build;
    return apr_psprintf(pool, "%s/%d.%s", folder, key->code,
                        sp_render_suffixes[key->format]);
}

bool sp_target_measure(sp_build *build, const char *name, size_t length,
                       size_t max)
{
    if (max == 0 || length <= max) {
        return true;
    }
    if (!build->saw_too_long) {
        sp_buffer_format(build->options->notes,
                         "%s is %" APR_SIZE_T_FMT
                         " bytes long, and others may be as well; the limit "
                         "of %s is %" APR_SIZE_T_FMT "\n",
                         name, length, build->options->target->name, max);
    }
    build->saw_too_long = true;
    return false;
}

/* A gallery has the other formats once: they look the same in every theme, or
 * nearly so. */
static bool is_wanted(const sp_options *options, unsigned theme, int format)
{
    return (options->formats & SP_FORMAT_BIT(format)) != 0
           && (theme == 0 || format == SP_FORMAT_HTML);
}

/* One language, so that whoever waits sees that something is done. */
static void visit_language(sp_build *build, unsigned theme, unsigned language,
                           sp_page_visit *visit, void *baton,
                           apr_pool_t *scratch)
{
    const sp_options *options = build->options;

    for (unsigned i = 0; i < options->code_count; i++) {
        for (int format = 0; format < SP_FORMAT__COUNT; format++) {
            sp_page_key key = { theme, options->codes[i], language,
                                (sp_format)format };

            if (is_wanted(options, theme, format)) {
                visit(build, baton, &key, scratch);
                apr_pool_clear(scratch);
            }
        }
    }
}

void sp_target_visit_pages(sp_build *build, sp_page_visit *visit, void *baton)
{
    const sp_options *options = build->options;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, build->pool);
    for (unsigned theme = 0; theme < options->theme_count; theme++) {
        for (unsigned i = 0; i < options->languages.count; i++) {
            if (build->shows_progress) {
                fprintf(stderr, "\r%s %u/%u ", options->themes[theme].name,
                        i + 1, options->languages.count);
            }
            visit_language(build, theme, options->languages.order[i], visit,
                           baton, scratch);
        }
    }
    if (build->shows_progress) {
        fputs("\r\033[K", stderr);
    }
    apr_pool_destroy(scratch);
}

static void write_page(sp_build *build, void *baton, const sp_page_key *key,
                       apr_pool_t *pool)
{
    const sp_page_style *style = baton;
    sp_rendered page = sp_render(build->options, key, style->dialect, pool);
    const char *name = (style->name ? style->name : sp_target_page_name)(
        build, key, style->folder, pool);
    sp_span bytes =
        style->frame ? style->frame(build, key, &page, pool) : page.bytes;

    sp_target_measure(build, name, bytes.len, style->length_most);
    sp_staging_add(build->staging, name, bytes);
    if (style->gzip && !page.live) {
        sp_staging_add(build->staging, apr_pstrcat(pool, name, ".gz", NULL),
                       sp_gzip(bytes, pool));
    }
}

void sp_target_write_pages(sp_build *build, const sp_page_style *style)
{
    sp_page_style copy = *style;

    sp_target_visit_pages(build, write_page, &copy);
}

const char *sp_target_codes(const sp_build *build, const char *between,
                            const char *line_break)
{
    enum { A_LINE = 16 };
    sp_buffer *list = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        sp_buffer_format(list, "%s%d",
                         i == 0            ? ""
                         : i % A_LINE == 0 ? line_break
                                           : between,
                         build->options->codes[i]);
    }
    return sp_buffer_string(list);
}

sp_format sp_target_format(const sp_options *options, sp_format wanted)
{
    sp_format format = wanted;

    if (!(options->formats & SP_FORMAT_BIT(wanted))) {
        format = SP_FORMAT_HTML;
        while (!(options->formats & SP_FORMAT_BIT(format))) {
            format++;
        }
    }
    return format;
}

const char *sp_target_suffix(const sp_build *build, sp_format wanted)
{
    return sp_render_suffixes[sp_target_format(build->options, wanted)];
}

void sp_target_place(sp_build *build, const char *folder)
{
    for (sp_fill *fill = build->common; fill->name; fill++) {
        if (strcmp(fill->name, "FOLDER") == 0) {
            fill->value = folder;
        }
    }
}

void sp_target_begin(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_fill common[SP_COMMON_MAX] = {
        { "NAME", options->name },
        { "FOLDER", options->folder.path },
        { "DEFAULT", sp_languages[options->languages.order[0]].tag.ptr },
        { "POLICY", options->themes[0].theme->policies.usual },
        { "HTML", sp_target_suffix(build, SP_FORMAT_HTML) },
        { "JSON", sp_target_suffix(build, SP_FORMAT_JSON) },
        { "TEXT", sp_target_suffix(build, SP_FORMAT_TEXT) },
        { NULL, NULL }
    };

    memcpy(build->common, common, sizeof(common));
}

const char *sp_target_named(const sp_build *build, const char *text)
{
    sp_buffer *named = sp_buffer_make(build->pool);

    sp_buffer_fill(named, text, build->common, NULL);
    return sp_buffer_string(named);
}

static void fill_file(const sp_build *build, sp_buffer *buffer,
                      const char *name, const sp_fill *fills)
{
    const sp_embedded *file = sp_embedded_files;

    while (file < sp_embedded_files + sp_embedded_count
           && strcmp(file->name, name) != 0) {
        file++;
    }
    if (file == sp_embedded_files + sp_embedded_count) {
        fprintf(stderr, "statuspages: %s is not built in\n", name);
        abort(); /* a slip in a target's source, which its first run shows */
    }
    for (const char *const *line = file->lines; *line; line++) {
        sp_buffer_fill(buffer, *line, fills, build->common);
    }
}

const char *sp_target_text(const sp_build *build, const char *name,
                           const sp_fill *fills)
{
    sp_buffer *text = sp_buffer_make(build->pool);

    fill_file(build, text, name, fills);
    return sp_buffer_string(text);
}

void sp_target_file(sp_build *build, const char *name, const sp_fill *fills)
{
    sp_staging_add(build->staging, strchr(name, '/') + 1,
                   sp_span_of(sp_target_text(build, name, fills)));
}

void sp_target_readme(sp_build *build, const sp_fill *fills)
{
    fill_file(build, build->readme,
              apr_pstrcat(build->pool, build->options->target->name,
                          "/README.md", NULL),
              fills);
}

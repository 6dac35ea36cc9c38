/* SPDX-License-Identifier: Apache-2.0 */
/* What all targets share: the pages as files. */
#include "cli/files.h"
#include "cli/targets/target.h"

#include <apr_strings.h>

#include <stdio.h>

const char *sp_pages_name(const sp_build *build, const sp_page_key *key,
                          const char *folder, apr_pool_t *pool)
{
    bool gallery = build->plan->target->gallery;

    return apr_psprintf(pool, "%s%s%s%s%s/%d.%s", folder, *folder ? "/" : "",
                        gallery ? build->plan->themes[key->theme].name : "",
                        gallery ? "/" : "", sp_languages[key->language].tag.ptr,
                        key->code, sp_render_suffixes[key->format]);
}

bool sp_pages_measure(sp_build *build, const char *name, size_t length,
                      size_t max)
{
    if (max == 0 || length <= max) {
        return true;
    }
    if (!build->saw_too_long) {
        sp_draft_format(build->plan->notes,
                        "%s is %" APR_SIZE_T_FMT
                        " bytes long, and others may be; %s takes "
                        "%" APR_SIZE_T_FMT "\n",
                        name, length, build->plan->target->name, max);
    }
    build->saw_too_long = true;
    return false;
}

/* A gallery has the other formats once: they look the same in every theme, or
 * nearly so. */
static bool is_wanted(const sp_plan *plan, unsigned theme, int format)
{
    return (plan->formats & SP_FORMAT_BIT(format)) != 0
           && (theme == 0 || format == SP_FORMAT_HTML);
}

/* One language, so that whoever waits sees that something is done. */
static void visit_language(sp_build *build, unsigned theme, unsigned language,
                           sp_page_visit *visit, void *baton,
                           apr_pool_t *scratch)
{
    const sp_plan *plan = build->plan;

    for (unsigned i = 0; i < plan->code_count; i++) {
        for (int format = 0; format < SP_FORMAT__COUNT; format++) {
            sp_page_key key = { theme, plan->codes[i], language,
                                (sp_format)format };

            if (is_wanted(plan, theme, format)) {
                visit(build, baton, &key, scratch);
                apr_pool_clear(scratch);
            }
        }
    }
}

void sp_pages_visit(sp_build *build, sp_page_visit *visit, void *baton)
{
    const sp_plan *plan = build->plan;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, build->pool);
    for (unsigned theme = 0; theme < plan->theme_count; theme++) {
        for (unsigned i = 0; i < plan->languages.count; i++) {
            if (build->shows_progress) {
                fprintf(stderr, "\r%s %u/%u ", plan->themes[theme].name, i + 1,
                        plan->languages.count);
            }
            visit_language(build, theme, plan->languages.order[i], visit, baton,
                           scratch);
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
    sp_rendered page = sp_render(build->plan, key, style->dialect, pool);
    const char *name = (style->name ? style->name : sp_pages_name)(
        build, key, style->folder, pool);
    sp_span bytes =
        style->frame ? style->frame(build, key, &page, pool) : page.bytes;

    sp_pages_measure(build, name, bytes.len, style->length_most);
    sp_output_add(build->output, name, bytes);
    if (style->gzip && !page.live) {
        sp_output_add_gzip(build->output, name, bytes);
    }
}

void sp_pages_write(sp_build *build, const sp_page_style *style)
{
    sp_page_style copy = *style;

    sp_pages_visit(build, write_page, &copy);
}

const char *sp_pages_codes(const sp_build *build, const char *line_break)
{
    enum { A_LINE = 16 };
    sp_draft *list = sp_draft_make(build->pool);

    for (unsigned i = 0; i < build->plan->code_count; i++) {
        sp_draft_format(list, "%s%d",
                        i == 0            ? ""
                        : i % A_LINE == 0 ? line_break
                                          : " ",
                        build->plan->codes[i]);
    }
    return sp_draft_string(list);
}

sp_format sp_pages_format(const sp_plan *plan, sp_format wanted)
{
    sp_format format = wanted;

    if (!(plan->formats & SP_FORMAT_BIT(wanted))) {
        format = SP_FORMAT_HTML;
        while (!(plan->formats & SP_FORMAT_BIT(format))) {
            format++;
        }
    }
    return format;
}

const char *sp_pages_suffix(const sp_build *build, sp_format wanted)
{
    return sp_render_suffixes[sp_pages_format(build->plan, wanted)];
}

const char *sp_pages_named(const sp_build *build, const char *text)
{
    const sp_fill fills[] = { { "NAME", build->plan->name }, { NULL, NULL } };
    sp_draft *named = sp_draft_make(build->pool);

    sp_draft_fill(named, text, fills);
    return sp_draft_string(named);
}

void sp_pages_file(sp_build *build, const char *name, const sp_fill *fills)
{
    sp_draft *file = sp_draft_make(build->pool);

    sp_files_fill(file, name, fills);
    sp_output_add(build->output, strchr(name, '/') + 1, sp_draft_span(file));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/targets/gallery.h"

#include "core/escape.h"

#include <apr_strings.h>

/* `text` as a string of JSON.  It may stand in a <script>: sp_escape_json()
 * writes < as an escape. */
static void add_string(sp_draft *json, sp_span text)
{
    size_t n = sp_escape_json(text, NULL);
    char *bytes = apr_palloc(json->pool, n + 1);

    sp_escape_json(text, bytes);
    sp_draft_add(json, "\"");
    sp_draft_bytes(json, (sp_span){ bytes, n });
    sp_draft_add(json, "\"");
}

static void add_languages(sp_draft *json, const sp_plan *plan)
{
    for (unsigned i = 0; i < plan->languages.count; i++) {
        const sp_language *one = &sp_languages[plan->languages.order[i]];

        sp_draft_add(json, i ? ",\n[" : "[");
        add_string(json, one->tag);
        sp_draft_add(json, ",");
        add_string(json, one->name);
        sp_draft_format(json, ",%d]", one->rtl);
    }
}

/* [404,"Not Found",["Page not found", ...]]: the title in each language. */
static void add_codes(sp_draft *json, const sp_plan *plan)
{
    for (unsigned i = 0; i < plan->code_count; i++) {
        const sp_status *status = sp_status_find(plan->codes[i]);

        sp_draft_format(json, "%s[%d,", i ? ",\n" : "", plan->codes[i]);
        add_string(json, status->phrase);
        for (unsigned j = 0; j < plan->languages.count; j++) {
            const sp_language *language =
                sp_plan_language(plan, plan->languages.order[j], status->code);

            sp_draft_add(json, j ? "," : ",[");
            add_string(json, sp_catalog_text(language,
                                             sp_catalog_status(status)->title));
        }
        sp_draft_add(json, "]]");
    }
}

static void add_themes(sp_draft *json, const sp_plan *plan)
{
    for (unsigned i = 0; i < plan->theme_count; i++) {
        sp_draft_add(json, i ? "," : "");
        add_string(json, sp_span_of(plan->themes[i].name));
    }
}

static void add_formats(sp_draft *json, const sp_plan *plan)
{
    const char *comma = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (plan->formats & SP_FORMAT_BIT(i)) {
            sp_draft_add(json, comma);
            add_string(json, sp_span_of(sp_render_suffixes[i]));
            comma = ",";
        }
    }
}

void sp_gallery_write(sp_build *build)
{
    sp_draft *json = sp_draft_make(build->pool);
    sp_fill fills[] = { { "DATA", "" }, { NULL, NULL } };

    sp_draft_add(json, "{\"themes\":[");
    add_themes(json, build->plan);
    sp_draft_add(json, "],\n\"formats\":[");
    add_formats(json, build->plan);
    sp_draft_add(json, "],\n\"languages\":[");
    add_languages(json, build->plan);
    sp_draft_add(json, "],\n\"codes\":[");
    add_codes(json, build->plan);
    sp_draft_add(json, "]}");
    fills[0].value = sp_draft_string(json);
    sp_pages_file(build, "static/index.html", fills);
}

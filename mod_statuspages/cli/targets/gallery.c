/* SPDX-License-Identifier: Apache-2.0 */
/* Writes index.html: what every status code means, in every language of a
 * build, with a link to each of its pages. */
#include "cli/targets/gallery.h"

#include "core/code_set.h"
#include "core/status_error.h"
#include "core/status_words.h"

#include <apr_strings.h>

/* A text of the catalog, or what the administrator says in its place for this
 * code. */
typedef struct gallery_text {
    sp_message message;
    int own_code; /* 0: for every code */
    sp_field field;
} gallery_text;

/* The texts that the codes share: each is written once a language, and named by
 * its place. */
typedef struct gallery_texts {
    const sp_options *options;
    apr_array_header_t *list;        /* of gallery_text */
    uint16_t place[SP_MESSAGES + 1]; /* of a message, from 1; 0: none yet */
} gallery_texts;

/* ---- the build -----------------------------------------------------------*/

static void add_languages(sp_buffer *json, const sp_options *options)
{
    for (unsigned i = 0; i < options->languages.count; i++) {
        const sp_language *one = &sp_languages[options->languages.order[i]];

        sp_buffer_add(json, i ? ",\n[" : "[");
        sp_buffer_json(json, one->tag);
        sp_buffer_add(json, ",");
        sp_buffer_json(json, one->name);
        sp_buffer_format(json, ",%d]", one->rtl);
    }
}

/* The first is shown first: the default theme, if it is there. */
static void add_themes(sp_buffer *json, const sp_options *options)
{
    const char *comma = "";

    for (int others = 0; others < 2; others++) {
        for (unsigned i = 0; i < options->theme_count; i++) {
            const char *name = options->themes[i].name;

            if ((strcmp(name, "default") != 0) == others) {
                sp_buffer_add(json, comma);
                sp_buffer_json(json, sp_span_of(name));
                comma = ",";
            }
        }
    }
}

static void add_formats(sp_buffer *json, const sp_options *options)
{
    const char *comma = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (options->formats & SP_FORMAT_BIT(i)) {
            sp_buffer_add(json, comma);
            sp_buffer_json(json, sp_span_of(sp_render_suffixes[i]));
            comma = ",";
        }
    }
}

/* ---- the codes -----------------------------------------------------------*/

static void add_text(sp_buffer *json, const char *name, const char *value)
{
    if (value && *value) {
        sp_buffer_format(json, ",\"%s\":", name);
        sp_buffer_json(json, sp_span_of(value));
    }
}

static bool has_own(const sp_options *options, int code, sp_field field)
{
    for (unsigned i = 0; i < options->languages.count; i++) {
        if (sp_text_overrides_find(options->texts, code,
                                   &sp_languages[options->languages.order[i]],
                                   field)) {
            return true;
        }
    }
    return false;
}

/* The place of a text, from 0. */
static int place_of(gallery_texts *texts, sp_message message, int code,
                    sp_field field)
{
    bool is_own = has_own(texts->options, code, field);

    if (is_own || !texts->place[message]) {
        APR_ARRAY_PUSH(texts->list, gallery_text) =
            (gallery_text){ message, is_own ? code : 0, field };
    }
    if (is_own) {
        return texts->list->nelts - 1;
    }
    if (!texts->place[message]) {
        texts->place[message] = (uint16_t)texts->list->nelts;
    }
    return texts->place[message] - 1;
}

static void add_message(sp_buffer *json, const char *name, gallery_texts *texts,
                        sp_message message, int code, sp_field field)
{
    if (message) {
        sp_buffer_format(json, ",\"%s\":%d", name,
                         place_of(texts, message, code, field));
    }
}

static void add_actions(sp_buffer *json, gallery_texts *texts,
                        const sp_message *actions, int code)
{
    const char *comma = "";

    sp_buffer_add(json, ",\"do\":[");
    for (unsigned i = 0; i < SP_DO_MAX; i++) {
        sp_field field = (sp_field)(SP_FIELD_DO_1 + i);

        if (actions[i] || has_own(texts->options, code, field)) {
            sp_buffer_format(json, "%s%d", comma,
                             place_of(texts, actions[i], code, field));
            comma = ",";
        }
    }
    sp_buffer_add(json, "]");
}

static void add_fault(sp_buffer *json, const sp_status *status)
{
    const char *comma = "";

    sp_buffer_add(json, ",\"fault\":[");
    for (unsigned i = 0; i < SP_FAULTS; i++) {
        if (status->fault & sp_fault_words[i].bit) {
            sp_buffer_format(json, "%s\"%s\"", comma, sp_fault_words[i].name);
            comma = ",";
        }
    }
    sp_buffer_add(json, "]");
}

static const char *synonyms_of(int code)
{
    static const struct {
        int code;
        const char *words;
    } rows[] = {
#define SYNONYMS(code, words) { code, words },
#include "cli/targets/gallery.def"
#undef SYNONYMS
    };

    for (size_t i = 0; i < SP_COUNT(rows); i++) {
        if (rows[i].code == code) {
            return rows[i].words;
        }
    }
    return NULL;
}

/* Where it comes from. */
static void add_origin(sp_buffer *json, const sp_status *status,
                       apr_pool_t *pool)
{
    add_text(json, "origin",
             apr_pstrmemdup(pool, status->origin.ptr, status->origin.len));
    add_text(json, "documentation", sp_status_documentation_url(status, pool));
    add_text(json, "synonyms", synonyms_of(status->code));
}

/* `code` may be one of the administrator's own. */
static void add_code(sp_buffer *json, gallery_texts *texts, int code,
                     const sp_build *build)
{
    const sp_status *status = sp_options_status(build->options, code);
    const sp_status_texts *own = sp_catalog_status(status);

    sp_buffer_format(json, "{\"code\":%d,\"page\":%d,\"phrase\":", code,
                     sp_options_has(build->options, code));
    sp_buffer_json(json, status->phrase);
    add_text(json, "lasts", sp_status_lasts_word(status));
    add_text(json, "retry", sp_status_retry_word(status));
    if (status->code == code) {
        add_origin(json, status, build->pool);
    }
    add_fault(json, status);
    add_message(json, "title", texts, own->title, code, SP_FIELD_TITLE);
    add_message(json, "what", texts, own->what, code, SP_FIELD_WHAT);
    add_message(json, "lasting", texts, own->lasts, code, SP_FIELD_LASTS);
    add_message(json, "detail", texts, own->detail, code, SP_FIELD_DETAIL);
    add_message(json, "owner", texts, own->owner, code, SP_FIELD_OWNER);
    add_actions(json, texts, own->actions, code);
    sp_buffer_add(json, "}");
}

static void add_codes(sp_buffer *json, gallery_texts *texts,
                      const sp_build *build)
{
    const char *comma = "";

    for (int code = 0; code <= SP_CODE_LAST; code++) {
        if (sp_status_known(code) || sp_options_like(build->options, code)) {
            sp_buffer_add(json, comma);
            add_code(json, texts, code, build);
            comma = ",\n";
        }
    }
}

/* What a language leaves out is "": English stands in. */
static void add_texts(sp_buffer *json, const gallery_texts *texts,
                      const sp_language *language)
{
    const gallery_text *list = (const gallery_text *)texts->list->elts;

    sp_buffer_json(json, language->tag);
    sp_buffer_add(json, ":[");
    for (int i = 0; i < texts->list->nelts; i++) {
        const sp_text_override *own =
            list[i].own_code ? sp_text_overrides_find(texts->options->texts,
                                                      list[i].own_code,
                                                      language, list[i].field)
                             : NULL;

        sp_buffer_add(json, i ? "," : "");
        sp_buffer_json(json, own ? own->text
                                 : sp_catalog_text(language, list[i].message));
    }
    sp_buffer_add(json, "]");
}

/* Of each language of the build, and of English, the first of all. */
static void add_all_texts(sp_buffer *json, const gallery_texts *texts,
                          const sp_options *options)
{
    add_texts(json, texts, &sp_languages[0]);
    for (unsigned i = 0; i < options->languages.count; i++) {
        if (options->languages.order[i] != 0) {
            sp_buffer_add(json, ",\n");
            add_texts(json, texts, &sp_languages[options->languages.order[i]]);
        }
    }
}

void sp_gallery_write(sp_build *build)
{
    sp_buffer *json = sp_buffer_make(build->pool);
    gallery_texts *texts = apr_pcalloc(build->pool, sizeof(*texts));
    sp_fill fills[] = { { "DATA", "" }, { NULL, NULL } };

    texts->options = build->options;
    texts->list =
        apr_array_make(build->pool, SP_MESSAGES, sizeof(gallery_text));
    sp_buffer_add(json, "{\"themes\":[");
    add_themes(json, build->options);
    sp_buffer_add(json, "],\n\"formats\":[");
    add_formats(json, build->options);
    sp_buffer_add(json, "],\n\"languages\":[");
    add_languages(json, build->options);
    sp_buffer_add(json, "],\n\"codes\":[");
    add_codes(json, texts, build);
    sp_buffer_add(json, "],\n\"texts\":{");
    add_all_texts(json, texts, build->options);
    sp_buffer_add(json, "}}");
    fills[0].value = sp_buffer_string(json);
    sp_target_file(build, "static/index.html", fills);
}

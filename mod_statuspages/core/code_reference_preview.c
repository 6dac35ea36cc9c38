/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the page that previews the answer to an error. */
#include "core/code_reference_preview.h"

#include "core/code_set.h"
#include "core/code_reference_internal.h"
#include "core/csp.h"
#include "core/status_words.h"

#include <apr_strings.h>

typedef enum slot {
    CODES = SP_VAR__COUNT,
    TAGS,
    FORMATS,
    THEMES,
    AT,
    NO_SAMPLES,
    NOTE,
    LINE,
    BODY_URL,
    HEADERS,
    SLOTS
} slot;

_Static_assert((int)SLOTS <= (int)SP_VAR__COUNT + SP_CUSTOM_MAX,
               "sp_page has a place for them");

enum { OPTION_VALUE, OPTION_NAME, OPTION_SELECTED, OPTION_SLOTS };
enum { HEADER_NAME, HEADER_VALUE, HEADER_SLOTS };

static const sp_name option_names[] = {
    { "value", SP_KIND_TEXT, OPTION_VALUE },
    { "name", SP_KIND_TEXT, OPTION_NAME },
    { "selected", SP_KIND_CONDITION, OPTION_SELECTED },
};
static const sp_schema option_schema = { option_names, SP_COUNT(option_names),
                                         OPTION_SLOTS };

static const sp_name header_names[] = {
    { "name", SP_KIND_TEXT, HEADER_NAME },
    { "value", SP_KIND_TEXT, HEADER_VALUE },
};
static const sp_schema header_schema = { header_names, SP_COUNT(header_names),
                                         HEADER_SLOTS };

static const sp_name names[] = {
    { "codes", SP_KIND_LIST, CODES, &option_schema },
    { "tags", SP_KIND_LIST, TAGS, &option_schema },
    { "formats", SP_KIND_LIST, FORMATS, &option_schema },
    { "themes", SP_KIND_LIST, THEMES, &option_schema },
    { "at", SP_KIND_TEXT, AT },
    { "no_samples", SP_KIND_CONDITION, NO_SAMPLES },
    { "note", SP_KIND_TEXT, NOTE },
    { "line", SP_KIND_TEXT, LINE },
    { "body_url", SP_KIND_URL, BODY_URL },
    { "headers", SP_KIND_LIST, HEADERS, &header_schema },
};

/* ---- while the configuration is read --------------------------------------*/

const sp_preview_template *sp_preview_make(const sp_theme *theme,
                                           sp_diagnostics *problems,
                                           apr_pool_t *pool)
{
    sp_preview_template *made = apr_pcalloc(pool, sizeof(*made));

    made->theme = theme;
    if (!sp_code_reference_compile(
            &made->page, theme, "preview.html", SP_FORMAT_HTML,
            sp_code_reference_schema(names, SP_COUNT(names), SLOTS, pool),
            problems)) {
        return NULL;
    }
    made->page.policies.usual =
        sp_csp_with_form(made->page.policies.usual, pool);
    return made;
}

/* ---- the choices ----------------------------------------------------------*/

typedef struct options {
    sp_value *rows;
    uint32_t count;
} options;

static options options_of(size_t most, apr_pool_t *pool)
{
    return (options){ apr_palloc(pool, most * OPTION_SLOTS * sizeof(sp_value)),
                      0 };
}

static void add(options *to, sp_span value, sp_span name, bool selected)
{
    sp_value *row = &to->rows[(size_t)to->count++ * OPTION_SLOTS];

    row[OPTION_VALUE] = sp_page_text(value, false);
    row[OPTION_NAME] = sp_page_text(name, false);
    row[OPTION_SELECTED] = (sp_value){ NULL, selected, true };
}

static sp_value list_of(const options *list)
{
    return (sp_value){ list->rows, list->count, 0 };
}

/* "404 Not Found"; a code that no row has is offered too if it is chosen. */
static sp_value codes_of(const sp_preview *preview, apr_pool_t *pool)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);
    options list = options_of(count + 1, pool);

    if (!sp_status_known(preview->code)) {
        sp_span code = sp_span_of(apr_itoa(pool, preview->code));

        add(&list, code, code, true);
    }
    for (size_t i = 0; i < count; i++) {
        if (all[i].code >= SP_CODE_FIRST) {
            add(&list, sp_span_of(apr_itoa(pool, all[i].code)),
                sp_span_of(sp_status_line(all[i].code, pool)),
                all[i].code == preview->code);
        }
    }
    return list_of(&list);
}

static sp_value tags_of(const sp_preview *preview, apr_pool_t *pool)
{
    options list = options_of(sp_language_count, pool);

    for (unsigned i = 0; i < sp_language_count; i++) {
        add(&list, sp_languages[i].tag,
            sp_span_of(apr_pstrcat(pool, sp_languages[i].tag.ptr, " ",
                                   sp_languages[i].name.ptr, NULL)),
            i == preview->language);
    }
    return list_of(&list);
}

static sp_value formats_of(const sp_preview *preview, apr_pool_t *pool)
{
    options list = options_of(SP_FORMAT__COUNT, pool);

    for (unsigned i = 0; i < SP_FORMAT__COUNT; i++) {
        add(&list, sp_formats[i].name, sp_formats[i].name,
            i == (unsigned)preview->format);
    }
    return list_of(&list);
}

static sp_value themes_of(const sp_preview *preview, apr_pool_t *pool)
{
    options list = options_of(sp_theme_source_count, pool);

    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        sp_span name = sp_span_of(sp_theme_sources[i].name);

        add(&list, name, name,
            preview->theme && strcmp(name.ptr, preview->theme) == 0);
    }
    return list_of(&list);
}

static sp_value headers_of(const sp_preview *preview, apr_pool_t *pool)
{
    sp_value *rows = apr_palloc(pool, ((size_t)preview->header_count + 1)
                                          * HEADER_SLOTS * sizeof(*rows));

    for (unsigned i = 0; i < preview->header_count; i++) {
        sp_value *row = &rows[(size_t)i * HEADER_SLOTS];

        row[HEADER_NAME] = sp_page_text(preview->headers[i].name, false);
        row[HEADER_VALUE] = sp_page_text(preview->headers[i].value, false);
    }
    return (sp_value){ rows, preview->header_count, 0 };
}

/* ---- bytes ----------------------------------------------------------------*/

sp_span sp_preview_write(const sp_preview *preview, apr_pool_t *pool)
{
    sp_facts facts = sp_code_reference_facts(200);
    sp_page_request request = { .facts = &facts,
                                .site = preview->site,
                                .language = &sp_languages[0],
                                .theme = preview->with->theme,
                                .override = &preview->with->page,
                                .format = { .format = SP_FORMAT_HTML } };
    sp_page *page = apr_palloc(pool, sizeof(*page));

    sp_page_prepare(page, &request);
    sp_page_set_plain(page, SP_VAR_TITLE, SP_SPAN("Preview of error pages"));
    page->values[CODES] = codes_of(preview, pool);
    page->values[TAGS] = tags_of(preview, pool);
    page->values[FORMATS] = formats_of(preview, pool);
    page->values[THEMES] = themes_of(preview, pool);
    page->values[AT] = sp_page_text(preview->at, false);
    page->values[NO_SAMPLES] = (sp_value){ NULL, !preview->samples, true };
    page->values[NOTE] = sp_page_text(preview->note, false);
    page->values[LINE] = sp_page_text(preview->line, false);
    page->values[BODY_URL] = sp_page_text(preview->body_url, false);
    page->values[HEADERS] = headers_of(preview, pool);
    return sp_code_reference_bytes(page, pool);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the templates of the reference. */
#include "core/code_reference_internal.h"

#include <apr_strings.h>

/* ---- what its templates may use besides the variables of an error page ----*/

static const sp_name cause_names[] = { { "text", SP_KIND_TEXT,
                                         SP_REF_CAUSES_TEXT } };
static const sp_schema cause_schema = { cause_names, SP_COUNT(cause_names),
                                        SP_REF_CAUSES__COUNT };

static const sp_name code_names[] = {
    { "code", SP_KIND_TEXT, SP_REF_CODES_CODE },
    { "phrase", SP_KIND_TEXT, SP_REF_CODES_PHRASE },
    { "url", SP_KIND_URL, SP_REF_CODES_URL },
    { "meaning", SP_KIND_TEXT, SP_REF_CODES_MEANING },
    { "sentence", SP_KIND_TEXT, SP_REF_CODES_SENTENCE },
    { "duration", SP_KIND_TEXT, SP_REF_CODES_DURATION },
};
static const sp_schema code_schema = { code_names, SP_COUNT(code_names),
                                       SP_REF_CODES__COUNT };

static const sp_name class_names[] = {
    { "class", SP_KIND_TEXT, SP_REF_CLASSES_CLASS },
    { "codes", SP_KIND_LIST, SP_REF_CLASSES_CODES, &code_schema },
};
static const sp_schema class_schema = { class_names, SP_COUNT(class_names),
                                        SP_REF_CLASSES__COUNT };

static const sp_name names[] = {
    { "meaning", SP_KIND_TEXT, SP_REF_MEANING },
    { "index_url", SP_KIND_URL, SP_REF_INDEX_URL },
    { "index_label", SP_KIND_TEXT, SP_REF_INDEX_LABEL },
    { "cause_label", SP_KIND_TEXT, SP_REF_CAUSE_LABEL },
    { "causes", SP_KIND_LIST, SP_REF_CAUSES, &cause_schema },
    { "origin_label", SP_KIND_TEXT, SP_REF_ORIGIN_LABEL },
    { "origin", SP_KIND_TEXT, SP_REF_ORIGIN },
    { "origin_url", SP_KIND_URL, SP_REF_ORIGIN_URL },
    { "classes", SP_KIND_LIST, SP_REF_CLASSES, &class_schema },
};

/* ---- while the configuration is read --------------------------------------*/

const sp_schema *sp_code_reference_schema(const sp_name *more, size_t count,
                                          unsigned slots, apr_pool_t *pool)
{
    size_t before = sp_variables.count;
    sp_name *all = apr_palloc(pool, (before + count) * sizeof(*all));
    sp_schema *schema = apr_palloc(pool, sizeof(*schema));

    memcpy(all, sp_variables.names, before * sizeof(*all));
    memcpy(all + before, more, count * sizeof(*all));
    *schema = (sp_schema){ all, (uint16_t)(before + count), (uint16_t)slots };
    return schema;
}

bool sp_code_reference_compile(sp_theme_page *page, const sp_theme *theme,
                               const char *name, sp_format format,
                               const sp_schema *schema,
                               sp_diagnostics *problems)
{
    const sp_theme_source *source = &sp_code_reference_sources[0];

    for (unsigned i = 0; i < source->count; i++) {
        const char *slash = strchr(source->files[i].name, '/');

        if (slash && strcmp(slash + 1, name) == 0) {
            return sp_theme_compile_page(page, theme, schema, &source->files[i],
                                         format, problems);
        }
    }
    sp_diagnostics_add(problems, name, 0, 0, "does not exist");
    return false;
}

const sp_code_reference *sp_code_reference_make(const sp_theme *theme,
                                                sp_diagnostics *problems,
                                                apr_pool_t *pool)
{
    sp_code_reference *made = apr_pcalloc(pool, sizeof(*made));
    const sp_schema *schema =
        sp_code_reference_schema(names, SP_COUNT(names), SP_REF__COUNT, pool);
    bool good = true;

    made->theme = theme;
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const char *suffix = sp_formats[i].suffix;

        if (suffix) {
            good &= sp_code_reference_compile(
                &made->index[i], theme,
                apr_pstrcat(pool, "index.", suffix, NULL), (sp_format)i, schema,
                problems);
            good &= sp_code_reference_compile(
                &made->code[i], theme, apr_pstrcat(pool, "code.", suffix, NULL),
                (sp_format)i, schema, problems);
        }
    }
    return good ? made : NULL;
}

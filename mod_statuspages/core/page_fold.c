/* SPDX-License-Identifier: Apache-2.0 */
/* Folds a theme: for each registered status and language, a program with the
 * texts of both already put in, so that a request only adds its own values. */
#include "core/page_internal.h"

/* A page is out of the common if the request changes a text that is put in. */
const sp_program *sp_page_folded(const sp_page *page)
{
    const sp_page_request *request = page->request;
    const sp_facts *facts = request->facts;
    bool common =
        request->site->home.len && request->format.format == SP_FORMAT_HTML
        && !request->override && facts->retry_after < 0 && !facts->details
        && facts->alternative_count == 0 && !facts->notice
        && !sp_text_overrides_apply(request->texts, facts->code,
                                    page->text_language);

    return common ? sp_theme_folded(request->theme, facts->code,
                                    page->text_language)
                  : NULL;
}

/* Values are pre-filled with a marker; whatever sp_page_set_texts() overwrites
 * is known. */
static const sp_program *fold(sp_page *page, const sp_program *program,
                              apr_pool_t *pool)
{
    static const sp_value marker = { NULL, 0, 2 };
    static const sp_variable not_there[] = {
        SP_VAR_OWNER,   SP_VAR_OWNER_ENGLISH, SP_VAR_ALTERNATIVES,
        SP_VAR_MESSAGE, SP_VAR_UNTIL,         SP_VAR_BRIEF
    };
    static const sp_variable there[] = { SP_VAR_HOME, SP_VAR_LINKS };
    sp_binding bindings[SP_VAR__COUNT + SP_CUSTOM_MAX] = { SP_VARYING };

    memset(page->values, 0, sizeof(page->values));
    for (int i = 0; i < SP_VAR__COUNT; i++) {
        page->values[i] = marker;
    }
    page->scratch_used = 0;
    sp_page_set_texts(page);
    for (int i = 0; i < SP_VAR__COUNT; i++) {
        bindings[i] =
            page->values[i].plain != marker.plain ? SP_CONSTANT : SP_VARYING;
    }
    /* otherwise the page is out of the common */
    for (size_t i = 0; i < SP_COUNT(there); i++) {
        bindings[there[i]] = SP_TRUTHY;
    }
    for (size_t i = 0; i < SP_COUNT(not_there); i++) {
        bindings[not_there[i]] = SP_CONSTANT;
    }
    if (!sp_page_is_retryable(page->status)) {
        bindings[SP_VAR_TRY_AGAIN] = SP_CONSTANT;
    }
    if (!sp_page_tells_source(page->status)) {
        bindings[SP_VAR_SOURCE_LINE] = SP_CONSTANT;
    }
    return sp_program_fold(program, page->values, bindings, pool);
}

/* Codes that exist in practice only are few among those that a server answers
 * with, and half of all. */
static bool is_usual(const sp_status *status)
{
    return status->code >= 400 && status->code <= 599
           && (status->traits & SP_TRAIT_REGISTERED);
}

/* Fold the pages of one status, until all together take SP_PAGE_FOLD_MAX. */
static void fold_status(sp_page *page, const sp_theme *theme, size_t *bytes,
                        apr_pool_t *pool)
{
    const sp_program *program =
        sp_theme_program(theme, SP_FORMAT_HTML, page->status->code);

    for (unsigned i = 0; i < sp_language_count; i++) {
        const sp_language *language = &sp_languages[i];

        if (sp_catalog_language(language, page->status) == language
            && *bytes < SP_PAGE_FOLD_MAX) {
            const sp_program **folded =
                sp_theme_fold_at(theme, page->status->code, language);

            page->text_language = language;
            *folded = fold(page, program, pool);
            *bytes += sp_program_bytes(*folded);
        }
    }
}

void sp_page_fold(const sp_theme *theme, apr_pool_t *pool)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);
    size_t bytes = 0;
    apr_pool_t *scratch;
    sp_page *page;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return; /* no page is folded then */
    }
    page = apr_palloc(scratch, sizeof(*page));
    for (size_t i = 0; i < count; i++) {
        sp_facts facts = { .code = all[i].code, .retry_after = -1 };
        sp_page_request request = { .facts = &facts, .theme = theme };

        if (is_usual(&all[i])) {
            page->request = &request;
            page->status = &all[i];
            fold_status(page, theme, &bytes, pool);
        }
    }
    apr_pool_destroy(scratch);
}

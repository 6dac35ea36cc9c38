/* SPDX-License-Identifier: Apache-2.0 */
/* Folds a theme: for each registered status and language, a program with the
 * texts of both already put in, so that a request only adds its own values. */
#include "core/page_internal.h"

/* A page is out of the common if the request changes a text that is put in. */
const sp_theme_fold *sp_page_folded(const sp_page *page)
{
    const sp_page_request *request = page->request;
    const sp_facts *facts = request->facts;
    bool common =
        request->site->home.len && request->format.format == SP_FORMAT_HTML
        && !request->override && !facts->details
        && facts->alternative_count == 0 && !facts->maintenance
        && !facts->notice && facts->suggestion_count == 0 && !facts->trying
        && !sp_page_has_rare_link(page) && !request->like
        && !sp_text_overrides_apply(request->texts, facts->code,
                                    page->text_language);

    unsigned waits = sp_page_shows_retry_after(page) ? SP_FOLD_WAITS : 0;
    unsigned link = sp_page_knows_link(page) ? SP_FOLD_LINK : 0;
    unsigned which = waits | link;

    return common ? sp_theme_fold_of(request->theme, facts->code, which,
                                     page->text_language)
                  : NULL;
}

/* ---- which codes ----------------------------------------------------------*/

static const sp_program *program_of(const sp_theme *theme, int code)
{
    return sp_theme_program(theme, SP_FORMAT_HTML, code);
}

/* The code whose folded programs `code` can use, for nothing but the number and
 * its phrase is different: often itself; 0 if none is folded for it. */
static int owner_of(const sp_theme *theme, int code)
{
    const sp_status *status = sp_status_find(code);
    const sp_status *owner = sp_status_find(status->nearest);
    bool same =
        program_of(theme, code) == program_of(theme, owner->code)
        && status->code / 100 == owner->code / 100
        && status->lasts == owner->lasts && !(status->facts & ~owner->facts)
        && sp_page_failure_of(status->code) == sp_page_failure_of(owner->code)
        && sp_page_is_retryable(status) == sp_page_is_retryable(owner);

    return same ? owner->code : status->code == code ? code : 0;
}

/* Does another code use the programs of this one? */
static bool is_borrowed(const sp_theme *theme, int owner)
{
    for (int code = 400; code < 400 + SP_THEME_CODES; code++) {
        if (code != owner && owner_of(theme, code) == owner) {
            return true;
        }
    }
    return false;
}

/* ---- folding --------------------------------------------------------------*/

typedef struct folder {
    const sp_theme *theme;
    apr_pool_t *pool;
    apr_hash_t *texts;
    size_t bytes; /* that have been taken */
    sp_page page; /* scratch */
} folder;

/* How many pieces of advice depend on the request.  Where all do, so does
 * whether there is any. */
static uint32_t leave_open(sp_page *page, sp_binding *bindings)
{
    sp_value *list = &page->values[SP_VAR_ACTIONS];
    uint32_t open = 0;

    for (uint32_t i = 0; i < list->n; i++) {
        open += page->actions[i].only_if != 0;
    }
    if (open && open == list->n) {
        bindings[SP_VAR_ADVICE] = SP_VARYING;
        list->only_if = SP_VAR_ADVICE;
    }
    return open;
}

/* Otherwise the page is out of the common. */
static const sp_variable not_there[] = {
    SP_VAR_OWNER,
    SP_VAR_OWNER_ENGLISH,
    SP_VAR_ALTERNATIVES,
    SP_VAR_SUGGESTED,
    SP_VAR_SUGGESTIONS,
    SP_VAR_TITLE_UNTIL,
    SP_VAR_MESSAGE,
    SP_VAR_UNTIL,
    SP_VAR_NOTICE,
    SP_VAR_BRIEF,
    SP_VAR_KEEP_TRYING,
    SP_VAR_STOP_TRYING,
    /* programs do not read HTML */
    SP_VAR_ERROR_NAME,
    SP_VAR_ERROR_CATEGORY,
    SP_VAR_RETRYABLE,
    SP_VAR_OWNER_ACTION,
    SP_VAR_DOCUMENTATION,
    /* links of few codes, and for programs */
    SP_VAR_SECURE_ADDRESS,
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    (codes) == SP_ON_ALL ? SP_VAR_SECURE_ADDRESS : SP_VAR_##id,
#define PROGRAM_LINK(id, name, word, option, member, codes, unless, help)      \
    SP_VAR_##id,
#include "core/site.def"
#undef SITE_LINK
};

/* What is put in, which is all but the marker, and what is never there. */
static void find_bindings(sp_binding bindings[SP_VAR__COUNT],
                          const sp_page *page, const sp_value *marker)
{
    const sp_status *status = page->status;

    for (int i = 0; i < SP_VAR__COUNT; i++) {
        bindings[i] =
            page->values[i].plain != marker->plain ? SP_CONSTANT : SP_VARYING;
    }
    bindings[SP_VAR_HOME] = SP_TRUTHY;
    bindings[SP_VAR_LINKS] = SP_TRUTHY;
    for (size_t i = 0; i < SP_COUNT(not_there); i++) {
        bindings[not_there[i]] = SP_CONSTANT;
    }
    if (!sp_page_is_retryable(status)) {
        bindings[SP_VAR_TRY_AGAIN] = SP_CONSTANT;
    }
    if (!sp_page_tells_source(status)) {
        bindings[SP_VAR_SOURCE_LINE] = SP_CONSTANT;
    }
    if (!(status->facts & SP_FACT_BIT(SP_FACT_STORED_DATA))) {
        bindings[SP_VAR_HEAL] = SP_CONSTANT;
    }
}

/* Values are pre-filled with a marker; whatever sp_page_set_texts() overwrites
 * is known. */
static sp_theme_fold fold(folder *it, const sp_program *program, bool borrowed)
{
    static const sp_value marker = { NULL, 0, 2, 0 };
    sp_binding bindings[SP_SLOTS] = { SP_VARYING };
    sp_page *page = &it->page;
    sp_theme_fold folded = { NULL, NULL, false };

    sp_values_clear(page->values, SP_COUNT(page->values));
    for (int i = 0; i < SP_VAR__COUNT; i++) {
        page->values[i] = marker;
    }
    page->scratch_used = 0;
    if (!borrowed) {
        sp_page_set_code(page);
    }
    sp_page_set_texts(page);
    find_bindings(bindings, page, &marker);
    folded.is_open = leave_open(page, bindings) > 0;
    folded.program =
        sp_program_fold(program, page->values, bindings, it->texts, it->pool);
    return folded;
}

/* In all languages, until all programs together take SP_PAGE_FOLD_MAX. */
static sp_theme_fold *fold_languages(folder *it, int code, unsigned which)
{
    sp_facts facts = { .code = code,
                       .retry_after = which & SP_FOLD_WAITS ? 1 : -1 };
    sp_page_request request = { .facts = &facts, .theme = it->theme };
    sp_theme_fold *folds =
        apr_pcalloc(it->pool, sp_language_count * sizeof(*folds));
    bool borrowed = is_borrowed(it->theme, code);

    it->page.request = &request;
    it->page.status = sp_status_find(code);
    sp_page_set_conditions_of_fold(&it->page, which);
    for (unsigned i = 0; i < sp_language_count; i++) {
        const sp_language *language = &sp_languages[i];

        if (sp_catalog_language(language, it->page.status) == language
            && it->bytes < SP_PAGE_FOLD_MAX) {
            it->page.text_language = language;
            folds[i] = fold(it, program_of(it->theme, code), borrowed);
            it->bytes += sp_program_bytes(folds[i].program);
        }
    }
    return folds;
}

/* Each case that changes anything that is folded.  Codes that exist in practice
 * only hardly ever have one. */
static void fold_code(folder *it, int code)
{
    const sp_status *status = sp_status_find(code);
    bool is_registered = status->traits & SP_TRAIT_REGISTERED;
    unsigned cases = sp_page_cases(status);

    for (unsigned which = 0; which < SP_FOLD_CASES; which++) {
        sp_theme_fold **folds = sp_theme_folds_of(it->theme, code, which);

        *folds = which & ~cases
                     ? *sp_theme_folds_of(it->theme, code, which & cases)
                 : which == 0 || is_registered ? fold_languages(it, code, which)
                                               : NULL;
    }
}

static void fold_codes(folder *it, bool registered)
{
    for (int code = 400; code < 400 + SP_THEME_CODES; code++) {
        bool is_registered = sp_status_find(code)->traits & SP_TRAIT_REGISTERED;

        if (owner_of(it->theme, code) == code && is_registered == registered) {
            fold_code(it, code);
        }
    }
}

static void lend(const sp_theme *theme)
{
    for (int code = 400; code < 400 + SP_THEME_CODES; code++) {
        int owner = owner_of(theme, code);

        for (unsigned which = 0; owner && which < SP_FOLD_CASES; which++) {
            *sp_theme_folds_of(theme, code, which) =
                *sp_theme_folds_of(theme, owner, which);
        }
    }
}

void sp_page_fold(const sp_theme *theme, sp_fold_codes which, apr_pool_t *pool)
{
    enum { NOT_FOUND = 404 };
    apr_pool_t *scratch;
    folder *it;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return; /* no page is folded then */
    }
    theme->folds->list = apr_pcalloc(pool, SP_THEME_FOLDS * sizeof(void *));
    it = apr_palloc(scratch, sizeof(*it));
    it->theme = theme;
    it->pool = pool;
    it->texts = apr_hash_make(scratch);
    it->bytes = 0;
    it->page.for_program = false;
    if (which == SP_FOLD_NOT_FOUND) {
        fold_code(it, NOT_FOUND);
    }
    else {
        fold_codes(it, true); /* first, for others are seldom */
        fold_codes(it, false);
        lend(theme);
    }
    apr_pool_destroy(scratch);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Tells programs what kind of error it is, whether to retry, who has to act and
 * where to read on. */
#include "core/page_internal.h"
#include "core/status_error.h"

/* Parts joined in the page's own memory; empty if they are too long for it. */
static sp_span joined(sp_page *page, const sp_span *parts, size_t count)
{
    char *start = page->scratch + page->scratch_used;
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > SP_SCRATCH_MAX - page->scratch_used - n) {
            return (sp_span){ NULL, 0 };
        }
        memcpy(start + n, parts[i].ptr, parts[i].len);
        n += parts[i].len;
    }
    page->scratch_used += n;
    return (sp_span){ start, n };
}

/* The administrator's page about the code is nearer than its RFC, except in
 * text, where a path leads nowhere. */
static bool has_base(const sp_page *page)
{
    sp_span base = page->request->problem_base;

    return base.len > 0 && !(sp_page_is_text(page) && base.ptr[0] == '/');
}

/* A code without a row is treated like its class, but no RFC defines it. */
static sp_span documentation(sp_page *page)
{
    sp_span parts[SP_DOCUMENTATION_PARTS];
    size_t count = 0;

    if (has_base(page)) {
        parts[count++] = page->request->problem_base;
        parts[count++] = sp_page_span(page, SP_VAR_CODE);
    }
    else if (page->status->code == page->request->facts->code) {
        count = sp_status_documentation(page->status, parts);
    }
    return joined(page, parts, count);
}

static sp_span error_name(sp_page *page)
{
    char name[SP_ERROR_NAME_MAX];
    sp_span text = sp_status_error_name(page->status, name);

    return joined(page, &text, 1);
}

void sp_page_set_error(sp_page *page)
{
    /* 503 may be a busy server; maintenance says that the site is closed */
    sp_category category = page->request->facts->maintenance
                               ? SP_CATEGORY_MAINTENANCE
                               : page->status->category;
    /* a server that says when to come back has reasons to */
    bool retryable =
        sp_status_is_retryable(page->status) || sp_page_shows_retry_after(page);

    if (!sp_status_is_error(page->status)) {
        return; /* as all values are in the beginning */
    }
    sp_page_set_plain(page, SP_VAR_ERROR_NAME, error_name(page));
    sp_page_set_plain(page, SP_VAR_ERROR_CATEGORY, sp_category_name(category));
    sp_page_set_condition(page, SP_VAR_RETRYABLE, retryable);
    sp_page_set_condition(page, SP_VAR_OWNER_ACTION,
                          !retryable && sp_status_needs_owner(page->status));
    page->values[SP_VAR_DOCUMENTATION] =
        sp_page_text(documentation(page), !has_base(page));
}

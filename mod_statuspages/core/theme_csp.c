/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy of a theme's HTML pages. */
#include "core/address.h"
#include "core/csp.h"
#include "core/theme_internal.h"
#include "core/variables.h"

#include <apr_strings.h>

/* Elements that load a picture. */
static bool has_picture(const sp_program *program)
{
    return sp_program_contains(program, "<img")
           || sp_program_contains(program, "<image");
}

static bool have_picture(const sp_program *const *pages, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if ((i == 0 || pages[i] != pages[i - 1]) && has_picture(pages[i])) {
            return true;
        }
    }
    return false;
}

/* Pictures of the site itself where a page has any; others where a parameter
 * names one. */
static const char *picture_sources(bool shown, const sp_parameters *parameters,
                                   apr_pool_t *pool)
{
    const char *list = shown ? "'self' data:" : "data:";

    for (unsigned i = 0; i < parameters->count; i++) {
        const sp_parameter *one = &parameters->list[i];
        sp_span origin;

        if (sp_parameter_is_image(one) && sp_address_origin(one->value, &origin)
            && origin.len) {
            list =
                apr_pstrcat(pool, list, " ",
                            apr_pstrmemdup(pool, origin.ptr, origin.len), NULL);
        }
    }
    return list;
}

/* The button has a style of its own: other pages need not allow it. */
static sp_span text_of(const sp_program *page, bool button, apr_pool_t *pool)
{
    return button ? sp_program_text(page)
                  : sp_program_text_without(page, SP_VAR_HEAL, pool);
}

static const char *policy_of(const sp_program *const *pages, unsigned count,
                             const char *pictures, bool button,
                             apr_pool_t *pool)
{
    const char *hashes = "";

    for (unsigned i = 0; i < count; i++) {
        if (i == 0 || pages[i] != pages[i - 1]) {
            hashes =
                sp_csp_hashes(hashes, text_of(pages[i], button, pool), pool);
        }
    }
    return sp_csp_make(hashes, pictures, pool);
}

/* The texts of the pages are copied for it, which is more than is kept. */
sp_theme_policies sp_theme_csp(const sp_program *const *pages, unsigned count,
                               const sp_parameters *parameters,
                               apr_pool_t *pool)
{
    apr_pool_t *scratch;
    const char *pictures;
    const char *usual;
    const char *button;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        scratch = pool;
    }
    pictures = picture_sources(have_picture(pages, count), parameters, scratch);
    usual = policy_of(pages, count, pictures, false, scratch);
    button = sp_csp_with_form(policy_of(pages, count, pictures, true, scratch),
                              scratch);
    usual = apr_pstrdup(pool, usual);
    button = apr_pstrdup(pool, button);
    if (scratch != pool) {
        apr_pool_destroy(scratch);
    }
    return (sp_theme_policies){ usual, button };
}

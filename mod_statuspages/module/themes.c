/* SPDX-License-Identifier: Apache-2.0 */
/* themes.c - the pages of the themes in use are made and packed before the
 * first request comes. */
#include "core/page.h"
#include "module/module.h"

APLOG_USE_MODULE(statuspages);

/* Packed pages are about 7 MB for each theme, and a host for each customer may
 * have its colours: those of further themes are made as they come. */
enum { FOLDED_MAX = 3 };

static void fold(const sp_registry *registry, const sp_theme *theme,
                 apr_pool_t *pool)
{
    unsigned wrong;

    sp_page_fold(theme, pool);
    wrong = sp_page_pack(theme, sp_packed_is_right, pool);
    if (wrong) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, registry->main,
                     "statuspages: %u pages of the theme %s did not come out "
                     "of their packed form as they went in; they are sent "
                     "without compression",
                     wrong, theme->name);
    }
}

static bool is_folded(const sp_theme *theme)
{
    return sp_theme_folded(theme, HTTP_NOT_FOUND, &sp_languages[0]) != NULL;
}

/* Every host inherits from the main server: where that has a theme, nobody has
 * the built-in one unless it is named. */
static bool needs_fallback(const sp_registry *registry)
{
    const sp_conf *conf = ap_get_module_config(registry->main->lookup_defaults,
                                               &statuspages_module);

    return !conf || !conf->theme;
}

void sp_themes_prepare(const sp_registry *registry, apr_pool_t *pool)
{
    unsigned count = 0;

    /* httpd reads its configuration twice, and serves with the second */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    if (needs_fallback(registry)) {
        fold(registry, registry->fallback, pool);
        count++;
    }
    for (int i = 0; i < registry->named->nelts && count < FOLDED_MAX; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->named, i, const sp_theme *);

        if (!is_folded(theme)) {
            fold(registry, theme, pool);
            count++;
        }
    }
}

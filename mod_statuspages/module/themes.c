/* SPDX-License-Identifier: Apache-2.0 */
/* themes.c - the pages of the themes in use are made and packed before the
 * first request comes. */
#include "core/page.h"
#include "module/module.h"

APLOG_USE_MODULE(statuspages);

/* The pages of a theme, made and packed, are about 7 MB, and take 0.15 s.  A
 * host for each customer may have its colours: further themes are packed
 * without what is known of status and language. */
enum { FOLDED_MAX = 2 };

sp_page_packer *sp_themes_packer(sp_registry *registry)
{
    if (!registry->packer) {
        registry->packer =
            sp_page_packer_make(sp_packed_is_right, registry->pool);
    }
    return registry->packer;
}

/* Every host inherits from the main server: where that has a theme, nobody has
 * the built-in one unless it is named. */
static bool needs_fallback(const sp_registry *registry)
{
    const sp_conf *conf = ap_get_module_config(registry->main->lookup_defaults,
                                               &statuspages_module);

    return !conf || !conf->theme;
}

static bool is_packed(const sp_theme *theme)
{
    return theme->packs->program != NULL;
}

static void fold(sp_registry *registry, const sp_theme *theme)
{
    sp_page_fold(theme, registry->pool);
    sp_page_pack(sp_themes_packer(registry), theme);
}

static void pack_all(sp_registry *registry)
{
    unsigned count = needs_fallback(registry);

    if (count) {
        fold(registry, registry->fallback);
    }
    for (int i = 0; i < registry->named->nelts && count < FOLDED_MAX; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->named, i, const sp_theme *);

        if (!is_packed(theme)) {
            fold(registry, theme);
            count++;
        }
    }
    for (int i = 0; i < registry->themes->nelts; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->themes, i, const sp_theme *);

        if (!is_packed(theme)) {
            sp_page_pack_loosely(registry->packer, theme);
        }
    }
}

void sp_themes_prepare(sp_registry *registry)
{
    unsigned wrong;

    /* httpd reads its configuration twice, and serves with the second */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG
        || !sp_themes_packer(registry)) {
        return;
    }
    pack_all(registry);
    wrong = sp_page_packer_end(registry->packer);
    registry->packer = NULL;
    if (wrong) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, registry->main,
                     "statuspages: %u pages did not come out of their packed "
                     "form as they went in; they are sent without compression",
                     wrong);
    }
}

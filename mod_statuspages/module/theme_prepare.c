/* SPDX-License-Identifier: Apache-2.0 */
/* theme_prepare.c - the pages of the themes in use are made and packed before
 * the first request comes. */
#include "core/page.h"
#include "module/module.h"

APLOG_USE_MODULE(statuspages);

sp_page_packer *sp_themes_packer(sp_registry *registry)
{
    if (!registry->packer) {
        registry->packer =
            sp_page_packer_make(sp_packed_round_trips, registry->pool);
    }
    return registry->packer;
}

/* The theme whose pages are made beforehand, for each status and language. That
 * takes 8 MB and 0.15 s, so it is done for one: what the configuration names
 * first, or what everybody has if it names none. */
static const sp_theme *first_theme(const sp_registry *registry)
{
    return registry->first_named ? registry->first_named : registry->fallback;
}

static void pack_all(sp_registry *registry)
{
    const sp_theme *first = first_theme(registry);

    sp_page_pack(registry->packer, first);
    for (int i = 0; i < registry->themes->nelts; i++) {
        const sp_theme *theme =
            APR_ARRAY_IDX(registry->themes, i, const sp_theme *);

        if (theme != first) {
            sp_page_pack_unfolded(registry->packer, theme);
        }
    }
}

/* Where it is off for the whole server, nothing is packed. */
static bool is_compression_used(const sp_registry *registry)
{
    return registry->compression_on
           || sp_conf_compression(ap_get_module_config(
               registry->main->lookup_defaults, &statuspages_module));
}

void sp_themes_prepare(sp_registry *registry)
{
    unsigned failed;

    /* httpd reads its configuration twice, and serves with the second */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    sp_page_fold(first_theme(registry), registry->pool);
    if (is_compression_used(registry) && sp_themes_packer(registry)) {
        pack_all(registry);
    }
    failed = registry->packer ? sp_page_packer_end(registry->packer) : 0;
    registry->packer = NULL;
    if (failed) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, registry->main,
                     "statuspages: %u pages did not come out of their packed "
                     "form as they went in; they are sent without compression",
                     failed);
    }
}

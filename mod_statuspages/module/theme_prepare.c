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

/* How much is done for a theme.  For what the configuration names first, or
 * what everybody has if it names none, all, which takes 0.2 s and 13 MB; for
 * the next one 404 and what all codes have in common, which takes 10 ms and 0.5
 * MB; for others very little, so that a start stays below 0.3 s and 16 MB
 * however many there are. */
typedef enum effort { LEAST, SOME, ALL } effort;

enum { SOME_MAX = 1 }; /* themes */

/* The themes by how much they are used, as far as the configuration tells; the
 * first ones are enough. */
static unsigned by_use(const sp_registry *registry,
                       const sp_theme *themes[1 + SOME_MAX])
{
    const sp_conf *conf = ap_get_module_config(registry->main->lookup_defaults,
                                               &statuspages_module);
    unsigned count = 0;

    for (int i = 0; i <= registry->named->nelts && count <= SOME_MAX; i++) {
        bool last = i == registry->named->nelts;
        const sp_theme *theme =
            last ? registry->fallback
                 : APR_ARRAY_IDX(registry->named, i, const sp_theme *);
        unsigned at = 0;

        while (at < count && themes[at] != theme) {
            at++;
        }
        if (at == count && !(last && conf->theme)) {
            themes[count++] = theme;
        }
    }
    return count;
}

static effort effort_for(const sp_registry *registry, const sp_theme *theme)
{
    const sp_theme *themes[1 + SOME_MAX];
    unsigned count = by_use(registry, themes);

    for (unsigned i = 0; i < count; i++) {
        if (themes[i] == theme) {
            return i ? SOME : ALL;
        }
    }
    return LEAST;
}

static void prepare(const sp_registry *registry, const sp_theme *theme,
                    sp_page_packer *packer)
{
    effort how = effort_for(registry, theme);

    if (how == ALL || (how == SOME && packer)) {
        sp_page_fold(theme, how == ALL ? SP_FOLD_ALL : SP_FOLD_NOT_FOUND,
                     registry->pool);
    }
    if (packer && how == LEAST) {
        sp_page_pack_for_all(packer, theme);
    }
    else if (packer) {
        sp_page_pack(packer, theme);
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
    sp_page_packer *packer;
    unsigned failed;

    /* httpd reads its configuration twice, and serves with the second */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    packer = is_compression_used(registry) ? sp_themes_packer(registry) : NULL;
    for (int i = 0; i < registry->themes->nelts; i++) {
        prepare(registry, APR_ARRAY_IDX(registry->themes, i, const sp_theme *),
                packer);
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

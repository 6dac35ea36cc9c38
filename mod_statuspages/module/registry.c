/* SPDX-License-Identifier: Apache-2.0 */
/* registry.c - what all servers of one configuration share is created, with the
 * built-in themes in it. */
#include "module/module.h"

#include "core/log_throttle.h"

#include <apr_strings.h>

static const char registry_key[] = "mod_statuspages registry";

void *sp_registry_create(apr_pool_t *pool, server_rec *server)
{
    void *found = NULL;
    sp_registry *registry;

    apr_pool_userdata_get(&found, registry_key, pool);
    if (found) {
        return found;
    }
    registry = apr_pcalloc(pool, sizeof(*registry));
    registry->pool = pool;
    registry->main = server; /* the first for which this is called */
    registry->log_throttle = apr_pcalloc(pool, sizeof(*registry->log_throttle));
    registry->problems = sp_diagnostics_make(pool);
    registry->themes = apr_array_make(pool, 4, sizeof(const sp_theme *));
    registry->named = apr_array_make(pool, 4, sizeof(const sp_theme *));
    registry->suggest =
        apr_array_make(pool, 1, sizeof(const sp_suggest_source *));
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        const sp_theme *theme =
            sp_theme_load(sp_theme_sources[i].name, registry->problems, pool);

        if (theme) {
            *(const sp_theme **)apr_array_push(registry->themes) = theme;
        }
        if (theme && strcmp(theme->name, "default") == 0) {
            registry->fallback = theme;
        }
    }
    apr_pool_userdata_setn(registry, apr_pstrdup(pool, registry_key), NULL,
                           pool);
    return registry;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/targets/target.h"

const sp_target *const sp_targets[] = {
    &sp_target_apache,  &sp_target_caddy,    &sp_target_envoy,
    &sp_target_haproxy, &sp_target_lighttpd, &sp_target_nginx,
    &sp_target_static,  &sp_target_traefik,  &sp_target_varnish,
};
const unsigned sp_target_count = sizeof(sp_targets) / sizeof(sp_targets[0]);

const sp_target *sp_target_find(const char *name)
{
    for (unsigned i = 0; i < sp_target_count; i++) {
        if (strcmp(sp_targets[i]->name, name) == 0) {
            return sp_targets[i];
        }
    }
    return NULL;
}

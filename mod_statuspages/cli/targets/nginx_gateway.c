/* SPDX-License-Identifier: Apache-2.0 */
/* NGINX Gateway Fabric: the configuration of nginx as a SnippetsPolicy, and the
 * pages as ConfigMaps that a NginxProxy mounts. */
#include "cli/targets/kubernetes.h"
#include "cli/targets/nginx.h"

#include <apr_strings.h>

/* Where the pods of nginx have the pages. */
static const char place[] = "/srv";

static const char *value_of(const sp_build *build, const char *name,
                            const sp_fill *fills)
{
    return sp_kubernetes_block(build, 8, sp_target_text(build, name, fills));
}

static void make(sp_build *build)
{
    const char *here = build->options->folder.path;
    const char *name = build->options->name;
    sp_kubernetes_pages pages;
    const sp_fill *fills;

    sp_target_place(build, place);
    fills = sp_nginx_fills(build);
    pages = sp_kubernetes_write_pages(
        build, apr_pstrcat(build->pool, place, "/", name, NULL),
        sp_nginx_dialect(build));

    const sp_fill objects[] = {
        { "OBJECT", pages.object },
        { "HERE", here },
        { "MOUNTS", pages.mounts },
        { "VOLUMES", pages.volumes },
        { "HTTP", value_of(build, "nginx/http.conf", fills) },
        { "SERVER", value_of(build, "nginx/server.conf", fills) },
        { NULL, NULL }
    };

    sp_target_file(build, "nginx-gateway/policy.yaml", objects);
    sp_target_file(build, "nginx-gateway/proxy.yaml", objects);
    sp_buffer_fill(build->readme,
                   sp_target_text(build, "nginx-gateway/README.md", objects),
                   fills, NULL);
}

const sp_target sp_target_nginx_gateway = {
    .name = "nginx-gateway",
    .title = "NGINX Gateway Fabric",
    .codes = "400-599 -494-499 -444",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .named = true,
    .replaces = SP_REPLACE_BIT(SP_REPLACE_ALL),
    .no_replace =
        "nginx cannot tell an empty error from one that explains itself; without "
        "--replace, applications keep all of theirs",
    .make = make,
};

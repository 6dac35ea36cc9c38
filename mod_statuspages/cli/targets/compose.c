/* SPDX-License-Identifier: Apache-2.0 */
/* Compose: a container with the pages, whose labels tell Traefik about them. */
#include "cli/targets/caddy.h"
#include "cli/targets/traefik.h"

#include <apr_strings.h>

#define LABEL "      traefik.http."

/* A middleware for these codes; not one for none. */
static const char errors_rows[] =
    LABEL "middlewares.@MIDDLEWARE@.errors.status: \"@STATUSES@\"\n" LABEL
          "middlewares.@MIDDLEWARE@.errors.service: @NAME@\n" LABEL
          "middlewares.@MIDDLEWARE@.errors.query: \"/{status}\"\n";

static const char *errors_of(const sp_build *build, const char *middleware,
                             const char *statuses)
{
    sp_buffer *rows = sp_buffer_make(build->pool);
    const sp_fill fills[] = { { "MIDDLEWARE",
                                sp_target_named(build, middleware) },
                              { "STATUSES", *statuses ? statuses + 1 : "" },
                              { NULL, NULL } };

    if (*statuses) {
        sp_buffer_fill(rows, errors_rows, fills, build->common);
    }
    return sp_buffer_string(rows);
}

/* Of several builds only one can answer what nobody else takes. */
static const char router_rows[] =
    "      # Requests that no other router takes.\n" LABEL
    "routers.@NAME@-not-found.rule: \"PathPrefix(`/`)\"\n" LABEL
    "routers.@NAME@-not-found.priority: \"1\"\n" LABEL
    "routers.@NAME@-not-found.middlewares: @NAME@-not-found\n" LABEL
    "routers.@NAME@-not-found.service: @NAME@\n";

static const char about_router[] =
    "The router `@NAME@-not-found` answers 404 to every request that no other "
    "router takes. It is for entry points without TLS; for others, write this to "
    "`@FOLDER@/tls.yaml`, which no build changes, and start the container with it:\n\n"
    "```yaml\n"
    "services:\n"
    "  @NAME@:\n"
    "    labels:\n"
    "      traefik.http.routers.@NAME@-not-found.tls: \"true\"\n"
    "```\n\n"
    "```sh\n"
    "docker compose -p @NAME@ -f @FOLDER@/compose.yaml -f @FOLDER@/tls.yaml up -d\n"
    "```";
static const char about_named[] =
    "A build with `--name` has no router for requests that no other router "
    "takes, since only one build can have it.";

static void make(sp_build *build)
{
    bool named = build->options->is_named;
    const char *folder = build->options->folder.path;
    const sp_fill fills[] = {
        { "HERE", folder },
        { "PORT", SP_TRAEFIK_PORT },
        { "GATEWAY", errors_of(build, "@NAME@-gateway",
                               sp_traefik_gateway(build, ",@STATUS@")) },
        { "ALL",
          errors_of(build, "@NAME@", sp_traefik_statuses(build, ",@STATUS@")) },
        { "ROUTER", named ? "" : sp_target_named(build, router_rows) },
        { "ABOUT", sp_target_named(build, named ? about_named : about_router) },
        { NULL, NULL }
    };

    /* Up to here @FOLDER@ is where the host has the files. */
    sp_target_place(build, "/etc/caddy");
    sp_caddy_write(build, false);
    sp_staging_add(build->staging, "Caddyfile",
                   sp_span_of(sp_traefik_caddyfile(build, true)));
    sp_target_file(build, "compose/compose.yaml", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_compose = {
    .name = "compose",
    .title = "Traefik in Compose",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .no_replace = sp_traefik_no_replace,
    .check = { "docker-compose", "-f", "@FOLDER@/compose.yaml", "config",
               "-q" },
    .make = make,
};

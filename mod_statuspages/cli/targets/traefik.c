/* SPDX-License-Identifier: Apache-2.0 */
/* Traefik: its errors middleware, and a Caddy that holds the pages for it. */
#include "cli/targets/traefik.h"

#include "cli/targets/caddy.h"

#include <apr_lib.h>
#include <apr_strings.h>

const char sp_traefik_no_replace[] =
    "Traefik cannot tell an empty error from one that explains itself; name the "
    "middleware in the routers where all of them may be replaced";

/* Codes that mean nothing without a field of the backend's answer, which the
 * middleware drops: nobody could log in any more. */
static bool needs_field(int code)
{
    return code == 401 || code == 407;
}

const char *sp_traefik_statuses(const sp_build *build, const char *row)
{
    const sp_options *options = build->options;
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < options->code_count; i++) {
        unsigned first = i;
        const char *range;

        if (needs_field(options->codes[i])) {
            continue;
        }
        while (i + 1 < options->code_count
               && options->codes[i + 1] == options->codes[i] + 1
               && !needs_field(options->codes[i + 1])) {
            i++;
        }
        range = i == first
                    ? apr_itoa(build->pool, options->codes[i])
                    : apr_psprintf(build->pool, "%d-%d", options->codes[first],
                                   options->codes[i]);
        sp_buffer_fill(rows, row,
                       (const sp_fill[]){ { "STATUS", range }, { NULL, NULL } },
                       NULL);
    }
    return sp_buffer_string(rows);
}

/* A path for each code, for an nginx in place of Caddy. */
static const char location_row[] = "location = /@CODE@ { return @CODE@; }\n";

static const char gateway_start[] =
    "    # The service behind the router did not answer.  Name it in routers:\n"
    "    # @NAME@-gateway@file.\n"
    "    @NAME@-gateway:\n"
    "      errors:\n"
    "        status:\n";
static const char gateway_end[] = "        service: @NAME@\n"
                                  "        query: \"/{status}\"\n";

const char *sp_traefik_gateway(const sp_build *build, const char *row)
{
    static const int codes[] = { 502, 504 };
    sp_buffer *rows = sp_buffer_make(build->pool);

    for (size_t i = 0; i < SP_COUNT(codes); i++) {
        const sp_fill fills[] = { { "STATUS", apr_itoa(build->pool, codes[i]) },
                                  { NULL, NULL } };

        if (sp_options_has(build->options, codes[i])) {
            sp_buffer_fill(rows, row, fills, NULL);
        }
    }
    return sp_buffer_string(rows);
}

static const char status_row[] = "          - \"@STATUS@\"\n";

/* A middleware for the codes that Traefik says of services. */
static const char *gateway_of(const sp_build *build)
{
    const char *rows = sp_traefik_gateway(build, status_row);

    return *rows
               ? sp_target_named(build, apr_pstrcat(build->pool, gateway_start,
                                                    rows, gateway_end, NULL))
               : "";
}

/* Of several builds only one can answer what nobody else takes. */
static const char routers[] =
    "\n"
    "  routers:\n"
    "    # Requests that no other router takes.  Without it Traefik says "
    "\"404 page not found\".\n"
    "    statuspages-not-found:\n"
    "      rule: \"PathPrefix(`/`)\"\n"
    "      priority: 1\n"
    "      middlewares:\n"
    "        - statuspages-not-found\n"
    "      service: statuspages\n";

static const char about_router[] =
    "`dynamic.yml` contains a router that answers 404 to every request that "
    "no other router takes. It is for entry points without TLS; for others, "
    "copy it and add `tls: {}`.";
static const char about_named[] =
    "A build with `--name` has no router for requests that no other router "
    "takes, since only one build can have it. For a single host, add:\n\n"
    "```yaml\n"
    "http:\n"
    "  routers:\n"
    "    shop-not-found:\n"
    "      rule: \"Host(`shop.example`)\"\n"
    "      priority: 1\n"
    "      middlewares:\n"
    "        - @NAME@-not-found@file\n"
    "      service: @NAME@@file\n"
    "```";

/* STATUSPAGES_URL, or SHOP_STATUSPAGES_URL. */
static const char *variable_of(const sp_build *build)
{
    char *name = apr_pstrcat(build->pool, build->options->name, "_URL", NULL);

    for (char *p = name; *p; p++) {
        *p = (char)apr_toupper(*p);
    }
    return name;
}

static const char place[] =
    "#   caddy run --adapter caddyfile --config @FOLDER@/Caddyfile\n"
    "# STATUSPAGES_BIND and STATUSPAGES_PORT in its environment set where it "
    "listens.\n";

static const char type_row[] =
    "\t\t@@SUFFIX@ path_regexp @SUFFIX@ ^/([45][0-9][0-9])[.]@SUFFIX@$\n"
    "\t\trequest_header @@SUFFIX@ Accept \"@TYPE@\"\n"
    "\t\terror @@SUFFIX@ \"asked for\" {http.regexp.@SUFFIX@.1}\n";

const char *sp_traefik_caddyfile(const sp_build *build, bool contained)
{
    const sp_fill fills[] = {
        { "PLACE", contained ? "" : sp_target_named(build, place) },
        { "PORT", contained ? SP_TRAEFIK_PORT : "{$STATUSPAGES_PORT:8404}" },
        { "BIND", contained ? "" : "\tbind {$STATUSPAGES_BIND:127.0.0.1}\n" },
        { "TYPES", sp_rows_types(build, type_row) },
        { NULL, NULL }
    };

    return sp_target_text(build, "traefik/Caddyfile", fills);
}

static void make(sp_build *build)
{
    const char *statuses = sp_traefik_statuses(build, status_row);
    bool named = build->options->is_named;
    const sp_fill fills[] = {
        { "VARIABLE", variable_of(build) },
        { "STATUSES", *statuses ? statuses : "          []\n" },
        { "GATEWAY", gateway_of(build) },
        { "ROUTERS", named ? "" : routers },
        { "ABOUT", named ? sp_target_named(build, about_named) : about_router },
        { "LOCATIONS", sp_rows_codes(build, location_row) },
        { NULL, NULL }
    };

    /* The middleware drops the Retry-After of the service: one from here could
     * contradict it. */
    sp_caddy_write(build, false);
    sp_staging_add(build->staging, "Caddyfile",
                   sp_span_of(sp_traefik_caddyfile(build, false)));
    sp_target_file(build, "traefik/dynamic.yml", fills);
    sp_target_file(build, "traefik/nginx-codes.conf", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_traefik = {
    .name = "traefik",
    .title = "Traefik",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMATS_USUAL,
    .configures = true,
    .named = true,
    .no_replace = sp_traefik_no_replace,
    .check = { "caddy", "validate", "--adapter", "caddyfile", "--config",
               "@FOLDER@/Caddyfile" },
    .make = make,
};

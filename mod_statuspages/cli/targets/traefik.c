/* SPDX-License-Identifier: Apache-2.0 */
/* Traefik: its errors middleware, and a Caddy that holds the pages for it. */
#include "cli/files.h"
#include "cli/targets/caddy.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* Codes that mean nothing without a field of the backend's answer, which the
 * middleware drops: nobody could log in any more. */
static bool needs_field(int code)
{
    return code == 401 || code == 407;
}

/* Codes in a row as a range, one a line. */
static const char *statuses_of(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *lines = sp_draft_make(build->pool);

    for (unsigned i = 0; i < plan->code_count; i++) {
        unsigned first = i;

        if (needs_field(plan->codes[i])) {
            continue;
        }
        while (i + 1 < plan->code_count
               && plan->codes[i + 1] == plan->codes[i] + 1
               && !needs_field(plan->codes[i + 1])) {
            i++;
        }
        sp_draft_format(lines, "          - \"%d", plan->codes[first]);
        if (i > first) {
            sp_draft_format(lines, "-%d", plan->codes[i]);
        }
        sp_draft_add(lines, "\"\n");
    }
    return lines->used ? sp_draft_string(lines) : "          []\n";
}

/* A path for each code, for an nginx in place of Caddy. */
static const char *locations_of(const sp_build *build)
{
    sp_draft *lines = sp_draft_make(build->pool);

    for (unsigned i = 0; i < build->plan->code_count; i++) {
        sp_draft_format(lines, "location = /%d { return %d; }\n",
                        build->plan->codes[i], build->plan->codes[i]);
    }
    return sp_draft_string(lines);
}

static const char gateway_start[] =
    "    # The service behind the router did not answer.  Name it in routers:\n"
    "    # @NAME@-gateway@file.\n"
    "    @NAME@-gateway:\n"
    "      errors:\n"
    "        status:\n";
static const char gateway_end[] = "        service: @NAME@\n"
                                  "        query: \"/{status}\"\n";

/* A middleware for the codes that Traefik says of services. */
static const char *gateway_of(const sp_build *build)
{
    static const int codes[] = { 502, 504 };
    sp_draft *rows = sp_draft_make(build->pool);

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (sp_plan_has(build->plan, codes[i])) {
            sp_draft_format(rows, "          - \"%d\"\n", codes[i]);
        }
    }
    return rows->used ? sp_pages_named(
               build, apr_pstrcat(build->pool, gateway_start,
                                  sp_draft_string(rows), gateway_end, NULL))
                      : "";
}

/* Of several builds only one can answer what nobody else takes. */
static const char routers[] =
    "\n"
    "  routers:\n"
    "    # What no other router takes.  Without it Traefik says \"404 page not "
    "found\".\n"
    "    statuspages-not-found:\n"
    "      rule: \"PathPrefix(`/`)\"\n"
    "      priority: 1\n"
    "      middlewares:\n"
    "        - statuspages-not-found\n"
    "      service: statuspages\n";

static const char about_router[] =
    "A router for everything that no other router takes is in `dynamic.yml`: "
    "404. It is for entry points without TLS; for others, copy it and add `tls: "
    "{}`.";
static const char about_named[] =
    "A build with `--name` has no router of its own for what no other router "
    "takes, since only one can have that. For one host it is:\n\n"
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
    char *name = apr_pstrcat(build->pool, build->plan->name, "_URL", NULL);

    for (char *p = name; *p; p++) {
        *p = (char)apr_toupper(*p);
    }
    return name;
}

static void make(sp_build *build)
{
    bool named = strcmp(build->plan->name, "statuspages") != 0;
    const sp_fill fills[] = {
        { "NAME", build->plan->name },
        { "FOLDER", build->plan->folder },
        { "VARIABLE", variable_of(build) },
        { "STATUSES", statuses_of(build) },
        { "GATEWAY", gateway_of(build) },
        { "ROUTERS", named ? "" : routers },
        { "ABOUT", named ? sp_pages_named(build, about_named) : about_router },
        { "LOCATIONS", locations_of(build) },
        { NULL, NULL }
    };

    /* The middleware drops the Retry-After of the service: one from here could
     * contradict it. */
    sp_caddy_write(build, false);
    sp_pages_file(build, "traefik/Caddyfile", fills);
    sp_pages_file(build, "traefik/dynamic.yml", fills);
    sp_pages_file(build, "traefik/nginx-codes.conf", fills);
    sp_files_fill(build->readme, "traefik/README.md", fills);
}

static const char limits[] =
    "- Traefik has no check of its configuration that ends; what is checked "
    "here is the\n  Caddyfile.\n"
    "- Traefik cannot tell an empty error from one that explains itself. The "
    "middleware replaces\n  every answer with one of its codes, and drops all "
    "fields: Retry-After, Allow, Set-Cookie,\n  CORS. That is why 401 and 407, "
    "which need theirs, are not in its list, and why no\n  Retry-After goes "
    "out: --retry-after is on the pages only.\n"
    "- The pages come from a web server of their own. If that is down, the "
    "visitor sees\n  Traefik's own text.\n"
    "- All fields of the request go to that web server, cookies and "
    "Authorization too.\n"
    "- Language and format are the first of the field that there is a page in: "
    "Caddy does\n  not weigh q-values. q=0 is honoured.\n"
    "- Errors from before a router was chosen (a request that breaks HTTP, TLS) "
    "get no page.\n";

const sp_target sp_target_traefik = {
    .name = "traefik",
    .title = "Traefik",
    .codes = "400-599 -494-499",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON)
             | SP_FORMAT_BIT(SP_FORMAT_TEXT),
    .configures = true,
    .named = true,
    .limits = limits,
    .check = { "caddy", "validate", "--adapter", "caddyfile", "--config",
               "@FOLDER@/Caddyfile" },
    .make = make,
};

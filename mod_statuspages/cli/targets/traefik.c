/* SPDX-License-Identifier: Apache-2.0 */
/* Traefik: its errors middleware, and a Caddy that holds the pages for it. */
#include "cli/files.h"
#include "cli/targets/caddy.h"

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

static void make(sp_build *build)
{
    const sp_fill fills[] = { { "NAME", build->plan->name },
                              { "FOLDER", build->plan->folder },
                              { "STATUSES", statuses_of(build) },
                              { "LOCATIONS", locations_of(build) },
                              { NULL, NULL } };

    sp_caddy_write(build);
    sp_pages_file(build, "traefik/Caddyfile", fills);
    sp_pages_file(build, "traefik/dynamic.yml", fills);
    sp_pages_file(build, "traefik/nginx-codes.conf", fills);
    sp_files_fill(build->readme, "traefik/README.md", fills);
}

static const char limits[] =
    "- Traefik has no check of its configuration that ends; what is checked "
    "here is the\n  Caddyfile.\n"
    "- The middleware replaces every answer with one of these codes, whatever "
    "its body is, and\n  drops all its fields: Retry-After, Allow, Set-Cookie, "
    "CORS. That is why 401 and 407,\n  which need theirs, are not in its list. "
    "Leave it out of routers whose services\n  explain their errors "
    "themselves.\n"
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
    .limits = limits,
    .check = { "caddy", "validate", "--adapter", "caddyfile", "--config",
               "@FOLDER@/Caddyfile" },
    .make = make,
};

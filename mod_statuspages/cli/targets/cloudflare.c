/* SPDX-License-Identifier: Apache-2.0 */
/* Cloudflare: a page for each code as a custom error asset, and rules that send
 * it for errors of Cloudflare itself. */
#include "cli/targets/targets.h"

#include <apr_strings.h>

/* "Parameters" of Custom Errors in Cloudflare's documentation: an asset of at
 * most 1.5 MB.  A rule could hold a page itself, but of 10 KB only. */
enum { ASSET_MAX = 1500000 };

/* "Error tokens" there.  They mean something anywhere in a page. */
static const sp_literal literals[] = {
    { "::RAY_ID::", "&#58;:RAY_ID::" },
    { "::CLIENT_IP::", "&#58;:CLIENT_IP::" },
    { "::GEO::", "&#58;:GEO::" },
    { NULL, NULL },
};
static const sp_dialect tokens = {
    .literals = literals,
    .inserts = { [SP_INSERT_REFERENCE] = "::RAY_ID::" },
    .reference_length = 16,
};
static const sp_dialect tokens_plain = { .literals = literals };

/* cf.response.error_type is empty for what the origin says.  Challenges are not
 * among these: a page in their place would lock visitors out. */
static const char rule_row[] =
    ",\n"
    "    {\n"
    "      \"ref\": \"@NAME@_@CODE@\",\n"
    "      \"description\": \"Error page for @CODE@\",\n"
    "      \"expression\": \"http.response.code eq @CODE@ and "
    "cf.response.error_type in {\\\"5xx\\\" \\\"1xxx\\\" \\\"waf\\\" "
    "\\\"ip_ban\\\" \\\"ratelimit\\\"}\",\n"
    "      \"action\": \"serve_error\",\n"
    "      \"action_parameters\": {\n"
    "        \"asset_name\": \"@NAME@_@CODE@\",\n"
    "        \"content_type\": \"text/html\"\n"
    "      }\n"
    "    }";

static void make(sp_build *build)
{
    const sp_page_style style = {
        .folder = build->options->name,
        .dialect = build->options->plain ? &tokens_plain : &tokens,
        .name = sp_target_flat_name,
        .length_most = ASSET_MAX,
    };
    const sp_fill fills[] = { { "RULES", sp_rows_codes(build, rule_row) + 2 },
                              { "CODES", sp_target_codes(build, " ", " ") },
                              { "NAME", build->options->name },
                              { NULL, NULL } };

    sp_target_write_pages(build, &style);
    sp_target_file(build, "cloudflare/rules.json", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_cloudflare = {
    .name = "cloudflare",
    .title = "Cloudflare",
    .codes = "403 409 429 500 502-504 520-527 530",
    .formats = SP_FORMAT_BIT(SP_FORMAT_HTML),
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML),
    .single = true,
    .named = true,
    .no_cache = "its responses cannot depend on credentials and methods",
    .no_replace = "the rules are only for errors of Cloudflare itself",
    .no_reference = "the pages show the Ray ID",
    .no_headers = "use a response header transform rule",
    .make = make,
};

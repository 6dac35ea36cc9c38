/* SPDX-License-Identifier: Apache-2.0 */
/* Envoy: replies of its own, and upstreams' errors that become such replies. */
#include "cli/files.h"
#include "cli/targets/envoy.h"

#define REFERENCE "%CONNECTION_ID%-%START_TIME(%s%3f)%"

static const sp_literal literals[] = { { "%", "%%" }, { NULL, NULL } };

/* Nothing here is a client's: text formats escape nothing. */
static const sp_dialect text_format = {
    .literals = literals,
    .inserts = { [SP_INSERT_REFERENCE] = REFERENCE,
                 [SP_INSERT_TIME] = "%START_TIME(%Y-%m-%d %H:%M UTC)%",
                 [SP_INSERT_TIMESTAMP] = "%START_TIME(%Y-%m-%dT%H:%M:%SZ)%" },
    .reference_length = 16,
};

/* ---- errors of upstreams -------------------------------------------------*/

#define MATCHER "type.googleapis.com/envoy.type.matcher.v3."

/* The reply that Envoy makes has none of the upstream's fields: errors that are
 * worth nothing without one stay. */
static bool needs_field(int code)
{
    return code == 401 || code == 405 || code == 407 || code == 416
           || code == 426 || code == 451;
}

/* Nor are answers replaced that have one of these. */
static const char *const worth_keeping[] = {
    "retry-after",
    "set-cookie",
    "link",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "www-authenticate",
    "ratelimit",
    "strict-transport-security",
};

/* An answer with this code, without a body, and without such a field. */
static void add_predicate(sp_draft *json, int code)
{
    sp_draft_format(
        json,
        "{\"predicate\":{\"and_matcher\":{\"predicate\":["
        "{\"single_predicate\":{\"input\":{\"name\":\"status\","
        "\"typed_config\":{\"@type\":\"" MATCHER
        "HttpResponseStatusCodeMatchInput\"}},\"value_match\":{\"exact\":"
        "\"%d\"}}},"
        "{\"single_predicate\":{\"input\":{\"name\":\"length\","
        "\"typed_config\":{\"@type\":\"" MATCHER
        "HttpResponseHeaderMatchInput\",\"header_name\":"
        "\"content-length\"}},\"value_match\":{\"exact\":\"0\"}}}",
        code);
    for (size_t i = 0; i < sizeof(worth_keeping) / sizeof(worth_keeping[0]);
         i++) {
        sp_draft_format(
            json,
            ",{\"not_matcher\":{\"single_predicate\":{\"input\":{\"name\":"
            "\"field\",\"typed_config\":{\"@type\":\"" MATCHER
            "HttpResponseHeaderMatchInput\",\"header_name\":\"%s\"}},"
            "\"value_match\":{\"safe_regex\":{\"google_re2\":{},\"regex\":"
            "\".+\"}}}}}",
            worth_keeping[i]);
    }
    sp_draft_add(json, "]}},");
}

static sp_draft *custom_response(const sp_build *build)
{
    sp_draft *json = sp_draft_make(build->pool);
    unsigned count = 0;

    sp_draft_add(
        json,
        "{\"name\":\"envoy.filters.http.custom_response\",\"typed_config\":{\n"
        "\"@type\":\"type.googleapis.com/envoy.extensions.filters.http."
        "custom_response.v3.CustomResponse\",\n"
        "\"custom_response_matcher\":{\"matcher_list\":{\"matchers\":[");
    for (unsigned i = 0; i < build->plan->code_count; i++) {
        if (needs_field(build->plan->codes[i])) {
            continue;
        }
        sp_draft_add(json, count++ ? ",\n" : "\n");
        add_predicate(json, build->plan->codes[i]);
        sp_draft_add(json,
                     "\"on_match\":{\"action\":{\"name\":\"statuspages\","
                     "\"typed_config\":{\"@type\":\"type.googleapis.com/"
                     "envoy.extensions.http.custom_response."
                     "local_response_policy.v3.LocalResponsePolicy\"}}}}");
    }
    sp_draft_add(json, "\n]}}}}\n");
    return json;
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_plan *plan = build->plan;
    const sp_page_style style = { .folder = "pages",
                                  .dialect =
                                      plan->plain ? NULL : &text_format };
    sp_draft *replies = sp_envoy_mappers(build);
    sp_draft *custom = custom_response(build);
    const sp_fill fills[] = { { "FOLDER", plan->folder },
                              { "REFERENCE", REFERENCE },
                              { "LOCAL_REPLY_CONFIG",
                                sp_draft_string(replies) },
                              { "CUSTOM_RESPONSE", sp_draft_string(custom) },
                              { NULL, NULL } };

    sp_pages_write(build, &style);
    sp_output_add(build->output, "local_reply_config.json",
                  sp_draft_span(replies));
    sp_output_add(build->output, "custom_response.json", sp_draft_span(custom));
    sp_pages_file(build, "envoy/envoy.json", fills);
    sp_files_fill(build->readme, "envoy/README.md", fills);
}

static const char limits[] =
    "- These files follow the documentation of Envoy 1.25 to 1.38; the tests "
    "here have no Envoy.\n"
    "- Only the first element of Accept-Language and of Accept counts, whatever "
    "its weight;\n  what is not served gets the first language, and HTML.\n"
    "- Errors of upstreams get a page if Content-Length is 0. They lose all "
    "their fields, so\n  those with Retry-After, Set-Cookie, Link, "
    "Access-Control-Allow-Origin or -Expose-Headers,\n  WWW-Authenticate, "
    "RateLimit or Strict-Transport-Security, and 401, 405, 407, 416, 426\n  and "
    "451, stay as they are.\n"
    "- Requests that Envoy cannot read get the page of 400 in the first "
    "language.\n"
    "- gRPC requests get no page.\n";

const sp_target sp_target_envoy = {
    .name = "envoy",
    .title = "Envoy",
    .codes = "400-417 421-426 428 429 431 451 500-511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON),
    .configures = true,
    .no_cache = "its replies cannot depend on credentials and methods",
    .limits = limits,
    .check = { "envoy", "--mode", "validate", "-c", "@FOLDER@/envoy.json" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Envoy: replies of its own, and upstreams' errors that become such replies. */
#include "cli/targets/envoy.h"

#include <apr_strings.h>

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
static const sp_dialect text_format_plain = { .literals = literals };

const sp_dialect *sp_envoy_text_format(const sp_build *build)
{
    return build->options->plain ? &text_format_plain : &text_format;
}

/* ---- errors of upstreams -------------------------------------------------*/

#define MATCHER "type.googleapis.com/envoy.type.matcher.v3."

/* clang-format off */
#define INPUT(name, kind)                                                      \
    "{\"single_predicate\":{\"input\":{\"name\":\"" name                       \
    "\",\"typed_config\":{\"@type\":\"" MATCHER kind
#define FIELD(name, field)                                                     \
    INPUT(name, "HttpResponseHeaderMatchInput")                                \
    "\",\"header_name\":\"" field "\"}},\"value_match\":{"
#define WITHOUT(field)                                                         \
    ",{\"not_matcher\":" FIELD("field", field)                                 \
    "\"safe_regex\":{\"google_re2\":{},\"regex\":\".+\"}}}}}"

/* gRPC has its message in a field, and programs read event streams. */
#define NO_STREAM                                                              \
    ",{\"not_matcher\":" FIELD("type", "content-type")                         \
    "\"safe_regex\":{\"google_re2\":{},"                                       \
    "\"regex\":\"(?i)(application/grpc|text/event-stream).*\"}}}}}"

#define WITHOUT_ANY                                                            \
    WITHOUT("retry-after")                                                     \
    WITHOUT("set-cookie")                                                      \
    WITHOUT("link")                                                            \
    WITHOUT("access-control-allow-origin")                                     \
    WITHOUT("access-control-expose-headers")                                   \
    WITHOUT("www-authenticate")                                                \
    WITHOUT("ratelimit")                                                       \
    WITHOUT("strict-transport-security")                                       \
    NO_STREAM

/* An answer with this code and without a body.  The reply that Envoy makes has
 * none of its fields, so those that have one worth keeping stay. */
static const char matcher_row[] =
    "{\"predicate\":{\"and_matcher\":{\"predicate\":["
    INPUT("status", "HttpResponseStatusCodeMatchInput")
    "\"}},\"value_match\":{\"exact\":\"@CODE@\"}}},"
    FIELD("length", "content-length") "\"exact\":\"0\"}}}"
    WITHOUT_ANY
    "]}},\"on_match\":{\"action\":{\"name\":\"statuspages\","
    "\"typed_config\":{\"@type\":\"type.googleapis.com/envoy.extensions.http."
    "custom_response.local_response_policy.v3.LocalResponsePolicy\"}}}}";
/* clang-format on */

static const char without[] = WITHOUT_ANY;

/* Where redirect.json sends the request for the page. */
static const char redirect_row[] =
    "                              \"@CODE@\": { \"action\": { \"name\": "
    "\"statuspages\", \"typed_config\": { \"@type\": "
    "\"type.googleapis.com/envoy.extensions.http.custom_response."
    "redirect_policy.v3.RedirectPolicy\", \"uri\": "
    "\"http://@OBJECT@.internal/@CODE@\", \"status_code\": @CODE@ } } }";

const char *sp_envoy_object(const sp_build *build)
{
    char *object = apr_pstrdup(build->pool, build->options->name);

    for (char *p = object; *p; p++) {
        *p = (char)(*p == '_' ? '-' : *p);
    }
    return object;
}

/* Errors that are worth nothing without a field stay, too. */
static bool needs_field(int code)
{
    return code == 401 || code == 405 || code == 407 || code == 416
           || code == 426 || code == 451;
}

/* `row` for each code that can do without its fields. */
static const char *rows_of(const sp_build *build, const char *row)
{
    sp_buffer *json = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < build->options->code_count; i++) {
        int code = build->options->codes[i];
        const sp_fill fills[] = { { "CODE", apr_itoa(build->pool, code) },
                                  { "OBJECT", sp_envoy_object(build) },
                                  { NULL, NULL } };

        if (!needs_field(code)) {
            sp_buffer_add(json, json->used ? ",\n" : "");
            sp_buffer_fill(json, row, fills, NULL);
        }
    }
    return sp_buffer_string(json);
}

static const char custom_response_start[] =
    "{\"name\":\"envoy.filters.http.custom_response\",\"typed_config\":{\n"
    "\"@type\":\"type.googleapis.com/envoy.extensions.filters.http."
    "custom_response.v3.CustomResponse\"";
static const char custom_response_matchers[] =
    ",\n\"custom_response_matcher\":{\"matcher_list\":{\"matchers\":[\n";

/* The filter, which does nothing if no code can do without its fields. */
static const char *custom_response_of(const sp_build *build)
{
    const char *rows = rows_of(build, matcher_row);

    return apr_pstrcat(build->pool, custom_response_start,
                       *rows ? custom_response_matchers : "", rows,
                       *rows ? "\n]}}" : "", "}}\n", NULL);
}

/* ---- all files -----------------------------------------------------------*/

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const sp_page_style style = { .folder = "pages",
                                  .dialect =
                                      options->plain ? NULL : &text_format };
    sp_buffer *replies = sp_envoy_mappers(build);
    const char *custom = custom_response_of(build);
    const char *redirects = rows_of(build, redirect_row);
    const sp_fill fills[] = { { "REFERENCE", REFERENCE },
                              { "OBJECT", sp_envoy_object(build) },
                              { "LOCAL_REPLY_CONFIG",
                                sp_buffer_string(replies) },
                              { "CUSTOM_RESPONSE", custom },
                              { "WITHOUT", without },
                              { "REDIRECTS", redirects },
                              { NULL, NULL } };

    sp_target_write_pages(build, &style);
    sp_staging_add(build->staging, "local_reply_config.json",
                   sp_buffer_span(replies));
    sp_staging_add(build->staging, "custom_response.json", sp_span_of(custom));
    sp_target_file(build, "envoy/envoy.json", fills);
    if (*redirects) {
        sp_target_file(build, "envoy/redirect.json", fills);
    }
    sp_target_readme(build, fills);
}

const sp_target sp_target_envoy = {
    .name = "envoy",
    .title = "Envoy",
    .codes = "400-417 421-426 428 429 431 451 500-511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML) | SP_FORMAT_BIT(SP_FORMAT_JSON),
    .configures = true,
    .named = true,
    .no_cache = "its responses cannot depend on credentials and methods",
    .replaces = SP_REPLACE_BIT(SP_REPLACE_EMPTY),
    .no_replace = "the filter of custom_response.json needs Content-Length: 0",
    .no_reference = "the pages show the number of the connection",
    .check = { "envoy", "--mode", "validate", "-c", "@FOLDER@/envoy.json" },
    .make = make,
};

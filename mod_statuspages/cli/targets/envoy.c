/* SPDX-License-Identifier: Apache-2.0 */
/* Envoy: a mapper of local_reply_config for each page.
 *
 * The first mapper that fits is taken, so those for longer language ranges
 * come first, and those that ask for a format before those that do not care.
 * Expressions are for RE2, which cannot look ahead: only the first element of
 * a field counts.
 */
#include "cli/files.h"
#include "cli/negotiate.h"
#include "cli/targets/target.h"

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

/* ---- which mapper --------------------------------------------------------*/

/* The first element of Accept; SP_FORMAT_HTML is for the rest. */
static const char *const types[SP_FORMAT__COUNT] = {
    [SP_FORMAT_HTML] = "text/html|application/xhtml\\\\+xml",
    [SP_FORMAT_JSON] = "application/(?:[a-z0-9.-]+\\\\+)?json|text/json",
    [SP_FORMAT_XML] = "application/(?:problem\\\\+)?xml|text/xml",
    [SP_FORMAT_TEXT] = "text/plain",
    [SP_FORMAT_MARKDOWN] = "text/markdown",
};

/* What a mapper asks for. */
typedef struct wish {
    const char *ranges; /* of Accept-Language, as alternatives; NULL: any */
    unsigned language;
    sp_format format;
    bool any_type;
} wish;

static void add_header_filter(sp_draft *json, const char *field,
                              const char *words, const char *after)
{
    sp_draft_format(json,
                    ",{\"header_filter\":{\"header\":{\"name\":\"%s\","
                    "\"string_match\":{\"safe_regex\":{\"regex\":"
                    "\"(?i)[ \\\\t]*(?:%s)(?:[%s][ -~]*)?\"}}}}}",
                    field, words, after);
}

static void add_filter(sp_draft *json, int code, const wish *asked)
{
    bool several = asked->ranges || !asked->any_type;

    sp_draft_add(json, several ? "{\"filter\":{\"and_filter\":{\"filters\":[{"
                               : "{\"filter\":{");
    sp_draft_format(json,
                    "\"status_code_filter\":{\"comparison\":{\"op\":\"EQ\","
                    "\"value\":{\"default_value\":%d,\"runtime_key\":"
                    "\"statuspages.%d\"}}}",
                    code, code);
    if (several) {
        sp_draft_add(json, "}");
    }
    if (asked->ranges) {
        add_header_filter(json, "accept-language", asked->ranges, "-;, ");
    }
    if (!asked->any_type) {
        add_header_filter(json, "accept", types[asked->format], ";, ");
    }
    sp_draft_add(json, several ? "]}}" : "}");
}

/* ---- what it gives -------------------------------------------------------*/

static void add_field(sp_draft *json, const char *name, const char *value,
                      const char *action)
{
    sp_draft_format(json,
                    "%s{\"header\":{\"key\":\"%s\",\"value\":\"%s\"},"
                    "\"append_action\":\"%s\"}",
                    json->bytes[json->used - 1] == '[' ? "" : ",", name, value,
                    action);
}

static void add_fields(const sp_build *build, sp_draft *json, int code,
                       const wish *asked)
{
    static const char set[] = "OVERWRITE_IF_EXISTS_OR_ADD";
    const sp_plan *plan = build->plan;
    uint32_t wait = sp_waits_for(&plan->waits, code);
    const sp_language *given = sp_catalog_language(
        &sp_languages[asked->language], sp_status_find(code));

    sp_draft_add(json, ",\"headers_to_add\":[");
    add_field(json, "content-language", given->tag.ptr, set);
    add_field(json, "cache-control", "no-store", set);
    add_field(json, "vary", "Accept, Accept-Language", set);
    add_field(json, "x-content-type-options", "nosniff", set);
    add_field(json, "x-robots-tag", "noindex", set);
    add_field(json, "referrer-policy", "same-origin", set);
    if (asked->format == SP_FORMAT_HTML) {
        add_field(json, "content-security-policy",
                  plan->themes[0].theme->content_security_policy, set);
    }
    if (wait) {
        add_field(json, "retry-after", apr_psprintf(build->pool, "%u", wait),
                  "ADD_IF_ABSENT");
    }
    sp_draft_add(json, "]}");
}

static void add_mapper(const sp_build *build, sp_draft *json, int code,
                       const wish *asked)
{
    const sp_plan *plan = build->plan;
    const char *file =
        apr_psprintf(build->pool, "\"filename\":\"%s/pages/%s/%d.%s\"",
                     plan->folder, sp_languages[asked->language].tag.ptr, code,
                     sp_render_suffixes[asked->format]);

    sp_draft_add(json, ",\n");
    add_filter(json, code, asked);
    if (plan->plain) {
        sp_draft_format(json,
                        ",\"body\":{%s},\"body_format_override\":{"
                        "\"text_format_source\":{\"inline_string\":"
                        "\"%%LOCAL_REPLY_BODY%%\"},",
                        file);
    }
    else {
        sp_draft_format(
            json, ",\"body_format_override\":{\"text_format_source\":{%s},",
            file);
    }
    sp_draft_format(json, "\"content_type\":\"%s\"}",
                    sp_formats[asked->format].media_type.ptr);
    add_fields(build, json, code, asked);
}

/* ---- all mappers ---------------------------------------------------------*/

/* The format of those who ask for none. */
static sp_format usual_format(const sp_plan *plan)
{
    sp_format format = SP_FORMAT_HTML;

    while (!(plan->formats & SP_FORMAT_BIT(format))) {
        format++;
    }
    return format;
}

static void add_formats(const sp_build *build, sp_draft *json, int code,
                        const char *ranges, unsigned language)
{
    const sp_plan *plan = build->plan;
    sp_format usual = usual_format(plan);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        wish asked = { ranges, language, (sp_format)i, false };

        if (i != (int)usual && (plan->formats & SP_FORMAT_BIT(i))) {
            add_mapper(build, json, code, &asked);
        }
    }
    add_mapper(build, json, code,
               &(wish){ ranges, language, usual, .any_type = true });
}

/* Language ranges of one length that lead to one language. */
typedef struct group {
    const char *ranges;
    size_t length;
    unsigned language;
} group;

/* Longest first.  Ranges that are not served lead to the default; short ones
 * that do need no group, for what has none gets the default. */
static group *groups_of(const sp_build *build, unsigned *count)
{
    const sp_plan *plan = build->plan;
    unsigned listed;
    const sp_prefix *list = sp_negotiate_prefixes(plan, &listed, build->pool);
    group *groups = apr_palloc(build->pool, (listed + 1) * sizeof(*groups));

    *count = 0;
    for (unsigned i = 0; i < listed; i++) {
        size_t length = strlen(list[i].range);
        unsigned language = list[i].language == SP_LANGUAGE_NONE
                                ? plan->languages.order[0]
                                : list[i].language;
        unsigned at = 0;

        if (language == plan->languages.order[0]
            && !strchr(list[i].range, '-')) {
            continue;
        }
        while (at < *count
               && (groups[at].length != length
                   || groups[at].language != language)) {
            at++;
        }
        if (at == *count) {
            groups[(*count)++] = (group){ "", length, language };
        }
        groups[at].ranges =
            apr_pstrcat(build->pool, groups[at].ranges,
                        *groups[at].ranges ? "|" : "", list[i].range, NULL);
    }
    return groups;
}

static sp_draft *local_reply_config(const sp_build *build)
{
    const sp_plan *plan = build->plan;
    sp_draft *json = sp_draft_make(build->pool);
    unsigned count;
    const group *groups = groups_of(build, &count);

    /* gRPC has its message in a field: no page there. */
    sp_draft_add(json, "{\"mappers\":[\n"
                       "{\"filter\":{\"header_filter\":{\"header\":{\"name\":"
                       "\"content-type\",\"string_match\":{\"prefix\":"
                       "\"application/grpc\"}}}}}");
    for (unsigned i = 0; i < plan->code_count; i++) {
        for (unsigned j = 0; j < count; j++) {
            add_formats(build, json, plan->codes[i], groups[j].ranges,
                        groups[j].language);
        }
        add_formats(build, json, plan->codes[i], NULL,
                    plan->languages.order[0]);
    }
    sp_draft_add(json, "\n]}\n");
    return json;
}

/* ---- errors of upstreams -------------------------------------------------*/

#define MATCHER "type.googleapis.com/envoy.type.matcher.v3."

/* The reply that Envoy makes has none of the upstream's fields: errors that are
 * worth nothing without one stay. */
static bool needs_field(int code)
{
    return code == 401 || code == 405 || code == 407 || code == 416
           || code == 426 || code == 451;
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
        int code = build->plan->codes[i];

        if (needs_field(code)) {
            continue;
        }
        sp_draft_format(
            json,
            "%s\n{\"predicate\":{\"and_matcher\":{\"predicate\":["
            "{\"single_predicate\":{\"input\":{\"name\":\"status\","
            "\"typed_config\":{\"@type\":\"" MATCHER
            "HttpResponseStatusCodeMatchInput\"}},\"value_match\":{\"exact\":"
            "\"%d\"}}},"
            "{\"single_predicate\":{\"input\":{\"name\":\"length\","
            "\"typed_config\":{\"@type\":\"" MATCHER
            "HttpResponseHeaderMatchInput\",\"header_name\":"
            "\"content-length\"}},\"value_match\":{\"exact\":\"0\"}}},"
            "{\"not_matcher\":{\"single_predicate\":{\"input\":{\"name\":"
            "\"wait\",\"typed_config\":{\"@type\":\"" MATCHER
            "HttpResponseHeaderMatchInput\",\"header_name\":\"retry-after\"}},"
            "\"value_match\":{\"safe_regex\":{\"google_re2\":{},\"regex\":"
            "\".+\"}}}}}]}},"
            "\"on_match\":{\"action\":{\"name\":\"statuspages\","
            "\"typed_config\":{\"@type\":\"type.googleapis.com/"
            "envoy.extensions.http.custom_response.local_response_policy.v3."
            "LocalResponsePolicy\"}}}}",
            count++ ? "," : "", code);
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
    sp_draft *replies = local_reply_config(build);
    sp_draft *custom = custom_response(build);
    sp_draft *whole = sp_draft_make(build->pool);
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
    sp_files_fill(whole, "envoy/envoy.json", fills);
    sp_output_add(build->output, "envoy.json", sp_draft_span(whole));
    sp_files_fill(build->readme, "envoy/README.md", fills);
}

static const char limits[] =
    "- These files follow the documentation of Envoy 1.25 to 1.38; the tests "
    "here have no Envoy.\n"
    "- Only the first element of Accept-Language and of Accept counts, whatever "
    "its weight;\n  what is not served gets the first language, and HTML.\n"
    "- Errors of upstreams get a page if Content-Length is 0. They lose all "
    "their fields, so\n  those with Retry-After, and 401, 405, 407, 416, 426 "
    "and 451, stay as they are.\n"
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
    .limits = limits,
    .check = { "envoy", "--mode", "validate", "-c", "@FOLDER@/envoy.json" },
    .make = make,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Envoy: a mapper of local_reply_config for each page.
 *
 * The first mapper that fits is taken, so those for longer language ranges
 * come first, and those that ask for a format before those that do not care.
 * Expressions are for RE2, which cannot look ahead: only the first element of
 * a field counts.
 */
#include "cli/negotiate.h"
#include "cli/targets/envoy.h"

#include <apr_strings.h>

/* ---- which mapper --------------------------------------------------------*/

/* What a mapper asks for. */
typedef struct criteria {
    const char *ranges; /* of Accept-Language, as alternatives; NULL: any */
    unsigned language;
    sp_format format;
    bool any_type;
} criteria;

static void add_header_filter(sp_buffer *json, const char *field,
                              const char *words, const char *after)
{
    sp_buffer_format(json,
                     ",{\"header_filter\":{\"header\":{\"name\":\"%s\","
                     "\"string_match\":{\"safe_regex\":{\"regex\":"
                     "\"(?i)[ \\\\t]*(?:%s)(?:[%s][ -~]*)?\"}}}}}",
                     field, words, after);
}

static void add_filter(sp_buffer *json, int code, const criteria *asked)
{
    bool several = asked->ranges || !asked->any_type;

    sp_buffer_add(json, several ? "{\"filter\":{\"and_filter\":{\"filters\":[{"
                                : "{\"filter\":{");
    sp_buffer_format(json,
                     "\"status_code_filter\":{\"comparison\":{\"op\":\"EQ\","
                     "\"value\":{\"default_value\":%d,\"runtime_key\":"
                     "\"statuspages.%d\"}}}",
                     code, code);
    if (several) {
        sp_buffer_add(json, "}");
    }
    if (asked->ranges) {
        add_header_filter(json, "accept-language", asked->ranges, "-;, ");
    }
    if (!asked->any_type) {
        add_header_filter(
            json, "accept",
            sp_negotiate_types(SP_FORMAT_BIT(asked->format), json->pool),
            ";, ");
    }
    sp_buffer_add(json, several ? "]}}" : "}");
}

/* ---- what it gives -------------------------------------------------------*/

static void add_field(sp_buffer *json, const char *name, const char *value,
                      const char *action)
{
    sp_buffer_format(json,
                     "%s{\"header\":{\"key\":\"%s\",\"value\":\"%s\"},"
                     "\"append_action\":\"%s\"}",
                     json->bytes[json->used - 1] == '[' ? "" : ",", name, value,
                     action);
}

static void add_fields(const sp_build *build, sp_buffer *json, int code,
                       const criteria *asked)
{
    static const char set[] = "OVERWRITE_IF_EXISTS_OR_ADD";
    const sp_options *options = build->options;
    uint32_t wait = sp_retry_after_for(&options->waits, code);
    const sp_language *given =
        sp_format_is_for_programs(asked->format)
            ? &sp_languages[0]
            : sp_options_language(options, asked->language, code);

    sp_buffer_add(json, ",\"headers_to_add\":[");
    add_field(json, "content-language", given->tag.ptr, set);
    add_field(json, "cache-control", "no-store", set);
    add_field(json, "vary", "Accept, Accept-Language", set);
    add_field(json, "x-content-type-options", "nosniff", set);
    add_field(json, "x-robots-tag", "noindex", set);
    add_field(json, "referrer-policy", "same-origin", set);
    if (asked->format == SP_FORMAT_HTML) {
        add_field(json, "content-security-policy",
                  options->themes[0].theme->policies.usual, set);
    }
    for (unsigned i = 0; i < options->header_count; i++) {
        add_field(json, options->headers[i].name, options->headers[i].value,
                  set);
    }
    if (wait) {
        add_field(json, "retry-after", apr_psprintf(build->pool, "%u", wait),
                  "ADD_IF_ABSENT");
    }
    sp_buffer_add(json, "]}");
}

static void add_mapper(const sp_build *build, sp_buffer *json, int code,
                       const criteria *asked)
{
    const sp_options *options = build->options;
    const char *file = apr_psprintf(
        build->pool, "\"filename\":\"%s/pages/%s/%d.%s\"", options->folder.path,
        sp_languages[asked->language].tag.ptr, code,
        sp_render_suffixes[asked->format]);

    sp_buffer_add(json, ",\n");
    add_filter(json, code, asked);
    if (options->plain) {
        sp_buffer_format(json,
                         ",\"body\":{%s},\"body_format_override\":{"
                         "\"text_format_source\":{\"inline_string\":"
                         "\"%%LOCAL_REPLY_BODY%%\"},",
                         file);
    }
    else {
        sp_buffer_format(
            json, ",\"body_format_override\":{\"text_format_source\":{%s},",
            file);
    }
    sp_buffer_format(json, "\"content_type\":\"%s\"}",
                     sp_formats[asked->format].media_type.ptr);
    add_fields(build, json, code, asked);
}

/* ---- all mappers ---------------------------------------------------------*/

static void add_formats(const sp_build *build, sp_buffer *json, int code,
                        const char *ranges, unsigned language)
{
    const sp_options *options = build->options;
    /* The format of those who ask for none. */
    sp_format usual = sp_target_format(options, SP_FORMAT_HTML);

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        criteria asked = { ranges, language, (sp_format)i, false };

        if (i != (int)usual && (options->formats & SP_FORMAT_BIT(i))) {
            add_mapper(build, json, code, &asked);
        }
    }
    add_mapper(build, json, code,
               &(criteria){ ranges, language, usual, .any_type = true });
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
    const sp_options *options = build->options;
    unsigned listed;
    const sp_prefix *list =
        sp_negotiate_prefixes(options, &listed, build->pool);
    group *groups = apr_palloc(build->pool, (listed + 1) * sizeof(*groups));

    *count = 0;
    for (unsigned i = 0; i < listed; i++) {
        size_t length = strlen(list[i].range);
        unsigned language = list[i].language == SP_LANGUAGE_NONE
                                ? options->languages.order[0]
                                : list[i].language;
        unsigned at = 0;

        if (language == options->languages.order[0]
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

sp_buffer *sp_envoy_mappers(const sp_build *build)
{
    const sp_options *options = build->options;
    sp_buffer *json = sp_buffer_make(build->pool);
    unsigned count;
    const group *groups = groups_of(build, &count);

    /* gRPC has its message in a field: no page there. */
    sp_buffer_add(json, "{\"mappers\":[\n"
                        "{\"filter\":{\"header_filter\":{\"header\":{\"name\":"
                        "\"content-type\",\"string_match\":{\"prefix\":"
                        "\"application/grpc\"}}}}}");
    for (unsigned i = 0; i < options->code_count; i++) {
        for (unsigned j = 0; j < count; j++) {
            add_formats(build, json, options->codes[i], groups[j].ranges,
                        groups[j].language);
        }
        add_formats(build, json, options->codes[i], NULL,
                    options->languages.order[0]);
    }
    sp_buffer_add(json, "\n]}\n");
    return json;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Envoy Gateway: a BackendTrafficPolicy that puts a page in the place of the
 * gateway's own errors.
 *
 * Its other way, a redirect to a page service, is not used: Envoy's
 * RedirectPolicy repeats the request, which it cannot do as long as the client
 * sends a body; the answer would never come (recreateStream()).
 */
#include "cli/targets/envoy.h"

#include <apr_strings.h>

/* One rule for each code, since a body knows no {status}.  The page takes the
 * place of all headers; source: Local is new in Envoy Gateway 1.8. */
static const char rule_row[] = "    - match:\n"
                               "        statusCodes:\n"
                               "          - type: Value\n"
                               "            value: @CODE@\n"
                               "      source: Local\n"
                               "      response:\n"
                               "        contentType: @TYPE@\n"
                               "        body:\n"
                               "          type: ValueRef\n"
                               "          valueRef:\n"
                               "            group: \"\"\n"
                               "            kind: ConfigMap\n"
                               "            name: @OBJECT@-@CODE@\n"
                               "        header:\n"
                               "          set:\n"
                               "@HEADERS@";
static const char header_row[] = "            - name: @HEADER@\n"
                                 "              value: \"@VALUE@\"\n";
/* The API takes 16 in each list. */
static const char own_headers_start[] = "          add:\n";

static const char page_row[] = "---\n"
                               "apiVersion: v1\n"
                               "kind: ConfigMap\n"
                               "metadata:\n"
                               "  name: @OBJECT@-@CODE@\n"
                               "  labels:\n"
                               "    app.kubernetes.io/name: @OBJECT@\n"
                               "data:\n"
                               "  response.body: @PAGE@\n";

static void add_header(sp_buffer *rows, const char *name, const char *value)
{
    sp_buffer_fill(rows, header_row,
                   (const sp_fill[]){
                       { "HEADER", name }, { "VALUE", value }, { NULL, NULL } },
                   NULL);
}

static const char *headers_of(const sp_build *build, int code, sp_format format,
                              const char *language)
{
    const sp_options *options = build->options;
    sp_buffer *rows = sp_buffer_make(build->pool);
    uint32_t wait = sp_retry_after_for(&options->waits, code);

    add_header(rows, "Content-Language", language);
    add_header(rows, "Cache-Control", "no-store");
    add_header(rows, "X-Content-Type-Options", "nosniff");
    add_header(rows, "X-Robots-Tag", "noindex");
    add_header(rows, "Referrer-Policy", "same-origin");
    if (format == SP_FORMAT_HTML) {
        add_header(rows, "Content-Security-Policy",
                   options->themes[0].theme->policies.usual);
    }
    if (wait) {
        add_header(rows, "Retry-After", apr_psprintf(build->pool, "%u", wait));
    }
    if (options->header_count) {
        sp_buffer_add(rows, own_headers_start);
        sp_buffer_add(rows, sp_rows_headers(build, header_row));
    }
    return sp_buffer_string(rows);
}

/* A code's ConfigMap and its rule. */
static void add_code(sp_build *build, const char *object, int code,
                     sp_buffer *pages, sp_buffer *rules)
{
    const sp_options *options = build->options;
    const sp_page_key key = { 0, code, options->languages.order[0],
                              sp_target_format(options, SP_FORMAT_HTML) };
    sp_rendered page =
        sp_render(options, &key, sp_envoy_text_format(build), build->pool);
    sp_buffer *text = sp_buffer_make(build->pool);

    sp_buffer_json(text, page.bytes);

    const sp_fill fills[] = { { "OBJECT", object },
                              { "CODE", apr_itoa(build->pool, code) },
                              { "TYPE", page.media_type.ptr },
                              { "PAGE", sp_buffer_string(text) },
                              { "HEADERS", headers_of(build, code, key.format,
                                                      page.language.ptr) },
                              { NULL, NULL } };

    sp_buffer_fill(pages, page_row, fills, NULL);
    sp_buffer_fill(rules, rule_row, fills, NULL);
}

static void make(sp_build *build)
{
    const sp_options *options = build->options;
    const char *object = sp_envoy_object(build);
    sp_buffer *pages = sp_buffer_make(build->pool);
    sp_buffer *rules = sp_buffer_make(build->pool);

    for (unsigned i = 0; i < options->code_count; i++) {
        add_code(build, object, options->codes[i], pages, rules);
    }

    const sp_fill fills[] = { { "OBJECT", object },
                              { "HERE", options->folder.path },
                              { "PAGES", sp_buffer_string(pages) },
                              { "RULES", sp_buffer_string(rules) },
                              { NULL, NULL } };

    sp_target_file(build, "envoy-gateway/pages.yaml", fills);
    sp_target_file(build, "envoy-gateway/policy.yaml", fills);
    sp_target_readme(build, fills);
}

const sp_target sp_target_envoy_gateway = {
    .name = "envoy-gateway",
    .title = "Envoy Gateway",
    /* Not those whose errors need a field: 401, 405, 407, 416, 426, 429, 451.
     */
    .codes = "400 402-404 406 408-415 417 421-425 428 431 500-511",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML),
    .single = true,
    .named = true,
    .no_cache = "its responses cannot depend on credentials and methods",
    .no_replace = "the policy is only for errors of the gateway itself",
    .no_reference = "the pages show the number of the connection",
    .make = make,
};

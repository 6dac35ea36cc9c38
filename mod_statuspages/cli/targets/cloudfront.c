/* SPDX-License-Identifier: Apache-2.0 */
/* Amazon CloudFront: a page for each code, and the part of a distribution's
 * configuration that names them. */
#include "cli/targets/targets.h"

/* CloudFront caches errors for ten seconds where nothing else is said ("How
 * CloudFront processes and caches HTTP 4xx and 5xx status codes"). */
enum { USUAL_SECONDS = 10 };

/* A gateway says these of the servers behind it. */
static bool is_of_gateway(int code)
{
    return code == 502 || code == 504;
}

static void add_item(const sp_build *build, sp_buffer *items, int code)
{
    const sp_options *options = build->options;
    uint32_t seconds = sp_options_seconds(options, code);

    sp_buffer_format(items,
                     "%s    {\n"
                     "      \"ErrorCode\": %d,\n"
                     "      \"ResponsePagePath\": \"/%s/%d.%s\",\n"
                     "      \"ResponseCode\": \"%d\",\n"
                     "      \"ErrorCachingMinTTL\": %u\n"
                     "    }",
                     items->used ? ",\n" : "", code, options->name, code,
                     sp_target_suffix(build, SP_FORMAT_HTML), code,
                     seconds ? seconds : USUAL_SECONDS);
}

/* CustomErrorResponses of a distribution. */
static void write_responses(sp_build *build, const char *name, bool all)
{
    sp_buffer *items = sp_buffer_make(build->pool);
    sp_buffer *json = sp_buffer_make(build->pool);
    unsigned count = 0;

    for (unsigned i = 0; i < build->options->code_count; i++) {
        int code = build->options->codes[i];

        if (all || is_of_gateway(code)) {
            add_item(build, items, code);
            count++;
        }
    }
    sp_buffer_format(json,
                     "{\n  \"Quantity\": %u,\n  \"Items\": [\n%s\n  ]\n}\n",
                     count, sp_buffer_string(items));
    sp_staging_add(build->staging, name, sp_buffer_span(json));
}

static void make(sp_build *build)
{
    sp_format format = sp_target_format(build->options, SP_FORMAT_HTML);
    const sp_page_style style = { .folder = build->options->name,
                                  .name = sp_target_flat_name };
    const sp_fill fills[] = { { "NAME", build->options->name },
                              { "TYPE", sp_formats[format].media_type.ptr },
                              { NULL, NULL } };

    sp_target_write_pages(build, &style);
    write_responses(build, "custom-error-responses.json", false);
    write_responses(build, "custom-error-responses-all.json", true);
    sp_target_readme(build, fills);
}

const sp_target sp_target_cloudfront = {
    .name = "cloudfront",
    .title = "Amazon CloudFront",
    /* Those that it can replace ("Create a custom error page for specific HTTP
     * status codes"), but for 405 and 416: it drops the headers that they need.
     */
    .codes = "400 403 404 414 500-504",
    .formats = SP_FORMATS_ALL,
    .usual = SP_FORMAT_BIT(SP_FORMAT_HTML),
    .single = true,
    .named = true,
    .no_replace =
        "CloudFront cannot tell an empty error from one that explains "
        "itself; custom-error-responses-all.json replaces all of them",
    .no_reference = "the pages show no id",
    .no_headers = "add it to the response headers policy",
    .make = make,
};

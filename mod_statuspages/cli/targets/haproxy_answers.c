/* SPDX-License-Identifier: Apache-2.0 */
/* Whole answers for HAProxy: status line, fields, page. */
#include "cli/targets/haproxy.h"

#include <apr_strings.h>

const int sp_haproxy_codes[] = { 400, 401, 403, 404, 405, 407, 408, 410, 413,
                                 421, 422, 425, 429, 500, 501, 502, 503, 504 };
const unsigned sp_haproxy_code_count = SP_COUNT(sp_haproxy_codes);

/* False if HAProxy would not take it. */
static bool write_answer(sp_build *build, int code)
{
    const sp_options *options = build->options;
    apr_pool_t *pool = build->pool;
    sp_page_key key = { 0, code, options->languages.order[0],
                        sp_target_format(options, SP_FORMAT_HTML) };
    sp_rendered page = sp_render(options, &key, NULL, pool);
    const char *name = apr_psprintf(pool, "errors/%d.http", code);
    uint32_t wait = sp_retry_after_for(&options->waits, code);
    sp_buffer *answer = sp_buffer_make(pool);

    sp_buffer_format(answer, "HTTP/1.1 %d %s\r\n", code,
                     sp_status_find(code)->phrase.ptr);
    sp_buffer_format(answer, "Content-Length: %" APR_SIZE_T_FMT "\r\n",
                     page.bytes.len);
    sp_buffer_format(answer, "Content-Type: %s\r\n", page.media_type.ptr);
    sp_buffer_format(answer, "Content-Language: %s\r\n", page.language.ptr);
    if (wait) {
        sp_buffer_format(answer, "Retry-After: %u\r\n", wait);
    }
    if (key.format == SP_FORMAT_HTML) {
        sp_buffer_format(answer, "Content-Security-Policy: %s\r\n",
                         options->themes[0].theme->policies.usual);
    }
    sp_buffer_add(answer, "Cache-Control: no-store\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Referrer-Policy: same-origin\r\n");
    sp_buffer_add(answer, sp_rows_headers(build, "@HEADER@: @VALUE@\r\n"));
    sp_buffer_add(answer, "Connection: close\r\n\r\n");
    sp_buffer_bytes(answer, page.bytes);
    if (!sp_target_measure(build, name, answer->used, SP_HAPROXY_ANSWER_MAX)) {
        return false;
    }
    sp_staging_add(build->staging, name, sp_buffer_span(answer));
    return true;
}

void sp_haproxy_write_answers(sp_build *build, sp_haproxy_answers *answers)
{
    answers->all = sp_buffer_make(build->pool);
    answers->early = sp_buffer_make(build->pool);
    for (unsigned i = 0; i < sp_haproxy_code_count; i++) {
        int code = sp_haproxy_codes[i];
        const char *line =
            apr_psprintf(build->pool, "    errorfile %d %s/errors/%d.http\n",
                         code, build->options->folder.path, code);

        if (!sp_options_has(build->options, code)
            || !write_answer(build, code)) {
            continue;
        }
        sp_buffer_add(answers->all, line);
        if (sp_haproxy_is_early(code)) {
            sp_buffer_add(answers->early, line);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the literal text of a program holds. */
#include "core/template_internal.h"

#include <strings.h>

sp_span sp_program_text(const sp_program *program)
{
    return (sp_span){ program->text, program->text_len };
}

bool sp_template_next_style(sp_span page, size_t *at, sp_span *style)
{
    static const char end_tag[] = "</style";
    sp_html html = { 0 };
    size_t start = 0;

    for (; *at < page.len; (*at)++) {
        bool inside = html.state == SP_HTML_RAW;

        sp_html_advance(&html, (sp_span){ page.ptr + *at, 1 });
        if (!inside && html.state == SP_HTML_RAW) {
            start = *at + 1;
        }
        else if (inside && html.state != SP_HTML_RAW
                 && strcmp(html.element, "style") == 0) {
            *style = (sp_span){ page.ptr + start,
                                *at - start - (sizeof(end_tag) - 1) };
            return true;
        }
    }
    return false;
}

bool sp_program_contains(const sp_program *program, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i + n <= program->text_len; i++) {
        if (strncasecmp(program->text + i, text, n) == 0) {
            return true;
        }
    }
    return false;
}

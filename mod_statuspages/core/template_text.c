/* SPDX-License-Identifier: Apache-2.0 */
/* What the literal text of a program holds. */
#include "core/template_parts.h"

#include <strings.h>

bool sp_program_next_style(const sp_program *program, size_t *at,
                           sp_span *style)
{
    static const char end_tag[] = "</style";
    const char *text = program->text;
    sp_html html = { 0 };
    size_t start = 0;

    for (; *at < program->text_len; (*at)++) {
        bool inside = html.place == SP_HTML_RAW;

        sp_html_advance(&html, (sp_span){ text + *at, 1 });
        if (!inside && html.place == SP_HTML_RAW) {
            start = *at + 1;
        }
        else if (inside && html.place != SP_HTML_RAW
                 && strcmp(html.element, "style") == 0) {
            *style =
                (sp_span){ text + start, *at - start - (sizeof(end_tag) - 1) };
            return true;
        }
    }
    return false;
}

bool sp_program_says(const sp_program *program, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i + n <= program->text_len; i++) {
        if (strncasecmp(program->text + i, text, n) == 0) {
            return true;
        }
    }
    return false;
}

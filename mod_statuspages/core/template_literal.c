/* SPDX-License-Identifier: Apache-2.0 */
/* What the literal text of a program holds. */
#include "core/template_internal.h"

#include <strings.h>

sp_span sp_program_text(const sp_program *program)
{
    return (sp_span){ program->text, program->text_len };
}

sp_span sp_program_text_without(const sp_program *program, uint16_t slot,
                                apr_pool_t *pool)
{
    char *text = apr_palloc(pool, program->text_len + 1);
    size_t used = 0;

    for (size_t i = 0; i < program->count;) {
        const sp_op *op = &program->ops[i];

        if (op->len) {
            memcpy(text + used, op->text, op->len);
            used += op->len;
        }
        i = op->code == SP_OP_IF && op->level == 0 && op->slot == slot
                ? op->jump
                : i + 1;
    }
    return (sp_span){ text, used };
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

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

bool sp_program_contains(const sp_program *program, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i + n <= program->text_len; i++) {
        if (program->text[i] == *text
            && strncasecmp(program->text + i, text, n) == 0) {
            return true;
        }
    }
    return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the literal text of a program holds. */
#include "core/template_internal.h"

#include <strings.h>

sp_span sp_program_text(const sp_program *program)
{
    return (sp_span){ program->text, program->text_len };
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

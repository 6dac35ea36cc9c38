/* SPDX-License-Identifier: Apache-2.0 */
/* The name, the category and the documentation of an error. */
#include "core/status_error.h"

sp_span sp_status_error_name(const sp_status *status,
                             char out[SP_ERROR_NAME_MAX])
{
    sp_span phrase = status->phrase;
    size_t n = 0;

    if (phrase.ptr[0] == '(') { /* (Unused) */
        phrase = sp_status_find(status->code / 100 * 100)->phrase;
    }
    for (size_t i = 0; i < phrase.len && n < SP_ERROR_NAME_MAX; i++) {
        char c = phrase.ptr[i];

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (sp_is_lower(c) || sp_is_digit(c)) {
            out[n++] = c;
        }
        else if (n && out[n - 1] != '_') {
            out[n++] = '_';
        }
    }
    return (sp_span){ out, n };
}

sp_span sp_category_name(sp_category category)
{
    static const sp_span names[] = {
        [SP_CATEGORY_NONE] = { NULL, 0 },
#define CATEGORY(id, name) [SP_CATEGORY_##id] = { name, sizeof(name) - 1 },
#include "core/category.def"
#undef CATEGORY
    };

    return names[category];
}

/* "RFC 9110 15.5.5" */
size_t sp_status_documentation(const sp_status *status,
                               sp_span parts[SP_DOCUMENTATION_PARTS])
{
    sp_span origin = status->origin;
    const char *end = origin.ptr + origin.len;
    const char *number = origin.ptr + 4;
    const char *blank;

    if (origin.len < 4 || memcmp(origin.ptr, "RFC ", 4) != 0) {
        return 0;
    }
    blank = memchr(number, ' ', (size_t)(end - number));
    if (!blank) {
        return 0;
    }
    parts[0] = SP_SPAN("https://www.rfc-editor.org/rfc/rfc");
    parts[1] = (sp_span){ number, (size_t)(blank - number) };
    parts[2] = SP_SPAN("#section-");
    parts[3] = (sp_span){ blank + 1, (size_t)(end - blank - 1) };
    return SP_DOCUMENTATION_PARTS;
}

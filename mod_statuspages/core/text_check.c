/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a text that an administrator wrote. */
#include "core/text_check.h"

#include "core/escape.h"
#include "core/utf8.h"

#include <apr_strings.h>

const char *sp_text_error(const char *text, apr_pool_t *pool)
{
    sp_span words = sp_span_of(text);

    for (size_t i = 0, bytes; i < words.len; i += bytes) {
        uint32_t point = sp_utf8_decode(words, i, &bytes);

        if (bytes == 0) {
            return apr_psprintf(pool,
                                "byte %lu of the text is not valid UTF-8; "
                                "save the file as UTF-8",
                                (unsigned long)i + 1);
        }
        if (!sp_escape_is_clean((sp_span){ text + i, bytes }, 1)) {
            return apr_psprintf(pool,
                                "byte %lu of the text is U+%04lX, an "
                                "invisible character; remove it",
                                (unsigned long)i + 1, (unsigned long)point);
        }
    }
    return NULL;
}

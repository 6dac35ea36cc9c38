/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for a reference in lines of logs: computes that of each log id. */
#include "cli/reference_search.h"

#include <apr_lib.h>

/* httpd's log id is base64, that of mod_unique_id base64url; older ones of it
 * have @, too. */
static bool belongs_to_id(char c)
{
    return (c & 0x80) == 0
           && (apr_isalnum(c) || (c != '\0' && strchr("+/-_@", c)));
}

/* Is one of its words the log id that the reference is made of, or the
 * reference? */
static bool has_log_id(const sp_reference_search *what, sp_span line)
{
    size_t begin = 0;

    for (size_t i = 0; i <= line.len; i++) {
        sp_span word = { line.ptr + begin, i - begin };
        uint64_t number;

        if (i < line.len && belongs_to_id(line.ptr[i])) {
            continue;
        }
        if (word.len >= SP_REFERENCE_SYMBOLS
            && (sp_reference_matches(&what->pattern, sp_reference_number(word))
                || (sp_reference_parse(&number, word)
                    && sp_reference_matches(&what->pattern, number)))) {
            return true;
        }
        begin = i + 1;
    }
    return false;
}

static bool is_letter_at(sp_span line, size_t at)
{
    return at < line.len && (line.ptr[at] & 0x80) == 0
           && apr_isalnum(line.ptr[at]);
}

/* Does it stand there, and not within a longer word? */
static bool has_typed(const sp_reference_search *what, sp_span line)
{
    size_t n = what->typed.len;

    for (size_t i = 0; i + n <= line.len; i++) {
        const char *at =
            memchr(line.ptr + i, what->typed.ptr[0], line.len - i - n + 1);

        if (!at) {
            return false;
        }
        i = (size_t)(at - line.ptr);
        if (memcmp(at, what->typed.ptr, n) == 0
            && (i == 0 || !is_letter_at(line, i - 1))
            && !is_letter_at(line, i + n)) {
            return true;
        }
    }
    return false;
}

/* A log id may have a slash or a plus. */
static bool is_typed_id(sp_span text)
{
    unsigned letters = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!belongs_to_id(text.ptr[i]) && !strchr(".~:=", text.ptr[i])) {
            return false;
        }
        letters += is_letter_at(text, i);
    }
    return letters >= SP_REFERENCE_SYMBOLS && text.len <= SP_REFERENCE_ID_MAX;
}

bool sp_reference_search_prepare(sp_reference_search *what, sp_span typed)
{
    what->typed = typed;
    what->speakable = sp_reference_read(&what->pattern, typed);
    return what->speakable || is_typed_id(typed);
}

bool sp_reference_search_finds(const sp_reference_search *what, sp_span line)
{
    return (what->speakable && has_log_id(what, line)) || has_typed(what, line);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Writes bare items of structured fields (RFC 9651 4.1). */
#include "core/structured_field_internal.h"

/* sf-token, RFC 9651 3.3.4 */
static bool is_token(const char *text)
{
    if (!sp_is_alpha(*text) && *text != '*') {
        return false;
    }
    while (sp_is_tchar(*text) || *text == ':' || *text == '/') {
        text++;
    }
    return *text == '\0';
}

/* sf-string, RFC 9651 3.3.3; NULL if it has other than ASCII to show. */
static const char *string_of(const char *text, apr_pool_t *pool)
{
    char *string = apr_palloc(pool, 2 * strlen(text) + 3);
    char *p = string;

    *p++ = '"';
    for (; *text; text++) {
        if (*text < ' ' || *text > '~') {
            return NULL;
        }
        if (*text == '"' || *text == '\\') {
            *p++ = '\\';
        }
        *p++ = *text;
    }
    *p++ = '"';
    *p = '\0';
    return string;
}

const char *sp_structured_name(const char *text, apr_pool_t *pool)
{
    return is_token(text) ? text : string_of(text, pool);
}

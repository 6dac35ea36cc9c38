/* SPDX-License-Identifier: Apache-2.0 */
/* Validates and takes apart the address of a contact. */
#include "core/contact.h"

#include <apr_strings.h>

#include <strings.h>

static const char placeholder[] = "{reference}";
static const char mailto[] = "mailto:";

enum { PLACEHOLDER = sizeof(placeholder) - 1, MAILTO = sizeof(mailto) - 1 };

bool sp_contact_split(sp_span *rest, sp_span *before)
{
    const char *open = rest->len ? memchr(rest->ptr, '{', rest->len) : NULL;
    size_t n = open ? (size_t)(open - rest->ptr) : 0;

    if (!open || rest->len - n < PLACEHOLDER
        || memcmp(open, placeholder, PLACEHOLDER) != 0) {
        return false;
    }
    *before = (sp_span){ rest->ptr, n };
    *rest = (sp_span){ open + PLACEHOLDER, rest->len - n - PLACEHOLDER };
    return true;
}

static bool is_mailto(sp_span url)
{
    return url.len > MAILTO && strncasecmp(url.ptr, mailto, MAILTO) == 0;
}

bool sp_contact_takes_subject(sp_span url)
{
    return is_mailto(url) && !memchr(url.ptr, '?', url.len);
}

/* Where a value changes neither who gets a letter nor the host. */
static const char *safe_part(const char *text)
{
    const char *slashes = strstr(text, "//");
    const char *host = text[0] == '/' && text[1] != '/' ? text
                       : slashes                        ? slashes + 2
                                                        : text;

    return host + strcspn(host, is_mailto(sp_span_of(text)) ? "?" : "/?#");
}

static const char *unknown(const char *brace, apr_pool_t *pool)
{
    size_t n = strcspn(brace, "}");

    return apr_psprintf(pool,
                        "\"%.*s\" is not a placeholder: write {reference}, or "
                        "%%7B and %%7D for braces",
                        (int)(brace[n] ? n + 1 : n), brace);
}

const char *sp_contact_error(const char *text, apr_pool_t *pool)
{
    const char *brace = strpbrk(text, "{}");
    unsigned count = 0;

    if (!brace) {
        return NULL;
    }
    if (brace < safe_part(text)) {
        return "{reference} is allowed only behind the host, and in a mailto: "
               "URL behind the ?";
    }
    for (; brace; brace = strpbrk(brace + PLACEHOLDER, "{}")) {
        if (strncmp(brace, placeholder, PLACEHOLDER) != 0) {
            return unknown(brace, pool);
        }
        count++;
    }
    return count > SP_CONTACT_PLACEHOLDERS_MAX
                   || strlen(text) > SP_CONTACT_LENGTH_MAX
               ? apr_psprintf(pool,
                              "{reference} is allowed at most %d times, in an "
                              "address of at most %d characters",
                              SP_CONTACT_PLACEHOLDERS_MAX,
                              SP_CONTACT_LENGTH_MAX)
               : NULL;
}

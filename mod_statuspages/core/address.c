/* SPDX-License-Identifier: Apache-2.0 */
/* Validates addresses that administrators write: of links and pictures. */
#include "core/address.h"

#include "core/escape.h"

#include <apr_lib.h>

#include <strings.h>

bool sp_address_is_valid(const char *text)
{
    return (text[0] == '/' || strncasecmp(text, "http://", 7) == 0
            || strncasecmp(text, "https://", 8) == 0
            || strncasecmp(text, "mailto:", 7) == 0)
           && !strpbrk(text, " \"<>\\")
           && sp_escape_is_clean(sp_span_of(text), strlen(text));
}

/* The host and port that `text` begins with; empty unless both are what
 * host-source takes (CSP 3, 2.3.1): letters, digits, dots and hyphens, and a
 * number.  So no user, no quotes, nothing that ends a directive. */
static sp_span host_of(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t n = strspn(text, letters);
    size_t port = n && text[n] == ':' ? strspn(text + n + 1, "0123456789") : 0;

    n += port ? port + 1 : 0;
    return (sp_span){ text, strchr("/?#", text[n]) ? n : 0 };
}

bool sp_address_origin(const char *text, sp_span *origin)
{
    const char *slashes = strstr(text, "//");
    sp_span host;

    *origin = (sp_span){ text, 0 };
    if (!sp_address_is_valid(text) || strncasecmp(text, "mailto:", 7) == 0) {
        return false;
    }
    if (text[0] == '/' && text[1] != '/') {
        return true;
    }
    host = host_of(slashes + 2);
    origin->ptr = slashes == text ? host.ptr : text;
    origin->len = (size_t)(host.ptr + host.len - origin->ptr);
    return host.len > 0;
}

/* As browsers tell it (URL Standard, "ends in a number"): by the last label;
 * only IPv6 has colons. */
bool sp_host_is_ip_address(const char *host)
{
    size_t n = strlen(host);
    size_t end = n && host[n - 1] == '.' ? n - 1 : n;
    size_t start = end;

    while (start > 0 && apr_isdigit(host[start - 1])) {
        start--;
    }
    return strchr(host, ':')
           || (start < end && (start == 0 || host[start - 1] == '.'));
}

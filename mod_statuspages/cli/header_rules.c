/* SPDX-License-Identifier: Apache-2.0 */
/* Which headers the options of `statuspages build` may name, and what they may
 * hold. */
#include "cli/header_rules.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { FIELD_NAME_MAX = 64, FIELD_VALUE_MAX = 512 };

/* Those that no option may name, in lower case.  One that ends with a hyphen
 * stands for all that begin with it. */
typedef struct known_field {
    const char *name;
    const char *why;
} known_field;

static const char of_pages[] = "every page has its own";
static const char of_connection[] = "it belongs to the connection";
static const char of_error[] = "it belongs to a single error";
static const char of_proxies[] = "it gives orders to a proxy";
static const char of_credentials[] = "it has credentials";

static const known_field connection_fields[] = {
    { "connection", of_connection },
    { "keep-alive", of_connection },
    { "proxy-connection", of_connection },
    { "te", of_connection },
    { "trailer", of_connection },
    { "transfer-encoding", of_connection },
    { "upgrade", of_connection },
    { "host", of_connection },
    { NULL, NULL }
};

static const known_field reserved_headers[] = {
    { "retry-after", "use --retry-after" },
    { "cache-control", "use --cache" },
    { "expires", "use --cache" },
    { "pragma", "use --cache" },
    { "content-", of_pages },
    { "vary", of_pages },
    { "x-content-type-options", of_pages },
    { "referrer-policy", of_pages },
    { "x-robots-tag", of_pages },
    { "x-request-id", of_pages },
    { "etag", of_pages },
    { "last-modified", of_pages },
    { "digest", of_pages },
    { "repr-digest", of_pages },
    { "date", of_connection },
    { "server", of_connection },
    { "via", of_connection },
    { "age", of_connection },
    { "status", of_connection },
    { "accept-ranges", of_error },
    { "access-control-", of_error },
    { "allow", of_error },
    { "authentication-info", of_error },
    { "proxy-authentication-info", of_error },
    { "link", of_error },
    { "location", of_error },
    { "refresh", of_error },
    { "proxy-authenticate", of_error },
    { "proxy-status", of_error },
    { "ratelimit", of_error },
    { "ratelimit-", of_error },
    { "set-cookie", of_error },
    { "set-cookie2", of_error },
    { "www-authenticate", of_error },
    { "x-accel-", of_proxies },
    { "x-sendfile", of_proxies },
    { "x-sendfile2", of_proxies },
    { "x-lighttpd-", of_proxies },
    { NULL, NULL }
};

static const known_field reserved_references[] = {
    { "authorization", of_credentials },
    { "proxy-authorization", of_credentials },
    { "cookie", of_credentials },
    { "cookie2", of_credentials },
    { "content-", "it describes a body" },
    { NULL, NULL }
};

static const char *why_reserved(const char *name, const known_field *fields)
{
    for (; fields->name; fields++) {
        size_t n = strlen(fields->name);

        if (fields->name[n - 1] == '-' ? strncasecmp(name, fields->name, n) == 0
                                       : strcasecmp(name, fields->name) == 0) {
            return fields->why;
        }
    }
    return NULL;
}

/* Of the signs of a token (RFC 9110 5.6.2), no server has another in the name
 * of a variable or takes it without quotes. */
static bool is_field_name(const char *name)
{
    const char *p = name;

    while (apr_isalnum(*p) || (*p == '-' && p > name)) {
        p++;
    }
    return apr_isalpha(*name) && *p == '\0' && p - name <= FIELD_NAME_MAX;
}

/* What is wrong with the name, or NULL. */
static const char *field_name_error(const char *name, const known_field *fields,
                                    apr_pool_t *pool)
{
    const char *why = why_reserved(name, connection_fields);

    why = why ? why : why_reserved(name, fields);
    if (!is_field_name(name)) {
        return apr_psprintf(pool,
                            "\"%s\" is not a header name: use letters, digits "
                            "and -, starting with a letter, at most %d "
                            "characters",
                            name, FIELD_NAME_MAX);
    }
    return why ? apr_psprintf(pool, "%s cannot be used: %s", name, why) : NULL;
}

/* Between double quotes, these bytes mean themselves in every configuration.
 * Quotes, \ $ % @ { } do not. */
static bool is_tame_value(const char *value)
{
    const char *p = value;

    while (apr_isalnum(*p) || (*p && strchr(" !#&()*+,-./:;<=>?[]^_|~", *p))) {
        p++;
    }
    return *p == '\0' && p > value && p - value <= FIELD_VALUE_MAX;
}

const char *sp_header_error(const char *name, const char *value,
                            apr_pool_t *pool)
{
    const char *wrong = field_name_error(name, reserved_headers, pool);

    if (wrong) {
        return wrong;
    }
    if (!is_tame_value(value)) {
        return apr_psprintf(pool,
                            "%s: the value must be 1 to %d ASCII characters, "
                            "without quotes and \\ $ %% @ { }",
                            name, FIELD_VALUE_MAX);
    }
    if (strncasecmp(value, "expr=", 5) == 0) {
        /* an expression, to httpd */
        return apr_psprintf(pool,
                            "%s: the value cannot begin with expr=", name);
    }
    return NULL;
}

const char *sp_header_reference_error(const char *name, apr_pool_t *pool)
{
    return field_name_error(name, reserved_references, pool);
}

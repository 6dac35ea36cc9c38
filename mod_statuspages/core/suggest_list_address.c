/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the path and query of an address, so that it leads to this site and to
 * nothing else wherever it is put. */
#include "core/suggest_list_internal.h"

#include "core/percent.h"
#include "core/utf8.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include <strings.h>

/* The scheme is left out: a site has the same pages under both, mostly. */
static size_t scheme_length(sp_span text, const char **port)
{
    static const struct {
        const char *scheme;
        size_t length;
        const char *port;
    } rows[] = { { "https://", 8, ":443" }, { "http://", 7, ":80" } };

    for (size_t i = 0; i < SP_COUNT(rows); i++) {
        if (text.len >= rows[i].length
            && strncasecmp(text.ptr, rows[i].scheme, rows[i].length) == 0) {
            *port = rows[i].port;
            return rows[i].length;
        }
    }
    return 0;
}

/* Takes scheme and host from the front of `text`; false if that is no host. */
static bool take_host(char host[256], sp_span *text, const char *wanted_port)
{
    size_t n = 0;

    while (n < text->len && n < 255
           && (apr_isalnum(text->ptr[n])
               || sp_list_is_any(text->ptr[n], ".-_:[]"))) {
        host[n] = (char)apr_tolower(text->ptr[n]);
        n++;
    }
    host[n] = '\0';
    if (!n || (n < text->len && !sp_list_is_any(text->ptr[n], "/?#"))) {
        return false;
    }
    text->ptr += n;
    text->len -= n;
    if (n > strlen(wanted_port)
        && strcmp(host + n - strlen(wanted_port), wanted_port) == 0) {
        host[n - strlen(wanted_port)] = '\0';
    }
    return true;
}

/* Must it be encoded?  What RFC 3986 does not allow, which is also what means
 * something to HTML, Markdown and a terminal. */
static bool is_encoded(char c)
{
    return c == ' ' || (unsigned char)c >= 0x80
           || sp_list_is_any(c, "\"<>\\^`{|}[]");
}

static bool put(sp_list_address *address, sp_span bytes)
{
    if (address->length + bytes.len > SP_LIST_ADDRESS_MAX) {
        return false;
    }
    memcpy(address->path + address->length, bytes.ptr, bytes.len);
    address->length += bytes.len;
    address->path[address->length] = '\0';
    return true;
}

static const char *put_path(sp_list_address *address, sp_span text,
                            apr_pool_t *pool)
{
    for (size_t i = 0; i < text.len && text.ptr[i] != '#'; i++) {
        char c = text.ptr[i];
        char encoded[SP_PERCENT_LENGTH];

        if (apr_iscntrl(c)) {
            return apr_psprintf(pool,
                                "the address has the control character "
                                "U+%04X; remove it",
                                (unsigned char)c);
        }
        if (c == '%' && !sp_percent_is_encoded(text, i)) {
            return "the address has a % without two hexadecimal digits; write "
                   "%25 for a percent sign";
        }
        sp_percent_encode(encoded, c);
        if (!put(address, is_encoded(c) ? (sp_span){ encoded, sizeof(encoded) }
                                        : (sp_span){ text.ptr + i, 1 })) {
            return "the address is longer than 2,048 bytes; remove it";
        }
    }
    return NULL;
}

const char *sp_list_address_read(sp_list_address *address, sp_span text,
                                 apr_pool_t *pool)
{
    const char *port = NULL;
    size_t scheme = scheme_length(text, &port);

    address->host[0] = '\0';
    address->length = 0;
    if (text.len > SP_LIST_ADDRESS_MAX) {
        return "the address is longer than 2,048 bytes; remove it";
    }
    if (sp_utf8_valid(text) < text.len) {
        return "the address is not valid UTF-8; save the file as UTF-8";
    }
    if (scheme) {
        text.ptr += scheme;
        text.len -= scheme;
        if (!take_host(address->host, &text, port)) {
            return "the address has no valid host; write it as in "
                   "https://www.example.org/page";
        }
        if (!text.len || *text.ptr != '/') {
            put(address, SP_SPAN("/"));
        }
    }
    else if (!text.len || *text.ptr != '/') {
        return "an address must begin with /, http:// or https://";
    }
    /* browsers take what follows for a host */
    if (text.len > 1 && text.ptr[0] == '/'
        && sp_list_is_any(text.ptr[1], "/\\")) {
        return "the path of an address must not begin with //; write one slash";
    }
    return put_path(address, text, pool);
}

const char *sp_list_address_error(sp_span address, apr_pool_t *pool)
{
    return sp_list_address_read(apr_palloc(pool, sizeof(sp_list_address)),
                                address, pool);
}

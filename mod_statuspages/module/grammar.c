/* SPDX-License-Identifier: Apache-2.0 */
/* Checks values of headers against their grammar. */
#include "module/grammar.h"

#include "core/structured_field.h"

#include <apr_date.h>
#include <apr_lib.h>
#include <httpd.h>

enum { VALUE_BYTES_MAX = 8192, SECONDS_DIGITS_MAX = 10 };

/* Each scanner returns where its part ends, or NULL if there is none. */

static const char *token(const char *p)
{
    const char *end = ap_scan_http_token(p);

    return end > p ? end : NULL;
}

/* quoted-string (RFC 9110 5.6.4). */
static const char *string(const char *p)
{
    if (*p != '"') {
        return NULL;
    }
    for (p++; *p != '"'; p++) {
        if (*p == '\\') {
            p++;
        }
        if (*p == '\0' || (apr_iscntrl(*p) && *p != '\t')) {
            return NULL;
        }
    }
    return p + 1;
}

/* A token, also with : and / as in structured headers (RFC 9651 3.3.4). */
static const char *word(const char *p)
{
    const char *start = p;

    while (*(p = ap_scan_http_token(p)) == ':' || *p == '/') {
        p++;
    }
    return p > start ? p : NULL;
}

static bool is_address_char(char c)
{
    return c > ' ' && c < 0x7f && !strchr("<>\"\\^`{|}", c);
}

static const char *address(const char *p)
{
    const char *start = p;

    while (is_address_char(*p)) {
        p++;
    }
    return p > start ? p : NULL;
}

static const char *spaces(const char *p)
{
    return p + strspn(p, " \t");
}

/* ---- lists: how an element begins, and whether parameters follow -------- */

enum {
    MAY_SLASH = 1,   /* token or token/token */
    MUST_SLASH = 2,  /* token/token */
    ITEM = 4,        /* token, token=value or string */
    TARGET = 8,      /* <address> */
    PARAMETERS = 16, /* *( OWS ";" OWS token [ "=" value ] ) */
};

static const char *value_of(const char *p)
{
    return *p == '"' ? string(p) : word(p);
}

static const char *begin(const char *p, unsigned how)
{
    if (how & TARGET) {
        p = *p == '<' ? address(p + 1) : NULL;
        return p && *p == '>' ? p + 1 : NULL;
    }
    if (how & ITEM) {
        p = value_of(p);
        return p && *p == '=' ? value_of(p + 1) : p;
    }
    p = token(p);
    if (p && *p == '/' && (how & (MAY_SLASH | MUST_SLASH))) {
        return token(p + 1);
    }
    return how & MUST_SLASH ? NULL : p;
}

static const char *parameters(const char *p)
{
    const char *next;

    while (*(next = spaces(p)) == ';') {
        next = spaces(next + 1);
        if (*next == ';' || *next == ',' || *next == '\0') {
            p = next; /* an empty one is allowed */
            continue;
        }
        p = token(next);
        if (p && *p == '=') {
            p = value_of(p + 1);
        }
        if (!p) {
            return NULL;
        }
    }
    return p;
}

/* 1#element; empty elements are allowed (RFC 9110 5.6.1.2). */
static bool is_list(const char *p, unsigned how)
{
    bool any = false;

    for (;;) {
        p = spaces(p);
        if (*p != ',' && *p != '\0') {
            p = begin(p, how);
            if (p && (how & PARAMETERS)) {
                p = parameters(p);
            }
            if (!p) {
                return false;
            }
            p = spaces(p);
            any = true;
        }
        if (*p == '\0') {
            return any;
        }
        if (*p++ != ',') {
            return false;
        }
    }
}

/* ---- the others --------------------------------------------------------- */

static bool is_plain(const char *p)
{
    for (; *p; p++) {
        if (*p < ' ' || *p > '~' || strchr("<>\"\\", *p)) {
            return false;
        }
    }
    return true;
}

static bool is_wait(const char *p)
{
    size_t digits = strspn(p, "0123456789");

    if (p[digits] == '\0') {
        return digits > 0 && digits <= SECONDS_DIGITS_MAX;
    }
    /* the parser does not mind what follows the date */
    return apr_date_parse_http(p) != APR_DATE_BAD && strlen(p) <= 33
           && p[strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                          "0123456789 ,:-")]
                  == '\0';
}

static bool is_range(const char *p)
{
    p = token(p);
    if (!p || strncmp(p, " */", 3) != 0) {
        return false;
    }
    p += 3;
    return apr_isdigit(*p) && p[strspn(p, "0123456789")] == '\0';
}

static bool is_challenge(const char *p)
{
    p = token(p);
    return p && (*p == '\0' || *p == ' ' || *p == ',');
}

static bool is_address(const char *p)
{
    p = address(p);
    return p && *p == '\0';
}

bool sp_grammar_matches(sp_grammar grammar, const char *value)
{
    const char *end = ap_scan_http_field_content(value);

    if (*value == '\0' || *end != '\0' || end - value > VALUE_BYTES_MAX) {
        return false;
    }
    switch (grammar) {
    case SP_GRAMMAR_TEXT: return true;
    case SP_GRAMMAR_PLAIN: return is_plain(value);
    case SP_GRAMMAR_RETRY_AFTER: return is_wait(value);
    case SP_GRAMMAR_TOKENS: return is_list(value, 0);
    case SP_GRAMMAR_PROTOCOLS: return is_list(value, MAY_SLASH);
    case SP_GRAMMAR_TYPES: return is_list(value, MUST_SLASH | PARAMETERS);
    case SP_GRAMMAR_CODINGS: return is_list(value, PARAMETERS);
    case SP_GRAMMAR_ITEMS: return is_list(value, ITEM | PARAMETERS);
    case SP_GRAMMAR_STRUCTURED: return sp_structured_is_list(sp_span_of(value));
    case SP_GRAMMAR_LINKS: return is_list(value, TARGET | PARAMETERS);
    case SP_GRAMMAR_RANGE: return is_range(value);
    case SP_GRAMMAR_CHALLENGES: return is_challenge(value);
    case SP_GRAMMAR_ADDRESS: return is_address(value);
    }
    return false;
}

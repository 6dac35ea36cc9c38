/* SPDX-License-Identifier: Apache-2.0 */
/* headers.c - which fields of a replaced response stay, which go, and which
 * httpd owes.  The names are data: three tables. */
#include "module/module.h"

#include <apr_strings.h>

enum { RESCUED_BYTES_MAX = 8192 };

/* Fields with a meaning beyond the body that is replaced.  A name that ends
 * in a hyphen stands for all that begin so. */
typedef struct kept_field {
    const char *name;
    int only; /* with this status; 0: with any */
} kept_field;

static const kept_field kept[] = {
    { "Access-Control-", 0 },
    { "Accept", 415 },
    { "Accept-Encoding", 415 },
    { "Accept-Patch", 0 },
    { "Accept-Post", 0 },
    { "Alt-Svc", 0 },
    { "Cache-Control", 0 },
    { "Content-Range", 416 },
    { "Link", 0 },
    { "Location", 0 },
    { "Proxy-Authenticate", 407 },
    { "Proxy-Status", 0 },
    { "RateLimit", 0 },
    { "RateLimit-", 0 },
    { "Retry-After", 0 },
    { "Set-Cookie", 0 },
    { "Strict-Transport-Security", 0 },
    { "Upgrade", 426 },
    { "Vary", 0 },
    { "WWW-Authenticate", 0 },
    { "X-RateLimit-", 0 },
    { "X-Request-", 0 },
};

/* Fields that describe the body that is replaced. */
static const char *const described[]
    = { "Content-Encoding", "Content-Language", "Content-MD5",
        "Content-Disposition", "Content-Location", "Content-Digest",
        "Repr-Digest", "Digest", "Trailer", "Accept-Ranges", "Content-Length",
        "Transfer-Encoding" };

/* The same, but they describe the target when the status is 412. */
static const char *const validators[] = { "ETag", "Last-Modified" };

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool stays(const char *name, int status)
{
    for (size_t i = 0; i < COUNT(kept); i++) {
        size_t n = strlen(kept[i].name);
        bool prefix = kept[i].name[n - 1] == '-';

        if ((kept[i].only == 0 || kept[i].only == status)
            && (prefix ? strncasecmp(name, kept[i].name, n)
                       : strcasecmp(name, kept[i].name))
                   == 0) {
            return true;
        }
    }
    return false;
}

/* What came from a backend is checked once more: a control character in a
 * field would be a second response (CVE-2023-38709 and its relatives). */
static bool sound(const char *text)
{
    size_t n = 0;

    for (; text[n]; n++) {
        unsigned char c = (unsigned char)text[n];

        if ((c < 0x20 && c != '\t') || c == 0x7f || n >= RESCUED_BYTES_MAX) {
            return false;
        }
    }
    return true;
}

/* Copy what stays from `from` to where core does not clear it. */
void sp_headers_rescue(request_rec *r, const apr_table_t *from)
{
    const apr_array_header_t *fields = apr_table_elts(from);

    for (int i = 0; i < fields->nelts; i++) {
        const apr_table_entry_t *field
            = &APR_ARRAY_IDX(fields, i, apr_table_entry_t);

        if (!field->key || !field->val || !stays(field->key, r->status)
            || !sound(field->val)) {
            continue;
        }
        if (strcasecmp(field->key, "Set-Cookie") == 0
            || strcasecmp(field->key, "Link") == 0) {
            apr_table_addn(r->err_headers_out, field->key, field->val);
        }
        else if (!apr_table_get(r->err_headers_out, field->key)) {
            apr_table_setn(r->err_headers_out, field->key, field->val);
        }
    }
}

static void unset_both(request_rec *r, const char *name)
{
    apr_table_unset(r->headers_out, name);
    apr_table_unset(r->err_headers_out, name);
}

/* Take away what describes the replaced body; scripts leave such fields in
 * either table. */
void sp_headers_strip(request_rec *r)
{
    for (size_t i = 0; i < COUNT(described); i++) {
        unset_both(r, described[i]);
    }
    if (r->status != HTTP_PRECONDITION_FAILED) {
        for (size_t i = 0; i < COUNT(validators); i++) {
            unset_both(r, validators[i]);
        }
    }
    if (r->status != HTTP_RANGE_NOT_SATISFIABLE) {
        unset_both(r, "Content-Range");
    }
    r->content_encoding = NULL;
    r->content_languages = NULL;
    if (r->trailers_out) {
        apr_table_clear(r->trailers_out);
    }
}

const char *sp_headers_get(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->err_headers_out, name);

    return value ? value : apr_table_get(r->headers_out, name);
}

/* mod_allowmethods fills r->allowed, core prints r->allowed_methods, so that
 * its 405 says nothing; and TRACE that is switched off allows nothing at all,
 * which is not true of any resource: OPTIONS always answers. */
static const char *allowed_methods(request_rec *r)
{
    const char *list = NULL;
    apr_int64_t mask = r->allowed_methods ? r->allowed_methods->method_mask : 0;

    if (mask) {
        return NULL; /* core's own list is right */
    }
    for (int i = 0; i < METHODS; i++) {
        const char *name;

        if (i == M_INVALID || i == M_TRACE
            || !(r->allowed & (AP_METHOD_BIT << i))) {
            continue;
        }
        name = ap_method_name_of(r->pool, i);
        if (name) {
            list = list ? apr_pstrcat(r->pool, list, ", ", name, NULL) : name;
        }
        if (i == M_GET) {
            list = apr_pstrcat(r->pool, list, ", HEAD", NULL);
        }
    }
    return list ? list : "GET, HEAD, POST, OPTIONS";
}

/* RFC 9110: Allow is a MUST on 405 (15.5.6), Content-Range a SHOULD on 416
 * (15.5.17). */
void sp_headers_owe(request_rec *r, const char *allow)
{
    if (allow) {
        unset_both(r, "Allow");
        apr_table_setn(r->err_headers_out, "Allow", allow);
    }
    else if (r->status == HTTP_METHOD_NOT_ALLOWED) {
        const char *list = sp_headers_get(r, "Allow");

        if (!list || !*list || strcmp(list, "TRACE") == 0) {
            list = allowed_methods(r);
            if (list) {
                unset_both(r, "Allow");
                apr_table_setn(r->err_headers_out, "Allow", list);
            }
        }
    }
    if (r->status == HTTP_RANGE_NOT_SATISFIABLE
        && r->finfo.filetype == APR_REG && !r->proxyreq
        && !sp_headers_get(r, "Content-Range")) {
        apr_table_setn(r->err_headers_out, "Content-Range",
                       apr_psprintf(r->pool, "bytes */%" APR_OFF_T_FMT,
                                    r->finfo.size));
    }
}

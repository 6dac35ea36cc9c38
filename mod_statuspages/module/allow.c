/* SPDX-License-Identifier: Apache-2.0 */
/* The value of Allow on a 405 that httpd answers itself. */
#include "module/allow.h"

#include "module/headers.h"

#include <apr_strings.h>

/* mod_allowmethods fills r->allowed, but core prints r->allowed_methods.  The
 * number of GET stands for HEAD as well. */
static const char *names_of(request_rec *r, apr_uint64_t mask)
{
    const char *list = NULL;

    for (int i = 0; i < METHODS; i++) {
        const char *name = i == M_GET ? "GET, HEAD" : NULL;

        if (i == M_INVALID || !(mask >> i & 1)) {
            continue;
        }
        name = name ? name : ap_method_name_of(r->pool, i);
        if (name) {
            list = list ? apr_pstrcat(r->pool, list, ", ", name, NULL) : name;
        }
    }
    return list;
}

const char *sp_allow_not_refused(const request_rec *r, const char *list)
{
    sp_span refused = sp_span_of(r->method);
    char *all = apr_palloc(r->pool, 2 * strlen(list) + 1);
    char *end = all;
    bool found = false;

    for (const char *p = list + strspn(list, ", \t"); *p;
         p += strspn(p, ", \t")) {
        size_t n = strcspn(p, ", \t");

        if (sp_span_equal((sp_span){ p, n }, refused)) {
            found = true;
        }
        else {
            memcpy(end, ", ", 2);
            end += end == all ? 0 : 2;
            memcpy(end, p, n);
            end += n;
        }
        p += n;
    }
    *end = '\0';
    return found ? all : list;
}

/* That TRACE is switched off says nothing of other methods; then these are what
 * core says of any file. */
const char *sp_allow_own(request_rec *r)
{
    apr_uint64_t mask =
        (apr_uint64_t)(r->allowed & ~(AP_METHOD_BIT << M_TRACE));
    const char *allow = NULL;
    const char *said = sp_headers_get_valid(r, "Allow", SP_GRAMMAR_TOKENS);

    if (!(r->allowed_methods && r->allowed_methods->method_mask)) {
        allow = names_of(r, mask);
        if (!allow && r->method_number == M_TRACE) {
            allow = "GET, HEAD, POST, OPTIONS";
        }
    }
    allow = allow ? allow : said;
    allow = allow ? sp_allow_not_refused(r, allow) : NULL;
    return allow == said ? NULL : allow;
}

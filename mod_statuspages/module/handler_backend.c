/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler statuspages-backend: the pages for the errors of another server,
 * which asks for them in the manner of ingress-nginx (X-Code and other headers)
 * or of Traefik (the code is in the address).
 *
 * No page is written here.  The handler notes what the other server tells of
 * the request and returns the code; from there it is an error like any other,
 * and local.c makes a page of it.  Those headers count only where a
 * configuration names this handler.
 */
#include "core/code_set.h"
#include "core/format.h"
#include "module/handlers.h"
#include "module/intercept.h"

#include <apr_lib.h>
#include <apr_strings.h>

/* The code of an error that a text begins with, and no other digit; else 0. */
static int read_code(const char *text)
{
    int code = sp_code_digits(text);

    return code >= SP_CODE_FIRST && code <= SP_CODE_CLASS_LAST
                   && !apr_isdigit(text[3])
               ? code
               : 0;
}

/* A header of the request; NULL also if it is empty. */
static const char *header(const request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_in, name);

    return value && *value ? value : NULL;
}

static const char *last_segment(const request_rec *r)
{
    const char *slash = strrchr(r->uri, '/');

    return slash ? slash + 1 : "";
}

/* X-Code, or else the address.  Where neither is a code nobody knows the
 * address, as with the default backend of ingress-nginx. */
static int code_of(const char *header, const char *name)
{
    int code = read_code(header ? header : name);
    char end = code ? (header ? header : name)[3] : '\0';

    return code && (end == '\0' || (!header && end == '.')) ? code
                                                            : HTTP_NOT_FOUND;
}

/* The format that the address ends in, by its name or as files of it end; NULL:
 * the headers choose. */
static const char *format_of(const char *name)
{
    const char *dot = read_code(name) ? strchr(name, '.') : NULL;
    sp_format format = dot ? sp_format_find_ending(dot + 1) : SP_FORMAT__COUNT;

    return format != SP_FORMAT__COUNT ? sp_formats[format].name.ptr : NULL;
}

static const sp_forwarded *read_forwarded(const request_rec *r)
{
    sp_forwarded *forwarded = apr_pcalloc(r->pool, sizeof(*forwarded));
    const char *uri = header(r, "X-Original-URI");
    const char *accept = header(r, "X-Format");
    const char *method = header(r, "X-Original-Method");
    const char *query = uri ? strchr(uri, '?') : NULL;

    forwarded->accept = accept ? accept : header(r, "Accept");
    forwarded->method = method ? method : r->method;
    forwarded->id = header(r, "X-Request-ID");
    forwarded->path =
        query ? apr_pstrmemdup(r->pool, uri, (apr_size_t)(query - uri)) : uri;
    forwarded->query = query ? query + 1 : NULL;
    return forwarded;
}

static int say_healthy(request_rec *r)
{
    ap_set_content_type(r, "text/plain; charset=utf-8");
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    ap_rputs("ok\n", r);
    return OK;
}

int sp_handler_backend(request_rec *r)
{
    const char *code = header(r, "X-Code");
    const char *name = last_segment(r);
    const char *format = format_of(name);

    /* the administrator's document comes first, also in this place */
    if (sp_intercept_is_error_document(r)) {
        return DECLINED;
    }
    if (!code && strcmp(name, "healthz") == 0) {
        return say_healthy(r);
    }
    if (format) {
        apr_table_setn(r->subprocess_env, "prefer-format", format);
    }
    sp_intercept_state(r, true)->forwarded = read_forwarded(r);
    /* one address has many errors */
    apr_table_mergen(r->err_headers_out, "Vary", "X-Code, X-Format");
    return code_of(code, name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* intercept.h - where errors come by.
 *
 * Two places, because no single hook of httpd sees every error:
 *   local.c        httpd answers by itself: the insert_error_filter hook, which
 *                  runs before core clears the response's headers
 *   application.c  a handler, script or backend answered: a filter that steps
 *                  aside at the first brigade below 400
 * Both run before any compressor and cache.  State is in the filter's own
 * context: one request may be answered twice, when the first answer is
 * discarded by a later filter.
 */
#ifndef SP_MODULE_INTERCEPT_H
#define SP_MODULE_INTERCEPT_H

#include "core/announcement.h"
#include "module/counting.h"
#include "module/headers.h"
#include "module/proxy_error.h"

enum { SP_FILTER_TYPE = AP_FTYPE_CONTENT_SET - 5 };

/* The request that met an error of another server, as that server tells it to
 * statuspages-backend; what is NULL is not known. */
typedef struct sp_forwarded {
    const char *accept;
    const char *path;
    const char *query;
    const char *method;
    const char *id; /* not checked yet */
} sp_forwarded;

/* What one answer to a request leaves for the next. */
typedef struct sp_request_state {
    int document_status; /* an ErrorDocument answers in our place ... */
    const apr_table_t *saved_headers;   /* ... and these headers must stay */
    const sp_forwarded *forwarded;      /* the error is another server's */
    const sp_announcement *maintenance; /* refused: the site is down for it */
    bool exempt;                        /* ... but not to this request */
    unsigned tries;           /* this request is the so manieth try ... */
    const char *request_line; /* ... for which httpd has read this line */
    int answered;     /* a page or document with this status has gone in place
                         of a body */
    int proxy_status; /* mod_proxy's handler returned this error ... */
    sp_proxy_error proxy_error;   /* ... for this reason */
    bool proxy_status_sent;       /* Proxy-Status has been added */
    sp_required_headers required; /* of what local.c is about to answer */
    sp_counting counting;
} sp_request_state;

/* Register the filters and hooks of local.c and application.c: while modules
 * are loaded. */
void sp_local_register(void);
void sp_application_register(void);

/* Look up the filters that they must know: in post_config, when every module
 * has registered its own. */
void sp_local_prepare(sp_registry *registry);
void sp_application_prepare(sp_registry *registry);

/* Is r->status one that this request wants explained? */
bool sp_intercept_wanted(const request_rec *r);

/* Is r->status_line there, and is it one of r->status? */
bool sp_intercept_has_line(const request_rec *r);

/* Does r answer as an ErrorDocument: the administrator's own page? */
static inline bool sp_intercept_is_error_document(const request_rec *r)
{
    return r->prev && r->prev->status != HTTP_OK;
}

/* The filter of `r` of this kind; NULL if it has none. */
static inline const ap_filter_t *
sp_intercept_find_filter(const request_rec *r, const ap_filter_rec_t *kind)
{
    const ap_filter_t *f = r->output_filters;

    while (f && f->frec != kind) {
        f = f->next;
    }
    return f;
}

/* Are the headers of an answer to r on the wire? */
bool sp_intercept_is_sent(const request_rec *r);

/* A handler whose body a page has replaced may still return an error, and httpd
 * would put a text or a document behind the page.
 *
 * If a page or document has already been sent for this request, installs a
 * filter that discards what follows, restores r->status for the log, and
 * returns true.  Otherwise changes nothing and returns false. */
bool sp_application_discard_late_error(request_rec *r);

/* Make the state of a request, which has none. */
sp_request_state *sp_intercept_make_state(request_rec *r);

/* The saved state of this request; NULL if there is none and `make` is false.
 */
static inline sp_request_state *sp_intercept_state(request_rec *r, bool make)
{
    sp_request_state *saved =
        ap_get_module_config(r->request_config, &statuspages_module);

    return saved || !make ? saved : sp_intercept_make_state(r);
}

/* The request that met the error, if that was another server's; else NULL. */
static inline const sp_forwarded *sp_intercept_forwarded(const request_rec *r)
{
    const sp_request_state *saved =
        ap_get_module_config(r->request_config, &statuspages_module);

    return saved ? saved->forwarded : NULL;
}

/* Rescue what `r`, or the request whose ErrorDocument it is, must not lose of
 * the answer in `from`, which httpd is about to forget. */
void sp_intercept_preserve(request_rec *r, request_rec *from);

#endif

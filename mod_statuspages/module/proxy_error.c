/* SPDX-License-Identifier: Apache-2.0 */
/* proxy_error.c - why mod_proxy has no answer.
 *
 * mod_proxy tells the request that it has failed, and of some failures why, in
 * a note.  That a connection was refused or timed out it tells the error log
 * only, and not of which request it was.  So for a server with
 * StatusPagesProxyStatus a hook sees each line of the log, knows a few by their
 * numbers, and keeps what they say for this thread, in which mod_proxy's
 * handler ends soon after.  A LogLevel that leaves the line out leaves the
 * reason out, too.
 */
#include "module/proxy_error.h"

#include "module/intercept.h"

#include <apr_optional_hooks.h>
#include <mod_proxy.h>

const char *sp_proxy_error_name(sp_proxy_error error)
{
    static const char *const names[SP_PROXY_ERROR__COUNT] = {
#define PROXY_ERROR(id, name) [SP_PROXY_ERROR_##id] = (name),
#include "module/proxy_error.def"
#undef PROXY_ERROR
    };

    return names[error];
}

/* ---- what the log says ----------------------------------------------------*/

/* How a line of the log tells the reason. */
typedef enum log_kind {
    LOG_FIXED,   /* always the same one */
    LOG_CONNECT, /* by the error of connect() */
    LOG_READ,    /* ... of reading */
    LOG_WRITE,   /* ... of writing */
    LOG_NOTE     /* by the note that goes with it */
} log_kind;

typedef struct log_row {
    const char *number; /* httpd's, at the start of the message */
    log_kind kind;
    sp_proxy_error error; /* if it is always the same one */
} log_row;

static const log_row log_rows[] = {
    { "AH00957: ", LOG_CONNECT, SP_PROXY_ERROR_UNKNOWN },
    { "AH02454: ", LOG_CONNECT, SP_PROXY_ERROR_UNKNOWN },
    { "AH00940: ", LOG_FIXED, SP_PROXY_ERROR_UNAVAILABLE },
    { "AH00941: ", LOG_FIXED, SP_PROXY_ERROR_LIMIT },
    { "AH01144: ", LOG_FIXED, SP_PROXY_ERROR_CONFIGURATION },
    { "AH01167: ", LOG_FIXED, SP_PROXY_ERROR_UNAVAILABLE },
    { "AH01170: ", LOG_FIXED, SP_PROXY_ERROR_UNAVAILABLE },
    { "AH01171: ", LOG_FIXED, SP_PROXY_ERROR_UNAVAILABLE },
    { "AH01075: ", LOG_READ, SP_PROXY_ERROR_UNKNOWN },
    { "AH01102: ", LOG_READ, SP_PROXY_ERROR_UNKNOWN },
    { "AH01073: ", LOG_WRITE, SP_PROXY_ERROR_UNKNOWN },
    { "AH01074: ", LOG_WRITE, SP_PROXY_ERROR_UNKNOWN },
    { "AH01084: ", LOG_WRITE, SP_PROXY_ERROR_UNKNOWN },
    { "AH00898: ", LOG_NOTE, SP_PROXY_ERROR_UNKNOWN },
    { "AH02004: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
    { "AH02005: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
    { "AH02039: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
    { "AH02040: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
    { "AH02276: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
    { "AH02411: ", LOG_FIXED, SP_PROXY_ERROR_CERTIFICATE },
};

static sp_proxy_error of_connect(apr_status_t rv)
{
    return APR_STATUS_IS_ECONNREFUSED(rv) ? SP_PROXY_ERROR_REFUSED
           : APR_STATUS_IS_TIMEUP(rv) || APR_STATUS_IS_ETIMEDOUT(rv)
               ? SP_PROXY_ERROR_CONNECT_TIMEOUT
           : APR_STATUS_IS_EHOSTUNREACH(rv) || APR_STATUS_IS_ENETUNREACH(rv)
               ? SP_PROXY_ERROR_UNROUTABLE
               : SP_PROXY_ERROR_UNAVAILABLE;
}

/* Reading ends, or the other side resets the connection. */
static sp_proxy_error of_transfer(apr_status_t rv, sp_proxy_error timeout)
{
    return APR_STATUS_IS_TIMEUP(rv) || APR_STATUS_IS_ETIMEDOUT(rv) ? timeout
           : APR_STATUS_IS_EOF(rv) || APR_STATUS_IS_ECONNRESET(rv)
                   || APR_STATUS_IS_ECONNABORTED(rv) || APR_STATUS_IS_EPIPE(rv)
               ? SP_PROXY_ERROR_TERMINATED
               : SP_PROXY_ERROR_UNKNOWN;
}

static sp_proxy_error of_line(const log_row *row, apr_status_t rv)
{
    switch (row->kind) {
    case LOG_CONNECT: return of_connect(rv);
    case LOG_READ: return of_transfer(rv, SP_PROXY_ERROR_READ_TIMEOUT);
    case LOG_WRITE: return of_transfer(rv, SP_PROXY_ERROR_WRITE_TIMEOUT);
    case LOG_FIXED:
    case LOG_NOTE: break;
    }
    return row->error;
}

static const log_row *row_of(const char *format)
{
    for (size_t i = 0; i < SP_COUNT(log_rows); i++) {
        if (strncmp(format, log_rows[i].number, 9) == 0) {
            return &log_rows[i];
        }
    }
    return NULL;
}

/* Certificates of clients are not meant. */
static bool is_outgoing(const conn_rec *c)
{
#if AP_MODULE_MAGIC_AT_LEAST(20120211, 116)
    return c && c->outgoing;
#else
    (void)c;
    return false;
#endif
}

static sp_proxy_error logged_by(apr_threadkey_t *key)
{
    void *value = NULL;

    apr_threadkey_private_get(&value, key);
    return (sp_proxy_error)(intptr_t)value;
}

static void keep(apr_threadkey_t *key, sp_proxy_error error)
{
    apr_threadkey_private_set((void *)(intptr_t)error, key);
}

/* The last line counts, but those that follow a refused certificate only say
 * that the connection has failed. */
static void note_line(const ap_errorlog_info *info, const char *text)
{
    const log_row *row = info->format ? row_of(info->format) : NULL;
    const sp_registry *registry = NULL;
    bool certificate;

    /* mod_ssl puts what it says of a certificate into "%s" */
    if (!row && is_outgoing(info->c)) {
        row = row_of(text);
    }
    if (row && info->s && info->s->module_config) {
        registry = sp_registry_of_server(info->s);
    }
    if (!registry || !registry->logged) {
        return;
    }
    certificate = row->error == SP_PROXY_ERROR_CERTIFICATE;
    if (certificate ? is_outgoing(info->c)
                    : row->kind == LOG_CONNECT || row->kind == LOG_FIXED
                          || logged_by(registry->logged)
                                 != SP_PROXY_ERROR_CERTIFICATE) {
        keep(registry->logged, of_line(row, info->status));
    }
}

/* ---- what mod_proxy says ------------------------------------------------- */

/* How the reason begins that it gives people. */
static sp_proxy_error of_note(const request_rec *r)
{
    static const struct {
        const char *start;
        sp_proxy_error error;
    } reasons[] = {
        { "DNS lookup failure for: ", SP_PROXY_ERROR_DNS },
        { "Error during SSL Handshake with remote server", SP_PROXY_ERROR_TLS },
        { "Error reading from remote server", SP_PROXY_ERROR_TERMINATED },
        { "Corrupt status line returned by remote server: ",
          SP_PROXY_ERROR_PROTOCOL },
        { "Malformed connection header", SP_PROXY_ERROR_PROTOCOL },
        { "Unexpected Upgrade: ", SP_PROXY_ERROR_UPGRADE },
    };
    static const char before[] = "<p>Reason: <strong>";
    const char *note = apr_table_get(r->notes, "error-notes");

    if (apr_table_get(r->notes, "proxy_timedout")) {
        return SP_PROXY_ERROR_READ_TIMEOUT;
    }
    note = note ? strstr(note, before) : NULL;
    for (size_t i = 0; note && i < SP_COUNT(reasons); i++) {
        if (strncmp(note + sizeof(before) - 1, reasons[i].start,
                    strlen(reasons[i].start))
            == 0) {
            return reasons[i].error;
        }
    }
    /* what mod_proxy_http says of a header that is none */
    return r->status_line && strcmp(r->status_line, "bad gateway") == 0
               ? SP_PROXY_ERROR_PROTOCOL
               : SP_PROXY_ERROR_UNKNOWN;
}

/* mod_proxy's handler ends: with this status, or OK. */
static int note_end(int *status, request_rec *r)
{
    apr_threadkey_t *key = sp_registry_of(r)->logged;
    sp_proxy_error error = SP_PROXY_ERROR_UNKNOWN;

    if (key) {
        error = logged_by(key);
        keep(key, SP_PROXY_ERROR_UNKNOWN);
    }
    if (ap_is_HTTP_ERROR(*status)) {
        sp_request_state *saved = sp_intercept_state(r, true);

        saved->proxy_status = *status;
        saved->proxy_error = error ? error : of_note(r);
    }
    return DECLINED;
}

sp_proxy_error sp_proxy_error_of(request_rec *r)
{
    const sp_request_state *saved = sp_intercept_state(r, false);

    if (!saved || saved->proxy_status != r->status) {
        return SP_PROXY_ERROR_INCOMPLETE;
    }
    return saved->proxy_error                      ? saved->proxy_error
           : r->status == HTTP_SERVICE_UNAVAILABLE ? SP_PROXY_ERROR_UNAVAILABLE
           : r->status == HTTP_GATEWAY_TIME_OUT
               ? SP_PROXY_ERROR_RESPONSE_TIMEOUT
               : SP_PROXY_ERROR_UNKNOWN;
}

/* ---- when httpd starts --------------------------------------------------- */

static void make_key(apr_pool_t *pool, server_rec *server)
{
    sp_registry *registry = sp_registry_of_server(server);

    if (apr_threadkey_private_create(&registry->logged, NULL, pool)
        != APR_SUCCESS) {
        registry->logged = NULL;
    }
}

void sp_proxy_error_register(void)
{
    APR_OPTIONAL_HOOK(proxy, request_status, note_end, NULL, NULL,
                      APR_HOOK_MIDDLE);
}

void sp_proxy_error_register_log(void)
{
    ap_hook_child_init(make_key, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_error_log(note_line, NULL, NULL, APR_HOOK_MIDDLE);
}

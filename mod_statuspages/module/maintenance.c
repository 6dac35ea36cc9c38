/* SPDX-License-Identifier: Apache-2.0 */
/* maintenance.c - StatusPagesMaintenance: a site that is down for maintenance.
 *
 * The hooks refuse with 503; from there it is an error like any other, and
 * local.c makes a page of it.  The saved state tells facts.c what the flag file
 * said.
 *
 * A child that has found no file does not look again within this second.  Else
 * each request looks for itself, and reads the file for its own answer: none
 * waits for another one.
 */
#include "module/maintenance.h"

#include "module/expression.h"
#include "module/headers.h"
#include "module/intercept.h"

APLOG_USE_MODULE(statuspages);

/* ---- the file ------------------------------------------------------------*/

static const sp_announcement_kind kind = { "StatusPagesMaintenance",
                                           "maintenance",
                                           "it does not close the site" };

static bool exists(sp_maintenance_file *file, apr_finfo_t *info,
                   const request_rec *r)
{
    unsigned now = (unsigned)apr_time_sec(apr_time_now());
    apr_status_t rv;

    if (atomic_load_explicit(&file->missing_in, memory_order_relaxed) == now) {
        return false;
    }
    rv = apr_stat(info, file->file.path, APR_FINFO_TYPE | APR_FINFO_CTIME,
                  r->pool);
    if (rv == APR_SUCCESS) {
        return true;
    }
    sp_announcement_file_log_missing(&file->file, &kind, rv, r->server);
    atomic_store_explicit(&file->missing_in, now, memory_order_relaxed);
    return false;
}

static sp_announcement *read_announcement(sp_announcement_file *file,
                                          const apr_finfo_t *info,
                                          const request_rec *r)
{
    sp_announcement *announcement = apr_palloc(r->pool, sizeof(*announcement));
    sp_announcement_mistakes mistakes;
    apr_status_t rv =
        sp_announcement_file_read(file, info, announcement, &mistakes, r->pool);

    if (sp_announcement_file_is_news(file,
                                     sp_announcement_file_state(info, rv))) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, r->server,
                     "statuspages: maintenance began: %s exists", file->path);
        sp_announcement_file_log(file, &kind, &mistakes, rv, r->server);
    }
    return announcement;
}

/* ---- the request ---------------------------------------------------------*/

/* The first file that exists; NULL: open. */
static sp_maintenance_file *find_file(const sp_maintenance *line,
                                      apr_finfo_t *info, const request_rec *r)
{
    for (; line && !sp_maintenance_is_off(line); line = line->next) {
        if (line->file && exists(line->file, info, r)) {
            return line->file;
        }
    }
    return NULL;
}

static bool is_excepted(const sp_maintenance *line, request_rec *r)
{
    for (; line && !sp_maintenance_is_off(line); line = line->next) {
        if (line->except && sp_expression_holds(line->except, r)) {
            return true;
        }
    }
    return false;
}

/* An exempt request stays exempt wherever this leads within the server: behind
 * a front controller every address is the same.  And who was refused gets the
 * ErrorDocument of the refusal. */
static bool is_decided(request_rec *r)
{
    for (; r; r = r->prev) {
        const sp_request_state *saved = sp_intercept_state(r, false);

        if (saved && (saved->exempt || saved->maintenance)) {
            return true;
        }
    }
    return false;
}

static int refuse(request_rec *r, sp_announcement *announcement)
{
    int64_t now = apr_time_sec(apr_time_now());

    if (announcement->until <= now) {
        announcement->until = -1;
    }
    else {
        sp_headers_set_retry_after(r, announcement->until - now);
    }
    sp_intercept_state(r, true)->maintenance = announcement;
    return HTTP_SERVICE_UNAVAILABLE;
}

/* A subrequest is as exempt as its main request. */
static int check(request_rec *r)
{
    const sp_maintenance *lines = sp_conf_of(r)->maintenance;
    sp_maintenance_file *file;
    apr_finfo_t info;

    if (!lines || r->main || is_decided(r)) {
        return DECLINED;
    }
    file = find_file(lines, &info, r);
    if (!file) {
        return DECLINED;
    }
    if (is_excepted(lines, r)) {
        sp_intercept_state(r, true)->exempt = true;
        return DECLINED;
    }
    /* The document of another error: its page is left to us. */
    return sp_intercept_is_error_document(r)
               ? HTTP_SERVICE_UNAVAILABLE
               : refuse(r, read_announcement(&file->file, &info, r));
}

/* Before anything of the site is looked at, which may be half renewed: where
 * the URL alone tells what is closed. */
static int check_address(request_rec *r)
{
    return sp_registry_of(r)->maintenance_needs_mapping ? DECLINED : check(r);
}

/* The second time it is asked, the settings of the folder are known; and not
 * every address is translated. */
void sp_maintenance_register(void)
{
    ap_hook_translate_name(check_address, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_header_parser(check, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

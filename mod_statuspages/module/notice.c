/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c - StatusPagesNotice: what a file announces, on pages of an open
 * site.
 *
 * Such pages are made most often while something is down.  So a child looks for
 * the file at most once a second, reads it only when it has changed, and keeps
 * what it says: requests copy that, and never wait.
 */
#include "module/notice.h"

#include "core/latest.h"
#include "module/announcement_file.h"
#include "module/directives.h"

#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* All threads of a child share it. */
struct sp_notice_file {
    sp_announcement_file file;
    atomic_uint looked_in; /* the last second in which a thread looked */
    atomic_flag busy;      /* a thread is looking; `seen` is its own */
    apr_finfo_t seen;      /* the file that was read; its ctime is 0: none */
    sp_latest latest;      /* a record; no bytes: there is no notice */
    struct sp_notice_file *next;
};

/* ---- what is kept ---------------------------------------------------------*/

/* An announcement; its texts follow each other in `bytes`. */
typedef struct record {
    int64_t until;
    int offset;
    unsigned lengths[4]; /* of the message, the address, its label, the zone */
    char bytes[SP_ANNOUNCEMENT_BYTES_MAX];
} record;

_Static_assert(sizeof(record) <= SP_LATEST_MAX, "a record fits");

/* A time alone is no notice. */
static void keep(sp_latest *latest, const sp_announcement *announcement)
{
    bool empty = !announcement->message.len && !announcement->url.len;
    const sp_span texts[] = { announcement->message, announcement->url,
                              announcement->label, announcement->zone };
    record kept = { .until = announcement->until,
                    .offset = announcement->offset };
    size_t n = 0;

    for (size_t i = 0; i < SP_COUNT(texts); i++) {
        kept.lengths[i] = (unsigned)texts[i].len;
        if (texts[i].len) {
            memcpy(kept.bytes + n, texts[i].ptr, texts[i].len);
        }
        n += texts[i].len;
    }
    sp_latest_put(latest, &kept, empty ? 0 : offsetof(record, bytes) + n);
}

static sp_span next(const char **text, size_t len)
{
    sp_span found = { *text, len };

    *text += len;
    return found;
}

/* NULL: nothing, or it is over. */
static const sp_announcement *kept_by(const sp_latest *latest, int64_t now,
                                      apr_pool_t *pool)
{
    record *kept = apr_palloc(pool, SP_LATEST_MAX);
    sp_announcement *announcement;
    const char *text = kept->bytes;

    if (!sp_latest_get(latest, kept)
        || (kept->until >= 0 && kept->until <= now)) {
        return NULL;
    }
    announcement = apr_palloc(pool, sizeof(*announcement));
    announcement->until = kept->until;
    announcement->offset = kept->offset;
    announcement->message = next(&text, kept->lengths[0]);
    announcement->url = next(&text, kept->lengths[1]);
    announcement->label = next(&text, kept->lengths[2]);
    announcement->zone = next(&text, kept->lengths[3]);
    return announcement;
}

/* ---- the file ------------------------------------------------------------*/

/* Any change, to its rights or its name, too, changes the time of one. */
static bool is_seen(const apr_finfo_t *seen, const apr_finfo_t *info)
{
    return seen->ctime == info->ctime && seen->size == info->size
           && seen->inode == info->inode && seen->device == info->device;
}

/* A file that has just changed may change again at what counts as the same
 * time, and one that could not be read may be readable soon. */
static bool is_settled(const apr_finfo_t *info, apr_status_t rv)
{
    return rv == APR_SUCCESS
           && info->ctime < apr_time_now() - apr_time_from_sec(2);
}

static const sp_announcement_kind kind = { "StatusPagesNotice", "notice",
                                           "there is no notice" };

static void log_found(sp_announcement_file *file, const apr_finfo_t *info,
                      const sp_announcement_mistakes *mistakes, apr_status_t rv,
                      const server_rec *server)
{
    if (!sp_announcement_file_is_news(file,
                                      sp_announcement_file_state(info, rv))) {
        return;
    }
    if (info->filetype != APR_REG) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server,
                     "statuspages: StatusPagesNotice: %s is not a file, so "
                     "there is no notice",
                     file->path);
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, server,
                 "statuspages: notice: %s is new or has changed", file->path);
    sp_announcement_file_log(file, &kind, mistakes, rv, server);
}

static void look(struct sp_notice_file *file, const server_rec *server,
                 apr_pool_t *pool)
{
    sp_announcement announcement = { .until = -1 };
    sp_announcement_mistakes mistakes;
    apr_finfo_t info = { .ctime = 0 };
    apr_status_t rv = apr_stat(&info, file->file.path,
                               APR_FINFO_TYPE | APR_FINFO_IDENT | APR_FINFO_SIZE
                                   | APR_FINFO_CTIME,
                               pool);

    if (rv != APR_SUCCESS) {
        sp_announcement_file_log_missing(&file->file, &kind, rv, server);
        info.ctime = 0;
    }
    else if (is_seen(&file->seen, &info)) {
        return;
    }
    else {
        rv = sp_announcement_file_read(&file->file, &info, &announcement,
                                       &mistakes, pool);
        log_found(&file->file, &info, &mistakes, rv, server);
    }
    keep(&file->latest, &announcement);
    file->seen = info;
    if (!is_settled(&info, rv)) {
        file->seen.ctime = 0;
    }
}

/* A thread that comes while another one looks goes on with what there is. */
static void look_once_a_second(struct sp_notice_file *file, unsigned now,
                               const request_rec *r)
{
    if (atomic_load_explicit(&file->looked_in, memory_order_relaxed) == now
        || atomic_flag_test_and_set_explicit(&file->busy,
                                             memory_order_acquire)) {
        return;
    }
    if (atomic_load_explicit(&file->looked_in, memory_order_relaxed) != now) {
        look(file, r->server, r->pool);
        atomic_store_explicit(&file->looked_in, now, memory_order_relaxed);
    }
    atomic_flag_clear_explicit(&file->busy, memory_order_release);
}

/* ---- the request ---------------------------------------------------------*/

const sp_announcement *sp_notice_of(request_rec *r)
{
    const sp_notice *notice = sp_conf_of(r)->notice;
    int64_t now;

    if (!notice->file
        || (r->status < HTTP_INTERNAL_SERVER_ERROR && !notice->always)) {
        return NULL;
    }
    now = apr_time_sec(apr_time_now());
    look_once_a_second(notice->file, (unsigned)now, r);
    return kept_by(&notice->file->latest, now, r->pool);
}

/* ---- while the configuration is read --------------------------------------*/

/* So that the first requests, which may come at once, find it. */
static void start_child(apr_pool_t *pool, server_rec *server)
{
    struct sp_notice_file *file = sp_registry_of_server(server)->notice_files;

    for (; file; file = file->next) {
        look(file, server, pool);
    }
}

static const char *add_file(sp_notice *notice, cmd_parms *cmd, const char *name)
{
    sp_registry *registry = sp_registry_of_server(cmd->server);
    struct sp_notice_file *file = apr_pcalloc(cmd->pool, sizeof(*file));

    if (!registry->notice_files) {
        ap_hook_child_init(start_child, NULL, NULL, APR_HOOK_MIDDLE);
    }
    atomic_flag_clear(&file->busy);
    file->next = registry->notice_files;
    registry->notice_files = file;
    notice->file = file;
    return sp_announcement_file_set(cmd, name, &file->file);
}

const char *sp_directive_notice(cmd_parms *cmd, void *dir_conf,
                                const char *name, const char *when)
{
    sp_notice *notice = apr_pcalloc(cmd->pool, sizeof(*notice));
    bool off = strcasecmp(name, "off") == 0;

    ((sp_conf *)dir_conf)->notice = notice;
    if (when && (off || strcasecmp(when, "always") != 0)) {
        return apr_psprintf(
            cmd->pool,
            "StatusPagesNotice: unexpected \"%s\"; write a file, "
            "or a file and always, or Off",
            when);
    }
    notice->always = when != NULL;
    return off ? NULL : add_file(notice, cmd, name);
}

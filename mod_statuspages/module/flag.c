/* SPDX-License-Identifier: Apache-2.0 */
#include "module/flag.h"

#include <apr_file_io.h>
#include <apr_strings.h>

#include <stdatomic.h>

APLOG_USE_MODULE(statuspages);

enum {
    WORDS = SP_NOTICE_BYTES_MAX / sizeof(uint32_t),
    READS_MAX = 1000,  /* while another thread writes the text */
    WAITS_MAX = 10000, /* for the one who looks, which is 1 s at least: */
    WAIT_TIME = 100    /* microseconds */
};

/* What a file said.  Readers never lock: `version` is odd while the words are
 * being written, and another one afterwards. */
typedef struct flag_text {
    atomic_uint version;
    atomic_uint until[2]; /* low, high */
    atomic_uint length;
    atomic_uint words[WORDS];
} flag_text;

struct sp_flag {
    const char *path;
    atomic_uint known;   /* the second for which `up` is true */
    atomic_bool looking; /* somebody looks now */
    atomic_bool up;
    flag_text text;
    /* Only for the one who looks: the file as it was found last. */
    apr_finfo_t seen;     /* no time and no size: it was not there */
    apr_status_t trouble; /* already told */
};

sp_flag *sp_flag_make(const char *path, apr_pool_t *pool)
{
    sp_flag *flag = apr_pcalloc(pool, sizeof(*flag));

    flag->path = path;
    return flag;
}

const char *sp_flag_path(const sp_flag *flag)
{
    return flag->path;
}

/* ---- the text: one writer at a time, any number of readers ----------------
 */

/* The odd version goes out before any word does, and each word before the even
 * one: each is released, and acquired by the reader. */
static void publish(flag_text *text, const sp_notice *notice)
{
    uint32_t words[WORDS] = { 0 };
    unsigned version =
        atomic_load_explicit(&text->version, memory_order_relaxed);
    uint64_t until = (uint64_t)notice->until;

    memcpy(words, notice->message.ptr, notice->message.len);
    atomic_store_explicit(&text->version, version + 1, memory_order_relaxed);
    atomic_store_explicit(&text->until[0], (unsigned)(until & UINT32_MAX),
                          memory_order_release);
    atomic_store_explicit(&text->until[1], (unsigned)(until >> 32),
                          memory_order_release);
    atomic_store_explicit(&text->length, (unsigned)notice->message.len,
                          memory_order_release);
    for (size_t i = 0; i < WORDS; i++) {
        atomic_store_explicit(&text->words[i], words[i], memory_order_release);
    }
    atomic_store_explicit(&text->version, version + 2, memory_order_release);
}

/* False if the text has been written meanwhile. */
static bool copy(const flag_text *text, uint64_t *until, uint32_t *words,
                 size_t *length)
{
    unsigned version =
        atomic_load_explicit(&text->version, memory_order_acquire);

    *until = atomic_load_explicit(&text->until[0], memory_order_acquire);
    *until |=
        (uint64_t)atomic_load_explicit(&text->until[1], memory_order_acquire)
        << 32;
    *length = atomic_load_explicit(&text->length, memory_order_acquire);
    for (size_t i = 0; i * sizeof(*words) < *length; i++) {
        words[i] = atomic_load_explicit(&text->words[i], memory_order_acquire);
    }
    return version % 2 == 0
           && atomic_load_explicit(&text->version, memory_order_relaxed)
                  == version;
}

void sp_flag_read(const sp_flag *flag, sp_notice *notice, apr_pool_t *pool)
{
    uint32_t words[WORDS];
    uint64_t until;
    size_t length;

    for (int i = 0; i < READS_MAX; i++) {
        if (copy(&flag->text, &until, words, &length)) {
            notice->until = (int64_t)until;
            notice->message.ptr = apr_pmemdup(pool, words, length ? length : 1);
            notice->message.len = length;
            return;
        }
    }
    *notice = (sp_notice){ .until = -1 };
}

/* ---- looking: by one at a time --------------------------------------------
 */

static void tell(sp_flag *flag, apr_status_t rv, const server_rec *server)
{
    if (rv != flag->trouble && rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, server,
                     "statuspages: StatusPagesMaintenance cannot read %s",
                     flag->path);
    }
    flag->trouble = rv;
}

/* The first bytes of a file; of what is not a file, such as a folder or a
 * pipe, none. */
static apr_status_t read_file(const sp_flag *flag, const apr_finfo_t *info,
                              char *bytes, apr_size_t *size, apr_pool_t *pool)
{
    apr_file_t *file = NULL;
    apr_size_t capacity = *size;
    apr_status_t rv;

    *size = 0;
    if (info->filetype != APR_REG) {
        return APR_SUCCESS;
    }
    rv = apr_file_open(&file, flag->path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT,
                       pool);
    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(file, bytes, capacity, size);
        apr_file_close(file);
    }
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

static void take_text(sp_flag *flag, const apr_finfo_t *info, apr_pool_t *pool,
                      const server_rec *server)
{
    char bytes[SP_NOTICE_FILE_MAX];
    apr_size_t size = sizeof(bytes);
    sp_notice notice;
    unsigned wrong;

    tell(flag, read_file(flag, info, bytes, &size, pool), server);
    wrong = sp_notice_parse(&notice, (sp_span){ bytes, size }, pool);
    if (wrong) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server,
                     "statuspages: %s:%u: this time is left out; it is "
                     "written as in: until 2026-12-24T18:00:00Z",
                     flag->path, wrong);
    }
    publish(&flag->text, &notice);
}

static bool is_same(const apr_finfo_t *a, const apr_finfo_t *b)
{
    return a->mtime == b->mtime && a->ctime == b->ctime && a->size == b->size
           && a->inode == b->inode;
}

/* What cannot be told changes nothing. */
static void look(sp_flag *flag, apr_pool_t *pool, const server_rec *server)
{
    apr_finfo_t info = { 0 };
    apr_status_t rv = apr_stat(&info, flag->path,
                               APR_FINFO_TYPE | APR_FINFO_SIZE | APR_FINFO_MTIME
                                   | APR_FINFO_CTIME | APR_FINFO_INODE,
                               pool);

    if (APR_STATUS_IS_ENOENT(rv) || APR_STATUS_IS_ENOTDIR(rv)) {
        if (atomic_exchange(&flag->up, false)) {
            ap_log_error(APLOG_MARK, APLOG_INFO, 0, server,
                         "statuspages: open again: %s is gone", flag->path);
        }
        memset(&flag->seen, 0, sizeof(flag->seen));
        flag->trouble = APR_SUCCESS;
    }
    else if (rv != APR_SUCCESS && rv != APR_INCOMPLETE) {
        tell(flag, rv, server);
    }
    else if (!is_same(&info, &flag->seen)) {
        take_text(flag, &info, pool, server);
        flag->seen = info;
        if (!atomic_exchange(&flag->up, true)) {
            ap_log_error(APLOG_MARK, APLOG_INFO, 0, server,
                         "statuspages: closed: %s is there", flag->path);
        }
    }
}

/* Seconds since the last look, in the arithmetic of a clock that turns over.
 * One second less than nothing is only another thread that was faster; more is
 * a clock that was set back. */
static uint32_t age(const sp_flag *flag, uint32_t now)
{
    uint32_t known = atomic_load(&flag->known);

    return known == now + 1 ? 0 : now - known;
}

bool sp_flag_is_up(sp_flag *flag, apr_pool_t *pool, const server_rec *server)
{
    uint32_t now = (uint32_t)apr_time_sec(apr_time_now());
    uint32_t old = age(flag, now);

    if (old && !atomic_exchange(&flag->looking, true)) {
        /* another one may have looked just before */
        if (age(flag, now)) {
            look(flag, pool, server);
            atomic_store(&flag->known, now);
        }
        atomic_store(&flag->looking, false);
    }
    else if (old > 1 || (old && !atomic_load(&flag->up))) {
        for (int i = 0; i < WAITS_MAX && atomic_load(&flag->looking); i++) {
            apr_sleep(WAIT_TIME);
        }
    }
    return atomic_load(&flag->up);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a file piece by piece, and unpacks it if it is gzip. */
#include "core/suggest_list_internal.h"

#include <apr_file_info.h>
#include <apr_strings.h>

static void complain(sp_list_file *file, const char *what)
{
    sp_diagnostics_add(file->problems, file->path, 0, 0, "%s", what);
    file->failed = true;
}

static void complain_status(sp_list_file *file, apr_status_t rv)
{
    char why[128];

    sp_diagnostics_add(file->problems, file->path, 0, 0, "cannot be read: %s",
                       apr_strerror(rv, why, sizeof(why)));
    file->failed = true;
}

/* A pipe would wait for who writes to it, and a device may never end. */
static bool is_regular(sp_list_file *file, apr_status_t rv,
                       const apr_finfo_t *info)
{
    if (rv != APR_SUCCESS) {
        complain_status(file, rv);
    }
    else if (info->filetype != APR_REG) {
        complain(file, "is not a file; name a list of addresses or a sitemap");
    }
    return !file->failed;
}

static void read_piece(sp_list_file *file)
{
    apr_size_t n = sizeof(file->in);
    apr_status_t rv = apr_file_read_full(file->file, file->in, n, &n);

    file->zip.next_in = file->in;
    file->zip.avail_in = (unsigned)n;
    file->taken += n;
    file->ended = rv != APR_SUCCESS || n < sizeof(file->in);
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        complain_status(file, rv);
    }
    else if (file->taken > SP_LIST_BYTES_MAX) {
        complain(file, "is too large: a list can have at most 50 MB; split it "
                       "and name fewer pages");
    }
}

bool sp_list_file_open(sp_list_file *file, const char *path, apr_pool_t *pool)
{
    apr_finfo_t info = { 0 };
    apr_status_t rv = apr_stat(&info, path, APR_FINFO_TYPE, pool);

    if (!is_regular(file, rv, &info)) {
        return false;
    }
    /* it may have become a pipe meanwhile */
    rv = apr_file_open(&file->file, path,
                       APR_FOPEN_READ | APR_FOPEN_BINARY | APR_FOPEN_NONBLOCK,
                       APR_FPROT_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS) {
        file->file = NULL;
        complain_status(file, rv);
        return false;
    }
    rv = apr_file_info_get(&info, APR_FINFO_TYPE, file->file);
    if (is_regular(file, rv, &info)) {
        read_piece(file);
    }
    if (!file->failed && file->zip.avail_in > 1 && file->in[0] == 0x1f
        && file->in[1] == 0x8b) {
        file->packed = inflateInit2(&file->zip, 15 + 16) == Z_OK;
        file->in_member = true;
    }
    return !file->failed;
}

void sp_list_file_close(sp_list_file *file)
{
    if (file->packed) {
        inflateEnd(&file->zip);
    }
    if (file->file) {
        apr_file_close(file->file);
    }
}

/* Fills file->out as far as the input goes; members may follow each other
 * (RFC 1952 2.2). */
static void unpack(sp_list_file *file)
{
    int rv = Z_OK;

    file->zip.next_out = file->out;
    file->zip.avail_out = sizeof(file->out);
    while (!file->failed && file->zip.avail_out) {
        if (!file->zip.avail_in && !file->ended) {
            read_piece(file);
            continue;
        }
        if (!file->zip.avail_in && !file->in_member) {
            return;
        }
        if (!file->in_member) {
            inflateReset(&file->zip);
            file->in_member = true;
        }
        rv = inflate(&file->zip, Z_NO_FLUSH);
        file->in_member = rv != Z_STREAM_END;
        if (rv != Z_OK && rv != Z_STREAM_END) {
            complain(file, rv == Z_BUF_ERROR
                               ? "ends in the middle of its gzip data; copy "
                                 "it again"
                               : "is damaged: its gzip data cannot be "
                                 "unpacked; pack it again");
        }
    }
}

sp_span sp_list_file_next(sp_list_file *file)
{
    sp_span piece = { (const char *)file->in, file->zip.avail_in };

    if (file->packed) {
        unpack(file);
        piece = (sp_span){ (const char *)file->out,
                           sizeof(file->out) - file->zip.avail_out };
    }
    else if (!piece.len && !file->ended) {
        read_piece(file);
        piece.len = file->zip.avail_in;
    }
    if (!file->packed) {
        file->zip.avail_in = 0;
    }
    if (!file->failed && piece.len > *file->budget) {
        complain(file, "is too large: all lists together can have at most "
                       "50 MB when they are unpacked");
    }
    *file->budget -= file->failed ? 0 : piece.len;
    return file->failed ? (sp_span){ "", 0 } : piece;
}

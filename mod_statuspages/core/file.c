/* SPDX-License-Identifier: Apache-2.0 */
/* Reads whole files. */
#include "core/file.h"

#include <apr_file_info.h>
#include <apr_strings.h>

apr_status_t sp_file_slurp(sp_span *bytes, apr_file_t *file, size_t max,
                           apr_pool_t *pool)
{
    apr_finfo_t info;
    char *text;
    apr_size_t n = 0;
    apr_status_t rv =
        apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);

    if (rv == APR_SUCCESS) {
        rv = info.filetype != APR_REG     ? APR_EINVAL
             : info.size > (apr_off_t)max ? APR_ENOSPC
                                          : APR_SUCCESS;
    }
    if (rv == APR_SUCCESS) {
        text = apr_palloc(pool, (apr_size_t)info.size + 1);
        rv = apr_file_read_full(file, text, (apr_size_t)info.size, &n);
        text[n] = '\0';
        *bytes = (sp_span){ text, n };
    }
    apr_file_close(file);
    return APR_STATUS_IS_EOF(rv) ? APR_SUCCESS : rv;
}

const char *sp_file_read(sp_span *bytes, const char *path, const char *kind,
                         size_t max, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char why[128];
    apr_status_t rv = apr_stat(&info, path, APR_FINFO_TYPE, pool);

    if (rv == APR_SUCCESS && info.filetype != APR_REG) {
        rv = APR_EINVAL; /* opening a pipe would wait for who writes to it */
    }
    if (rv == APR_SUCCESS) {
        rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                           APR_FPROT_OS_DEFAULT, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = sp_file_slurp(bytes, file, max, pool);
    }
    switch (rv) {
    case APR_SUCCESS: return NULL;
    case APR_EINVAL: return "is not a file";
    case APR_ENOSPC:
        return apr_psprintf(pool,
                            "is too large: a %s can have at most %lu bytes",
                            kind, (unsigned long)max);
    default:
        return apr_psprintf(pool, "cannot be read: %s",
                            apr_strerror(rv, why, sizeof(why)));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* replay - gives each file of a folder to a fuzz target, so that what a
 * fuzzer once found is tested by any compiler, each time.
 *
 *   replay_template FOLDER
 *
 * Fed nothing is a failure: a wrong folder must not look like success. */
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Exactly as many bytes as the file has, so that reading past them shows. */
static int feed(const char *path, apr_pool_t *pool)
{
    apr_file_t *file = NULL;
    apr_finfo_t facts;
    apr_size_t n;
    uint8_t *data;

    if (apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                      APR_FPROT_OS_DEFAULT, pool)
            != APR_SUCCESS
        || apr_file_info_get(&facts, APR_FINFO_SIZE, file) != APR_SUCCESS) {
        return 0;
    }
    n = (apr_size_t)facts.size;
    data = malloc(n ? n : 1);
    if (!data || (n && apr_file_read_full(file, data, n, &n) != APR_SUCCESS)) {
        free(data);
        return 0;
    }
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    apr_file_close(file);
    return 1;
}

int main(int argc, char **argv)
{
    apr_pool_t *pool = NULL;
    apr_dir_t *folder = NULL;
    apr_finfo_t entry;
    unsigned fed = 0;
    unsigned unread = 0;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    if (argc != 2 || apr_dir_open(&folder, argv[1], pool) != APR_SUCCESS) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME | APR_FINFO_TYPE, folder)
           == APR_SUCCESS) {
        if (entry.filetype == APR_REG) {
            *(feed(apr_pstrcat(pool, argv[1], "/", entry.name, NULL), pool)
                  ? &fed
                  : &unread) += 1;
        }
    }
    printf("%s: %u passed, %u failed\n", argv[1], fed, unread);
    apr_pool_destroy(pool);
    apr_terminate();
    return fed && !unread ? 0 : 1;
}

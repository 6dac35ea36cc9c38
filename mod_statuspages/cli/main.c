/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages - the command: status codes explained, themes checked. */
#include "cli/command.h"
#include "cli/print.h"

#include <apr_general.h>
#include <apr_signal.h>

#include <stdio.h>

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    sp_exit code;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS
        || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        fputs("statuspages: out of memory\n", stderr);
        return SP_EXIT_PROBLEMS;
    }
    /* A reader that goes away is an error like any other. */
    apr_signal(SIGPIPE, SIG_IGN);
    sp_print_begin(pool);
    code = sp_command_run(argc, argv, pool);
    if (!sp_print_finish() && code == SP_EXIT_GOOD) {
        code = SP_EXIT_PROBLEMS;
    }
    apr_terminate();
    return (int)code;
}

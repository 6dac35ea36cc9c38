/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/stop.h"

#include <stddef.h>

void sp_stop_hold(sigset_t *before)
{
    sigset_t stops;

    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    sigprocmask(SIG_BLOCK, &stops, before);
}

bool sp_stop_waits(void)
{
    sigset_t waiting;

    sigemptyset(&waiting);
    return sigpending(&waiting) == 0
           && (sigismember(&waiting, SIGINT) == 1
               || sigismember(&waiting, SIGTERM) == 1
               || sigismember(&waiting, SIGHUP) == 1);
}

void sp_stop_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

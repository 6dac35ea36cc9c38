/* SPDX-License-Identifier: Apache-2.0 */
/* stop.h - signals that stop the command, held back.
 *
 * Who stops it must not leave half a build behind: the signals wait until what
 * was written is gone.  Without a handler, and so without a global.
 */
#ifndef SP_CLI_STOP_H
#define SP_CLI_STOP_H

#include <signal.h>
#include <stdbool.h>

/* Hold back SIGINT, SIGTERM and SIGHUP; `before` is what was held back till
 * now. */
void sp_stop_hold(sigset_t *before);

/* Does one of them wait? */
bool sp_stop_waits(void);

/* As it was before: here the command ends if one waits. */
void sp_stop_release(const sigset_t *before);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* flag.h - a file that closes a site while it exists, as one child knows it.
 *
 * Asked by every request of every thread, it looks at the file at most once a
 * second, and reads it only when it has changed.  No lock is taken: whoever
 * comes first in a second looks.  All others wait for that if the site was
 * open, or if nobody has looked for longer; it takes a few microseconds.  Else
 * they go on with what is known.
 */
#ifndef SP_MODULE_FLAG_H
#define SP_MODULE_FLAG_H

#include "core/notice.h"
#include "module/module.h"

/* Not looked at yet: open. */
sp_flag *sp_flag_make(const char *path, apr_pool_t *pool);

const char *sp_flag_path(const sp_flag *flag);

/* Does the file exist?  `pool` is for the time of the call. */
bool sp_flag_is_up(sp_flag *flag, apr_pool_t *pool, const server_rec *server);

/* What the file said when it was read last; the message is in `pool`. */
void sp_flag_read(const sp_flag *flag, sp_notice *notice, apr_pool_t *pool);

#endif

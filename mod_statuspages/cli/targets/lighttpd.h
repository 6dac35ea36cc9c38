/* SPDX-License-Identifier: Apache-2.0 */
/* lighttpd.h - what the files of the lighttpd target share. */
#ifndef SP_CLI_TARGETS_LIGHTTPD_H
#define SP_CLI_TARGETS_LIGHTTPD_H

#include "cli/targets/targets.h"

/* From 16 types on lighttpd looks for the whole name before it looks for
 * .html; with fewer it takes the first that the name ends with. */
enum { SP_LIGHTTPD_TYPES_LEAST = 16 };

/* Write magnet.conf and statuspages.lua. */
void sp_lighttpd_write_magnet(sp_build *build);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* caddy.h - the pages and the snippets for Caddy, which other targets put
 * behind their server. */
#ifndef SP_CLI_TARGETS_CADDY_H
#define SP_CLI_TARGETS_CADDY_H

#include "cli/targets/targets.h"

/* Write the pages and statuspages.caddy; with `waits`, the waits of the build
 * go out as Retry-After. */
void sp_caddy_write(sp_build *build, bool waits);

#endif

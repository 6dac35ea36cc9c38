/* SPDX-License-Identifier: Apache-2.0 */
/* caddy.h - the pages and the snippets for Caddy, which other targets put
 * behind their server. */
#ifndef SP_CLI_TARGETS_CADDY_H
#define SP_CLI_TARGETS_CADDY_H

#include "cli/targets/targets.h"

/* How the pages are written; NULL: as the visitor gets them. */
const sp_dialect *sp_caddy_dialect(const sp_build *build);

/* The text of statuspages.caddy, which finds the pages in the folder `pages`;
 * with `waits`, the waits of the build go out as Retry-After. */
const char *sp_caddy_snippets(const sp_build *build, const char *pages,
                              bool waits);

/* Write the pages and statuspages.caddy; with `waits`, the waits of the build
 * go out as Retry-After. */
void sp_caddy_write(sp_build *build, bool waits);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* gallery.h - index.html, to look through all pages of a build. */
#ifndef SP_CLI_TARGETS_GALLERY_H
#define SP_CLI_TARGETS_GALLERY_H

#include "cli/targets/targets.h"

/* Write index.html for the pages of a gallery target.  It works from file://:
 * one file, no address but those of the pages. */
void sp_gallery_write(sp_build *build);

#endif

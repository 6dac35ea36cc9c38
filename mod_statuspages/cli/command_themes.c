/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages themes - the themes that are built in. */
#include "cli/command.h"

#include "core/theme.h"

#include <stdio.h>

static sp_exit run(const sp_arguments *arguments)
{
    (void)arguments;
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        puts(sp_theme_sources[i].name);
    }
    return SP_EXIT_GOOD;
}

const sp_command sp_themes_command = {
    .name = "themes",
    .words = "",
    .summary = "Lists the built-in themes",
    .story = "A theme of your own is a folder of templates.\n",
    .run = run,
};

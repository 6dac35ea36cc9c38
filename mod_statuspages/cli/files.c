/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/files.h"

#include <stdio.h>
#include <stdlib.h>

void sp_files_fill(sp_draft *draft, const char *name, const sp_fill *fills)
{
    for (unsigned i = 0; i < sp_file_count; i++) {
        const char *const *line = sp_files[i].lines;

        if (strcmp(sp_files[i].name, name) != 0) {
            continue;
        }
        for (; *line; line++) {
            sp_draft_fill(draft, *line, fills);
        }
        return;
    }
    fprintf(stderr, "statuspages: %s is not built in\n", name);
    abort(); /* a slip in a target's source, which its first run shows */
}

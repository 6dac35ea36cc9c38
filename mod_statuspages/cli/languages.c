/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages languages - what pages can be written in. */
#include "cli/command.h"
#include "cli/print.h"

#include "core/catalog.h"

#include <stdio.h>

enum { TAG_WIDTH = 10, DIRECTION_WIDTH = 5 };

/* The name comes last: its letters may be wide, or turn what follows. */
static sp_exit run(const sp_arguments *arguments)
{
    (void)arguments;
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_print_column(sp_languages[i].tag, TAG_WIDTH);
        sp_print_column(sp_span_of(sp_languages[i].rtl ? "rtl" : "ltr"),
                        DIRECTION_WIDTH);
        sp_print_span(sp_languages[i].name);
        putchar('\n');
    }
    return SP_EXIT_GOOD;
}

const sp_command sp_languages_command = {
    .name = "languages",
    .words = "",
    .summary = "Lists the languages",
    .story = "Each with its tag (BCP 47), its direction and its own name.\n",
    .run = run,
};

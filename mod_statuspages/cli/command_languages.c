/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages languages - what pages can be written in. */
#include "cli/command.h"
#include "cli/print.h"

#include "core/language.h"

#include <stdio.h>

enum { TAG_WIDTH = 10, DIRECTION_WIDTH = 5 };

/* A translation need not be complete: how many codes have pages in it. */
static void print_coverage(unsigned language)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);
    unsigned pages = 0;
    unsigned there = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t written = sp_catalog_status(&all[i])->languages;

        pages += all[i].page == SP_PAGE_LIVE;
        there +=
            all[i].page == SP_PAGE_LIVE && sp_language_in(written, language);
    }
    if (there < pages) {
        printf(" (%u of %u codes)", there, pages);
    }
}

/* The name comes last: its letters may be wide, or turn what follows. */
static sp_exit run(const sp_arguments *arguments)
{
    (void)arguments;
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_print_column(sp_languages[i].tag, TAG_WIDTH);
        sp_print_column(sp_span_of(sp_languages[i].rtl ? "rtl" : "ltr"),
                        DIRECTION_WIDTH);
        sp_print_span(sp_languages[i].name);
        print_coverage(i);
        putchar('\n');
    }
    return SP_EXIT_GOOD;
}

const sp_command sp_languages_command = {
    .name = "languages",
    .words = "",
    .summary = "Lists the languages",
    .story =
        "Shows the tag (BCP 47), the direction and the native name of each.  "
        "An\n"
        "incomplete translation is shown with the number of codes that it "
        "covers.\n",
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* Holds standard output back until all of it is known to be good. */
#include "cli/print.h"

#include <apr_errno.h>

#include <errno.h>
#include <stdio.h>

void sp_print_begin(apr_pool_t *pool)
{
    enum { ROOM = 1 << 20 };

    setvbuf(stdout, apr_palloc(pool, ROOM), _IOFBF, ROOM);
}

void sp_print_span(sp_span text)
{
    if (text.len) {
        (void)fwrite(text.ptr, 1, text.len, stdout);
    }
}

void sp_print_column(sp_span text, unsigned width)
{
    unsigned used = 0;

    for (size_t i = 0; i < text.len; i++) {
        /* count the first byte of each character */
        used += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    sp_print_span(text);
    printf("%*s", used < width ? (int)(width - used) : 0, "");
}

bool sp_print_finish(void)
{
    bool good = fclose(stdout) == 0;
    char why[128];

    /* A reader that went away has had enough: nobody to tell. */
    if (!good && errno != EPIPE) {
        fprintf(stderr, "statuspages: the output could not be written: %s\n",
                apr_strerror(errno, why, sizeof(why)));
    }
    return good;
}

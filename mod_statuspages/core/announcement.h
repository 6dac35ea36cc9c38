/* SPDX-License-Identifier: Apache-2.0 */
/* announcement.h - what the administrators of a site announce in a file: until
 * when, and a message.
 *
 * The text of a file:
 *
 *   until 2026-12-24T18:00:00Z
 *   We are moving to new machines.
 *
 * A line that begins with the word until is the end time (RFC 3339; a space in
 * place of T, a time without seconds and a time without zone, which is UTC,
 * are understood as well).  All other lines together are the message.
 */
#ifndef SP_CORE_ANNOUNCEMENT_H
#define SP_CORE_ANNOUNCEMENT_H

#include "core/span.h"

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_ANNOUNCEMENT_FILE_MAX = 4096,   /* bytes of a file that are looked at */
    SP_ANNOUNCEMENT_MESSAGE_MAX = 500, /* characters */
    SP_ANNOUNCEMENT_BYTES_MAX = 4 * SP_ANNOUNCEMENT_MESSAGE_MAX
};

typedef struct sp_announcement {
    int64_t until;   /* seconds since 1970; -1: not said, or over */
    sp_span message; /* UTF-8 without controls; may be empty */
} sp_announcement;

/* Fill `announcement` from the text of a file.  The message is the file's own
 * bytes or in `pool`.  Returns the number of the first line whose time cannot
 * be read, which is left out; 0 if there is none. */
unsigned sp_announcement_parse(sp_announcement *announcement, sp_span file,
                               apr_pool_t *pool);

#endif

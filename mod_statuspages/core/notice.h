/* SPDX-License-Identifier: Apache-2.0 */
/* notice.h - a site that is down for maintenance: until when, and the
 * message of its administrators.
 *
 * The text of a flag file:
 *
 *   until 2026-12-24T18:00:00Z
 *   We are moving to new machines.
 *
 * A line that begins with the word until is the end time (RFC 3339; a space in
 * place of T, a time without seconds and a time without zone, which is UTC,
 * are understood as well).  All other lines together are the message.
 */
#ifndef SP_CORE_NOTICE_H
#define SP_CORE_NOTICE_H

#include "core/span.h"

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_NOTICE_FILE_MAX = 4096,   /* bytes of a file that are looked at */
    SP_NOTICE_MESSAGE_MAX = 500, /* characters */
    SP_NOTICE_BYTES_MAX = 4 * SP_NOTICE_MESSAGE_MAX
};

typedef struct sp_notice {
    int64_t until;   /* seconds since 1970; -1: not said, or over */
    sp_span message; /* UTF-8 without controls; may be empty */
} sp_notice;

/* Fill `notice` from the text of a file.  The message is the file's own bytes
 * or in `pool`.  Returns the number of the first line whose time cannot be
 * read, which is left out; 0 if there is none. */
unsigned sp_notice_parse(sp_notice *notice, sp_span file, apr_pool_t *pool);

#endif

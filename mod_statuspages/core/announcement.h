/* SPDX-License-Identifier: Apache-2.0 */
/* announcement.h - what the administrators of a site announce in a file: a
 * message, until when it holds, and where to read more.
 *
 *   until 2026-12-24T18:00:00Z
 *   link https://status.example.org/ Status of our services
 *   We are moving to new machines.
 *
 * A line that begins with the word until is the end time (RFC 3339; a space in
 * place of T, a time without seconds and a time without zone, which is UTC,
 * are understood as well; the place of a clock may follow its offset, as in
 * RFC 9557: 19:00+01:00[Europe/Berlin]).  One that begins with the word link is
 * an address, and a label for it.  All other lines together are the message.
 */
#ifndef SP_CORE_ANNOUNCEMENT_H
#define SP_CORE_ANNOUNCEMENT_H

#include "core/span.h"

#include <apr_pools.h>

#include <stdint.h>

enum {
    SP_ANNOUNCEMENT_FILE_MAX = 4096,   /* bytes of a file that are looked at */
    SP_ANNOUNCEMENT_MESSAGE_MAX = 500, /* characters */
    SP_ANNOUNCEMENT_LABEL_MAX = 80,    /* characters */
    SP_ANNOUNCEMENT_URL_MAX = 500,     /* bytes */
    SP_ANNOUNCEMENT_ZONE_MAX = 64,     /* bytes */
    SP_ANNOUNCEMENT_BYTES_MAX =        /* of all texts */
    4 * (SP_ANNOUNCEMENT_MESSAGE_MAX + SP_ANNOUNCEMENT_LABEL_MAX)
    + SP_ANNOUNCEMENT_URL_MAX + SP_ANNOUNCEMENT_ZONE_MAX
};

/* The texts are UTF-8 without controls; each may be empty. */
typedef struct sp_announcement {
    int64_t until; /* seconds since 1970; -1: not said, or over */
    sp_span message;
    sp_span url;
    sp_span label; /* of the address; empty: the catalog's */
    int offset;    /* of the clock that `until` was written by, in seconds */
    sp_span zone;  /* what that is called: (Berlin), UTC+1; empty: UTC */
} sp_announcement;

/* The first line of each kind that cannot be read; 0: none. */
typedef struct sp_announcement_mistakes {
    unsigned until;
    unsigned link;
} sp_announcement_mistakes;

/* Fill `announcement` from the text of a file.  Its texts are the file's own
 * bytes or in `pool`.  Of several times, and of several links, the last one
 * counts; lines that cannot be read are left out, and told. */
sp_announcement_mistakes sp_announcement_parse(sp_announcement *announcement,
                                               sp_span file, apr_pool_t *pool);

#endif

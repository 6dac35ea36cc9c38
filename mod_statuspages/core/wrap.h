/* SPDX-License-Identifier: Apache-2.0 */
/* wrap.h - lines that fit into a terminal. */
#ifndef SP_CORE_WRAP_H
#define SP_CORE_WRAP_H

#include "core/span.h"

enum { SP_WRAP_COLUMNS = 78 };

/* Two texts that stay on one line with the space between them and all spaces in
 * them, however long they are; an empty id: none do. */
typedef struct sp_wrap_whole {
    sp_span label;
    sp_span id;
} sp_wrap_whole;

/* Break each line of `text` at its last space before column 78, in place: a
 * space becomes a line feed, so the length stays.  East Asian wide characters
 * take two columns (UAX 11).  A line without a space stays whole; terminals
 * break such scripts anywhere by themselves. */
void sp_wrap(char *text, size_t len, const sp_wrap_whole *whole);

#endif

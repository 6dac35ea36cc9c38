/* SPDX-License-Identifier: Apache-2.0 */
/* reference_search.h - tells which lines of a log belong to a reference. */
#ifndef SP_CLI_REFERENCE_SEARCH_H
#define SP_CLI_REFERENCE_SEARCH_H

#include "core/reference.h"

typedef struct sp_reference_search {
    sp_reference_pattern pattern;
    bool speakable; /* `pattern` holds it */
    sp_span typed;  /* looked for as it is */
} sp_reference_search;

/* Prepare to search for what somebody has typed: a reference, or another id of
 * 8 to 64 characters; false if it is neither. */
bool sp_reference_search_prepare(sp_reference_search *what, sp_span typed);

/* Has this line the log id that the reference is made of, the reference, or
 * the other id? */
bool sp_reference_search_finds(const sp_reference_search *what, sp_span line);

#endif

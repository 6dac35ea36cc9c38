/* SPDX-License-Identifier: Apache-2.0 */
/* language_internal.h - what the files of the choice of a language share.
 *
 *   language_fast_path.c  the first range, where that decides: most requests
 *   language.c        all ranges
 * Only language*.c include this.
 */
#ifndef SP_CORE_LANGUAGE_INTERNAL_H
#define SP_CORE_LANGUAGE_INTERNAL_H

#include "core/language.h"

enum { SP_TAG_MAX = 8 }; /* letters of a tag that is known, and of a subtag */

/* An ASCII letter in lower case; any other byte as it is. */
static inline unsigned char sp_language_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* The row of a tag as a number; NULL if it is not known. */
const sp_language_tag *sp_language_row(uint64_t key);

/* The number of the language, of the set `able`, that the first range of the
 * header leads to, where nothing further on in the header can matter;
 * SP_LANGUAGE_NONE where it takes a closer look. */
unsigned sp_language_fast_path(sp_span header, uint64_t able);

#endif

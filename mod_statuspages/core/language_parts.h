/* SPDX-License-Identifier: Apache-2.0 */
/* language_parts.h - what the rooms of the choice of a language share.
 *
 *   language_first.c  the first wish, where that decides: most requests
 *   language.c        all wishes
 * Only language*.c include this.
 */
#ifndef SP_CORE_LANGUAGE_PARTS_H
#define SP_CORE_LANGUAGE_PARTS_H

#include "core/language.h"

enum { SP_TAG_MAX = 8 }; /* letters of a tag that is known, and of a subtag */

static inline unsigned char sp_language_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* The row of a tag as a number; NULL if it is not known. */
const sp_language_tag *sp_language_row(uint64_t key);

/* The number of the language, of the set `able`, that the first wish of the
 * field leads to, where nothing further on in the field can matter;
 * SP_LANGUAGE_NONE where it takes a closer look. */
unsigned sp_language_first(sp_span field, uint64_t able);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* typos.h - how near a misspelt name is to another: "did you mean". */
#ifndef SP_CORE_TYPOS_H
#define SP_CORE_TYPOS_H

#include "core/span.h"

enum {
    SP_TYPOS_MAX = 2,     /* for a name to be worth a suggestion */
    SP_TYPOS_LENGTH = 64, /* between what two names begin and end with */
    SP_TYPOS_FAR = 64     /* for names that are too long to be compared */
};

/* How many bytes must be typed, dropped, changed or swapped with the next
 * (optimal string alignment).  What the names begin and end with in common
 * does not count towards SP_TYPOS_LENGTH. */
unsigned sp_typos(sp_span a, sp_span b);

/* The same, or SP_TYPOS_FAR if there are more than `max`: most names are told
 * apart without counting. */
unsigned sp_typos_up_to(unsigned max, sp_span a, sp_span b);

#endif

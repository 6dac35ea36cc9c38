/* SPDX-License-Identifier: Apache-2.0 */
/* typos.h - how near a misspelt name is to another: "did you mean". */
#ifndef SP_CORE_TYPOS_H
#define SP_CORE_TYPOS_H

#include "core/span.h"

enum { SP_TYPOS_MAX = 2 /* for a name to be worth a suggestion */ };

/* How many letters must be typed, dropped, changed or swapped with the next
 * (optimal string alignment); a large number for names that are too long to be
 * meant. */
unsigned sp_typos(sp_span a, const char *b);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* accept.h - the elements of an Accept, Accept-Language or Accept-Encoding
 * header.
 *
 * RFC 9110 12.4.2, 12.5: a list of ranges, each with an optional weight.  A
 * broken element is left out, the rest counts.  Bounded: no more than
 * SP_ACCEPT_BYTES_MAX bytes and SP_ACCEPT_ELEMENTS_MAX elements are read.
 */
#ifndef SP_CORE_ACCEPT_H
#define SP_CORE_ACCEPT_H

#include "core/span.h"

#include <stdint.h>

enum {
    SP_ACCEPT_BYTES_MAX = 2048,
    SP_ACCEPT_ELEMENTS_MAX = 64,
    SP_WEIGHT_MAX = 1000 /* q=1: weights are counted in thousandths */
};

typedef struct sp_accept_element {
    sp_span range;   /* text/html, de-AT, *; borrowed from the header */
    uint16_t weight; /* 0 to SP_WEIGHT_MAX */
} sp_accept_element;

/* Where a walk over one header stands. */
typedef struct sp_accept_walk {
    const char *next;
    const char *end;
    unsigned seen;
} sp_accept_walk;

/* Begin at the start of `header`. */
sp_accept_walk sp_accept_begin(sp_span header);

/* The next valid element, in header order; false at the end. */
bool sp_accept_next(sp_accept_walk *walk, sp_accept_element *element);

/* True if Accept-Encoding lists gzip with a weight above 0 and not below
 * identity's (RFC 9110 12.5.3).  `*` does not count. */
bool sp_accept_gzip(sp_span header);

#endif

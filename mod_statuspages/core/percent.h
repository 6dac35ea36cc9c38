/* SPDX-License-Identifier: Apache-2.0 */
/* percent.h - percent-encoding of single bytes (RFC 3986 2.1). */
#ifndef SP_CORE_PERCENT_H
#define SP_CORE_PERCENT_H

#include "core/span.h"

enum { SP_PERCENT_LENGTH = 3 };

/* Is an encoded byte at text.ptr[at]: a percent sign and two hexadecimal
 * digits? */
bool sp_percent_is_encoded(sp_span text, size_t at);

/* The byte at *at, which is less than text.len, decoded if it is encoded; moves
 * *at behind it. */
char sp_percent_decode(sp_span text, size_t *at);

/* Write `c` encoded, as %2F. */
void sp_percent_encode(char encoded[SP_PERCENT_LENGTH], char c);

#endif

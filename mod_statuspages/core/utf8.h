/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h - code points of UTF-8 (RFC 3629). */
#ifndef SP_CORE_UTF8_H
#define SP_CORE_UTF8_H

#include "core/span.h"

#include <stdint.h>

/* The code point at text.ptr[at]; sets how many bytes it took.  0 bytes for
 * what is not UTF-8: stray and missing continuation bytes, overlong forms,
 * surrogates, points past U+10FFFF (RFC 3629 3). */
uint32_t sp_utf8_decode(sp_span text, size_t at, size_t *bytes);

/* Write the code point; returns how many bytes it takes. */
enum { SP_UTF8_MAX = 4 };
size_t sp_utf8_encode(uint32_t point, char bytes[SP_UTF8_MAX]);

/* `text` without the byte order mark that some editors put before it. */
sp_span sp_utf8_skip_mark(sp_span text);

/* How many bytes from the start on are UTF-8: text.len if all are. */
size_t sp_utf8_valid(sp_span text);

#endif

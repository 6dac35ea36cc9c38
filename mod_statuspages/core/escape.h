/* SPDX-License-Identifier: Apache-2.0 */
/* escape.h - a value made safe for where it is put.
 *
 * Each escaper returns the bytes it writes, and only counts them if `out` is
 * NULL; `out` needs that much room.  None fails, none allocates.  Input is
 * UTF-8 without controls (sp_escape_clean); any other bytes are safe too, but
 * the document may then not be well formed.
 */
#ifndef SP_CORE_ESCAPE_H
#define SP_CORE_ESCAPE_H

#include "core/span.h"

#include <apr_pools.h>

/* What each escaper makes of one byte at most. */
enum { SP_ESCAPE_GROWTH = 6 };

/* Text and quoted attributes of HTML: & < > " ' */
size_t sp_escape_html(sp_span text, char *out);

/* Text and quoted attributes of XML 1.0: the same five; controls that XML
 * forbids become U+FFFD. */
size_t sp_escape_xml(sp_span text, char *out);

/* Inside the quotes of a JSON string (RFC 8259 7); < > & and U+2028/9 too,
 * since a document may be embedded in HTML or JavaScript. */
size_t sp_escape_json(sp_span text, char *out);

/* Text of CommonMark, on one line: what could begin markup gets a backslash
 * (2.4), & < > become entities, a line end becomes a space. */
size_t sp_escape_markdown(sp_span text, char *out);

/* `text` as it may be shown: at most `max` characters, the last of them an
 * ellipsis if it was cut; each byte that is not UTF-8 becomes U+FFFD; control
 * characters, marks that turn the direction of writing, line separators and
 * non-characters are dropped.  The input itself when there is nothing to do,
 * else in `pool`. */
sp_span sp_escape_clean(sp_span text, size_t max, apr_pool_t *pool);

/* Is it so already, and no longer? */
bool sp_escape_is_clean(sp_span text, size_t max);

#endif

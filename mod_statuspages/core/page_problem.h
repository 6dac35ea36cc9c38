/* SPDX-License-Identifier: Apache-2.0 */
/* page_problem.h - RFC 9457 problem details, as JSON and as XML.
 *
 * One table of members writes both, so that they cannot be malformed and say
 * the same.  All of it is in English, since it is for programs: see
 * catalog/client.def.
 */
#ifndef SP_CORE_PAGE_PROBLEM_H
#define SP_CORE_PAGE_PROBLEM_H

#include "core/page.h"
#include "core/problem_writer.h"

/* Write the document for a prepared page in its format (JSON or XML) into
 * `out`, which holds `capacity` bytes; returns its length.  If that is more
 * than `capacity`, what is in `out` is of no use. */
size_t sp_problem_write(const sp_page *page, char *out, size_t capacity);

/* The members alone, between the brackets or tags of the document. */
void sp_problem_write_members(sp_writer *to, const sp_page *page);

/* Is it the name of a member that the document can have by itself? */
bool sp_problem_has_member(const char *name);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* problem_writer.h - members of a problem document, in JSON or in XML. */
#ifndef SP_CORE_PROBLEM_WRITER_H
#define SP_CORE_PROBLEM_WRITER_H

#include "core/span.h"

#include <stdint.h>

/* Where the document goes: counts always, copies if there is room. */
typedef struct sp_writer {
    char *out; /* NULL: only measure */
    size_t used;
    bool xml;
    bool first; /* no member written yet */
} sp_writer;

/* Bytes as they are; a constant text; a text escaped. */
void sp_writer_bytes(sp_writer *to, const char *text, size_t len);
void sp_writer_literal(sp_writer *to, const char *text);
void sp_writer_escaped(sp_writer *to, sp_span text);

/* The parts of a member: its name, the quotes around a text, its end. */
void sp_writer_open(sp_writer *to, const char *name);
void sp_writer_quote(sp_writer *to);
void sp_writer_close(sp_writer *to, const char *name);

/* A text; left out when it is empty. */
void sp_writer_member(sp_writer *to, const char *name, sp_span text);

/* A number or a truth value, ready as text. */
void sp_writer_raw(sp_writer *to, const char *name, const char *text, size_t n);

/* A number; left out when it is negative. */
void sp_writer_number(sp_writer *to, const char *name, int64_t number);

/* A list: [ ... ] in JSON, repeated <i> in XML (RFC 9457 appendix B). */
void sp_writer_open_list(sp_writer *to, const char *name);
void sp_writer_open_item(sp_writer *to, bool first);
void sp_writer_item(sp_writer *to, sp_span text, bool first);
void sp_writer_close_list(sp_writer *to, const char *name);

#endif

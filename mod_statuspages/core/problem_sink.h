/* SPDX-License-Identifier: Apache-2.0 */
/* problem_sink.h - members of a problem document, in JSON or in XML. */
#ifndef SP_CORE_PROBLEM_SINK_H
#define SP_CORE_PROBLEM_SINK_H

#include "core/span.h"

#include <stdint.h>

/* Where the document goes: counts always, copies if there is room. */
typedef struct sp_sink {
    char *out; /* NULL: only measure */
    size_t used;
    bool xml;
    bool first; /* no member written yet */
} sp_sink;

/* Bytes as they are; a constant text; a text escaped. */
void sp_sink_bytes(sp_sink *to, const char *text, size_t len);
void sp_sink_literal(sp_sink *to, const char *text);
void sp_sink_escaped(sp_sink *to, sp_span text);

/* The parts of a member: its name, the quotes around a text, its end. */
void sp_sink_open(sp_sink *to, const char *name);
void sp_sink_quote(sp_sink *to);
void sp_sink_close(sp_sink *to, const char *name);

/* A text; left out when it is empty. */
void sp_sink_member(sp_sink *to, const char *name, sp_span text);

/* A number or a truth value, ready as text. */
void sp_sink_bare(sp_sink *to, const char *name, const char *text, size_t n);

/* A number; left out when it is negative. */
void sp_sink_number(sp_sink *to, const char *name, int64_t number);

/* A list: [ ... ] in JSON, repeated <i> in XML (RFC 9457 appendix B). */
void sp_sink_open_list(sp_sink *to, const char *name);
void sp_sink_open_item(sp_sink *to, bool first);
void sp_sink_item(sp_sink *to, sp_span text, bool first);
void sp_sink_close_list(sp_sink *to, const char *name);

#endif

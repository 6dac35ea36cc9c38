/* SPDX-License-Identifier: Apache-2.0 */
/* problem_writer.h - members of a problem document, in JSON or in XML. */
#ifndef SP_CORE_PROBLEM_WRITER_H
#define SP_CORE_PROBLEM_WRITER_H

#include "core/span.h"

/* Where the document goes: counts always, copies what fits. */
typedef struct sp_writer {
    char *out;
    size_t capacity;
    size_t used;
    bool xml;
    bool first; /* no member written yet */
} sp_writer;

/* Bytes as they are; a text escaped. */
void sp_writer_bytes(sp_writer *to, const char *text, size_t len);
void sp_writer_escaped(sp_writer *to, sp_span text);

/* One constant text in JSON, another in XML. */
static inline void sp_writer_literal(sp_writer *to, const char *json,
                                     const char *xml)
{
    if (to->xml) {
        sp_writer_bytes(to, xml, strlen(xml));
    }
    else {
        sp_writer_bytes(to, json, strlen(json));
    }
}

/* What is around the members of a document; `language` is the tag of its texts
 * in XML.  A whole one in XML also has a declaration before it. */
void sp_writer_declaration(sp_writer *to);
void sp_writer_open_document(sp_writer *to, sp_span language);
void sp_writer_close_document(sp_writer *to);

/* A text, or a number or truth value without quotes; left out when it is
 * empty. */
void sp_writer_text(sp_writer *to, const char *name, sp_span text);
void sp_writer_bare(sp_writer *to, const char *name, sp_span text);

/* A text of several parts; left out when all are empty. */
void sp_writer_parts(sp_writer *to, const char *name, const sp_span *parts,
                     size_t n);

/* An object: { ... } in JSON, an element with elements in XML. */
void sp_writer_open_object(sp_writer *to, const char *name);
void sp_writer_close_object(sp_writer *to, const char *name);

/* A list: [ ... ] in JSON, repeated <i> in XML (RFC 9457 appendix B).  The item
 * numbered 0 opens it, and closing one without items writes nothing. */
void sp_writer_open_item(sp_writer *to, const char *name, unsigned number);
void sp_writer_item(sp_writer *to, const char *name, unsigned number,
                    sp_span text);
void sp_writer_close_list(sp_writer *to, const char *name, unsigned count);

#endif

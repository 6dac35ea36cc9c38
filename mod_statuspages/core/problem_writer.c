/* SPDX-License-Identifier: Apache-2.0 */
/* Writes members of a problem document as JSON or XML. */
#include "core/problem_writer.h"

#include "core/copy.h"
#include "core/escape.h"

void sp_writer_bytes(sp_writer *to, const char *text, size_t len)
{
    if (len && to->used + len <= to->capacity) {
        sp_copy(to->out + to->used, text, len);
    }
    to->used += len;
}

/* Measured first only where it may not fit. */
void sp_writer_escaped(sp_writer *to, sp_span text)
{
    size_t (*escape)(sp_span, char *) =
        to->xml ? sp_escape_xml : sp_escape_json;
    size_t left = to->used < to->capacity ? to->capacity - to->used : 0;
    char *out = left ? to->out + to->used : NULL;

    if (text.len > left / SP_ESCAPE_GROWTH && escape(text, NULL) > left) {
        out = NULL;
    }
    to->used += escape(text, out);
}

void sp_writer_declaration(sp_writer *to)
{
    sp_writer_literal(to, "", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

void sp_writer_open_document(sp_writer *to, sp_span language)
{
    to->first = true;
    sp_writer_literal(to, "{",
                      "<problem xmlns=\"urn:ietf:rfc:7807\" xml:lang=\"");
    if (to->xml) {
        sp_writer_escaped(to, language);
        sp_writer_bytes(to, "\">\n", 3);
    }
}

void sp_writer_close_document(sp_writer *to)
{
    sp_writer_literal(to, "\n}", "</problem>\n");
}

static void open_member(sp_writer *to, const char *name)
{
    sp_writer_literal(to, to->first ? "\n  \"" : ",\n  \"", "<");
    sp_writer_bytes(to, name, strlen(name));
    sp_writer_literal(to, "\": ", ">");
    to->first = false;
}

static void close_member(sp_writer *to, const char *name)
{
    if (to->xml) {
        sp_writer_bytes(to, "</", 2);
        sp_writer_bytes(to, name, strlen(name));
        sp_writer_bytes(to, ">\n", 2);
    }
}

static void write_member(sp_writer *to, const char *name, const char *quote,
                         const sp_span *parts, size_t n)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        len += parts[i].len;
    }
    if (len) {
        open_member(to, name);
        sp_writer_literal(to, quote, "");
        for (size_t i = 0; i < n; i++) {
            sp_writer_escaped(to, parts[i]);
        }
        sp_writer_literal(to, quote, "");
        close_member(to, name);
    }
}

void sp_writer_parts(sp_writer *to, const char *name, const sp_span *parts,
                     size_t n)
{
    write_member(to, name, "\"", parts, n);
}

void sp_writer_text(sp_writer *to, const char *name, sp_span text)
{
    write_member(to, name, "\"", &text, 1);
}

/* Digits and letters need no escaping. */
void sp_writer_bare(sp_writer *to, const char *name, sp_span text)
{
    write_member(to, name, "", &text, 1);
}

void sp_writer_open_object(sp_writer *to, const char *name)
{
    open_member(to, name);
    sp_writer_literal(to, "{", "\n");
    to->first = true;
}

void sp_writer_close_object(sp_writer *to, const char *name)
{
    sp_writer_literal(to, " }", "");
    close_member(to, name);
    to->first = false;
}

void sp_writer_open_item(sp_writer *to, const char *name, unsigned number)
{
    if (number == 0) {
        open_member(to, name);
    }
    sp_writer_literal(to, number == 0 ? "[" : ", ", "<i>");
}

void sp_writer_item(sp_writer *to, const char *name, unsigned number,
                    sp_span text)
{
    sp_writer_open_item(to, name, number);
    sp_writer_literal(to, "\"", "");
    sp_writer_escaped(to, text);
    sp_writer_literal(to, "\"", "</i>");
}

void sp_writer_close_list(sp_writer *to, const char *name, unsigned count)
{
    if (count) {
        sp_writer_literal(to, "]", "");
        close_member(to, name);
    }
}

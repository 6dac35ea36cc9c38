/* SPDX-License-Identifier: Apache-2.0 */
/* Writes members of a problem document as JSON or XML. */
#include "core/problem_writer.h"

#include "core/number_format.h"
#include "core/escape.h"

void sp_writer_bytes(sp_writer *to, const char *text, size_t len)
{
    if (to->out && len) {
        memcpy(to->out + to->used, text, len);
    }
    to->used += len;
}

void sp_writer_literal(sp_writer *to, const char *text)
{
    sp_writer_bytes(to, text, strlen(text));
}

void sp_writer_escaped(sp_writer *to, sp_span text)
{
    char *out = to->out ? to->out + to->used : NULL;

    to->used += to->xml ? sp_escape_xml(text, out) : sp_escape_json(text, out);
}

void sp_writer_open(sp_writer *to, const char *name)
{
    if (to->xml) {
        sp_writer_literal(to, "<");
        sp_writer_literal(to, name);
        sp_writer_literal(to, ">");
        return;
    }
    sp_writer_literal(to, to->first ? "\n  \"" : ",\n  \"");
    sp_writer_literal(to, name);
    sp_writer_literal(to, "\": ");
    to->first = false;
}

void sp_writer_close(sp_writer *to, const char *name)
{
    if (to->xml) {
        sp_writer_literal(to, "</");
        sp_writer_literal(to, name);
        sp_writer_literal(to, ">\n");
    }
}

void sp_writer_quote(sp_writer *to)
{
    if (!to->xml) {
        sp_writer_literal(to, "\"");
    }
}

void sp_writer_member(sp_writer *to, const char *name, sp_span text)
{
    if (text.len) {
        sp_writer_open(to, name);
        sp_writer_quote(to);
        sp_writer_escaped(to, text);
        sp_writer_quote(to);
        sp_writer_close(to, name);
    }
}

void sp_writer_raw(sp_writer *to, const char *name, const char *text, size_t n)
{
    sp_writer_open(to, name);
    sp_writer_bytes(to, text, n);
    sp_writer_close(to, name);
}

void sp_writer_number(sp_writer *to, const char *name, int64_t number)
{
    char digits[24];
    size_t used = 0;
    sp_number_buffer capacity = { NULL, digits, sizeof(digits), &used };
    sp_span text = sp_number_integer(&capacity, number);

    if (text.len) {
        sp_writer_raw(to, name, text.ptr, text.len);
    }
}

void sp_writer_open_item(sp_writer *to, bool first)
{
    sp_writer_literal(to, to->xml ? "<i>" : first ? "" : ", ");
}

void sp_writer_item(sp_writer *to, sp_span text, bool first)
{
    sp_writer_open_item(to, first);
    sp_writer_quote(to);
    sp_writer_escaped(to, text);
    sp_writer_quote(to);
    if (to->xml) {
        sp_writer_literal(to, "</i>");
    }
}

void sp_writer_open_list(sp_writer *to, const char *name)
{
    sp_writer_open(to, name);
    if (!to->xml) {
        sp_writer_literal(to, "[");
    }
}

void sp_writer_close_list(sp_writer *to, const char *name)
{
    if (!to->xml) {
        sp_writer_literal(to, "]");
    }
    sp_writer_close(to, name);
}

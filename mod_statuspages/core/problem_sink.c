/* SPDX-License-Identifier: Apache-2.0 */
#include "core/problem_sink.h"

#include "core/amount.h"
#include "core/escape.h"

void sp_sink_bytes(sp_sink *to, const char *text, size_t len)
{
    if (to->out && len) {
        memcpy(to->out + to->used, text, len);
    }
    to->used += len;
}

void sp_sink_literal(sp_sink *to, const char *text)
{
    sp_sink_bytes(to, text, strlen(text));
}

void sp_sink_escaped(sp_sink *to, sp_span text)
{
    char *out = to->out ? to->out + to->used : NULL;

    to->used += to->xml ? sp_escape_xml(text, out) : sp_escape_json(text, out);
}

void sp_sink_open(sp_sink *to, const char *name)
{
    if (to->xml) {
        sp_sink_literal(to, "<");
        sp_sink_literal(to, name);
        sp_sink_literal(to, ">");
        return;
    }
    sp_sink_literal(to, to->first ? "\n  \"" : ",\n  \"");
    sp_sink_literal(to, name);
    sp_sink_literal(to, "\": ");
    to->first = false;
}

void sp_sink_close(sp_sink *to, const char *name)
{
    if (to->xml) {
        sp_sink_literal(to, "</");
        sp_sink_literal(to, name);
        sp_sink_literal(to, ">\n");
    }
}

void sp_sink_quote(sp_sink *to)
{
    if (!to->xml) {
        sp_sink_literal(to, "\"");
    }
}

void sp_sink_member(sp_sink *to, const char *name, sp_span text)
{
    if (text.len) {
        sp_sink_open(to, name);
        sp_sink_quote(to);
        sp_sink_escaped(to, text);
        sp_sink_quote(to);
        sp_sink_close(to, name);
    }
}

void sp_sink_bare(sp_sink *to, const char *name, const char *text, size_t n)
{
    sp_sink_open(to, name);
    sp_sink_bytes(to, text, n);
    sp_sink_close(to, name);
}

void sp_sink_number(sp_sink *to, const char *name, int64_t number)
{
    char digits[24];
    size_t used = 0;
    sp_amount_room room = { NULL, digits, sizeof(digits), &used };
    sp_span text = sp_amount_number(&room, number);

    if (text.len) {
        sp_sink_bare(to, name, text.ptr, text.len);
    }
}

void sp_sink_open_item(sp_sink *to, bool first)
{
    sp_sink_literal(to, to->xml ? "<i>" : first ? "" : ", ");
}

void sp_sink_item(sp_sink *to, sp_span text, bool first)
{
    sp_sink_open_item(to, first);
    sp_sink_quote(to);
    sp_sink_escaped(to, text);
    sp_sink_quote(to);
    if (to->xml) {
        sp_sink_literal(to, "</i>");
    }
}

void sp_sink_open_list(sp_sink *to, const char *name)
{
    sp_sink_open(to, name);
    if (!to->xml) {
        sp_sink_literal(to, "[");
    }
}

void sp_sink_close_list(sp_sink *to, const char *name)
{
    if (!to->xml) {
        sp_sink_literal(to, "]");
    }
    sp_sink_close(to, name);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any request fields: the first byte says what is offered, the second whether
 * the method is CONNECT, then nine fields, each ended by a NUL byte.  What
 * holds: only what is offered is chosen, and nothing that the request says in
 * another way of writing changes the choice. */
#include "core/accept.h"
#include "core/format.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS = 9 };

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static sp_span next_field(sp_span *rest)
{
    const char *nul = rest->len ? memchr(rest->ptr, '\0', rest->len) : NULL;
    size_t n = nul ? (size_t)(nul - rest->ptr) : rest->len;
    sp_span field = { rest->ptr, n };

    n += nul != NULL;
    *rest = (sp_span){ rest->ptr + n, rest->len - n };
    return field;
}

static bool same(sp_format_choice a, sp_format_choice b)
{
    return a.format == b.format && a.one_line == b.one_line
           && a.brief == b.brief && a.program == b.program && a.vary == b.vary;
}

static void check_choice(const sp_format_request *request, unsigned offered,
                         sp_format_choice choice)
{
    unsigned standalone = SP_FORMAT_BIT(choice.format);

    demand(choice.format < SP_FORMAT__COUNT);
    demand(choice.format == SP_FORMAT_TEXT
           || (offered & SP_FORMAT_BIT(choice.format)));
    demand(!choice.one_line || choice.format == SP_FORMAT_TEXT);
    demand(!request->connect
           || (choice.format == SP_FORMAT_TEXT && !choice.one_line));
    /* chosen among many, so chosen alone; and twice as once */
    demand(sp_format_choose(request, standalone).format == choice.format);
    demand(same(sp_format_choose(request, offered), choice));
}

/* Media ranges, their parameters' names and Fetch destinations know no
 * case (RFC 9110 8.3.1, 12.5.1). */
static void check_case(const sp_format_request *request, unsigned offered,
                       sp_format_choice choice)
{
    sp_format_request upper = *request;
    char *bytes = malloc(request->accept.len + 1);

    demand(bytes != NULL);
    for (size_t i = 0; i < request->accept.len; i++) {
        char c = request->accept.ptr[i];

        bytes[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    upper.accept.ptr = bytes;
    demand(same(sp_format_choose(&upper, offered), choice));
    free(bytes);
}

/* Empty elements and white space say nothing (RFC 9110 5.6.1). */
static void check_blanks(const sp_format_request *request, unsigned offered,
                         sp_format_choice choice)
{
    sp_format_request longer = *request;
    size_t n = request->accept.len;
    unsigned commas = 0;
    char *bytes;

    for (size_t i = 0; i < n; i++) {
        commas += request->accept.ptr[i] == ',';
    }
    /* near its limits the reader stops at another element */
    if (n == 0 || n + 6 > SP_ACCEPT_BYTES_MAX
        || commas + 3 > SP_ACCEPT_ELEMENTS_MAX) {
        return;
    }
    bytes = malloc(n + 6);
    demand(bytes != NULL);
    memcpy(bytes, " , ", 3);
    memcpy(bytes + 3, request->accept.ptr, n);
    memcpy(bytes + 3 + n, " ,\t", 3);
    longer.accept = (sp_span){ bytes, n + 6 };
    demand(same(sp_format_choose(&longer, offered), choice));
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_format_request request = { .connect = false };
    sp_span *const fields[FIELDS] = {
        &request.accept,       &request.fetch_dest, &request.requested_with,
        &request.content_type, &request.user_agent, &request.path,
        &request.htmx,         &request.method,     &request.preferred
    };
    sp_format_choice choice;
    unsigned offered;
    sp_span rest;

    if (size < 2) {
        return 0;
    }
    offered = data[0] & SP_FORMATS_ALL;
    request.connect = data[1] == 'C';
    rest = (sp_span){ (const char *)data + 2, size - 2 };
    for (int i = 0; i < FIELDS; i++) {
        *fields[i] = next_field(&rest);
    }
    choice = sp_format_choose(&request, offered);
    check_choice(&request, offered, choice);
    check_case(&request, offered, choice);
    check_blanks(&request, offered, choice);
    sp_format_find(request.path);
    return 0;
}

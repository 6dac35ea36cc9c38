/* SPDX-License-Identifier: Apache-2.0 */
/* Reads, takes away and adds the parameter of a page that asks again by itself.
 */
#include "core/trying.h"

#include <apr_strings.h>

enum { FIRST_PAUSE = 3, PAUSE_MAX = 60, DIGITS_MAX = 3 };

static const char name[] = SP_TRY_PARAMETER "=";

enum { NAME = sizeof(name) - 1 };

sp_query sp_try_query(sp_span address)
{
    const char *mark =
        address.len ? memchr(address.ptr, '?', address.len) : NULL;

    return (sp_query){
        mark != NULL,
        mark ? (sp_span){ mark + 1,
                          address.len - (size_t)(mark + 1 - address.ptr) }
             : (sp_span){ "", 0 }
    };
}

/* The digits at the end of `text`, at most DIGITS_MAX: where they begin. */
static size_t read_number(sp_span text, unsigned *number)
{
    size_t at = text.len;
    unsigned place = 1;

    *number = 0;
    while (at > 0 && text.len - at < DIGITS_MAX
           && sp_is_digit(text.ptr[at - 1])) {
        at--;
        *number += (unsigned)(text.ptr[at] - '0') * place;
        place *= 10;
    }
    return at;
}

size_t sp_try_parameter(sp_span address, unsigned *number)
{
    sp_span query = sp_try_query(address).text;
    size_t at = read_number(query, number);

    /* no other number, and none that is written in another way */
    if (at == query.len || query.ptr[at] == '0' || at < NAME
        || memcmp(query.ptr + at - NAME, name, NAME) != 0) {
        return 0;
    }
    at -= NAME;
    /* the byte before is ours, too: the question mark, or what joins */
    return at == 0 || query.ptr[at - 1] == '&' ? query.len - at + 1 : 0;
}

bool sp_try_may_repeat(sp_query query)
{
    if (query.text.len > SP_TRY_QUERY_MAX) {
        return false;
    }
    for (size_t i = 0; i < query.text.len; i++) {
        char c = query.text.ptr[i];

        if (c <= ' ' || c > '~' || strchr("\"#'<>", c)) {
            return false;
        }
    }
    return true;
}

const char *sp_try_reference(sp_query query, unsigned number, apr_pool_t *pool)
{
    const char *text = apr_pstrmemdup(pool, query.text.ptr, query.text.len);

    return number ? apr_psprintf(pool, "?%s%s%s%u", text,
                                 query.there ? "&" : "", name, number)
                  : apr_pstrcat(pool, "?", text, NULL);
}

int64_t sp_try_pause(unsigned number, int64_t retry_after)
{
    int64_t pause = FIRST_PAUSE;

    while (number > 1 && pause < PAUSE_MAX) {
        pause *= 2;
        number--;
    }
    pause = pause < PAUSE_MAX ? pause : PAUSE_MAX;
    return pause > retry_after ? pause : retry_after;
}

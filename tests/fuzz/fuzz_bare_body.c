/* SPDX-License-Identifier: Apache-2.0 */
/* Any body in any pieces.  What holds: however it is cut, it is the same text
 * or none; whatever follows a text makes it none, but for a line end; and a
 * text is as long as one may be.
 *
 * The first two bytes of the input are the status and the type, the third is
 * how long the pieces are. */
#include "core/bare_body.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *looked_up(int status, sp_bare_type type, const char *bytes,
                             size_t size, size_t each)
{
    sp_bare_body body;
    bool may = size > 0;

    for (size_t at = 0; may && at < size; at += each) {
        /* its own memory, so that reading past a piece shows */
        size_t n = size - at < each ? size - at : each;
        char *copy = malloc(n);

        memcpy(copy, bytes + at, n);
        may =
            at ? sp_bare_body_feed(&body, (sp_span){ copy, n })
               : sp_bare_body_begin(&body, status, type, (sp_span){ copy, n });
        free(copy);
    }
    return may ? sp_bare_body_end(&body) : NULL;
}

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data + 3;
    const char *found;
    char *longer;
    int status;
    sp_bare_type type;

    if (size < 4) {
        return 0;
    }
    size -= 3;
    status = 400 + data[0] % 200;
    type = (sp_bare_type)(data[1] % (SP_BARE_UNTYPED + 1));
    found = looked_up(status, type, bytes, size, size);
    demand(looked_up(status, type, bytes, size, 1u + data[2]) == found);
    demand(looked_up(status, type, bytes, size, 1) == found);
    if (found) {
        demand(size <= SP_BARE_BODY_LONGEST);
        longer = malloc(size + 1);
        memcpy(longer, bytes, size);
        longer[size] = '<';
        demand(!looked_up(status, type, longer, size + 1, size + 1));
        free(longer);
    }
    return 0;
}

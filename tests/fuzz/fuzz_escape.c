/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, escaped in every way.  What holds: a length is what is written,
 * nothing special is left over, cleaned text is clean. */
#include "core/escape.h"
#include "core/utf8.h"

#include <apr_general.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

typedef size_t escaper(sp_span text, char *out);

/* `special` never stands in the result by itself. */
static void check(escaper *escape, sp_span text, const char *special)
{
    size_t n = escape(text, NULL);
    char *out = malloc(n + 1);

    demand(out != NULL);
    demand(escape(text, out) == n);
    for (size_t i = 0; i < n; i++) {
        demand(!out[i] || !strchr(special, out[i]));
    }
    free(out);
}

static void check_clean(sp_span text, size_t max)
{
    apr_pool_t *pool = NULL;
    sp_span once;
    sp_span twice;
    size_t points = 0;

    apr_pool_create(&pool, NULL);
    once = sp_escape_clean(text, max, pool);
    twice = sp_escape_clean(once, max, pool);
    demand(twice.ptr == once.ptr && twice.len == once.len);
    demand(sp_utf8_valid(once) == once.len);
    for (size_t i = 0; i < once.len; i++) {
        points += ((unsigned char)once.ptr[i] & 0xc0) != 0x80;
        demand((unsigned char)once.ptr[i] >= ' ');
    }
    demand(points <= max);
    apr_pool_destroy(pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_span text = { (const char *)data, size };

    apr_initialize();
    check(sp_escape_html, text, "<>\"'");
    check(sp_escape_xml, text, "<>\"'\t\r\n\x01\x1f");
    check(sp_escape_json, text, "<>&\t\r\n\x01\x1f\x7f");
    check(sp_escape_markdown, text, "<>\r\n");
    check_clean(text, size ? data[0] : 0);
    check_clean(text, SIZE_MAX);
    apr_terminate();
    return 0;
}

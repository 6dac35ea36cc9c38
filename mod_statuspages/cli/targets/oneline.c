/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the line ends out of a page and mends the hashes of its policy. */
#include "cli/targets/oneline.h"

#include "cli/buffer.h"

#include "core/sha256.h"

#include <apr_strings.h>

#include <string.h>
#include <strings.h>

sp_oneline *sp_oneline_make(const char *policy, apr_pool_t *pool)
{
    sp_oneline *lines = apr_pcalloc(pool, sizeof(*lines));

    lines->policy = policy;
    lines->pool = pool;
    return lines;
}

/* ---- the policy ----------------------------------------------------------*/

static const char *hash_of(sp_span style, apr_pool_t *pool)
{
    char base64[SP_SHA256_BASE64 + 1];

    sp_sha256_base64(style, base64);
    return apr_pstrdup(pool, base64);
}

static sp_span without_ends(sp_span text, apr_pool_t *pool)
{
    char *line = apr_pstrmemdup(pool, text.ptr, text.len);

    for (size_t i = 0; i < text.len; i++) {
        line[i] = (char)(line[i] == '\n' || line[i] == '\r' ? ' ' : line[i]);
    }
    return (sp_span){ line, text.len };
}

/* Let the policy allow the line that `style` becomes instead of it. */
static void learn(sp_oneline *lines, sp_span style)
{
    const char *old;
    const char *place;

    if (sp_span_equal(style, lines->style)) {
        return;
    }
    lines->style = (sp_span){ apr_pstrmemdup(lines->pool, style.ptr, style.len),
                              style.len };
    old = hash_of(style, lines->pool);
    place = strstr(lines->policy, old);
    if (place) {
        lines->policy =
            apr_pstrcat(lines->pool,
                        apr_pstrmemdup(lines->pool, lines->policy,
                                       (apr_size_t)(place - lines->policy)),
                        hash_of(without_ends(style, lines->pool), lines->pool),
                        place + strlen(old), NULL);
    }
}

/* ---- the page ------------------------------------------------------------*/

static bool begins(sp_span text, size_t at, const char *word)
{
    size_t n = strlen(word);

    return text.len - at >= n && strncasecmp(text.ptr + at, word, n) == 0;
}

/* The style sheet whose tag begins at `at`. */
static sp_span style_at(sp_span page, size_t at)
{
    const char *from = memchr(page.ptr + at, '>', page.len - at);
    size_t start = from ? (size_t)(from - page.ptr) + 1 : page.len;
    size_t end = start;

    while (end < page.len && !begins(page, end, "</style")) {
        end++;
    }
    return (sp_span){ page.ptr + start, end - start };
}

/* How a line end at this place is written. */
static const char *stand_in(sp_format format, bool kept)
{
    return format == SP_FORMAT_HTML && kept ? "&#10;" : " ";
}

sp_span sp_oneline_page(sp_oneline *lines, sp_format format, sp_span page,
                        apr_pool_t *pool)
{
    sp_buffer *line = sp_buffer_make(pool);
    bool kept = false; /* inside pre or textarea */
    bool tag = false;

    /* The one at the end says nothing. */
    while (page.len && page.ptr[page.len - 1] == '\n') {
        page.len--;
    }
    for (size_t i = 0; i < page.len; i++) {
        char c = page.ptr[i];

        if (c == '<' && format == SP_FORMAT_HTML) {
            if (begins(page, i, "<style")) {
                learn(lines, style_at(page, i));
            }
            kept = begins(page, i, "<pre") || begins(page, i, "<textarea")
                   || (kept && !begins(page, i, "</pre")
                       && !begins(page, i, "</textarea"));
        }
        tag = c == '<' || (tag && c != '>');
        if (c == '\n') {
            sp_buffer_add(line, stand_in(format, kept && !tag));
        }
        else if (c != '\r') {
            sp_buffer_bytes(line, (sp_span){ &c, 1 });
        }
    }
    return sp_buffer_span(line);
}

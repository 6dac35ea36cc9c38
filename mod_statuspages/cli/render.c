/* SPDX-License-Identifier: Apache-2.0 */
/* Renders a page and cuts it where a value of the request belongs. */
#include "cli/render.h"

#include <apr_strings.h>

#include <string.h>

const char *const sp_render_suffixes[SP_FORMAT__COUNT] = {
    [SP_FORMAT_HTML] = "html",   [SP_FORMAT_JSON] = "json",
    [SP_FORMAT_XML] = "xml",     [SP_FORMAT_TEXT] = "txt",
    [SP_FORMAT_MARKDOWN] = "md",
};

/* ---- a page with these facts ---------------------------------------------*/

sp_span sp_render_page(sp_page *page, const sp_page_request *request,
                       apr_pool_t *pool)
{
    size_t length;
    char *bytes;

    sp_page_prepare(page, request);
    length = sp_page_length(page);
    bytes = apr_palloc(pool, length);
    sp_page_write(page, bytes, length);
    return (sp_span){ bytes, length };
}

sp_facts sp_render_facts(int code)
{
    return (sp_facts){ .code = code,
                       .retry_after = -1,
                       .limit_bytes = -1,
                       .received_bytes = -1,
                       .address_limit = -1,
                       .repeatable = true };
}

static sp_facts facts_of(const sp_options *options, int code)
{
    sp_facts facts = sp_render_facts(code);
    uint32_t wait = sp_retry_after_for(&options->waits, code);

    facts.retry_after = wait ? (int64_t)wait : -1;
    facts.custom = options->custom;
    facts.custom_count = options->custom_count;
    return facts;
}

/* ---- marks ---------------------------------------------------------------*/

enum {
    REFERENCE_MAX = 64,
    ATTEMPTS_MAX = 1000, /* a page that holds that many marks by chance? */
    MARK_STEP = 100003   /* seconds between two marks for the time */
};

/* 20 April 9837: no page is about that day. */
static const int64_t mark_day = INT64_C(248268000000);

/* Letters that no language puts in this order; other ones each time. */
static sp_span reference_mark(char mark[REFERENCE_MAX], unsigned length,
                              unsigned attempt)
{
    static const char letters[] = "qjxzvkwQJXZVKW";
    uint32_t state = attempt * 2654435761U + 12345U;
    unsigned n = length < 8 ? 8 : length;

    n = n > REFERENCE_MAX ? REFERENCE_MAX : n;
    for (unsigned i = 0; i < n; i++) {
        state = state * 1664525U + 1013904223U;
        mark[i] = letters[(state >> 24) % (sizeof(letters) - 1)];
    }
    return (sp_span){ mark, n };
}

/* Does `mark` stand at `at`?  Where plain text is wrapped, a line may end
 * inside it. */
static bool stands_at(sp_span text, size_t at, sp_span mark)
{
    if (mark.len == 0 || text.len - at < mark.len) {
        return false;
    }
    for (size_t i = 0; i < mark.len; i++) {
        char c = text.ptr[at + i];

        if (c != mark.ptr[i] && !(c == '\n' && mark.ptr[i] == ' ')) {
            return false;
        }
    }
    return true;
}

static bool occurs(sp_span text, sp_span mark)
{
    for (size_t i = 0; i < text.len; i++) {
        if (stands_at(text, i, mark)) {
            return true;
        }
    }
    return false;
}

typedef struct marks {
    sp_span of[SP_INSERT__COUNT]; /* empty: not on this page */
} marks;

static marks marks_of(const sp_page *page)
{
    static const sp_variable slots[SP_INSERT__COUNT] = {
        [SP_INSERT_REFERENCE] = SP_VAR_REFERENCE,
        [SP_INSERT_TIME] = SP_VAR_TIME,
        [SP_INSERT_TIMESTAMP] = SP_VAR_TIMESTAMP,
    };
    marks found;

    for (int i = 0; i < SP_INSERT__COUNT; i++) {
        const sp_value *value = &page->values[slots[i]];

        found.of[i] = (sp_span){ value->data, value->n };
    }
    return found;
}

static bool is_free(sp_span text, const marks *these)
{
    for (int i = 0; i < SP_INSERT__COUNT; i++) {
        if (occurs(text, these->of[i])) {
            return false;
        }
    }
    return true;
}

/* ---- cutting -------------------------------------------------------------*/

/* Add the byte at `at` to `buffer`, or what stands in for it and some after it.
 * Returns how many bytes of `text` that were. */
static size_t add_literal(sp_buffer *buffer, sp_span text, size_t at,
                          const sp_literal *literals)
{
    for (; literals && literals->from; literals++) {
        size_t n = strlen(literals->from);

        if (text.len - at >= n
            && memcmp(text.ptr + at, literals->from, n) == 0) {
            sp_buffer_add(buffer, literals->to);
            return n;
        }
    }
    sp_buffer_bytes(buffer, (sp_span){ text.ptr + at, 1 });
    return 1;
}

static size_t add_insert(sp_buffer *buffer, sp_span text, size_t at,
                         const marks *these, const sp_dialect *dialect)
{
    for (int i = 0; i < SP_INSERT__COUNT; i++) {
        if (stands_at(text, at, these->of[i])) {
            sp_buffer_add(buffer, dialect->inserts[i]);
            return these->of[i].len;
        }
    }
    return 0;
}

static void cut(sp_rendered *made, sp_span text, const marks *these,
                const sp_dialect *dialect, apr_pool_t *pool)
{
    sp_buffer *buffer = sp_buffer_make(pool);
    size_t at = 0;

    while (at < text.len) {
        size_t n = add_insert(buffer, text, at, these, dialect);

        made->live |= n > 0;
        at += n ? n : add_literal(buffer, text, at, dialect->literals);
    }
    made->bytes = sp_buffer_span(buffer);
}

/* ---- rendering -----------------------------------------------------------*/

sp_rendered sp_render(const sp_options *options, const sp_page_key *key,
                      const sp_dialect *dialect, apr_pool_t *pool)
{
    sp_facts facts = facts_of(options, key->code);
    sp_page_request request = {
        .facts = &facts,
        .site = &options->site,
        .language = sp_options_language(options, key->language, key->code),
        .texts = options->texts,
        .like = sp_options_like(options, key->code),
        .theme = options->themes[key->theme].theme,
        .format = { .format = key->format },
        .problem_base = options->problem_base,
    };
    sp_page page;
    sp_span bare = sp_render_page(&page, &request, pool);
    sp_rendered made = { bare, page.media_type, page.language, false };
    char mark[REFERENCE_MAX];

    /* what caches keep is the same for everybody */
    bool shared = sp_options_seconds(options, key->code) > 0;

    for (unsigned attempt = 0; dialect && attempt < ATTEMPTS_MAX; attempt++) {
        sp_span text;
        marks these;

        if (!shared && dialect->inserts[SP_INSERT_REFERENCE]) {
            facts.reference =
                reference_mark(mark, dialect->reference_length, attempt);
        }
        if (!shared && dialect->inserts[SP_INSERT_TIME]) {
            facts.time = mark_day + (int64_t)attempt * MARK_STEP;
        }
        text = sp_render_page(&page, &request, pool);
        these = marks_of(&page);
        if (is_free(bare, &these)) {
            cut(&made, text, &these, dialect, pool);
            break;
        }
    }
    return made;
}

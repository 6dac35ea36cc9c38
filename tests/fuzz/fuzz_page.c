/* SPDX-License-Identifier: Apache-2.0 */
/* Any facts about any code, in any format and language.  Numbers come first,
 * then texts, each ended by a NUL byte: see facts_of().  What holds: a length
 * is what is written, all is UTF-8, no value leaves markup of its own, JSON
 * and XML can be read and say the same, lines of text are broken. */
#include "../unit/documents.h"

#include "core/escape.h"
#include "core/page.h"

#include <apr_general.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Values stand between these, which no format has to escape. */
#define OPEN "\xee\x80\x80"
#define CLOSE "\xee\x80\x81"
enum { MARK = 3, VALUE_MAX = 80 };

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* ---- input ------------------------------------------------------------ */

typedef struct input {
    const uint8_t *p;
    const uint8_t *end;
    apr_pool_t *pool;
} input;

static unsigned byte(input *in)
{
    return in->p < in->end ? *in->p++ : 0;
}

/* -1, as many as one byte, or as many as five. */
static int64_t number(input *in)
{
    unsigned first = byte(in);
    int64_t n = first & 0x7f;

    if (first == 0) {
        return -1;
    }
    for (int i = 0; first & 0x80 && i < 4; i++) {
        n = n << 8 | byte(in);
    }
    return n;
}

/* Cleaned as the front ends do, and marked; nothing stays nothing. */
static sp_span text(input *in)
{
    const uint8_t *nul =
        in->p < in->end ? memchr(in->p, 0, (size_t)(in->end - in->p)) : NULL;
    const uint8_t *stop = nul ? nul : in->end;
    sp_span clean = sp_escape_clean(
        (sp_span){ (const char *)in->p, (size_t)(stop - in->p) }, VALUE_MAX,
        in->pool);
    char *marked;

    in->p = nul ? nul + 1 : in->end;
    if (clean.len == 0) {
        return clean;
    }
    marked = apr_palloc(in->pool, clean.len + 2 * MARK);
    memcpy(marked, OPEN, MARK);
    memcpy(marked + MARK, clean.ptr, clean.len);
    memcpy(marked + MARK + clean.len, CLOSE, MARK);
    return (sp_span){ marked, clean.len + 2 * MARK };
}

static void facts_of(sp_facts *facts, sp_alternative *list, input *in)
{
    facts->code = (int)(byte(in) << 8);
    facts->code |= (int)byte(in);
    facts->known = byte(in) << 16 | byte(in) << 8;
    facts->known |= byte(in);
    facts->repeatable = byte(in) & 1;
    facts->details = byte(in) & 1;
    facts->time = number(in);
    facts->retry_after = number(in);
    facts->limit_bytes = number(in);
    facts->received_bytes = number(in);
    facts->address_limit = number(in);
    facts->alternative_count = byte(in) % (SP_ALTERNATIVES_MAX + 1);
    facts->reference = text(in);
    facts->realm = text(in);
    facts->methods = text(in);
    facts->types = text(in);
    facts->protocols = text(in);
    facts->blocked_by = text(in);
    facts->alternatives = list;
    for (unsigned i = 0; i < facts->alternative_count; i++) {
        list[i] = (sp_alternative){ .url = text(in) };
        list[i].name = text(in);
        list[i].type = text(in);
        list[i].language = text(in);
    }
}

static void suggestions_of(sp_facts *facts, sp_suggestion *near, input *in)
{
    facts->suggestions = near;
    facts->suggestion_count = byte(in) % (SP_SUGGESTIONS_MAX + 1);
    for (unsigned i = 0; i < facts->suggestion_count; i++) {
        near[i] = (sp_suggestion){ .url = text(in) };
        near[i].title = text(in);
    }
}

static void site_of(sp_site *site, input *in)
{
    site->name = text(in);
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    site->name = text(in);
#include "core/site.def"
#undef SITE_LINK
}

/* The administrator's words for one text of the page; without any, none. */
static void texts_of(sp_text_overrides *texts, sp_text_override *row, input *in)
{
    *row = (sp_text_override){ .first = 0,
                               .last = UINT16_MAX,
                               .language = SP_LANGUAGE_NONE,
                               .field = (uint8_t)(byte(in) % SP_FIELD__COUNT) };
    row->text = text(in);
    *texts = (sp_text_overrides){ .rows = row, .count = row->text.len > 0 };
}

/* ---- what holds ------------------------------------------------------- */

/* Exactly as many bytes as the length says: more are seen by the sanitiser,
 * fewer by the second colour. */
static sp_span written(sp_page *page, const sp_page_request *request)
{
    size_t length;
    char *once;
    char *twice;

    memset(page, 0x5a, sizeof(*page));
    sp_page_prepare(page, request);
    length = sp_page_length(page);
    once = malloc(length + 1);
    twice = malloc(length + 1);
    demand(once && twice && length > 0);
    memset(once, 'a', length + 1);
    memset(twice, 'b', length + 1);
    demand(sp_page_write(page, once, length) == length);
    demand(sp_page_write(page, twice, length - 1) == length);
    demand(twice[length - 1] == 'b');
    demand(sp_page_write(page, twice, length) == length);
    demand(memcmp(once, twice, length) == 0);
    demand(once[length] == 'a' && twice[length] == 'b');
    demand(once[length - 1] == '\n');
    demand(sp_utf8_valid((sp_span){ once, length }) == length);
    free(twice);
    return (sp_span){ once, length };
}

static bool at(sp_span page, size_t i, const char *mark)
{
    return page.len - i >= MARK && memcmp(page.ptr + i, mark, MARK) == 0;
}

/* In HTML a value has neither tags nor the end of an attribute. */
static void check_html(sp_span page)
{
    bool inside = false;

    for (size_t i = 0; i < page.len; i++) {
        inside = at(page, i, OPEN) || (inside && !at(page, i, CLOSE));
        demand(!inside || !page.ptr[i] || !strchr("<>\"'", page.ptr[i]));
    }
}

/* In Markdown no character of a value begins markup: those of CommonMark 2.4
 * that can do so inside of a line have a backslash. */
static void check_markdown(sp_span page)
{
    bool inside = false;

    for (size_t i = 0; i < page.len; i++) {
        inside = at(page, i, OPEN) || (inside && !at(page, i, CLOSE));
        if (inside && page.ptr[i] == '\\') {
            i++;
        }
        else {
            demand(!inside || !page.ptr[i]
                   || !strchr("<>*_`[]()", page.ptr[i]));
        }
    }
}

/* The length of the label and the id, if they stand at `at` with a space
 * between. */
static size_t pair_at(sp_span page, size_t at, sp_span label, sp_span id)
{
    size_t n = label.len + 1 + id.len;

    return id.len && page.len - at >= n
                   && memcmp(page.ptr + at, label.ptr, label.len) == 0
                   && page.ptr[at + label.len] == ' '
                   && memcmp(page.ptr + at + label.len + 1, id.ptr, id.len) == 0
               ? n
               : 0;
}

/* A line of more than 78 characters has no place where it could end; the
 * first two columns may be a list's mark, and no line ends between a reference
 * and its label. */
static void check_text(sp_span page, sp_span label, sp_span id)
{
    size_t column = 0;
    size_t last = 0; /* column of the last space */
    size_t kept = 0; /* where the pair ends */

    for (size_t i = 0; i < page.len; i++) {
        if (i >= kept) {
            kept = i + pair_at(page, i, label, id);
        }
        if (((unsigned char)page.ptr[i] & 0xc0) == 0x80) {
            continue;
        }
        column++;
        if (page.ptr[i] == '\n') {
            column = last = 0;
        }
        else if (page.ptr[i] == ' ' && column <= 79 && i >= kept) {
            last = column;
        }
        demand(column <= 78 || last <= 2);
    }
}

/* The next member that says something: attributes are XML's own, and an
 * object without members looks like an empty text there. */
static const document_member *next_member(const document *d, unsigned *i)
{
    while (*i < d->count) {
        const document_member *member = &d->members[(*i)++];

        if (member->path[0] != '@' && member->text[0]) {
            return member;
        }
    }
    return NULL;
}

static void check_same(const document *json, const document *xml)
{
    const document_member *a;
    const document_member *b;
    unsigned i = 0;
    unsigned j = 0;

    do {
        a = next_member(json, &i);
        b = next_member(xml, &j);
        demand((a != NULL) == (b != NULL));
        demand(!a || strcmp(a->path, b->path) == 0);
        demand(!a || strcmp(a->text, b->text) == 0);
    } while (a);
}

static void check_documents(sp_page *page, sp_page_request *request,
                            sp_span bytes)
{
    static document json;
    static document xml;
    sp_span other;

    demand(document_read(&json, bytes, false));
    request->format.format = SP_FORMAT_XML;
    other = written(page, request);
    demand(document_read(&xml, other, true));
    check_same(&json, &xml);
    document_free(&json);
    document_free(&xml);
    free((char *)(uintptr_t)other.ptr);
}

/* Four lines: status, what happened, a message, the reference. */
static void check_brief(sp_span page)
{
    unsigned lines = 0;

    for (size_t i = 0; i < page.len; i++) {
        lines += page.ptr[i] == '\n';
    }
    demand(lines <= 4);
}

static void check(sp_page *page, sp_page_request *request)
{
    sp_span bytes = written(page, request);

    if (request->format.one_line) {
        demand(memchr(bytes.ptr, '\n', bytes.len) == bytes.ptr + bytes.len - 1);
    }
    else if (request->format.format == SP_FORMAT_HTML) {
        check_html(bytes);
    }
    else if (request->format.format == SP_FORMAT_MARKDOWN) {
        check_markdown(bytes);
    }
    else if (request->format.brief) {
        check_brief(bytes);
    }
    else if (request->format.format == SP_FORMAT_TEXT) {
        check_text(bytes,
                   sp_catalog_text(page->text_language, SP_MSG_UI_REFERENCE),
                   request->facts->reference);
    }
    else {
        check_documents(page, request, bytes);
    }
    free((char *)(uintptr_t)bytes.ptr);
}

/* The built-in theme, compiled once. */
static const sp_theme *theme(void)
{
    static const sp_theme *built_in;

    if (!built_in) {
        apr_pool_t *pool = NULL;

        apr_initialize();
        apr_pool_create(&pool, NULL);
        built_in = sp_theme_load("default", sp_diagnostics_make(pool), pool);
        demand(built_in != NULL);
    }
    return built_in;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const sp_format formats[] = { SP_FORMAT_HTML, SP_FORMAT_JSON,
                                         SP_FORMAT_TEXT, SP_FORMAT_MARKDOWN };
    static sp_page page;
    sp_alternative list[SP_ALTERNATIVES_MAX];
    sp_suggestion near[SP_SUGGESTIONS_MAX];
    sp_facts facts = { 0 };
    sp_site site = { .name = { NULL, 0 } };
    sp_text_override row;
    sp_text_overrides texts;
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .theme = theme() };
    input in = { data, data + size, NULL };
    unsigned kind;

    apr_pool_create(&in.pool, NULL);
    request.format.format = formats[byte(&in) % 4];
    kind = byte(&in);
    request.format.one_line =
        kind == 't' && request.format.format == SP_FORMAT_TEXT;
    request.format.brief =
        kind == 'b' && request.format.format == SP_FORMAT_TEXT;
    request.format.program =
        kind == 'p' && request.format.format == SP_FORMAT_TEXT;
    request.language = &sp_languages[byte(&in) % sp_language_count];
    facts_of(&facts, list, &in);
    site_of(&site, &in);
    request.problem_base = text(&in);
    request.links = byte(&in) & 1 ? &sp_language_all : NULL;
    texts_of(&texts, &row, &in);
    request.texts = &texts;
    suggestions_of(&facts, near, &in); /* last: older seeds have none */
    check(&page, &request);
    apr_pool_destroy(in.pool);
    return 0;
}

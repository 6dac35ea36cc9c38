/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a page: from the facts of one error to its bytes. */
#include "core/page_internal.h"

#include "core/number_format.h"
#include "core/page_problem.h"
#include "core/wrap.h"

/* Is it one word of letters, digits and . / - + @ : = that begins with a letter
 * or a slash?  In no format is any of that markup.  Most names, ids and
 * addresses are such words; looking at them once is less than escaping them
 * wherever they stand. */
static bool is_word(sp_span text)
{
    static const bool belongs[256] = {
        ['.'] = true, ['/'] = true, ['-'] = true, ['+'] = true, ['@'] = true,
        [':'] = true, ['='] = true, ['0'] = true, ['1'] = true, ['2'] = true,
        ['3'] = true, ['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true,
        ['8'] = true, ['9'] = true, ['A'] = true, ['B'] = true, ['C'] = true,
        ['D'] = true, ['E'] = true, ['F'] = true, ['G'] = true, ['H'] = true,
        ['I'] = true, ['J'] = true, ['K'] = true, ['L'] = true, ['M'] = true,
        ['N'] = true, ['O'] = true, ['P'] = true, ['Q'] = true, ['R'] = true,
        ['S'] = true, ['T'] = true, ['U'] = true, ['V'] = true, ['W'] = true,
        ['X'] = true, ['Y'] = true, ['Z'] = true, ['a'] = true, ['b'] = true,
        ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true, ['g'] = true,
        ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true,
        ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true, ['q'] = true,
        ['r'] = true, ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true,
        ['w'] = true, ['x'] = true, ['y'] = true, ['z'] = true
    };
    const char *end = text.ptr + text.len;

    for (const char *p = text.ptr; p < end; p++) {
        if (!belongs[(unsigned char)*p]) {
            return false;
        }
    }
    return text.len && (text.ptr[0] == '/' || text.ptr[0] >= 'A');
}

void sp_page_set_text(sp_page *page, sp_variable slot, sp_span text)
{
    page->values[slot] = sp_page_text(text, is_word(text));
}

static void put_alternatives(sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    sp_span nowhere = { "", 0 }; /* it is relative */
    unsigned n = page->request->format.brief ? 0 : facts->alternative_count;

    for (unsigned i = 0; i < n && i < SP_ALTERNATIVES_MAX; i++) {
        const sp_alternative *one = &facts->alternatives[i];
        sp_value *row = &page->alternatives[(size_t)i * SP_ALTERNATIVES__COUNT];

        row[SP_ALTERNATIVES_URL] =
            sp_page_text(sp_page_is_text(page) ? nowhere : one->url, false);
        row[SP_ALTERNATIVES_NAME] = sp_page_text(one->name, false);
        row[SP_ALTERNATIVES_TYPE] = sp_page_text(one->type, false);
        row[SP_ALTERNATIVES_LANGUAGE] = sp_page_text(one->language, false);
        page->values[SP_VAR_ALTERNATIVES] =
            (sp_value){ page->alternatives, i + 1, 0 };
        sp_page_set_condition(page, SP_VAR_ADVICE, true);
    }
}

/* Also in text: a path says enough to who has just typed a host.  There an
 * address that is its own title is not said twice.  A language that lacks the
 * heading leaves them out. */
static void put_suggestions(sp_page *page)
{
    const sp_facts *facts = page->request->facts;
    sp_span nowhere = { "", 0 };
    unsigned n = facts->suggestion_count;

    if (!n || page->request->format.brief
        || !page->values[SP_VAR_LABEL_SUGGESTIONS].n) {
        return; /* as all values are in the beginning */
    }
    for (unsigned i = 0; i < n && i < SP_SUGGESTIONS_MAX; i++) {
        const sp_suggestion *one = &facts->suggestions[i];
        sp_value *row = &page->suggestions[(size_t)i * SP_SUGGESTIONS__COUNT];

        row[SP_SUGGESTIONS_URL] = sp_page_text(
            sp_page_is_text(page) && sp_span_equal(one->url, one->title)
                ? nowhere
                : one->url,
            false);
        row[SP_SUGGESTIONS_TITLE] = sp_page_text(one->title, false);
        page->values[SP_VAR_SUGGESTIONS] =
            (sp_value){ page->suggestions, i + 1, 0 };
    }
    sp_page_set_condition(page, SP_VAR_SUGGESTED, true);
}

/* Only where a GET repeats the request: the link is one, and relative; and to
 * languages that this page is there in. */
static void put_languages(sp_page *page)
{
    const sp_language_set *links = sp_page_is_text(page) || page->for_program
                                       ? NULL
                                       : page->request->links;
    uint64_t written = sp_catalog_status(page->status)->languages;
    uint32_t n = 0;

    for (unsigned i = 0; links && i < links->count; i++) {
        const sp_language *one = &sp_languages[links->order[i]];
        sp_value *row = &page->languages[(size_t)n * SP_LANGUAGES__COUNT];

        if (one == page->text_language || !page->request->facts->repeatable
            || !sp_language_in(written, links->order[i])) {
            continue;
        }
        row[SP_LANGUAGES_URL] =
            sp_page_text(sp_language_link(links->order[i]), true);
        row[SP_LANGUAGES_NAME] = sp_page_text(one->name, true);
        row[SP_LANGUAGES_TAG] = sp_page_text(one->tag, true);
        n++;
    }
    page->values[SP_VAR_LANGUAGES] = (sp_value){ page->languages, n, 0 };
    sp_page_set_condition(page, SP_VAR_TRANSLATED, n > 0);
}

static void set_custom(sp_page *page)
{
    const sp_facts *facts = page->request->facts;

    for (unsigned i = 0; i < facts->custom_count; i++) {
        if (facts->custom[i].number >= 0) {
            page->values[SP_VAR__COUNT + facts->custom[i].number] =
                sp_page_text(facts->custom[i].value, false);
        }
    }
}

static void put_rest(sp_page *page)
{
    const sp_page_request *request = page->request;
    sp_number_buffer into = { page->text_language, page->scratch,
                              SP_SCRATCH_MAX, &page->scratch_used };

    sp_page_set_text(page, SP_VAR_SITE, request->site->name);
    sp_page_set_text(page, SP_VAR_REFERENCE, request->facts->reference);
    if (request->facts->time > 0) {
        sp_span timestamp = sp_number_timestamp(&into, request->facts->time);

        sp_page_set_plain(page, SP_VAR_TIMESTAMP, timestamp);
        sp_page_set_plain(page, SP_VAR_TIME,
                          sp_number_time_of(&into, timestamp));
    }
    if (sp_page_shows_retry_after(page)) {
        sp_page_set_plain(
            page, SP_VAR_RETRY_AFTER,
            sp_number_integer(&into, request->facts->retry_after));
    }
}

/* ---- length and bytes ---------------------------------------------------- */

static size_t write_one_line(const sp_page *page, char *out, size_t capacity)
{
    const sp_span parts[] = { SP_SPAN("Error "),
                              sp_page_span(page, SP_VAR_CODE), SP_SPAN(": "),
                              sp_page_span(page, SP_VAR_PHRASE),
                              SP_SPAN("\n") };
    size_t length = 0;

    for (size_t i = 0; i < SP_COUNT(parts); i++) {
        if (out && length + parts[i].len <= capacity) {
            memcpy(out + length, parts[i].ptr, parts[i].len);
        }
        length += parts[i].len;
    }
    return length;
}

static size_t write_program(const sp_page *page, char *out, size_t capacity)
{
    size_t length =
        sp_program_write(page->program, page->values, out, capacity);

    if (length <= capacity && sp_page_is_text(page)
        && !page->request->format.brief) {
        sp_wrap(out, length,
                &(sp_wrap_whole){ sp_page_span(page, SP_VAR_LABEL_REFERENCE),
                                  sp_page_span(page, SP_VAR_REFERENCE) });
    }
    return length;
}

/* What is not folded, packed. */
static const sp_packed *pack_of(const sp_page *page)
{
    const sp_page_request *request = page->request;

    return request->format.format != SP_FORMAT_HTML ? NULL
           : request->override                      ? request->override->packed
                               : sp_theme_pack_of(request->theme, page->program,
                                                  page->text_language);
}

/* NULL: the format is written by code. */
static const sp_program *program_of(const sp_page_request *request)
{
    sp_format format = request->format.format;

    return !sp_formats[format].suffix ? NULL
           : request->override
               ? request->override->program
               : sp_theme_program(request->theme, format, request->facts->code);
}

/* One in which the texts are already, or one into which they are put. */
static void choose_program(sp_page *page)
{
    const sp_theme_fold *folded = sp_page_folded(page);

    if (!folded || folded->is_open) {
        sp_page_set_conditions(page);
    }
    if (folded) {
        if (folded->is_open) {
            sp_page_set_shown(page);
        }
        page->program = folded->program;
        page->packed = folded->packed;
    }
    else {
        sp_page_set_texts(page);
        page->program = program_of(page->request);
        page->packed = pack_of(page);
    }
}

/* Is this read by a program, or by whoever writes or runs one? */
static bool is_for_program(const sp_format_choice *choice)
{
    return sp_format_is_for_programs(choice->format)
           || (choice->format == SP_FORMAT_TEXT
               && (choice->program || choice->brief));
}

void sp_page_prepare(sp_page *page, const sp_page_request *request)
{
    sp_format format = request->format.format;

    sp_values_clear(page->values, SP_COUNT(page->values));
    page->scratch_used = 0;
    page->request = request;
    page->status =
        sp_status_find(request->like ? request->like : request->facts->code);
    page->media_type = sp_formats[format].media_type;
    page->for_program = is_for_program(&request->format);
    page->text_language =
        request->format.one_line || page->for_program
            ? &sp_languages[0]
            : sp_catalog_language(request->language, page->status);
    page->language = page->text_language->tag;
    sp_page_set_code(page);
    choose_program(page);
    if (request->facts->maintenance) {
        sp_page_set_maintenance(page);
    }
    else if (request->facts->notice) {
        sp_page_set_notice(page);
    }
    if (page->for_program && !request->format.one_line) {
        sp_page_set_error(page);
    }
    sp_page_set_source(page);
    sp_page_set_facts(page);
    if (request->facts->trying) {
        sp_page_set_trying(page);
    }
    sp_page_set_links(page);
    put_alternatives(page);
    put_suggestions(page);
    put_languages(page);
    set_custom(page);
    put_rest(page);
}

size_t sp_page_write(const sp_page *page, char *out, size_t capacity)
{
    return page->request->format.one_line ? write_one_line(page, out, capacity)
           : page->program                ? write_program(page, out, capacity)
                           : sp_problem_write(page, out, capacity);
}

size_t sp_page_length(const sp_page *page)
{
    return page->program && !page->request->format.one_line
               ? sp_program_length(page->program, page->values)
               : sp_page_write(page, NULL, 0);
}

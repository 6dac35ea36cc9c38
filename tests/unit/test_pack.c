/* SPDX-License-Identifier: Apache-2.0 */
/* A packed page, unpacked by zlib, is the page; and it is about as long as zlib
 * itself makes it. */
#include "pages.h"

#include "core/template_pack.h"
#include "core/variables.h"

#include <zlib.h>

enum { ROOM = 1 << 20, LONGEST = 70000, MEMBER = 18, GZIP = 16 };

/* ---- zlib -----------------------------------------------------------------*/

/* One gzip member, whole, with the right sum and length, and nothing behind. */
static sp_span unpacked(const char *bytes, size_t length, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, ROOM);
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)bytes,
                        .avail_in = (uInt)length,
                        .next_out = (Bytef *)out,
                        .avail_out = ROOM };

    assert_int_equal(inflateInit2(&stream, MAX_WBITS + GZIP), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    return (sp_span){ out, stream.total_out };
}

/* As gzip -6 makes it of a pipe. */
static size_t gzip_length(sp_span text, apr_pool_t *pool)
{
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)text.ptr,
                        .avail_in = (uInt)text.len,
                        .next_out = apr_palloc(pool, ROOM),
                        .avail_out = ROOM };

    assert_int_equal(
        deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&stream), Z_OK);
    return stream.total_out + MEMBER;
}

/* ---- values ---------------------------------------------------------------*/

/* The same numbers in each run. */
static uint32_t random_below(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % limit;
}

/* Words, markup, two bytes and three, and bytes that hardly any page has. */
static sp_span random_text(uint32_t *seed, size_t max, apr_pool_t *pool)
{
    static const char *const parts[] = {
        "a", "Example", "<",    "&",          "\"",           "'",
        "0", "2026-11", " ",    "\xc3\xa9",   "\xe6\x96\x87", "/",
        "~", "|",       "\x7f", "</li>\n<li>"
    };
    size_t length = random_below(seed, (uint32_t)max + 1);
    char *text = apr_palloc(pool, length + 16);
    size_t n = 0;

    while (n < length) {
        const char *part = parts[random_below(seed, 16)];

        memcpy(text + n, part, strlen(part));
        n += strlen(part);
    }
    return (sp_span){ text, n };
}

static void random_request(uint32_t *seed, size_t max, sp_facts *facts,
                           sp_site *site, apr_pool_t *pool)
{
    sp_span *const texts[] = {
        &facts->realm,          &facts->methods,    &facts->types,
        &facts->protocols,      &facts->blocked_by, &facts->reference,
        &facts->secure_address, &site->name,        &site->home,
        &site->sign_in,         &site->search,      &site->contact,
        &site->status_page
    };
    const sp_span least = SP_SPAN("/");

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = random_below(seed, 3) ? random_text(seed, max, pool)
                                          : (sp_span){ NULL, 0 };
    }
    site->home = site->home.len ? site->home : least;
    facts->reference = facts->reference.len ? facts->reference : least;
    facts->known = random_below(seed, 1 << 24);
    facts->repeatable = random_below(seed, 2);
    facts->time = 1 + random_below(seed, 1 << 24) * (int64_t)900;
    facts->retry_after =
        random_below(seed, 3) ? -1 : (int32_t)random_below(seed, 1 << 24);
    facts->limit_bytes = facts->received_bytes = -1;
    facts->address_limit = -1;
}

/* ---- themes ---------------------------------------------------------------*/

/* How many pages were not right. */
static unsigned pack(const sp_theme *theme, sp_packed_check *check,
                     apr_pool_t *pool)
{
    sp_page_packer *packer = sp_page_packer_make(check, pool);

    sp_page_fold(theme, SP_FOLD_ALL, pool);
    sp_page_pack(packer, theme);
    return sp_page_packer_end(packer);
}

static const sp_theme *packed_theme(const char *name, apr_pool_t *pool)
{
    const sp_theme *theme =
        sp_theme_load(name, sp_diagnostics_make(pool), pool);

    assert_non_null(theme);
    assert_int_equal(pack(theme, sp_packed_round_trips, pool), 0);
    return theme;
}

/* Packed in memory of a colour, in all the room there is and in too little. */
static size_t write_packed(const sp_page *page, char *out)
{
    size_t length;

    memset(out, '\x7e', ROOM);
    length = sp_page_write_packed(page, out, ROOM);
    assert_true(length > MEMBER);
    assert_int_equal(out[length + 64], '\x7e');
    return length;
}

static void unpacks(const sp_page *page, apr_pool_t *pool)
{
    char *plain = apr_palloc(pool, ROOM);
    char *packed = apr_palloc(pool, ROOM);
    size_t length = sp_page_write(page, plain, ROOM);
    sp_span again = unpacked(packed, write_packed(page, packed), pool);

    assert_true(length <= ROOM);
    assert_int_equal(again.len, length);
    assert_memory_equal(again.ptr, plain, length);
}

typedef void each_page(const sp_page_request *request, uint32_t *seed,
                       apr_pool_t *pool);

/* checks/pages.sh asks for every page of every theme, which takes a while; else
 * it is a sample, so that who edits a page need not wait. */
static bool is_asked_for(const char *name, int code, unsigned language)
{
    return getenv("EVERY_PAGE")
           || (strcmp(name, "default") == 0
               && (unsigned)code % 16 == language % 16);
}

/* Each known code in each language that it has. */
static void for_each(const char *name, each_page *run)
{
    if (!getenv("EVERY_PAGE") && strcmp(name, "default") != 0) {
        skip();
    }
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = packed_theme(name, pool);
    uint32_t seed = 404;
    unsigned count = 0;

    for (int code = 400; code < 600; code++) {
        for (unsigned i = 0; i < sp_language_count; i++) {
            apr_pool_t *custom = new_pool();
            sp_facts facts = { .code = code };
            sp_page_request request = { .facts = &facts,
                                        .site = &full_site,
                                        .language = &sp_languages[i],
                                        .theme = theme };

            if (is_asked_for(name, code, i) && sp_status_known(code)
                && sp_theme_fold_of(theme, code, false, &sp_languages[i])) {
                run(&request, &seed, custom);
                count++;
            }
            apr_pool_destroy(custom);
        }
    }
    assert_true(count >= (getenv("EVERY_PAGE") ? 2000 : 100));
    apr_pool_destroy(pool);
}

static void with_random_values(const sp_page_request *usual, uint32_t *seed,
                               apr_pool_t *pool)
{
    sp_facts facts = *usual->facts;
    sp_site site = full_site;
    sp_page_request request = *usual;
    sp_page page;

    random_request(seed, random_below(seed, 2) ? 40 : 4000, &facts, &site,
                   pool);
    request.facts = &facts;
    request.site = &site;
    request.links = random_below(seed, 8) ? NULL : &sp_language_all;
    sp_page_prepare(&page, &request);
    assert_true(sp_page_is_packed(&page));
    if (sp_page_length(&page) <= 30000
        || sp_page_write_packed(&page, apr_palloc(pool, ROOM), ROOM)) {
        unpacks(&page, pool);
    }
}

/* What no page is folded for. */
static void out_of_the_common(const sp_page_request *usual, uint32_t *seed,
                              apr_pool_t *pool)
{
    static const sp_announcement announcement = {
        1798135200, { "<words>", 7 }, { "/why?a&b", 8 }, { "<why>", 5 }
    };
    static const sp_text_override words[] = {
        { 400, 599, SP_LANGUAGE_NONE, SP_FIELD_TITLE, { "<Own> title", 11 } },
    };
    static const sp_text_overrides texts = { words, 1, NULL };
    sp_facts facts = all_facts(usual->facts->code);
    sp_page_request request = *usual;
    sp_page page;

    facts.maintenance = random_below(seed, 3) ? NULL : &announcement;
    facts.notice = random_below(seed, 2) ? &announcement : NULL;
    request.facts = &facts;
    request.texts = random_below(seed, 2) ? &texts : NULL;
    sp_page_prepare(&page, &request);
    assert_true(sp_page_is_packed(&page));
    unpacks(&page, pool);
}

/* As a visitor gets it of a site whose administrator has set nothing. */
static void is_as_short(const sp_page_request *usual, int64_t wait,
                        apr_pool_t *pool)
{
    /* of 800 bytes it is much to describe the code */
    size_t percent = strcmp(usual->theme->name, "plain") == 0 ? 125 : 112;
    static const sp_site site = { .name = { "www.example.com", 15 },
                                  .home = { "/", 1 } };
    sp_facts facts = { .code = usual->facts->code,
                       NOT_KNOWN,
                       .reference = SP_SPAN("Z5yxq8AoAQEAAB1kPzUAAAAA"),
                       .time = 1795331370,
                       .repeatable = true };
    sp_page_request request = *usual;
    char *plain = apr_palloc(pool, ROOM);
    char *packed = apr_palloc(pool, ROOM);
    sp_page page;
    size_t length;

    facts.retry_after = wait;
    request.facts = &facts;
    request.site = &site;
    sp_page_prepare(&page, &request);
    assert_true(sp_page_is_packed(&page));
    length = sp_page_write(&page, plain, ROOM);
    assert_true(100 * sp_page_write_packed(&page, packed, ROOM)
                <= percent * gzip_length((sp_span){ plain, length }, pool));
}

static void as_short(const sp_page_request *usual, uint32_t *seed,
                     apr_pool_t *pool)
{
    (void)seed;
    is_as_short(usual, -1, pool);
    if (sp_status_find(usual->facts->code)->traits & SP_TRAIT_REGISTERED) {
        is_as_short(usual, 120, pool);
    }
}

/* ---- all built-in themes --------------------------------------------------*/

typedef struct theme_row {
    const char *name;
} theme_row;

static const theme_row theme_rows[] = {
    { "brand" }, { "corporate" }, { "dashboard" }, { "default" },
    { "docs" },  { "editorial" }, { "friendly" },  { "maintenance" },
    { "night" }, { "plain" },     { "terminal" },
};

static void unpacks_to_the_page(void **state)
{
    const theme_row *row = *state;

    for_each(row->name, with_random_values);
}

static void unpacks_out_of_the_common(void **state)
{
    const theme_row *row = *state;

    for_each(row->name, out_of_the_common);
}

/* How less is done for a theme that is not the first one. */
typedef void prepare(sp_page_packer *packer, const sp_theme *theme,
                     apr_pool_t *pool);

static void for_one_code(sp_page_packer *packer, const sp_theme *theme,
                         apr_pool_t *pool)
{
    sp_page_fold(theme, SP_FOLD_NOT_FOUND, pool);
    sp_page_pack(packer, theme);
}

static void for_all_languages(sp_page_packer *packer, const sp_theme *theme,
                              apr_pool_t *pool)
{
    (void)pool;
    sp_page_pack_for_all(packer, theme);
}

static void unpacks_if_prepared(const char *name, prepare *how)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme =
        sp_theme_load(name, sp_diagnostics_make(pool), pool);
    sp_page_packer *packer = sp_page_packer_make(sp_packed_round_trips, pool);
    uint32_t seed = 1;

    how(packer, theme, pool);
    assert_int_equal(sp_page_packer_end(packer), 0);
    for (int code = 400; code < 600; code++) {
        for (unsigned i = 0; i < sp_language_count; i++) {
            apr_pool_t *custom = new_pool();
            sp_facts facts = { .code = code };
            sp_page_request request = { .facts = &facts,
                                        .site = &full_site,
                                        .language = &sp_languages[i],
                                        .theme = theme };

            if (i % 6 == (unsigned)code % 6 && is_asked_for(name, code, i)) {
                with_random_values(&request, &seed, custom);
                out_of_the_common(&request, &seed, custom);
            }
            if (code == 404 && how == for_one_code) {
                as_short(&request, &seed, custom);
            }
            apr_pool_destroy(custom);
        }
    }
    apr_pool_destroy(pool);
}

static void another_theme_unpacks(void **state)
{
    const theme_row *row = *state;

    if (!getenv("EVERY_PAGE") && strcmp(row->name, "default") != 0) {
        skip();
    }
    unpacks_if_prepared(row->name, for_one_code);
    unpacks_if_prepared(row->name, for_all_languages);
}

static void is_short(void **state)
{
    const theme_row *row = *state;

    for_each(row->name, as_short);
}

static void no_theme_is_forgotten(void **state)
{
    (void)state;
    assert_int_equal(sp_theme_source_count,
                     sizeof(theme_rows) / sizeof(theme_rows[0]));
}

/* ---- limits ---------------------------------------------------------------*/

/* Up to the window (32,768) each length is packed.  Beyond, and around what 16
 * bits hold, a page may be declined, but not be wrong. */
static void any_length_unpacks(void **state)
{
    static const size_t lengths[] = { 0,     1,     3,     4,     257,    258,
                                      259,   260,   516,   517,   13000,  32767,
                                      32768, 32769, 65535, 65536, LONGEST };
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = packed_theme("default", pool);
    char *text = apr_palloc(pool, LONGEST);
    char *out = apr_palloc(pool, ROOM);

    (void)state;
    memset(text, 'x', LONGEST);
    for (size_t i = 0; i < 3 * sizeof(lengths) / sizeof(lengths[0]); i++) {
        sp_span value = { text, lengths[i / 3] };
        sp_site site = { .name = i % 3 == 0 ? value : full_site.name,
                         .home = { "/", 1 },
                         .search = i % 3 == 1 ? value : full_site.search };
        sp_facts facts = { .code = 404,
                           NOT_KNOWN,
                           .time = 1795331370,
                           .known = UINT32_MAX,
                           .repeatable = true,
                           .reference = { "K7QM", 4 } };
        sp_page_request request = { .facts = &facts,
                                    .site = &site,
                                    .language = &sp_languages[0],
                                    .theme = theme };
        sp_page page;

        text[0] = i % 3 == 2 ? '<' : 'x';
        sp_page_prepare(&page, &request);
        if (value.len <= 13000 || sp_page_write_packed(&page, out, ROOM)) {
            unpacks(&page, pool);
        }
    }
    apr_pool_destroy(pool);
}

/* Whatever the room is: the whole page, or none and no byte beyond. */
static void keeps_within_its_room(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = packed_theme("plain", pool);
    sp_facts facts = all_facts(404);
    sp_page_request request = { .facts = &facts,
                                .site = &full_site,
                                .language = &sp_languages[1],
                                .theme = theme,
                                .links = &sp_language_all };
    char *out = apr_palloc(pool, ROOM);
    sp_page page;
    size_t whole;
    unsigned none = 0;

    (void)state;
    facts.retry_after = -1;
    facts.details = false;
    facts.alternative_count = 0;
    sp_page_prepare(&page, &request);
    whole = write_packed(&page, out);
    for (size_t capacity = 0; capacity < whole + 1000; capacity++) {
        size_t length;

        memset(out, '\x7e', ROOM);
        length = sp_page_write_packed(&page, out, capacity);
        assert_true(length == 0 || length == whole);
        assert_true(length <= capacity);
        none += length == 0;
        for (size_t i = capacity; i < capacity + 64; i++) {
            assert_int_equal(out[i], '\x7e');
        }
    }
    assert_true(none >= whole && none < whole + 300);
    apr_pool_destroy(pool);
}

/* A list of two rows moves what is repeated out of the window.  The page leaves
 * as it is, and nobody is told that something was wrong. */
static void a_page_beyond_the_window_is_no_mistake(void **state)
{
    enum { ROW = 17000 };
    static const char around[] = "<p>words that come again";
    apr_pool_t *pool = new_pool();
    sp_page_packer *packer = sp_page_packer_make(sp_packed_round_trips, pool);
    char *row = apr_palloc(pool, ROW + 1);
    sp_template_options options = { .syntax = SP_SYNTAX_HTML,
                                    .schema = &sp_variables };
    sp_source source = { .name = "own.html" };
    sp_theme_page page = { .program = NULL };
    uint32_t seed = 1;

    (void)state;
    for (size_t i = 0; i < ROW; i++) {
        row[i] = (char)('a' + random_below(&seed, 26));
    }
    row[ROW] = '\0';
    source.text =
        sp_span_of(apr_pstrcat(pool, around, "{{#actions}}", row,
                               "{{/actions}}", around, (const char *)NULL));
    page.program =
        sp_template_compile(&source, &options, sp_diagnostics_make(pool), pool);
    assert_non_null(page.program);
    sp_page_pack_override(packer, &page);
    assert_null(page.packed);
    assert_int_equal(sp_page_packer_end(packer), 0);
    apr_pool_destroy(pool);
}

/* ---- what is wrong is found -----------------------------------------------*/

/* A byte in the style sheet of the theme's program, which all pages have. */
static char *spoiled;

/* The byte is another one than when the program was packed. */
static bool when_spoiled(const sp_packed *packed, const sp_value *values,
                         apr_pool_t *scratch)
{
    bool right;

    *spoiled ^= 1;
    right = sp_packed_round_trips(packed, values, scratch);
    *spoiled ^= 1;
    return right;
}

static void a_spoiled_page_is_not_packed(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = new_theme(pool);
    sp_facts facts = {
        .code = 404, NOT_KNOWN, .time = 1795331370, .reference = { "K7QM", 4 }
    };
    sp_page_request request = { .facts = &facts,
                                .site = &full_site,
                                .language = &sp_languages[0],
                                .theme = theme };
    sp_span style;
    size_t at = 0;
    sp_page page;
    char out[16];

    (void)state;
    assert_true(sp_template_next_style(
        sp_program_text(sp_theme_program(theme, SP_FORMAT_HTML, 404)), &at,
        &style));
    spoiled = (char *)(uintptr_t)style.ptr + style.len / 2;
    assert_true(pack(theme, when_spoiled, pool) >= 1000);
    sp_page_prepare(&page, &request);
    assert_false(sp_page_is_packed(&page));
    assert_int_equal(sp_page_write_packed(&page, out, sizeof(out)), 0);
    assert_ptr_equal(
        page.program,
        sp_theme_fold_of(theme, 404, false, &sp_languages[0])->program);
    apr_pool_destroy(pool);
}

/* All but 403. */
static bool unless_forbidden(const sp_packed *packed, const sp_value *values,
                             apr_pool_t *scratch)
{
    char *member = apr_palloc(scratch, ROOM);
    sp_span text = unpacked(
        member, sp_packed_write(packed, values, member, ROOM), scratch);

    return !strstr(apr_pstrmemdup(scratch, text.ptr, text.len), "403")
           && sp_packed_round_trips(packed, values, scratch);
}

static void the_other_pages_stay_packed(void **state)
{
    apr_pool_t *pool = new_pool();
    const sp_theme *theme = new_theme(pool);

    (void)state;
    /* without and with a time to wait */
    assert_int_equal(pack(theme, unless_forbidden, pool),
                     2 * sp_language_count);
    for (unsigned i = 0; i < 2 * sp_language_count; i++) {
        assert_null(
            sp_theme_fold_of(theme, 403, i % 2, &sp_languages[i / 2])->packed);
    }
    assert_non_null(
        sp_theme_fold_of(theme, 404, false, &sp_languages[0])->packed);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, theme_rows, unpacks_to_the_page);
    ADD_ROWS(list, theme_rows, unpacks_out_of_the_common);
    ADD_ROWS(list, theme_rows, another_theme_unpacks);
    ADD_ROWS(list, theme_rows, is_short);
    ADD_TEST(list, no_theme_is_forgotten);
    ADD_TEST(list, any_length_unpacks);
    ADD_TEST(list, keeps_within_its_room);
    ADD_TEST(list, a_page_beyond_the_window_is_no_mistake);
    ADD_TEST(list, a_spoiled_page_is_not_packed);
    ADD_TEST(list, the_other_pages_stay_packed);
    return run_list("pack", list);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Packed pages of templates that are built here, so that all of them compile.
 * Byte 0 chooses syntax and capacities, two bytes make the value of each slot,
 * and each further pair adds to the template: see add().  What holds, whatever
 * was known beforehand: what zlib makes of the packed page is the page, or the
 * page is declined; never a byte beyond the capacity. */
#include "core/deflate.h"
#include "core/template_pack.h"

#include <apr_general.h>

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { A, B, C, MARKUP, YES, NO, LIST, OTHER, SLOTS, ROW_SLOTS = 2 };
enum {
    HEAD = 1 + 2 * SLOTS,
    SOURCE_MAX = 200000,
    PAGE_MAX = 1 << 18,
    DEEPEST = 16,
    PROGRAMS = 3
};

static const sp_name row_names[] = { { "r", SP_KIND_TEXT, 0, NULL },
                                     { "s", SP_KIND_TEXT, 1, NULL } };
static const sp_schema row_schema = { row_names, ROW_SLOTS, ROW_SLOTS };
static const sp_name names[] = {
    { "a", SP_KIND_TEXT, A, NULL },
    { "b", SP_KIND_TEXT, B, NULL },
    { "c", SP_KIND_TEXT, C, NULL },
    { "m", SP_KIND_HTML, MARKUP, NULL },
    { "y", SP_KIND_CONDITION, YES, NULL },
    { "n", SP_KIND_CONDITION, NO, NULL },
    { "l", SP_KIND_LIST, LIST, &row_schema },
    { "o", SP_KIND_LIST, OTHER, &row_schema },
};
static const sp_schema schema = { names, SLOTS, SLOTS };

/* Around the limits of matches, portions, shared texts and the window. */
static const uint16_t lengths[] = {
    0,   1,   2,   3,    4,    5,    7,    8,    9,     31,    63,
    64,  65,  66,  127,  255,  256,  257,  258,  259,   260,   516,
    517, 900, 990, 1023, 1024, 1025, 4097, 9000, 32766, 33000,
};
enum {
    LENGTHS = sizeof(lengths) / sizeof(lengths[0]),
    SHORT = LENGTHS - 4 /* for what may come many times */
};

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* ---- texts ----------------------------------------------------------------*/

static char letter(uint32_t *seed)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNO"
                                  "PQRSTUVWXYZ\n0123456789";

    *seed = *seed * 1664525 + 1013904223;
    return letters[(*seed >> 16) % (sizeof(letters) - 1)];
}

/* The first bytes of all texts of one seed are alike. */
static void fill(char *out, size_t n, uint32_t seed)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = letter(&seed);
    }
}

static sp_value text_value(unsigned how, unsigned length, apr_pool_t *pool)
{
    size_t n = lengths[length % LENGTHS];
    char *text = apr_palloc(pool, n + 1);

    fill(text, n, how >> 4);
    for (size_t i = 0; i < n; i++) {
        text[i] = how & 2   ? (char)(i * 37)
                  : how & 4 ? "x<y>&\"'z"[i % 8]
                  : how & 8 ? 'x'
                            : text[i];
    }
    return (sp_value){ n ? text : NULL, (uint32_t)n, how & 1 };
}

static sp_value list_value(unsigned how, unsigned length, apr_pool_t *pool)
{
    static const uint32_t counts[] = { 0, 1, 2, 3, 4, 9, 17, 50 };
    uint32_t n = counts[how % 8];
    sp_value *rows = apr_palloc(pool, (n + 1) * ROW_SLOTS * sizeof(*rows));

    for (uint32_t i = 0; i < n * ROW_SLOTS; i++) {
        rows[i] =
            text_value(how >> 2, (length + (how & 128 ? i : 0)) % SHORT, pool);
    }
    return (sp_value){ rows, n, 0 };
}

static void set_values(sp_value *values, const uint8_t *data, apr_pool_t *pool)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        unsigned how = data[2 * i];
        unsigned length = data[2 * i + 1] & 31;

        values[i] = i >= LIST  ? list_value(how, length, pool)
                    : i >= YES ? (sp_value){ "", length & 1, 0 }
                    : i        ? text_value(how, length, pool)
                               : text_value(how, length % SHORT, pool);
    }
}

/* ---- templates ------------------------------------------------------------*/

typedef struct builder {
    char *text;
    size_t len;
    const char *open[DEEPEST]; /* names of the sections, outermost first */
    bool rows[DEEPEST];
    unsigned depth;
} builder;

static void put(builder *it, const char *text)
{
    size_t n = strlen(text);

    if (it->len + n < SOURCE_MAX) {
        memcpy(it->text + it->len, text, n);
        it->len += n;
    }
}

static void put_tag(builder *it, const char *before, const char *name)
{
    put(it, "{{");
    put(it, before);
    put(it, name);
    put(it, "}}");
}

static void put_letters(builder *it, unsigned length, unsigned seed, bool one)
{
    size_t n = lengths[length % LENGTHS];

    if (it->len + n < SOURCE_MAX - 1000) {
        fill(it->text + it->len, n, seed);
        if (one) {
            memset(it->text + it->len, 'a' + (int)(seed % 26), n);
        }
        it->len += n;
    }
}

static bool is_open(const builder *it, const char *name)
{
    for (unsigned i = 0; i < it->depth; i++) {
        if (it->rows[i] && (!name || it->open[i] == name)) {
            return true;
        }
    }
    return false;
}

static void open_section(builder *it, unsigned argument)
{
    const char *name = names[argument % SLOTS].name;
    bool inverted = argument & 8;
    bool list = argument % SLOTS >= LIST && !inverted;

    if (it->depth < DEEPEST && !(list && is_open(it, name))) {
        put_tag(it, inverted ? "^" : "#", name);
        it->rows[it->depth] = list;
        it->open[it->depth++] = name;
    }
}

static void close_section(builder *it)
{
    if (it->depth) {
        put_tag(it, "/", it->open[--it->depth]);
    }
}

/* The lower three bits say what, the others how much. */
static void add(builder *it, unsigned what, unsigned argument)
{
    static const char *const words[] = { "<p>",  "</p>\n",
                                         "word", "other word",
                                         "\n",   "<b>the same</b> words",
                                         "e",    "\xc3\xa9\xe6\x96\x87" };

    switch (what & 7) {
    case 0: put(it, words[argument % 8]); break;
    case 1: put_letters(it, what >> 3, argument, false); break;
    case 2: put_letters(it, what >> 3, argument, true); break;
    case 3: put_tag(it, "", names[argument % MARKUP].name); break;
    case 4: put_tag(it, "&", "m"); break;
    case 5: open_section(it, argument); break;
    case 6: close_section(it); break;
    default:
        for (unsigned i = 0; i <= (argument & ~1U) * (what >> 3); i++) {
            put_tag(it, "", is_open(it, NULL) ? argument & 1 ? "s" : "r" : "a");
        }
        break;
    }
}

static const sp_program *compile(const uint8_t *data, size_t size,
                                 sp_syntax syntax, apr_pool_t *pool)
{
    builder it = { .text = apr_palloc(pool, SOURCE_MAX) };
    sp_template_options options = { .syntax = syntax, .schema = &schema };
    sp_source source = { .name = "page" };
    const sp_program *program;

    for (size_t i = HEAD; i + 1 < size; i += 2) {
        add(&it, data[i], data[i + 1]);
    }
    it.len = it.len < SOURCE_MAX - 100 ? it.len : 0;
    while (it.len && it.depth) {
        close_section(&it);
    }
    source.text = (sp_span){ it.text, it.len };
    program =
        sp_template_compile(&source, &options, sp_diagnostics_make(pool), pool);
    demand(program || it.len > 0);
    return program;
}

/* ---- what holds -----------------------------------------------------------*/

static void check_unpacked(const char *member, size_t length, sp_span page)
{
    enum { GZIP = 16 };
    char *out = malloc(page.len + 1);
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)member,
                        .avail_in = (uInt)length,
                        .next_out = (Bytef *)out,
                        .avail_out = (uInt)page.len + 1 };

    demand(out && inflateInit2(&stream, MAX_WBITS + GZIP) == Z_OK);
    demand(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    demand(stream.avail_in == 0 && stream.total_out == page.len);
    demand(memcmp(out, page.ptr, page.len) == 0);
    inflateEnd(&stream);
    free(out);
}

/* Exactly that much memory: the sanitiser sees a byte more. */
static size_t write_within(const sp_packed *packed, const sp_value *values,
                           size_t capacity, sp_span page)
{
    char *out = malloc(capacity ? capacity : 1);
    size_t length;

    demand(out != NULL);
    length = sp_packed_write(packed, values, out, capacity);
    demand(length <= capacity);
    if (length) {
        check_unpacked(out, length, page);
    }
    free(out);
    return length;
}

static void try_capacity(const sp_packed *packed, const sp_value *values,
                         sp_span page, size_t capacity, size_t length)
{
    size_t again = write_within(packed, values, capacity, page);

    demand(again == 0 || again == length);
}

/* In all the room there is; and of a short page in any room, of a long one in
 * some. */
static void check(const sp_packed *packed, const sp_value *values, sp_span page,
                  unsigned random)
{
    enum { LEAST = 1000, SHORT_PAGE = 600, MARGIN = 100 };
    size_t length = write_within(packed, values, 2 * page.len + LEAST, page);

    /* deflate looks back so far, whatever stands between */
    demand(length || page.len > SP_DEFLATE_WINDOW);
    for (size_t i = 0; page.len < SHORT_PAGE && i < length + MARGIN; i++) {
        try_capacity(packed, values, page, i, length);
    }
    for (unsigned i = 0; length && i < 8; i++) {
        try_capacity(packed, values, page,
                     (random + 256 * i) % 2048 * length / 1024, length);
        try_capacity(packed, values, page, length + i * 16, length);
    }
}

/* With these values the programs are the page. */
static void check_all(const sp_packed *const *packed, const sp_program *program,
                      const sp_value *values, unsigned random)
{
    size_t n = sp_program_length(program, values);
    char *page;

    if (n > PAGE_MAX) {
        return;
    }
    page = malloc(n + 1);
    demand(page && sp_program_write(program, values, page, n) == n);
    for (unsigned i = 0; i < PROGRAMS; i++) {
        if (packed[i]) {
            check(packed[i], values, (sp_span){ page, n }, random);
        }
    }
    free(page);
}

/* Two bits say what is known of each slot. */
static void set_bindings(sp_binding *bindings, const sp_value *values,
                         const uint8_t *data, unsigned shift)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        unsigned which = data[2 * i + 1] >> (5 + shift) & 1;

        bindings[i] = which                             ? SP_CONSTANT
                      : values[i].n && data[2 * i] & 64 ? SP_TRUTHY
                                                        : SP_VARYING;
    }
}

/* The other values: what is known stays, and no truth changes. */
static void change(sp_value *values, const uint8_t *data, apr_pool_t *pool)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        bool varies = !(data[2 * i + 1] >> 5 & 3);

        if (varies && i < YES && values[i].n) {
            values[i] =
                text_value(data[2 * i] ^ 0x5d, 1 + data[2 * i + 1] % 29, pool);
        }
        else if (varies && i < YES && !(data[2 * i] & 64)) {
            values[i] = text_value(data[2 * i], 20 + i, pool);
        }
        else if (varies && i >= LIST) {
            values[i] =
                list_value(data[2 * i] & 64 ? 129 : data[2 * i] / 8, i, pool);
        }
    }
}

static void check_program(const sp_program *program, const uint8_t *data,
                          apr_pool_t *pool)
{
    sp_value values[SLOTS];
    sp_binding bindings[SLOTS];
    const sp_program *programs[PROGRAMS] = { program };
    const sp_packed *packed[PROGRAMS];
    sp_span like = { "like this", data[0] & 2 ? 9 : 0 };

    set_values(values, data + 1, pool);
    if (sp_program_length(program, values) > PAGE_MAX) {
        return;
    }
    for (unsigned i = 1; i < PROGRAMS; i++) {
        set_bindings(bindings, values, data + 1, i - 1);
        programs[i] = sp_program_fold(program, values, bindings, NULL, pool);
    }
    sp_packer_add(sp_packer_make(pool, pool), programs, PROGRAMS, values, like,
                  packed);
    check_all(packed, program, values, data[0]);
    change(values, data + 1, pool);
    check_all(packed, program, values, data[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 4096 };
    const sp_program *program;
    apr_pool_t *pool = NULL;

    if (size < HEAD || size > MOST) {
        return 0;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    program = compile(data, size, data[0] & 1 ? SP_SYNTAX_TEXT : SP_SYNTAX_HTML,
                      pool);
    if (program) {
        check_program(program, data, pool);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Any frequencies give a complete code of 15 bits at most, and zlib reads each
 * literal, length and distance that is written in it. */
#include "rows.h"

#include "core/deflate.h"

#include <zlib.h>

enum { GZIP = 16, TRAILER = 8, ROOM = 1 << 23, PAGE = 6 << 20 };

/* ---- codes ----------------------------------------------------------------*/

/* Of the symbol at `i` among `count`. */
typedef uint32_t frequency(unsigned i, unsigned count);

static uint32_t alike(unsigned i, unsigned count)
{
    (void)i;
    (void)count;
    return 1;
}

static uint32_t one_prevails(unsigned i, unsigned count)
{
    return i == count / 2 ? UINT32_MAX / 2 : 1;
}

/* Fibonacci's numbers give the deepest tree. */
static uint32_t fibonacci(unsigned i, unsigned count)
{
    uint32_t one = 1;
    uint32_t other = 1;

    (void)count;
    for (; i > 0 && one < (1U << 29); i--) {
        uint32_t sum = one + other;

        other = one;
        one = sum;
    }
    return i ? 1 : one;
}

static uint32_t powers(unsigned i, unsigned count)
{
    (void)count;
    return 1U << i % 21;
}

typedef struct code_row {
    const char *name;
    frequency *of;
} code_row;

static const code_row code_rows[] = {
    { "all alike", alike },
    { "one prevails", one_prevails },
    { "Fibonacci", fibonacci },
    { "powers of two", powers },
};

/* Each symbol has its place (Kraft), and none is left over: zlib refuses a code
 * that is not complete. */
static void is_complete(const sp_codeword *codes, unsigned count)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < count; i++) {
        unsigned bits = sp_codeword_length(codes[i]);

        assert_in_range(bits, 1, 15);
        assert_int_equal(sp_codeword_bits(codes[i]) >> bits, 0);
        sum += 1U << (15 - bits);
    }
    assert_int_equal(sum, 1U << 15);
}

static const sp_deflate_code *make(frequency *of, apr_pool_t *pool)
{
    sp_deflate_frequencies frequencies;

    for (unsigned i = 0; i < SP_DEFLATE_SYMBOLS; i++) {
        frequencies.symbols[i] = of(i, SP_DEFLATE_SYMBOLS);
    }
    for (unsigned i = 0; i < SP_DEFLATE_DISTANCES; i++) {
        frequencies.distances[i] = of(i, SP_DEFLATE_DISTANCES);
    }
    return sp_deflate_code_make(&frequencies, pool);
}

static void the_code_is_complete(void **state)
{
    const code_row *row = *state;
    apr_pool_t *pool = new_pool();
    const sp_deflate_code *code = make(row->of, pool);

    is_complete(code->symbols, SP_DEFLATE_SYMBOLS);
    is_complete(code->distances, SP_DEFLATE_DISTANCES);
    apr_pool_destroy(pool);
}

/* ---- streams --------------------------------------------------------------*/

/* A member in the making, and the page that it ought to be. */
typedef struct stream {
    const sp_deflate_code *code;
    sp_bits to;
    unsigned char *member;
    unsigned char *page;
    size_t length;
} stream;

static void put_literal(stream *it, unsigned char byte)
{
    sp_deflate_token token = { 0, SP_DEFLATE_FIXED, byte, 0 };

    sp_deflate_put_token(&it->to, it->code, &token);
    it->page[it->length++] = byte;
}

static void put_match(stream *it, unsigned length, unsigned distance)
{
    sp_deflate_put_length(&it->to, it->code, length);
    sp_deflate_put_distance(&it->to, it->code, distance);
    for (; length > 0; length--, it->length++) {
        it->page[it->length] = it->page[it->length - distance];
    }
}

static void put_number(unsigned char *out, uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(number >> (8 * i));
    }
}

static void zlib_agrees(stream *it, apr_pool_t *pool)
{
    unsigned char *out = apr_palloc(pool, it->length + 1);
    unsigned char *end;
    z_stream zlib = { .next_in = it->member,
                      .next_out = out,
                      .avail_out = (uInt)it->length + 1 };

    sp_deflate_put_codeword(&it->to, it->code->symbols[SP_DEFLATE_END]);
    end = sp_bits_end(&it->to);
    put_number(end, (uint32_t)crc32(0, it->page, (uInt)it->length));
    put_number(end + 4, (uint32_t)it->length);
    zlib.avail_in = (uInt)(end + TRAILER - it->member);
    assert_int_equal(inflateInit2(&zlib, MAX_WBITS + GZIP), Z_OK);
    assert_int_equal(inflate(&zlib, Z_FINISH), Z_STREAM_END);
    assert_int_equal(zlib.avail_in, 0);
    assert_int_equal(zlib.total_out, it->length);
    assert_memory_equal(out, it->page, it->length);
    inflateEnd(&zlib);
}

static stream begin(const sp_deflate_code *code, apr_pool_t *pool)
{
    stream it = { .code = code,
                  .member = apr_palloc(pool, ROOM),
                  .page = apr_palloc(pool, PAGE) };

    it.to.out = it.member;
    sp_bits_copy(&it.to, code->head, code->head_bits);
    return it;
}

static void zlib_reads_a_page_of_nothing(void **state)
{
    const code_row *row = *state;
    apr_pool_t *pool = new_pool();
    stream it = begin(make(row->of, pool), pool);

    zlib_agrees(&it, pool);
    apr_pool_destroy(pool);
}

/* Each byte; then each distance that there is, with each length in turn. */
static void zlib_reads_all_tokens(void **state)
{
    enum { LEAST = 3, LENGTHS = SP_DEFLATE_MATCH_MAX - LEAST + 1 };
    const code_row *row = *state;
    apr_pool_t *pool = new_pool();
    stream it = begin(make(row->of, pool), pool);
    uint32_t seed = 1951;

    for (unsigned i = 0; i < SP_DEFLATE_WINDOW; i++) {
        seed = seed * 1664525 + 1013904223;
        put_literal(&it, (unsigned char)(i < 256 ? i : seed >> 24));
    }
    for (unsigned i = 0; i < SP_DEFLATE_WINDOW; i++) {
        put_match(&it, LEAST + i % LENGTHS, SP_DEFLATE_WINDOW - i);
    }
    assert_true(it.length < PAGE);
    zlib_agrees(&it, pool);
    apr_pool_destroy(pool);
}

/* RFC 1951 3.2.5: extra bits and least distance of each symbol. */
static void distances_are_as_the_rfc_has_them(void **state)
{
    static const unsigned rows[][2] = {
        { 0, 1 },     { 0, 2 },     { 0, 3 },      { 0, 4 },      { 1, 5 },
        { 1, 7 },     { 2, 9 },     { 2, 13 },     { 3, 17 },     { 3, 25 },
        { 4, 33 },    { 4, 49 },    { 5, 65 },     { 5, 97 },     { 6, 129 },
        { 6, 193 },   { 7, 257 },   { 7, 385 },    { 8, 513 },    { 8, 769 },
        { 9, 1025 },  { 9, 1537 },  { 10, 2049 },  { 10, 3073 },  { 11, 4097 },
        { 11, 6145 }, { 12, 8193 }, { 12, 12289 }, { 13, 16385 }, { 13, 24577 },
    };

    (void)state;
    assert_int_equal(SP_COUNT(rows), SP_DEFLATE_DISTANCES);
    for (unsigned i = 0; i < SP_COUNT(rows); i++) {
        unsigned extra = rows[i][0];
        unsigned least = rows[i][1];

        assert_int_equal(sp_deflate_distance_least(i), least);
        for (unsigned rest = 0; rest < 1U << extra; rest++) {
            sp_deflate_symbol s = sp_deflate_distance(least + rest);

            assert_int_equal(s.symbol, i);
            assert_int_equal(s.extra, extra);
            assert_int_equal(s.rest, rest);
        }
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, code_rows, the_code_is_complete);
    ADD_ROWS(list, code_rows, zlib_reads_a_page_of_nothing);
    ADD_ROWS(list, code_rows, zlib_reads_all_tokens);
    ADD_TEST(list, distances_are_as_the_rfc_has_them);
    return run_list("deflate", list);
}

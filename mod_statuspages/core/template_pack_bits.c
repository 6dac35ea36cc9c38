/* SPDX-License-Identifier: Apache-2.0 */
/* Encodes the tokens of programs with their Huffman code.  The bits of all
 * programs of one code lie in one array.  A text that some have in common is
 * there once for all of them.  If they are many, it is there for each of the
 * eight bits of a byte that it may begin at: it is long, and a request then
 * copies it without shifting. */
#include "core/template_pack_internal.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <zlib.h>

enum { MANY = 3 }; /* programs of one code */

typedef struct encoder {
    const sp_deflate_code *code;
    bool many;
    sp_bits to;
    unsigned char *begin;       /* of what `to` writes */
    apr_array_header_t *pieces; /* of sp_piece */
    apr_array_header_t *texts;  /* of sp_packed_text */
    apr_hash_t *known;          /* tokens -> known_text */
    apr_pool_t *scratch;
} encoder;

/* Take the first `n` bits from those of a piece. */
static uint64_t take(sp_bits *from, unsigned n)
{
    uint64_t bits = from->hold & (((uint64_t)1 << n) - 1);

    from->hold >>= n;
    from->count -= n;
    return bits;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static void push_bits(encoder *it, uint64_t bits, unsigned count)
{
    APR_ARRAY_PUSH(it->pieces, sp_piece) = (sp_piece){ .bits = bits,
                                                       .repeats = SP_PIECE_BITS,
                                                       .count = (uint8_t)count,
                                                       .all = (uint8_t)count };
}

/* `n` bits or words from `start` on, and a rest of `count` bits. */
static void push_where(encoder *it, unsigned kind, const unsigned char *start,
                       size_t n, uint64_t rest, unsigned count)
{
    APR_ARRAY_PUSH(it->pieces, sp_piece) =
        (sp_piece){ .bits = (uint64_t)(start - it->begin) | rest << 32,
                    .distance = (uint32_t)n,
                    .repeats = (uint16_t)kind,
                    .count = (uint8_t)count };
}

/* What has been written since `start`, as pieces, but for the last bits: there
 * are `room` at most of these, and they are returned. */
static sp_bits push_written(encoder *it, unsigned char *start, unsigned room)
{
    size_t n = (size_t)(it->to.out - start) * 8 + it->to.count;
    size_t words = n / 64;
    sp_bits rest = { .count = (unsigned)(n % 64) };

    sp_bits_store(it->to.out, it->to.hold);
    it->to = (sp_bits){ .out = start + 8 * words };
    rest.hold = sp_bits_load(it->to.out) & (((uint64_t)1 << rest.count) - 1);
    if (words) {
        unsigned count =
            rest.count > room ? least(rest.count, SP_PIECE_REST_MAX) : 0;

        push_where(it, SP_PIECE_LONG, start, words, take(&rest, count), count);
    }
    while (rest.count > room) {
        unsigned count = least(rest.count, SP_BITS_MOST);

        push_bits(it, take(&rest, count), count);
    }
    return rest;
}

/* The token, `at` bytes into its text, and what has been written before it. */
static void push_match(encoder *it, unsigned char *start, unsigned at,
                       const sp_deflate_token *token)
{
    sp_deflate_symbol s = sp_deflate_distance(token->distance);
    sp_codeword word = it->code->distances[s.symbol];
    unsigned length = sp_codeword_length(word);
    sp_bits bits = push_written(it, start, SP_BITS_MOST - length - s.extra);

    sp_bits_add(&bits, sp_codeword_bits(word), length);
    APR_ARRAY_PUSH(it->pieces, sp_piece) =
        (sp_piece){ .bits = bits.hold,
                    .distance =
                        at - token->value - sp_deflate_distance_least(s.symbol),
                    .repeats = sp_piece_repeats(token->run, s.symbol),
                    .count = (uint8_t)bits.count,
                    .all = (uint8_t)(bits.count + s.extra) };
}

static void put_pieces(encoder *it, const apr_array_header_t *tokens)
{
    unsigned char *start = it->to.out;
    unsigned at = 0;

    for (int i = 0; i < tokens->nelts; i++) {
        const sp_deflate_token *token =
            &APR_ARRAY_IDX(tokens, i, sp_deflate_token);

        sp_deflate_put_token(&it->to, it->code, token);
        if (token->run != SP_DEFLATE_FIXED) {
            push_match(it, start, at, token);
            start = it->to.out;
        }
        at += token->length ? token->length : 1;
    }
    push_written(it, start, 0);
}

/* All of them at once. */
static void put_shared(encoder *it, const apr_array_header_t *tokens)
{
    const unsigned char *start = it->to.out;

    for (int i = 0; i < tokens->nelts; i++) {
        sp_deflate_put_token(&it->to, it->code,
                             &APR_ARRAY_IDX(tokens, i, sp_deflate_token));
    }
    push_where(it, SP_PIECE_SHARED, start,
               (size_t)(it->to.out - start) * 8 + it->to.count, 0, 0);
    sp_bits_end(&it->to);
}

/* Add those that begin one bit later, and so on up to seven. */
static void shift_shared(encoder *it, const sp_piece *piece)
{
    unsigned char *from = it->begin + sp_piece_where(piece);
    size_t stride = sp_piece_stride(piece);

    for (unsigned shift = 1; shift < 8; shift++) {
        it->to.out = from + shift * stride;
        sp_bits_put(&it->to, 0, shift);
        sp_bits_copy(&it->to, from, piece->distance);
        sp_bits_end(&it->to);
    }
    it->to.out = from + 8 * stride;
}

static unsigned bits_max(const sp_piece *piece)
{
    enum { DISTANCE_BITS_MAX = SP_DEFLATE_CODE_MAX + 13 };

    switch (piece->repeats) {
    case SP_PIECE_LONG: return piece->distance * 64 + piece->count;
    case SP_PIECE_SHARED: return piece->distance;
    default: return piece->count + DISTANCE_BITS_MAX;
    }
}

/* With the longest distances. */
static uint32_t bytes_max(const encoder *it, uint32_t first)
{
    uint32_t bits = 0;

    for (int i = (int)first; i < it->pieces->nelts; i++) {
        bits += bits_max(&APR_ARRAY_IDX(it->pieces, i, sp_piece));
    }
    return bits / 8 + 1;
}

static void set_size(sp_packed_text *text, uint32_t count, uint32_t bytes)
{
    bool small = count <= SP_PACKED_PIECES_MAX && bytes < SP_PACKED_BYTES_MAX;

    text->count = small ? count & SP_PACKED_PIECES_MAX : 0;
    text->bytes_max = small ? bytes & SP_PACKED_BYTES_MAX : SP_PACKED_BYTES_MAX;
}

static sp_packed_text encode_text(encoder *it, const sp_deflate_run *run,
                                  const apr_array_header_t *tokens)
{
    sp_packed_text text = { .crc = (uint32_t)crc32(0, (const Bytef *)run->text,
                                                   (uInt)run->len),
                            .first = (uint32_t)it->pieces->nelts };

    if (run->shared && it->many) {
        put_shared(it, tokens);
        shift_shared(
            it, &APR_ARRAY_IDX(it->pieces, it->pieces->nelts - 1, sp_piece));
    }
    else {
        put_pieces(it, tokens);
    }
    set_size(&text, (uint32_t)it->pieces->nelts - text.first,
             bytes_max(it, text.first));
    return text;
}

/* A text that is encoded already. */
typedef struct known_text {
    const apr_array_header_t *tokens;
    uint16_t number;
} known_text;

/* The same tokens have the same bits. */
static uint16_t text_of(encoder *it, const sp_deflate_run *run,
                        const apr_array_header_t *tokens)
{
    known_text *known = apr_hash_get(it->known, &tokens, sizeof(void *));

    if (!known) {
        known = apr_palloc(it->scratch, sizeof(*known));
        known->tokens = tokens;
        known->number = (uint16_t)it->texts->nelts;
        APR_ARRAY_PUSH(it->texts, sp_packed_text) =
            encode_text(it, run, tokens);
        apr_hash_set(it->known, &known->tokens, sizeof(void *), known);
    }
    return known->number;
}

static uint16_t *texts_of(encoder *it, const sp_pack_job *job, apr_pool_t *pool)
{
    size_t count = job->program->count;
    uint16_t *texts = apr_palloc(pool, count * sizeof(*texts));

    for (size_t i = 0; i < count; i++) {
        texts[i] = text_of(it, &job->page.runs[i], job->page.tokens[i]);
    }
    return texts;
}

/* No codeword has more than 15 bits, and no match more than 48, which stands
 * for three bytes at least. */
static size_t encoded_size_max(const sp_pack_job *jobs, unsigned count,
                               apr_pool_t *scratch)
{
    apr_hash_t *shared = apr_hash_make(scratch);
    size_t bytes = SP_BITS_SLACK;

    for (unsigned i = 0; i < count; i++) {
        size_t texts = jobs[i].program ? jobs[i].program->count : 0;

        for (size_t at = 0; at < texts; at++) {
            const sp_deflate_run *run = &jobs[i].page.runs[at];
            size_t size = 2 * run->len + SP_BITS_SLACK;

            if (!run->shared) {
                bytes += size;
            }
            else if (!apr_hash_get(shared, &run->text, sizeof(run->text))) {
                apr_hash_set(shared, &run->text, sizeof(run->text), run);
                bytes += count >= MANY ? 8 * size : size;
            }
        }
    }
    return bytes;
}

/* Can all texts of the program have numbers? */
static bool has_numbers(const encoder *it, const sp_program *program)
{
    return (size_t)it->texts->nelts + program->count <= UINT16_MAX;
}

static const void *kept(const apr_array_header_t *array, apr_pool_t *pool)
{
    return apr_pmemdup(pool, array->elts,
                       (size_t)array->nelts * (size_t)array->elt_size);
}

void sp_pack_encode(sp_packer *packer, const sp_deflate_code *code,
                    const sp_pack_job *jobs, unsigned count,
                    const sp_packed **packed, apr_pool_t *scratch)
{
    unsigned char *buffer =
        apr_palloc(scratch, encoded_size_max(jobs, count, scratch));
    encoder it = { code,
                   count >= MANY,
                   { buffer, 0, 0 },
                   buffer,
                   apr_array_make(scratch, 256, sizeof(sp_piece)),
                   apr_array_make(scratch, 64, sizeof(sp_packed_text)),
                   apr_hash_make(scratch),
                   scratch };
    sp_packed *all = apr_pcalloc(packer->pool, count * sizeof(*all));
    sp_packed known;

    for (unsigned i = 0; i < count; i++) {
        if (jobs[i].program && has_numbers(&it, jobs[i].program)) {
            all[i].text_of = texts_of(&it, &jobs[i], packer->pool);
            packed[i] = &all[i];
        }
    }
    memset(it.to.out, 0, SP_BITS_SLACK);
    known = (sp_packed){ .code = code,
                         .crc = packer->crc,
                         .texts = kept(it.texts, packer->pool),
                         .pieces = kept(it.pieces, packer->pool),
                         .bits = apr_pmemdup(packer->pool, buffer,
                                             (size_t)(it.to.out - buffer)
                                                 + SP_BITS_SLACK) };
    for (unsigned i = 0; i < count; i++) {
        known.program = jobs[i].program;
        known.text_of = all[i].text_of;
        all[i] = known;
    }
}

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
    apr_hash_t *known;          /* tokens -> known_text */
    apr_pool_t *scratch;
} encoder;

/* End the piece that began at `start`; the next one begins with a byte. */
static void push_piece(encoder *it, const unsigned char *start, sp_piece piece)
{
    piece.bits = (uint32_t)(start - it->begin);
    piece.bit_count = (uint32_t)((it->to.out - start) * 8) + it->to.count;
    sp_bits_end(&it->to);
    if (piece.bit_count) {
        APR_ARRAY_PUSH(it->pieces, sp_piece) = piece;
    }
}

static void put_pieces(encoder *it, const apr_array_header_t *tokens)
{
    const unsigned char *start = it->to.out;
    unsigned at = 0;

    for (int i = 0; i < tokens->nelts; i++) {
        const sp_deflate_token *token =
            &APR_ARRAY_IDX(tokens, i, sp_deflate_token);

        sp_deflate_put_token(&it->to, it->code, token);
        if (token->run != SP_DEFLATE_FIXED) {
            push_piece(it, start,
                       (sp_piece){ .distance = at - token->value,
                                   .repeats = token->run });
            start = it->to.out;
        }
        at += token->length ? token->length : 1;
    }
    push_piece(it, start, (sp_piece){ .repeats = SP_PIECE_LAST });
}

/* Add those that begin one bit later, and so on up to seven. */
static void shift_shared(encoder *it, const sp_piece *piece)
{
    unsigned char *from = it->begin + piece->bits;
    size_t stride = sp_piece_stride(piece);

    for (unsigned shift = 1; shift < 8; shift++) {
        it->to.out = from + shift * stride;
        sp_bits_put(&it->to, 0, shift);
        sp_bits_copy(&it->to, from, piece->bit_count);
        sp_bits_end(&it->to);
    }
    it->to.out = from + 8 * stride;
}

/* With the longest distances. */
static uint32_t bytes_max(const encoder *it, uint32_t first)
{
    enum { DISTANCE_BITS_MAX = SP_DEFLATE_CODE_MAX + 13 };
    uint32_t bits = 0;

    for (int i = (int)first; i < it->pieces->nelts; i++) {
        bits += APR_ARRAY_IDX(it->pieces, i, sp_piece).bit_count
                + DISTANCE_BITS_MAX;
    }
    return bits / 8 + 1;
}

static void set_size(sp_packed_text *text, uint32_t count, uint32_t bytes)
{
    bool small = count <= SP_PACKED_PIECES_MAX && bytes < SP_PACKED_BYTES_MAX;

    text->count = small ? count & SP_PACKED_PIECES_MAX : 0;
    text->bytes_max = small ? bytes & SP_PACKED_BYTES_MAX : SP_PACKED_BYTES_MAX;
}

/* A text that is encoded already. */
typedef struct known_text {
    const apr_array_header_t *tokens;
    sp_packed_text text;
} known_text;

static sp_packed_text encode_text(encoder *it, const sp_deflate_run *run,
                                  const apr_array_header_t *tokens)
{
    sp_packed_text text = { .crc = (uint32_t)crc32(0, (const Bytef *)run->text,
                                                   (uInt)run->len),
                            .first = (uint32_t)it->pieces->nelts };

    put_pieces(it, tokens);
    if (run->shared && it->many) {
        sp_piece *piece =
            &APR_ARRAY_IDX(it->pieces, it->pieces->nelts - 1, sp_piece);

        piece->repeats = SP_PIECE_SHARED;
        shift_shared(it, piece);
    }
    set_size(&text, (uint32_t)it->pieces->nelts - text.first,
             bytes_max(it, text.first));
    return text;
}

/* The same tokens have the same bits. */
static sp_packed_text text_of(encoder *it, const sp_deflate_run *run,
                              const apr_array_header_t *tokens)
{
    known_text *known = apr_hash_get(it->known, &tokens, sizeof(void *));

    if (!known) {
        known = apr_palloc(it->scratch, sizeof(*known));
        known->tokens = tokens;
        known->text = encode_text(it, run, tokens);
        apr_hash_set(it->known, &known->tokens, sizeof(void *), known);
    }
    return known->text;
}

static sp_packed_text *texts_of(encoder *it, const sp_pack_job *job,
                                apr_pool_t *pool)
{
    size_t count = job->program->count;
    sp_packed_text *texts = apr_palloc(pool, count * sizeof(*texts));

    for (size_t i = 0; i < count; i++) {
        texts[i] = text_of(it, &job->page.runs[i], job->page.tokens[i]);
    }
    return texts;
}

/* No codeword has more than 15 bits.  Each text and each deferred match, which
 * stands for four bytes at least, ends with a whole byte. */
static size_t encoded_size_max(const sp_pack_job *jobs, unsigned count,
                               apr_pool_t *scratch)
{
    apr_hash_t *shared = apr_hash_make(scratch);
    size_t bytes = SP_BITS_SLACK;

    for (unsigned i = 0; i < count; i++) {
        size_t texts = jobs[i].program ? jobs[i].program->count : 0;

        for (size_t at = 0; at < texts; at++) {
            const sp_deflate_run *run = &jobs[i].page.runs[at];
            size_t size = 3 * run->len + SP_BITS_SLACK;

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
                   apr_hash_make(scratch),
                   scratch };
    sp_packed *all = apr_pcalloc(packer->pool, count * sizeof(*all));
    const unsigned char *bits;
    const sp_piece *pieces;

    for (unsigned i = 0; i < count; i++) {
        if (jobs[i].program) {
            all[i].texts = texts_of(&it, &jobs[i], packer->pool);
            packed[i] = &all[i];
        }
    }
    memset(it.to.out, 0, SP_BITS_SLACK);
    bits = apr_pmemdup(packer->pool, buffer,
                       (size_t)(it.to.out - buffer) + SP_BITS_SLACK);
    pieces = apr_pmemdup(packer->pool, it.pieces->elts,
                         (size_t)it.pieces->nelts * sizeof(*pieces));
    for (unsigned i = 0; i < count; i++) {
        all[i].program = jobs[i].program;
        all[i].code = code;
        all[i].crc = packer->crc;
        all[i].pieces = pieces;
        all[i].bits = bits;
    }
}

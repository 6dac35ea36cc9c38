/* SPDX-License-Identifier: Apache-2.0 */
/* Encodes the tokens of programs with their Huffman code.  The bits of all
 * programs of one code lie in one array.  A text that many have is there once
 * for all of them, but for each of the eight bits of a byte that it may begin
 * at: it is long, and a request then copies it without shifting. */
#include "core/template_pack_internal.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <zlib.h>

typedef struct encoder {
    const sp_deflate_code *code;
    sp_bits to;
    unsigned char *begin;       /* of what `to` writes */
    apr_array_header_t *pieces; /* of sp_piece */
    apr_hash_t *shared;         /* text -> its sp_piece */
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

static void put_shared(encoder *it, const sp_deflate_run *run,
                       const apr_array_header_t *tokens)
{
    const sp_piece *known =
        apr_hash_get(it->shared, &run->text, sizeof(run->text));
    sp_piece *piece;

    if (known) {
        APR_ARRAY_PUSH(it->pieces, sp_piece) = *known;
        return;
    }
    put_pieces(it, tokens);
    piece = &APR_ARRAY_IDX(it->pieces, it->pieces->nelts - 1, sp_piece);
    piece->repeats = SP_PIECE_SHARED;
    shift_shared(it, piece);
    apr_hash_set(it->shared, &run->text, sizeof(run->text),
                 apr_pmemdup(it->scratch, piece, sizeof(*piece)));
}

/* Of the pieces from `first` on. */
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

static sp_packed_text *texts_of(encoder *it, const sp_pack_job *job,
                                apr_pool_t *pool)
{
    size_t count = job->program->count;
    sp_packed_text *texts = apr_palloc(pool, (count + 1) * sizeof(*texts));

    for (size_t i = 0; i < count; i++) {
        const sp_deflate_run *run = &job->runs[i];

        texts[i].first = (uint32_t)it->pieces->nelts;
        texts[i].crc =
            (uint32_t)crc32(0, (const Bytef *)run->text, (uInt)run->len);
        if (run->shared) {
            put_shared(it, run, job->tokens[i]);
        }
        else {
            put_pieces(it, job->tokens[i]);
        }
        texts[i].bytes_max = bytes_max(it, texts[i].first);
    }
    texts[count].first = (uint32_t)it->pieces->nelts;
    texts[count].crc = 0;
    return texts;
}

/* No codeword has more than 15 bits.  Each text and each deferred match, which
 * stands for four bytes at least, ends with a whole byte. */
static size_t encoded_size_max(const sp_pack_job *jobs, unsigned count)
{
    size_t bytes = SP_BITS_SLACK;
    const char *shared = NULL;

    for (unsigned i = 0; i < count; i++) {
        size_t texts = jobs[i].program ? jobs[i].program->count : 0;

        for (size_t at = 0; at < texts; at++) {
            const sp_deflate_run *run = &jobs[i].runs[at];

            bytes += run->text == shared ? 0
                                         : (run->shared ? 8 : 1)
                                               * (3 * run->len + SP_BITS_SLACK);
            shared = run->shared ? run->text : shared;
        }
    }
    return bytes;
}

void sp_pack_encode(sp_packer *packer, const sp_deflate_code *code,
                    const sp_pack_job *jobs, unsigned count,
                    const sp_packed **packed, apr_pool_t *scratch)
{
    unsigned char *buffer = apr_palloc(scratch, encoded_size_max(jobs, count));
    encoder it = { code,
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

/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of a program as bits in a code. */
#include "core/template_pack.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <zlib.h>

static unsigned bits_of_length(const sp_deflate_code *code, unsigned length)
{
    sp_deflate_symbol s = sp_deflate_length(length);

    return (code->symbols[s.symbol] >> 16) + s.extra;
}

static void push_piece(apr_array_header_t *pieces, sp_bits *to,
                       const unsigned char *start, sp_piece piece)
{
    piece.bits = start;
    piece.bit_count = (uint32_t)((to->out - start) * 8) + to->count;
    sp_bits_end(to);
    if (piece.bit_count) {
        APR_ARRAY_PUSH(pieces, sp_piece) = piece;
    }
}

/* The pieces of a text, behind each other in `to`, each from a byte on. */
static void put_pieces(apr_array_header_t *pieces, sp_bits *to,
                       const sp_deflate_code *code,
                       const apr_array_header_t *tokens)
{
    const unsigned char *start = to->out;
    unsigned at = 0;

    for (int i = 0; i < tokens->nelts; i++) {
        const sp_deflate_token *token =
            &APR_ARRAY_IDX(tokens, i, sp_deflate_token);

        sp_deflate_put_token(to, code, token);
        if (token->run != SP_DEFLATE_NEAR) {
            push_piece(pieces, to, start,
                       (sp_piece){
                           .length = token->length,
                           .length_bits =
                               (uint16_t)bits_of_length(code, token->length),
                           .at = (uint16_t)at,
                           .op = token->run,
                           .state = token->value,
                       });
            start = to->out;
        }
        at += token->length ? token->length : 1;
    }
    push_piece(pieces, to, start, (sp_piece){ 0 });
}

static unsigned char *copy_of(const sp_packer *packer, const sp_bits *to)
{
    size_t bytes = (size_t)(to->out - packer->capacity);
    unsigned char *bits = apr_pcalloc(packer->pool, bytes + SP_BITS_SLACK);

    memcpy(bits, packer->capacity, bytes);
    return bits;
}

/* A text that is made into bits once for all programs of a code. */
static void share(sp_packer *packer, const sp_deflate_run *run,
                  const sp_deflate_code *code, const apr_array_header_t *tokens)
{
    apr_array_header_t *pieces;
    sp_bits to = { packer->capacity, 0, 0 };

    if (apr_hash_get(packer->shared, &run->text, sizeof(run->text))) {
        return;
    }
    pieces = apr_array_make(packer->scratch, 1, sizeof(sp_piece));
    put_pieces(pieces, &to, code, tokens);
    APR_ARRAY_IDX(pieces, 0, sp_piece).bits = copy_of(packer, &to);
    apr_hash_set(packer->shared, &run->text, sizeof(run->text), pieces->elts);
}

/* All pieces of a program: those of its own have their bits in packer->room. */
static apr_array_header_t *gather(sp_packer *packer, const sp_parcel *it,
                                  const sp_deflate_code *code,
                                  sp_packed_text *texts, sp_bits *to)
{
    apr_array_header_t *pieces =
        apr_array_make(packer->scratch, 64, sizeof(sp_piece));

    for (size_t i = 0; i < it->program->count; i++) {
        const sp_deflate_run *run = &it->runs[i];

        texts[i].first = (uint32_t)pieces->nelts;
        texts[i].sum =
            (uint32_t)crc32(0, (const Bytef *)run->text, (uInt)run->len);
        if (run->shared) {
            APR_ARRAY_PUSH(pieces, sp_piece) = *(const sp_piece *)apr_hash_get(
                packer->shared, &run->text, sizeof(run->text));
        }
        else {
            put_pieces(pieces, to, code, it->tokens[i]);
        }
    }
    texts[it->program->count].first = (uint32_t)pieces->nelts;
    return pieces;
}

const sp_packed *sp_pack_seal(sp_packer *packer, const sp_parcel *it,
                              const sp_deflate_code *code)
{
    size_t count = it->program->count;
    sp_packed *packed = apr_palloc(packer->pool, sizeof(*packed));
    sp_packed_text *texts =
        apr_pcalloc(packer->pool, (count + 1) * sizeof(*texts));
    apr_array_header_t *pieces;
    sp_bits to = { packer->capacity, 0, 0 };
    unsigned char *bits;

    for (size_t i = 0; i < count; i++) {
        if (it->runs[i].shared) {
            share(packer, &it->runs[i], code, it->tokens[i]);
        }
    }
    pieces = gather(packer, it, code, texts, &to);
    bits = copy_of(packer, &to);
    for (int i = 0; i < pieces->nelts; i++) {
        sp_piece *piece = &APR_ARRAY_IDX(pieces, i, sp_piece);

        if (piece->bits >= packer->capacity && piece->bits <= to.out) {
            piece->bits = bits + (piece->bits - packer->capacity);
        }
    }
    *packed =
        (sp_packed){ it->program, code, packer->crc, texts,
                     apr_pmemdup(packer->pool, pieces->elts,
                                 (size_t)pieces->nelts * sizeof(sp_piece)) };
    return packed;
}

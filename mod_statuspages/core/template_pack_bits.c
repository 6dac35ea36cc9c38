/* SPDX-License-Identifier: Apache-2.0 */
/* Encodes the tokens of programs with their Huffman code.  The bits of all
 * programs of one code lie in one array, and a text that many have is there
 * once. */
#include "core/template_pack_internal.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <zlib.h>

typedef struct encoder {
    const sp_deflate_code *code;
    sp_bits to;
    const unsigned char *begin; /* of what `to` writes */
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
                       (sp_piece){ .is_deferred = true,
                                   .at = (uint16_t)at,
                                   .op = token->run,
                                   .from = token->value });
            start = it->to.out;
        }
        at += token->length ? token->length : 1;
    }
    push_piece(it, start, (sp_piece){ 0 });
}

/* A text that is encoded already. */
typedef struct known_text {
    const apr_array_header_t *tokens;
    uint32_t first; /* of its pieces */
    uint32_t count; /* of them */
    uint32_t crc;
} known_text;

static const known_text *encode_text(encoder *it, const sp_deflate_run *run,
                                     const apr_array_header_t *tokens)
{
    known_text *known = apr_palloc(it->scratch, sizeof(*known));

    known->tokens = tokens;
    known->first = (uint32_t)it->pieces->nelts;
    put_pieces(it, tokens);
    known->count = (uint32_t)it->pieces->nelts - known->first;
    known->crc = (uint32_t)crc32(0, (const Bytef *)run->text, (uInt)run->len);
    apr_hash_set(it->known, &known->tokens, sizeof(known->tokens), known);
    return known;
}

static sp_packed_text put_text(encoder *it, const sp_deflate_run *run,
                               const apr_array_header_t *tokens)
{
    const known_text *known = apr_hash_get(it->known, &tokens, sizeof(tokens));
    uint32_t first = (uint32_t)it->pieces->nelts;

    if (!known) {
        known = encode_text(it, run, tokens);
        return (sp_packed_text){ known->crc, first };
    }
    for (uint32_t i = 0; i < known->count; i++) {
        sp_piece piece =
            APR_ARRAY_IDX(it->pieces, (int)(known->first + i), sp_piece);

        APR_ARRAY_PUSH(it->pieces, sp_piece) = piece;
    }
    return (sp_packed_text){ known->crc, first };
}

static sp_packed_text *texts_of(encoder *it, const sp_pack_job *job,
                                apr_pool_t *pool)
{
    size_t count = job->program->count;
    sp_packed_text *texts = apr_palloc(pool, (count + 1) * sizeof(*texts));

    for (size_t i = 0; i < count; i++) {
        texts[i] = put_text(it, &job->page.runs[i], job->page.tokens[i]);
    }
    texts[count] = (sp_packed_text){ 0, (uint32_t)it->pieces->nelts };
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
            const sp_deflate_run *run = &jobs[i].page.runs[at];

            bytes += run->text == shared ? 0 : 3 * run->len + SP_BITS_SLACK;
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

/* SPDX-License-Identifier: Apache-2.0 */
/* How likely each symbol is: the code is made for that. */
#include "core/template_pack.h"

enum {
    TOKEN_WEIGHT = 4,
    DIGIT_WEIGHT = 10,
    SMALL_WEIGHT = 3,
    CAPITAL_WEIGHT = 3
};

/* Neighbours that are equally likely take less room where the code is told. */
static void level(uint32_t *weights, unsigned from, unsigned to)
{
    uint32_t sum = 0;

    for (unsigned i = from; i <= to; i++) {
        sum += weights[i];
    }
    for (unsigned i = from; i <= to; i++) {
        weights[i] = sum / (to - from + 1);
    }
}

/* The same for all that are rare. */
static void level_rare(uint32_t *weights, unsigned count)
{
    uint32_t sum = 0;
    uint32_t rare = 0;
    uint32_t number = 0;
    uint32_t limit;

    for (unsigned i = 0; i < count; i++) {
        sum += weights[i];
    }
    limit = sum >> 9;
    for (unsigned i = 0; i < count; i++) {
        rare += weights[i] < limit ? weights[i] : 0;
        number += weights[i] < limit;
    }
    for (unsigned i = 0; i < count; i++) {
        weights[i] = weights[i] < limit ? rare / number + 1 : weights[i];
    }
}

/* What values are made of: times, ids, addresses, names.  And each symbol may
 * come. */
static void weigh_values(sp_deflate_weights *weights, unsigned pages)
{
    static const char at_times[] = "abcdefghijklmnopqrstuvwxyz./-:";

    for (unsigned i = '0'; i <= '9'; i++) {
        weights->symbols[i] += DIGIT_WEIGHT * pages;
    }
    for (unsigned i = 'A'; i <= 'Z'; i++) {
        weights->symbols[i] += CAPITAL_WEIGHT * pages;
    }
    for (const char *p = at_times; *p; p++) {
        weights->symbols[(unsigned char)*p] += SMALL_WEIGHT * pages;
    }
    level(weights->symbols, '0', '9');
    level(weights->symbols, 'A', 'Z');
    level(weights->symbols, 268, 285);
    for (unsigned i = 0; i < SP_DEFLATE_SYMBOLS; i++) {
        weights->symbols[i]++;
    }
    for (unsigned i = 0; i < SP_DEFLATE_DISTANCES; i++) {
        weights->distances[i]++;
    }
    level_rare(weights->symbols, SP_DEFLATE_SYMBOLS);
    level_rare(weights->distances, SP_DEFLATE_DISTANCES);
    weights->symbols[SP_DEFLATE_END] += TOKEN_WEIGHT * pages;
}

/* Before there are tokens: bytes as often as they stand in the texts, and
 * repetitions as they are on most pages. */
void sp_pack_guess(sp_deflate_weights *weights, const sp_parcel *parcels,
                   unsigned count)
{
    uint32_t bytes = 1;

    for (unsigned i = 0; i < count; i++) {
        const sp_program *program = parcels[i].program;

        for (size_t run = 0; program && run < program->count; run++) {
            const sp_op *op = &program->ops[run];

            for (size_t at = 0; !parcels[i].runs[run].shared && at < op->len;
                 at++) {
                weights->symbols[(unsigned char)op->text[at]]++;
                bytes++;
            }
        }
    }
    for (unsigned i = SP_DEFLATE_END + 1; i < SP_DEFLATE_SYMBOLS; i++) {
        weights->symbols[i] += bytes / (8 * (i - SP_DEFLATE_END)) + 1;
    }
    for (unsigned i = 0; i < SP_DEFLATE_DISTANCES; i++) {
        weights->distances[i] += i > 24 ? 1 : i < 4 ? 2 : i < 10 ? 4 : 8;
    }
    for (unsigned i = 0; i <= SP_DEFLATE_END; i++) {
        weights->symbols[i]++;
    }
}

/* So many bytes of a page are like these. */
static void weigh_like(sp_deflate_weights *weights, sp_span like)
{
    enum { BYTES = 1000 };
    uint32_t counts[256] = { 0 };

    for (size_t i = 0; i < like.len; i++) {
        counts[(unsigned char)like.ptr[i]]++;
    }
    for (unsigned i = 0; like.len && i < 256; i++) {
        weights->symbols[i] +=
            (uint32_t)((uint64_t)counts[i] * BYTES * TOKEN_WEIGHT / like.len);
    }
}

/* What surely stands on a page weighs most. */
void sp_pack_weigh(sp_deflate_weights *weights, const sp_parcel *parcels,
                   unsigned count, sp_span like)
{
    unsigned pages = 0;

    for (unsigned i = 0; i < count; i++) {
        const sp_parcel *it = &parcels[i];

        for (size_t run = 0; it->program && run < it->program->count; run++) {
            bool sure = it->runs[run].until == it->program->count;

            sp_deflate_weigh(weights, it->tokens[run], sure ? TOKEN_WEIGHT : 1);
        }
        pages += it->program != NULL;
    }
    weigh_like(weights, like);
    weigh_values(weights, pages);
}

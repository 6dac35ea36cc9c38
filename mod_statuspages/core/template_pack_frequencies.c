/* SPDX-License-Identifier: Apache-2.0 */
/* How likely each symbol is: the Huffman code is made for that.
 *
 * The numbers here were checked with tests/bench/bench_pack.c, over all
 * built-in themes, codes and languages.  None is delicate: half or twice of one
 * changes the usual page by less than 0.3 %. */
#include "core/template_pack_internal.h"

enum {
    /* A symbol of a text that is on every page; one of a text in a section,
     * which a page may lack, counts 1. */
    TOKEN_WEIGHT = 4,
    /* Of each such character: so values are taken to have about 25 digits, 20
     * capitals and 22 others on a page. */
    DIGIT_WEIGHT = 10,
    CAPITAL_WEIGHT = 3,
    OTHER_WEIGHT = 3,
    /* Where the language of the values is not known, so many of their bytes. */
    LIKE_BYTES = 1000,
    /* One symbol in 512 is rare. */
    RARE_SHIFT = 9
};

/* Neighbours that are equally likely have codewords of equal length, which
 * takes fewer bits where a block describes its code. */
static void average(uint32_t *frequencies, unsigned from, unsigned to)
{
    uint32_t sum = 0;

    for (unsigned i = from; i <= to; i++) {
        sum += frequencies[i];
    }
    for (unsigned i = from; i <= to; i++) {
        frequencies[i] = sum / (to - from + 1);
    }
}

/* The same for all that are rare. */
static void average_rare(uint32_t *frequencies, unsigned count)
{
    uint32_t sum = 0;
    uint32_t rare = 0;
    uint32_t number = 0;
    uint32_t limit;

    for (unsigned i = 0; i < count; i++) {
        sum += frequencies[i];
    }
    limit = sum >> RARE_SHIFT;
    for (unsigned i = 0; i < count; i++) {
        rare += frequencies[i] < limit ? frequencies[i] : 0;
        number += frequencies[i] < limit;
    }
    for (unsigned i = 0; i < count; i++) {
        frequencies[i] =
            frequencies[i] < limit ? rare / number + 1 : frequencies[i];
    }
}

/* What values are made of: times, ids, addresses, names.  And each symbol may
 * come. */
static void count_values(sp_deflate_frequencies *frequencies, unsigned pages)
{
    static const char at_times[] = "abcdefghijklmnopqrstuvwxyz./-:";

    for (unsigned i = '0'; i <= '9'; i++) {
        frequencies->symbols[i] += DIGIT_WEIGHT * pages;
    }
    for (unsigned i = 'A'; i <= 'Z'; i++) {
        frequencies->symbols[i] += CAPITAL_WEIGHT * pages;
    }
    for (const char *p = at_times; *p; p++) {
        frequencies->symbols[(unsigned char)*p] += OTHER_WEIGHT * pages;
    }
    average(frequencies->symbols, '0', '9');
    average(frequencies->symbols, 'A', 'Z');
    for (unsigned i = 0; i < SP_DEFLATE_SYMBOLS; i++) {
        frequencies->symbols[i]++;
    }
    for (unsigned i = 0; i < SP_DEFLATE_DISTANCES; i++) {
        frequencies->distances[i]++;
    }
    average_rare(frequencies->symbols, SP_DEFLATE_SYMBOLS);
    average_rare(frequencies->distances, SP_DEFLATE_DISTANCES);
    frequencies->symbols[SP_DEFLATE_END] += TOKEN_WEIGHT * pages;
}

void sp_pack_estimate_frequencies(sp_deflate_frequencies *frequencies,
                                  const sp_pack_job *jobs, unsigned count)
{
    uint32_t bytes = 1;

    for (unsigned i = 0; i < count; i++) {
        const sp_program *program = jobs[i].program;

        for (size_t run = 0; program && run < program->count; run++) {
            const sp_op *op = &program->ops[run];

            for (size_t at = 0; !jobs[i].page.runs[run].shared && at < op->len;
                 at++) {
                frequencies->symbols[(unsigned char)op->text[at]]++;
                bytes++;
            }
        }
    }
    /* a length is the more seldom the longer it is */
    for (unsigned i = SP_DEFLATE_END + 1; i < SP_DEFLATE_SYMBOLS; i++) {
        frequencies->symbols[i] += bytes / (8 * (i - SP_DEFLATE_END)) + 1;
    }
    /* most distances are longer than a line and shorter than a page: 33 to 6144
     * bytes, symbols 10 to 24 */
    for (unsigned i = 0; i < SP_DEFLATE_DISTANCES; i++) {
        frequencies->distances[i] += i > 24 ? 1 : i < 4 ? 2 : i < 10 ? 4 : 8;
    }
    for (unsigned i = 0; i <= SP_DEFLATE_END; i++) {
        frequencies->symbols[i]++;
    }
}

/* LIKE_BYTES bytes of a page are distributed as in `like`. */
static void count_like(sp_deflate_frequencies *frequencies, sp_span like)
{
    uint32_t counts[256] = { 0 };

    for (size_t i = 0; i < like.len; i++) {
        counts[(unsigned char)like.ptr[i]]++;
    }
    for (unsigned i = 0; like.len && i < 256; i++) {
        frequencies->symbols[i] += (uint32_t)((uint64_t)counts[i] * LIKE_BYTES
                                              * TOKEN_WEIGHT / like.len);
    }
}

void sp_pack_count_frequencies(sp_deflate_frequencies *frequencies,
                               const sp_pack_job *jobs, unsigned count,
                               sp_span like)
{
    unsigned pages = 0;

    for (unsigned i = 0; i < count; i++) {
        const sp_pack_job *it = &jobs[i];

        for (size_t run = 0; it->program && run < it->program->count; run++) {
            bool always = it->page.runs[run].scope_end == it->program->count;

            sp_deflate_count_frequencies(frequencies, it->page.tokens[run],
                                         always ? TOKEN_WEIGHT : 1);
        }
        pages += it->program != NULL;
    }
    count_like(frequencies, like);
    count_values(frequencies, pages);
}

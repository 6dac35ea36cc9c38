/* SPDX-License-Identifier: Apache-2.0 */
/* code_set.h - a set of error codes, as administrators write it.
 *
 *   4xx 5xx      classes; 5xx includes what lies beyond 599 (RFC 9110 15)
 *   520 502-504  codes and ranges; beyond 599 only what exists in practice
 *   -401         taken out again, also ranges and classes; later words win
 *
 * A list that begins by taking out starts from all codes.
 */
#ifndef SP_CORE_CODE_SET_H
#define SP_CORE_CODE_SET_H

#include "core/span.h"

#include <apr_pools.h>

#include <stdint.h>

enum { SP_CODE_FIRST = 400, SP_CODE_CLASS_LAST = 599, SP_CODE_LAST = 999 };

typedef struct sp_code_set {
    unsigned char bits[(SP_CODE_LAST - SP_CODE_FIRST) / 8 + 1];
} sp_code_set;

/* Read `count` words into `codes`.  NULL if all are valid; else what is wrong
 * with the first that is not, in `pool`. */
const char *sp_code_set_parse(sp_code_set *codes, const char *const *words,
                              int count, apr_pool_t *pool);

/* One code or class, 404 or 4xx: the codes of 400-599 that it names.  False if
 * the word is neither. */
bool sp_code_set_word(const char *word, int *first, int *last);

/* The same for a directive: what is wrong, in `pool`, or NULL. */
const char *sp_codes_read(const char *word, uint16_t *first, uint16_t *last,
                          apr_pool_t *pool);

/* The number that the first three characters of `text` make; -1 if they are not
 * digits.  There may be anything behind them. */
int sp_code_digits(const char *text);

/* Is `code` in the set?  False outside 400-999. */
static inline bool sp_code_set_has(const sp_code_set *codes, int code)
{
    int i = code - SP_CODE_FIRST;

    return code >= SP_CODE_FIRST && code <= SP_CODE_LAST
           && (codes->bits[i / 8] >> (i % 8) & 1);
}

#endif

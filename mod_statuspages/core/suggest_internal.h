/* SPDX-License-Identifier: Apache-2.0 */
/* suggest_internal.h - what the parts of suggest.h share. */
#ifndef SP_CORE_SUGGEST_INTERNAL_H
#define SP_CORE_SUGGEST_INTERNAL_H

#include "core/suggest.h"

#include <stdint.h>

/* ---- keys: addresses without what people get wrong ------------------------*/

enum { SP_SUGGEST_KEY_MAX = 240 };

/* /en/mod/core.html: lowercase, decoded, each run of separators one hyphen,
 * without a query, the name of an index page or a slash at the end. */
typedef struct sp_suggest_key {
    const char *text;
    uint8_t name;  /* where the last name begins: behind its slash */
    uint8_t len;   /* without the extension of a page */
    uint8_t whole; /* with it */
    uint8_t file;  /* how long the extension is if no page has such a one */
    bool hidden;   /* a name begins with a dot */
    bool closed;   /* it has a slash or an extension: nothing was cut off */
} sp_suggest_key;

/* Write the key of `address`, with or without its query, to `text`.  False if
 * it is too long, or empty. */
bool sp_suggest_key_make(sp_suggest_key *key, char text[SP_SUGGEST_KEY_MAX],
                         sp_span address, bool query);

/* Do both have the same bytes when decoded once? */
bool sp_suggest_same_address(sp_span a, sp_span b);

/* The lower, the nearer. */
enum { SP_SUGGEST_FAR = 1 << 20 };
unsigned sp_suggest_cost(const sp_suggest_key *asked,
                         const sp_suggest_key *other);

/* ---- the index ------------------------------------------------------------*/

/* Three bytes in a row, as a number below 1 << bits.  Some share one. */
enum {
    SP_SUGGEST_GRAM_BITS_MAX = 18,
    SP_SUGGEST_GRAM_BYTES = 48, /* of the end of a key that are in the index */
    SP_SUGGEST_GRAM_COMMON = 1024 /* in more pages it tells nothing */
};

/* Where a key is in the texts of all. */
typedef struct sp_suggest_place {
    uint32_t at;
    uint8_t name;
    uint8_t len;
    uint8_t whole;
    bool hidden;
} sp_suggest_place;

typedef struct sp_suggest_page {
    const char *path; /* the title is behind it */
    uint16_t path_len;
    uint16_t title_len;
    uint32_t entry;
} sp_suggest_page;

/* Pages are in the order of their keys: what is read together is together. */
struct sp_suggest_index {
    unsigned count;
    bool queries; /* a page is named by one */
    const sp_suggest_place *places;
    const char *keys;
    const sp_suggest_page *pages;
    const uint32_t *page_of;  /* each entry */
    const uint32_t *backward; /* pages by key, read from its end */
    unsigned gram_bits;
    const uint32_t *grams; /* where the list of each begins, and ends */
    const uint32_t *lists; /* the pages that have it */
};

sp_suggest_key sp_suggest_key_of(const sp_suggest_index *index, unsigned page);

/* Keys are compared without their extensions. */
int sp_suggest_compare(const sp_suggest_key *a, const sp_suggest_key *b);
int sp_suggest_compare_backward(const sp_suggest_key *a,
                                const sp_suggest_key *b);

/* The grams of the end of a key; returns how many. */
unsigned sp_suggest_grams(const sp_suggest_key *key, unsigned bits,
                          uint32_t grams[SP_SUGGEST_GRAM_BYTES]);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the index of pages: sorted by their keys, forward and backward, and for
 * each three bytes in a row the pages that have them. */
#include "core/copy.h"
#include "core/suggest_internal.h"

#include <apr_strings.h>

#include <stdlib.h>

sp_suggest_key sp_suggest_key_of(const sp_suggest_index *index, unsigned page)
{
    const sp_suggest_place *place = &index->places[page];

    return (sp_suggest_key){
        .text = index->keys + place->at,
        .name = place->name,
        .len = place->len,
        .whole = place->whole,
        .hidden = place->hidden,
    };
}

sp_span sp_suggest_path(const sp_suggest_index *index, unsigned number)
{
    const sp_suggest_page *page = &index->pages[index->page_of[number]];

    return (sp_span){ page->path, page->path_len };
}

sp_span sp_suggest_title(const sp_suggest_index *index, unsigned number)
{
    const sp_suggest_page *page = &index->pages[index->page_of[number]];

    return (sp_span){ page->path + page->path_len, page->title_len };
}

/* ---- sorted by key --------------------------------------------------------*/

int sp_suggest_compare(const sp_suggest_key *a, const sp_suggest_key *b)
{
    size_t n = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, n);

    return order ? order : (int)a->len - (int)b->len;
}

int sp_suggest_compare_backward(const sp_suggest_key *a,
                                const sp_suggest_key *b)
{
    size_t n = a->len < b->len ? a->len : b->len;

    for (size_t i = 1; i <= n; i++) {
        int order = (unsigned char)a->text[a->len - i]
                    - (unsigned char)b->text[b->len - i];

        if (order) {
            return order;
        }
    }
    return (int)a->len - (int)b->len;
}

/* An entry while the index is made. */
typedef struct keyed {
    sp_suggest_key key;
    const sp_suggest_entry *entry;
} keyed;

static int forward(const void *left, const void *right)
{
    const keyed *a = left;
    const keyed *b = right;
    int order = sp_suggest_compare(&a->key, &b->key);

    /* of the same keys, the one that is listed first */
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

/* Of all pages, those that can be found, in the order of their keys. */
static unsigned take_keys(keyed *list, const sp_suggest_entry *entries,
                          unsigned count, apr_pool_t *temp)
{
    char text[SP_SUGGEST_KEY_MAX];
    unsigned n = 0;

    for (unsigned i = 0; i < count; i++) {
        keyed *one = &list[n];

        if (entries[i].path.len <= UINT16_MAX
            && entries[i].title.len <= UINT16_MAX
            && sp_suggest_key_make(&one->key, text, entries[i].path, true)) {
            one->key.text = apr_pstrmemdup(temp, text, one->key.whole);
            one->entry = &entries[i];
            n++;
        }
    }
    qsort(list, n, sizeof(*list), forward);
    return n;
}

/* Leaves out a page that is listed under two addresses, as a folder and as its
 * index.html: those that follow each other with one key and one title. */
static unsigned drop_twins(keyed *list, unsigned n)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < n; i++) {
        const keyed *before = &list[kept ? kept - 1 : 0];

        if (!kept || !list[i].entry->title.len
            || sp_suggest_compare(&before->key, &list[i].key) != 0
            || !sp_span_equal(before->entry->title, list[i].entry->title)) {
            list[kept++] = list[i];
        }
    }
    return kept;
}

/* ---- what is kept ---------------------------------------------------------*/

static void copy_keys(sp_suggest_index *index, const keyed *list,
                      apr_pool_t *pool)
{
    sp_suggest_place *places =
        apr_palloc(pool, (index->count + 1) * sizeof(*places));
    uint32_t at = 0;
    char *keys;

    for (unsigned i = 0; i < index->count; i++) {
        const sp_suggest_key *key = &list[i].key;

        places[i] = (sp_suggest_place){ at, key->name, key->len, key->whole,
                                        key->hidden };
        at += key->whole;
    }
    keys = apr_palloc(pool, at + 1);
    index->places = places;
    index->keys = keys;
    for (unsigned i = 0; i < index->count; i++) {
        keys = sp_copy(keys, list[i].key.text, list[i].key.whole);
    }
}

static void copy_pages(sp_suggest_index *index, const keyed *list,
                       const sp_suggest_entry *entries, unsigned count,
                       apr_pool_t *pool)
{
    sp_suggest_page *pages =
        apr_palloc(pool, (index->count + 1) * sizeof(*pages));
    uint32_t *page_of = apr_pcalloc(pool, (count + 1) * sizeof(*page_of));

    for (unsigned i = 0; i < index->count; i++) {
        const sp_suggest_entry *entry = list[i].entry;
        size_t n = entry->path.len;
        char *text = apr_palloc(pool, n + entry->title.len + 1);

        pages[i] =
            (sp_suggest_page){ text, (uint16_t)n, (uint16_t)entry->title.len,
                               (uint32_t)(entry - entries) };
        text = sp_copy(text, entry->path.ptr, n);
        sp_copy(text, entry->title.ptr, entry->title.len);
        page_of[entry - entries] = i;
        index->queries |= n && memchr(entry->path.ptr, '?', n) != NULL;
    }
    index->pages = pages;
    index->page_of = page_of;
}

typedef struct backward_key {
    sp_suggest_key key;
    uint32_t page;
} backward_key;

static int backward(const void *left, const void *right)
{
    const backward_key *a = left;
    const backward_key *b = right;
    int order = sp_suggest_compare_backward(&a->key, &b->key);

    return order ? order : (a->page > b->page) - (a->page < b->page);
}

static const uint32_t *sort_backward(const sp_suggest_index *index,
                                     apr_pool_t *pool, apr_pool_t *temp)
{
    backward_key *list = apr_palloc(temp, (index->count + 1) * sizeof(*list));
    uint32_t *pages = apr_palloc(pool, (index->count + 1) * sizeof(*pages));

    for (unsigned i = 0; i < index->count; i++) {
        list[i] = (backward_key){ sp_suggest_key_of(index, i), i };
    }
    qsort(list, index->count, sizeof(*list), backward);
    for (unsigned i = 0; i < index->count; i++) {
        pages[i] = list[i].page;
    }
    return pages;
}

/* ---- grams ----------------------------------------------------------------*/

/* The end of the key counts as a slash. */
unsigned sp_suggest_grams(const sp_suggest_key *key, unsigned bits,
                          uint32_t grams[SP_SUGGEST_GRAM_BYTES])
{
    const uint32_t spread = 0x9e3779b1; /* 2^32 by the golden ratio */
    size_t begin = key->len < SP_SUGGEST_GRAM_BYTES
                       ? 0
                       : (size_t)key->len + 1 - SP_SUGGEST_GRAM_BYTES;
    uint32_t bytes = 0;
    unsigned n = 0;

    for (size_t i = begin; i <= key->len; i++) {
        char c = i < key->len ? key->text[i] : '/';

        bytes = (bytes << 8 | (unsigned char)c) & 0xffffff;
        if (i >= begin + 2) {
            grams[n++] = bytes * spread >> (32 - bits);
        }
    }
    return n;
}

/* A place for each is enough: most pages share theirs. */
static unsigned bits_for(unsigned count)
{
    enum { BITS_MIN = 8, PER_PAGE = 16 };
    unsigned bits = BITS_MIN;

    while (bits < SP_SUGGEST_GRAM_BITS_MAX && 1U << bits < PER_PAGE * count) {
        bits++;
    }
    return bits;
}

/* How many pages have each.  One that has a gram twice is counted twice, and
 * is in its list twice: few are. */
static uint32_t *count_grams(const sp_suggest_index *index, apr_pool_t *temp)
{
    uint32_t *counts = apr_pcalloc(temp, sizeof(*counts) << index->gram_bits);
    uint32_t grams[SP_SUGGEST_GRAM_BYTES];

    for (unsigned i = 0; i < index->count; i++) {
        sp_suggest_key key = sp_suggest_key_of(index, i);

        for (unsigned n = sp_suggest_grams(&key, index->gram_bits, grams);
             n > 0; n--) {
            counts[grams[n - 1]]++;
        }
    }
    return counts;
}

static void list_grams(sp_suggest_index *index, apr_pool_t *pool,
                       apr_pool_t *temp)
{
    unsigned all = 1U << index->gram_bits;
    uint32_t *begins = apr_pcalloc(pool, (all + 1) * sizeof(*begins));
    uint32_t *counts = count_grams(index, temp);
    uint32_t *lists;
    uint32_t grams[SP_SUGGEST_GRAM_BYTES];

    for (unsigned i = 0; i < all; i++) {
        counts[i] = counts[i] <= SP_SUGGEST_GRAM_COMMON ? counts[i] : 0;
        begins[i + 1] = begins[i] + counts[i];
    }
    lists = apr_palloc(pool, (begins[all] + 1) * sizeof(*lists));
    for (unsigned i = index->count; i > 0; i--) {
        sp_suggest_key key = sp_suggest_key_of(index, i - 1);

        for (unsigned n = sp_suggest_grams(&key, index->gram_bits, grams);
             n > 0; n--) {
            uint32_t gram = grams[n - 1];

            if (counts[gram]) { /* that are still to be written */
                lists[begins[gram] + --counts[gram]] = i - 1;
            }
        }
    }
    index->grams = begins;
    index->lists = lists;
}

const sp_suggest_index *sp_suggest_index_make(const sp_suggest_entry *entries,
                                              unsigned count, apr_pool_t *pool,
                                              apr_pool_t *temp)
{
    sp_suggest_index *index = apr_pcalloc(pool, sizeof(*index));
    keyed *list = apr_palloc(temp, ((size_t)count + 1) * sizeof(*list));

    index->count = drop_twins(list, take_keys(list, entries, count, temp));
    copy_keys(index, list, pool);
    copy_pages(index, list, entries, count, pool);
    index->backward = sort_backward(index, pool, temp);
    index->gram_bits = bits_for(index->count);
    list_grams(index, pool, temp);
    return index;
}

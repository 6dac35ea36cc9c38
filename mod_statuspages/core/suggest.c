/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the pages that are near an address: those whose keys begin or end as
 * its key does, and those that share its rarest three bytes in a row.  Then
 * they are compared one by one. */
#include "core/suggest_internal.h"

enum {
    NEIGHBOURS = 8,    /* on each side of where the key would be */
    LISTED_MAX = 1536, /* entries of lists that are read */
    SLOT_BITS = 12,
    SLOTS = 1 << SLOT_BITS, /* of the table below: more than twice as many */
    WEIGHT_MAX = 1023,
    COMPARED_MAX = 48,
    CACHE_LINE = 64
};

/* Pages by how many rare grams they share. */
typedef struct candidates {
    uint32_t numbers[SLOTS]; /* + 1; 0: free */
    uint16_t weights[SLOTS];
    uint16_t slots[LISTED_MAX + 4 * NEIGHBOURS]; /* those that are taken */
    unsigned count;
} candidates;

static inline void add(candidates *to, uint32_t number, unsigned weight)
{
    const uint32_t spread = 0x9e3779b1; /* 2^32 by the golden ratio */
    uint32_t slot = number * spread >> (32 - SLOT_BITS);

    while (to->numbers[slot] && to->numbers[slot] != number + 1) {
        slot = (slot + 1) % SLOTS;
    }
    if (!to->numbers[slot]) {
        to->numbers[slot] = number + 1;
        to->weights[slot] = 0;
        to->slots[to->count++] = (uint16_t)slot;
    }
    weight += to->weights[slot];
    to->weights[slot] = (uint16_t)(weight < WEIGHT_MAX ? weight : WEIGHT_MAX);
}

/* ---- neighbours -----------------------------------------------------------*/

static unsigned page_at(const uint32_t *order, unsigned i)
{
    return order ? order[i] : i;
}

/* Pages around where the key would be; without `order`, as they are. */
static void add_neighbours(candidates *to, const sp_suggest_index *index,
                           const sp_suggest_key *asked, const uint32_t *order,
                           int (*compare)(const sp_suggest_key *,
                                          const sp_suggest_key *))
{
    unsigned begin = 0;
    unsigned end = index->count;

    while (begin < end) {
        unsigned middle = begin + (end - begin) / 2;
        sp_suggest_key key = sp_suggest_key_of(index, page_at(order, middle));

        if (compare(&key, asked) < 0) {
            begin = middle + 1;
        }
        else {
            end = middle;
        }
    }
    end = index->count - begin < NEIGHBOURS ? index->count : begin + NEIGHBOURS;
    begin = begin < NEIGHBOURS ? 0 : begin - NEIGHBOURS;
    for (; begin < end; begin++) {
        add(to, page_at(order, begin), WEIGHT_MAX);
    }
}

/* ---- grams ----------------------------------------------------------------*/

typedef struct gram {
    uint32_t begin;
    uint32_t count;
} gram;

static bool has_list(const gram *lists, unsigned n, uint32_t begin)
{
    while (n && lists[n - 1].begin != begin) {
        n--;
    }
    return n > 0;
}

/* The lists of the key's grams, the shortest first. */
static unsigned find_lists(const sp_suggest_index *index,
                           const sp_suggest_key *asked,
                           gram lists[SP_SUGGEST_GRAM_BYTES])
{
    uint32_t grams[SP_SUGGEST_GRAM_BYTES];
    unsigned all = sp_suggest_grams(asked, index->gram_bits, grams);
    unsigned n = 0;

    for (unsigned i = 0; i < all; i++) {
        uint32_t begin = index->grams[grams[i]];
        gram list = { begin, index->grams[grams[i] + 1] - begin };
        unsigned at = n;

        if (list.count && !has_list(lists, n, begin)) {
            for (; at && lists[at - 1].count > list.count; at--) {
                lists[at] = lists[at - 1];
            }
            lists[at] = list;
            n++;
        }
    }
    return n;
}

/* The rarer, the more it tells. */
static unsigned weight_of(unsigned count)
{
    unsigned weight = 16;

    for (; count > 1; count /= 2) {
        weight--;
    }
    return weight;
}

static void add_similar(candidates *to, const sp_suggest_index *index,
                        const sp_suggest_key *asked)
{
    gram lists[SP_SUGGEST_GRAM_BYTES];
    unsigned n = find_lists(index, asked, lists);
    unsigned left = LISTED_MAX;

    for (unsigned i = 0; i < n && lists[i].count <= left; i++) {
        const uint32_t *list = index->lists + lists[i].begin;
        unsigned weight = weight_of(lists[i].count);

        left -= lists[i].count;
        for (unsigned j = 0; j < lists[i].count; j++) {
            add(to, list[j], weight);
        }
    }
}

/* The least weight of those that are compared. */
static unsigned least_weight(const candidates *all)
{
    uint16_t counts[WEIGHT_MAX + 1] = { 0 };
    unsigned n = 0;
    unsigned weight = WEIGHT_MAX + 1;

    if (all->count <= COMPARED_MAX) {
        return 0;
    }
    for (unsigned i = 0; i < all->count; i++) {
        counts[all->weights[all->slots[i]]]++;
    }
    while (weight && n + counts[weight - 1] <= COMPARED_MAX) {
        n += counts[--weight];
    }
    return weight;
}

/* ---- the nearest ----------------------------------------------------------*/

typedef struct nearest {
    unsigned count;
    unsigned costs[SP_SUGGESTIONS_MAX];
    unsigned numbers[SP_SUGGESTIONS_MAX];
} nearest;

static void insert(nearest *list, unsigned cost, unsigned number)
{
    unsigned at = list->count;

    while (at
           && (list->costs[at - 1] > cost
               || (list->costs[at - 1] == cost
                   && list->numbers[at - 1] > number))) {
        at--;
    }
    if (at == SP_SUGGESTIONS_MAX) {
        return;
    }
    list->count += list->count < SP_SUGGESTIONS_MAX;
    for (unsigned i = list->count - 1; i > at; i--) {
        list->costs[i] = list->costs[i - 1];
        list->numbers[i] = list->numbers[i - 1];
    }
    list->costs[at] = cost;
    list->numbers[at] = number;
}

/* The pages with the most weight; returns how many.  What will be read of them
 * is asked of the memory all at once. */
static unsigned choose(const sp_suggest_index *index, const candidates *all,
                       unsigned pages[COMPARED_MAX])
{
    unsigned least = least_weight(all);
    unsigned n = 0;

    for (unsigned i = 0; i < all->count; i++) {
        unsigned slot = all->slots[i];

        if (all->weights[slot] >= least) {
            pages[n] = all->numbers[slot] - 1;
            __builtin_prefetch(&index->places[pages[n++]]);
        }
    }
    for (unsigned i = 0; i < n; i++) {
        const char *key = index->keys + index->places[pages[i]].at;

        __builtin_prefetch(key);
        __builtin_prefetch(key + CACHE_LINE);
    }
    return n;
}

static void compare(nearest *list, const sp_suggest_index *index,
                    const sp_suggest_key *asked, sp_span address,
                    const candidates *all)
{
    unsigned pages[COMPARED_MAX];
    unsigned n = choose(index, all, pages);

    for (unsigned i = 0; i < n; i++) {
        sp_suggest_key key = sp_suggest_key_of(index, pages[i]);
        unsigned cost = sp_suggest_cost(asked, &key);
        unsigned entry;

        if (cost >= SP_SUGGEST_FAR) {
            continue;
        }
        entry = index->pages[pages[i]].entry;
        if (!sp_suggest_same_address(address, sp_suggest_path(index, entry))) {
            insert(list, cost, entry);
        }
    }
}

static void find(nearest *list, const sp_suggest_index *index, sp_span asked,
                 bool query)
{
    char text[SP_SUGGEST_KEY_MAX];
    candidates all;
    sp_suggest_key key;

    if (!sp_suggest_key_make(&key, text, asked, query)
        || (key.len == 1 && memchr(asked.ptr, '?', asked.len))) {
        return; /* of /index.php?page=7 the query names the page */
    }
    memset(all.numbers, 0, sizeof(all.numbers));
    all.count = 0;
    add_neighbours(&all, index, &key, NULL, sp_suggest_compare);
    add_neighbours(&all, index, &key, index->backward,
                   sp_suggest_compare_backward);
    add_similar(&all, index, &key);
    compare(list, index, &key, asked, &all);
}

unsigned sp_suggest_find(const sp_suggest_index *index, sp_span asked,
                         unsigned found[SP_SUGGESTIONS_MAX])
{
    nearest list = { 0 };

    if (!asked.len || *asked.ptr != '/') {
        return 0;
    }
    if (index->queries && memchr(asked.ptr, '?', asked.len)) {
        find(&list, index, asked, true);
    }
    if (!list.count) {
        find(&list, index, asked, false);
    }
    for (unsigned i = 0; i < list.count; i++) {
        found[i] = list.numbers[i];
    }
    return list.count;
}

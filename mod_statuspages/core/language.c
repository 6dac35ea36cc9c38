/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the language of the response (RFC 4647, RFC 9110 12.5.4). */
#include "core/language.h"

#include "core/accept.h"
#include "core/language_internal.h"

enum { STEPS_MAX = 16 };

/* ---- tags -----------------------------------------------------------------*/

static bool is_subtag_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c >= '0' && c <= '9');
}

/* Subtags of 1 to 8 letters or digits, or `*` (RFC 4647 2.1). */
static bool is_range(sp_span range)
{
    size_t run = 0;

    if (sp_span_equal(range, SP_SPAN("*"))) {
        return true;
    }
    for (size_t i = 0; i < range.len; i++) {
        if (range.ptr[i] == '-' && run > 0) {
            run = 0;
        }
        else if (!is_subtag_char(range.ptr[i]) || ++run > SP_TAG_MAX) {
            return false;
        }
    }
    return run > 0;
}

/* A tag as a number; 0 if it is too long for any that is known. */
static uint64_t packed(sp_span tag)
{
    uint64_t key = 0;

    if (tag.len > SP_TAG_MAX) {
        return 0;
    }
    for (size_t i = 0; i < SP_TAG_MAX; i++) {
        key = key << 8 | (i < tag.len ? sp_language_lower(tag.ptr[i]) : 0);
    }
    return key;
}

static const sp_language_tag *tag_row(sp_span tag)
{
    return sp_language_row(packed(tag));
}

unsigned sp_language_find(sp_span tag)
{
    const sp_language_tag *row = tag_row(tag);

    return row ? row->exact : (unsigned)SP_LANGUAGE_NONE;
}

/* ---- sets -----------------------------------------------------------------*/

void sp_language_offer(sp_language_set *set, unsigned language)
{
    if (language < SP_LANGUAGES_MAX && !sp_language_in(set->bits, language)) {
        set->bits |= UINT64_C(1) << language;
        set->order[set->count++] = (uint8_t)language;
    }
}

static unsigned first_of(const sp_language_set *set, uint64_t acceptable)
{
    for (unsigned i = 0; i < set->count; i++) {
        if (sp_language_in(acceptable, set->order[i])) {
            return set->order[i];
        }
    }
    return SP_LANGUAGE_NONE;
}

/* ---- links ---------------------------------------------------------------*/

static const char link_start[] = "?" SP_LANGUAGE_PARAMETER "=";

sp_span sp_language_link(unsigned language)
{
    return sp_language_links[language];
}

unsigned sp_language_linked(sp_span query)
{
    sp_span start = { link_start + 1, sizeof(link_start) - 2 };

    if (query.len <= start.len
        || memcmp(query.ptr, start.ptr, start.len) != 0) {
        return SP_LANGUAGE_NONE;
    }
    return sp_language_find(
        (sp_span){ query.ptr + start.len, query.len - start.len });
}

/* ---- lookup ---------------------------------------------------------------*/

/* Cut the last subtag, and a single letter that it leaves (RFC 4647 3.4). */
static sp_span without_last(sp_span tag)
{
    while (tag.len > 0 && tag.ptr[tag.len - 1] != '-') {
        tag.len--;
    }
    tag.len -= tag.len > 0;
    if (tag.len >= 2 && tag.ptr[tag.len - 2] == '-') {
        tag.len -= 2;
    }
    return tag;
}

/* From one range to a language: the tag itself, then its neighbour, then the
 * tag without its last subtag.  Neighbours may name each other, so the steps
 * are counted. */
static unsigned look_up(sp_span range, uint64_t acceptable)
{
    for (int steps = 0; range.len > 0 && steps < STEPS_MAX; steps++) {
        const sp_language_tag *row = tag_row(range);

        if (row && sp_language_in(acceptable, row->exact)) {
            return row->exact;
        }
        if (row && sp_language_in(acceptable, row->other)) {
            return row->other;
        }
        if (row && row->other != SP_LANGUAGE_NONE
            && row->exact == SP_LANGUAGE_NONE) {
            range = sp_languages[row->other].tag;
            continue;
        }
        if (row && row->script) {
            break;
        }
        range = without_last(range);
    }
    return SP_LANGUAGE_NONE;
}

/* ---- the header ----------------------------------------------------------*/

typedef struct priority_list {
    sp_accept_element list[SP_LANGUAGE_RANGES_MAX];
    unsigned count;
    bool refuses; /* some weight is 0 */
} priority_list;

/* What of the header is read: whole elements only. */
static sp_span first_part(sp_span header)
{
    if (header.len > SP_LANGUAGE_BYTES_MAX) {
        header.len = SP_LANGUAGE_BYTES_MAX;
        while (header.len > 0 && header.ptr[header.len - 1] != ',') {
            header.len--;
        }
    }
    return header;
}

/* The elements, by weight, those of one weight in the order of the header. */
static void read_priority_list(priority_list *from, sp_span header)
{
    sp_accept_walk walk;
    sp_accept_element one;

    walk = sp_accept_begin(header);
    from->count = 0;
    from->refuses = false;
    while (walk.seen < SP_LANGUAGE_RANGES_MAX && sp_accept_next(&walk, &one)) {
        unsigned at = from->count;

        if (!is_range(one.range) || at == SP_LANGUAGE_RANGES_MAX) {
            continue;
        }
        from->refuses |= one.weight == 0;
        for (; at > 0 && from->list[at - 1].weight < one.weight; at--) {
            from->list[at] = from->list[at - 1];
        }
        from->list[at] = one;
        from->count++;
    }
}

/* Basic filtering (RFC 4647 3.3.1): how specific a range is that covers the
 * tag; 0: it does not. */
static size_t covers(sp_span range, sp_span tag)
{
    if (sp_span_equal(range, SP_SPAN("*"))) {
        return 1;
    }
    if (range.len > tag.len
        || (range.len < tag.len && tag.ptr[range.len] != '-')) {
        return 0;
    }
    for (size_t i = 0; i < range.len; i++) {
        if (sp_language_lower(range.ptr[i]) != sp_language_lower(tag.ptr[i])) {
            return 0;
        }
    }
    return range.len + 1;
}

/* What of `bits`, which are offered, no range refuses: the most specific range
 * that covers a tag decides. */
static uint64_t not_refused(const priority_list *from,
                            const sp_language_set *offered, uint64_t bits)
{
    for (unsigned i = 0; from->refuses && i < offered->count; i++) {
        sp_span tag = sp_languages[offered->order[i]].tag;
        size_t best = 0;
        unsigned weight = SP_WEIGHT_MAX;

        for (unsigned j = 0; j < from->count; j++) {
            size_t n = covers(from->list[j].range, tag);

            if (n > best) {
                best = n;
                weight = from->list[j].weight;
            }
        }
        if (weight == 0) {
            bits &= ~(UINT64_C(1) << offered->order[i]);
        }
    }
    return bits;
}

const sp_language *sp_language_choose(sp_span accept_language,
                                      const sp_language_set *offered,
                                      uint64_t written)
{
    uint64_t able = offered->bits & written;
    uint64_t acceptable;
    priority_list from;
    unsigned first;

    accept_language = first_part(accept_language);
    first = sp_language_fast_path(accept_language, able);
    if (first != SP_LANGUAGE_NONE) {
        return &sp_languages[first];
    }
    read_priority_list(&from, accept_language);
    acceptable = not_refused(&from, offered, able);
    for (unsigned i = 0; i < from.count && from.list[i].weight > 0; i++) {
        sp_span range = from.list[i].range;
        unsigned found = range.ptr[0] == '*' ? first_of(offered, acceptable)
                                             : look_up(range, acceptable);

        if (found != SP_LANGUAGE_NONE) {
            return &sp_languages[found];
        }
    }
    first = first_of(offered, able);
    return &sp_languages[first != SP_LANGUAGE_NONE ? first : 0];
}

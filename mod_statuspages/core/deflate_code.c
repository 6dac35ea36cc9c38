/* SPDX-License-Identifier: Apache-2.0 */
/* Huffman codes, and a block that begins with them (RFC 1951 3.2). */
#include "core/deflate.h"

#include <stdlib.h>
#include <string.h>

/* ---- lengths of codes -----------------------------------------------------*/

typedef struct node {
    uint32_t frequency;
    uint16_t symbol; /* of a leaf */
    uint16_t parent; /* index of the node above */
} node;

static int by_frequency(const void *left, const void *right)
{
    const node *a = left;
    const node *b = right;

    return a->frequency != b->frequency ? (a->frequency < b->frequency ? -1 : 1)
                                        : (int)a->symbol - (int)b->symbol;
}

/* The lighter of the next leaf and the next inner node. */
static unsigned take(const node *nodes, unsigned *leaf, unsigned leaves,
                     unsigned *inner, unsigned inners)
{
    return *leaf < leaves
                   && (*inner >= inners
                       || nodes[*leaf].frequency <= nodes[*inner].frequency)
               ? (*leaf)++
               : (*inner)++;
}

/* Huffman's tree over `leaves` sorted nodes; the root is the last node. */
static void grow_tree(node *nodes, unsigned leaves)
{
    unsigned leaf = 0;
    unsigned inner = leaves;

    for (unsigned made = leaves; made < 2 * leaves - 1; made++) {
        unsigned one = take(nodes, &leaf, leaves, &inner, made);
        unsigned other = take(nodes, &leaf, leaves, &inner, made);

        nodes[made].frequency = nodes[one].frequency + nodes[other].frequency;
        nodes[one].parent = nodes[other].parent = (uint16_t)made;
    }
}

/* The depth of each leaf; false if one is deeper than `max`. */
static bool measure(const node *nodes, unsigned leaves, unsigned max,
                    unsigned char *lengths)
{
    unsigned char depth[2 * SP_DEFLATE_SYMBOLS];
    unsigned root = 2 * leaves - 2;

    depth[root] = leaves == 1;
    for (unsigned i = root; i > 0; i--) {
        depth[i - 1] = (unsigned char)(depth[nodes[i - 1].parent] + 1);
    }
    for (unsigned i = 0; i < leaves; i++) {
        if (depth[i] > max) {
            return false;
        }
        lengths[nodes[i].symbol] = depth[i];
    }
    return true;
}

/* Code lengths for the frequencies that are not 0.  Where a code would be too
 * long the frequencies are made more alike, until none is. */
static void choose_lengths(const uint32_t *frequencies, unsigned count,
                           unsigned max, unsigned char *lengths)
{
    node nodes[2 * SP_DEFLATE_SYMBOLS] = { { 0, 0, 0 } };
    unsigned shift = 0;
    unsigned leaves;

    memset(lengths, 0, count);
    do {
        leaves = 0;
        for (unsigned i = 0; i < count; i++) {
            if (frequencies[i]) {
                nodes[leaves++] =
                    (node){ (frequencies[i] >> shift) + 1, (uint16_t)i, 0 };
            }
        }
        qsort(nodes, leaves, sizeof(*nodes), by_frequency);
        grow_tree(nodes, leaves);
        shift++;
    } while (!measure(nodes, leaves, max, lengths));
}

/* ---- codes ----------------------------------------------------------------*/

static uint32_t reversed(uint32_t code, unsigned n)
{
    uint32_t turned = 0;

    for (unsigned i = 0; i < n; i++) {
        turned |= (code >> i & 1) << (n - 1 - i);
    }
    return turned;
}

/* RFC 1951 3.2.2; written from the highest bit on, so they are turned round. */
static void assign(const unsigned char *lengths, unsigned count,
                   sp_codeword *codes)
{
    uint32_t next = 0;

    for (unsigned n = 1; n <= SP_DEFLATE_CODE_MAX; n++) {
        for (unsigned i = 0; i < count; i++) {
            if (lengths[i] == n) {
                codes[i] = sp_codeword_of(reversed(next++, n), n);
            }
        }
        next <<= 1;
    }
}

/* ---- the lengths, as a block begins with them -----------------------------*/

enum {
    KINDS = 19,
    SAME = 16,      /* the last length 3-6 times more */
    FEW_ZEROS = 17, /* 3-10 */
    ZEROS = 18,     /* 11-138 */
    KIND_MAX = 7    /* bits of a code for one of them */
};

typedef struct item {
    unsigned char kind;
    unsigned char rest;
} item;

static unsigned same_from(const unsigned char *lengths, unsigned at,
                          unsigned count)
{
    unsigned end = at;

    while (end < count && lengths[end] == lengths[at]) {
        end++;
    }
    return end - at;
}

/* RFC 1951 3.2.7; returns the number of items. */
static unsigned list_lengths(const unsigned char *lengths, unsigned count,
                             item *items)
{
    unsigned n = 0;

    for (unsigned at = 0; at < count;) {
        unsigned same = same_from(lengths, at, count);

        if (lengths[at] == 0 && same >= 3) {
            same = same > 138 ? 138 : same;
            items[n++] = same > 10
                             ? (item){ ZEROS, (unsigned char)(same - 11) }
                             : (item){ FEW_ZEROS, (unsigned char)(same - 3) };
        }
        else {
            items[n++] = (item){ lengths[at], 0 };
            at++;
            same--;
            same = same > 6 ? 6 : same;
            if (same < 3) {
                continue;
            }
            items[n++] = (item){ SAME, (unsigned char)(same - 3) };
        }
        at += same;
    }
    return n;
}

static void put_items(sp_bits *to, const item *items, unsigned n)
{
    static const unsigned char order[KINDS] = { 16, 17, 18, 0,  8, 7,  9,
                                                6,  10, 5,  11, 4, 12, 3,
                                                13, 2,  14, 1,  15 };
    static const unsigned char extra[KINDS] = {
        [SAME] = 2, [FEW_ZEROS] = 3, [ZEROS] = 7
    };
    uint32_t frequencies[KINDS] = { 0 };
    unsigned char lengths[KINDS];
    sp_codeword codes[KINDS] = { 0 };
    unsigned used = KINDS;

    for (unsigned i = 0; i < n; i++) {
        frequencies[items[i].kind] += KINDS;
    }
    choose_lengths(frequencies, KINDS, KIND_MAX, lengths);
    assign(lengths, KINDS, codes);
    while (used > 4 && lengths[order[used - 1]] == 0) {
        used--;
    }
    sp_bits_put(to, used - 4, 4);
    for (unsigned i = 0; i < used; i++) {
        sp_bits_put(to, lengths[order[i]], 3);
    }
    for (unsigned i = 0; i < n; i++) {
        sp_deflate_put_codeword(to, codes[items[i].kind]);
        sp_bits_put(to, items[i].rest, extra[items[i].kind]);
    }
}

/* RFC 1952 2.3: deflate, no name, no time, packed well, made anywhere. */
static const unsigned char member[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255 };

static void put_head(sp_deflate_code *code, const unsigned char *lengths,
                     apr_pool_t *pool)
{
    enum { ALL = SP_DEFLATE_SYMBOLS + SP_DEFLATE_DISTANCES };
    unsigned char buffer[1024];
    item items[ALL] = { { 0, 0 } };
    unsigned count = list_lengths(lengths, ALL, items);
    sp_bits to = { buffer + sizeof(member), 0, 0 };
    size_t bytes;

    memcpy(buffer, member, sizeof(member));
    sp_bits_put(&to, 1 | 2 << 1, 3); /* the last block; codes of its own */
    sp_bits_put(&to, SP_DEFLATE_SYMBOLS - 257, 5);
    sp_bits_put(&to, SP_DEFLATE_DISTANCES - 1, 5);
    put_items(&to, items, count);
    code->head_bits = (size_t)(to.out - buffer) * 8 + to.count;
    bytes = (size_t)(sp_bits_end(&to) - buffer);
    code->head = apr_pcalloc(pool, bytes + SP_BITS_SLACK);
    memcpy(code->head, buffer, bytes);
}

const sp_deflate_code *
sp_deflate_code_make(const sp_deflate_frequencies *frequencies,
                     apr_pool_t *pool)
{
    unsigned char lengths[SP_DEFLATE_SYMBOLS + SP_DEFLATE_DISTANCES];
    sp_deflate_code *code = apr_pcalloc(pool, sizeof(*code));

    choose_lengths(frequencies->symbols, SP_DEFLATE_SYMBOLS,
                   SP_DEFLATE_CODE_MAX, lengths);
    choose_lengths(frequencies->distances, SP_DEFLATE_DISTANCES,
                   SP_DEFLATE_CODE_MAX, lengths + SP_DEFLATE_SYMBOLS);
    assign(lengths, SP_DEFLATE_SYMBOLS, code->symbols);
    assign(lengths + SP_DEFLATE_SYMBOLS, SP_DEFLATE_DISTANCES, code->distances);
    put_head(code, lengths, pool);
    return code;
}

/* ---- tokens ---------------------------------------------------------------*/

sp_deflate_symbol sp_deflate_length(unsigned length)
{
    unsigned n = length - 3;
    unsigned top;

    if (length == 258) {
        return (sp_deflate_symbol){ 285, 0, 0 };
    }
    if (n < 8) {
        return (sp_deflate_symbol){ 257 + n, 0, 0 };
    }
    top = 31 - (unsigned)__builtin_clz(n);
    return (sp_deflate_symbol){ 257 + 4 * (top - 1) + (n >> (top - 2) & 3),
                                top - 2, n & ((1U << (top - 2)) - 1) };
}

void sp_deflate_count_frequencies(sp_deflate_frequencies *frequencies,
                                  const apr_array_header_t *tokens,
                                  uint32_t weight)
{
    for (int i = 0; i < tokens->nelts; i++) {
        const sp_deflate_token *token =
            &APR_ARRAY_IDX(tokens, i, sp_deflate_token);

        if (token->length) {
            frequencies->symbols[sp_deflate_length(token->length).symbol] +=
                weight;
            frequencies
                ->distances[sp_deflate_distance(token->distance).symbol] +=
                weight;
        }
        else {
            frequencies->symbols[token->value] += weight;
        }
    }
}

void sp_deflate_put_token(sp_bits *to, const sp_deflate_code *code,
                          const sp_deflate_token *token)
{
    if (!token->length) {
        sp_deflate_put_codeword(to, code->symbols[token->value]);
        return;
    }
    sp_deflate_put_length(to, code, token->length);
    if (token->run == SP_DEFLATE_FIXED) {
        sp_deflate_put_distance(to, code, token->value);
    }
}

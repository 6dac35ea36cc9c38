/* SPDX-License-Identifier: Apache-2.0 */
/* Where the texts of a page lie for deflate_match.c, and which of their tokens
 * are known from another page. */
#include "core/deflate_internal.h"

#include <apr_strings.h>

#include <string.h>

static void insert_all(sp_deflate_matcher *matcher, const sp_match_place *one)
{
    for (unsigned at = one->start; at < one->end; at++) {
        sp_match_insert(matcher, at, one->end);
    }
}

/* ---- texts that many pages share ------------------------------------------*/

static apr_array_header_t *shared_tokens(const sp_deflate_matcher *matcher,
                                         const sp_deflate_run *run)
{
    return apr_hash_get(matcher->shared, &run->text, sizeof(run->text));
}

/* Its tokens are made when it comes for the first time. */
static void insert_shared(sp_deflate_matcher *matcher,
                          const sp_match_place *here)
{
    const sp_deflate_run *run = &matcher->runs[here->run];
    apr_array_header_t *tokens = shared_tokens(matcher, run);

    if (tokens) {
        insert_all(matcher, here);
        return;
    }
    tokens = apr_array_make(matcher->pool, (int)run->len / 3 + 1,
                            sizeof(sp_deflate_token));
    sp_deflate_match_text(matcher, here, tokens);
    /* the hash keeps the address of its key, and the runs are soon gone */
    apr_hash_set(matcher->shared,
                 apr_pmemdup(matcher->pool, &run->text, sizeof(run->text)),
                 sizeof(run->text), tokens);
}

/* ---- places ---------------------------------------------------------------*/

/* Returns the position behind it. */
static uint32_t put_text(sp_deflate_matcher *matcher, unsigned i,
                         uint32_t position)
{
    sp_match_place *it = &matcher->places[i];
    const sp_deflate_run *run = &matcher->runs[it->run];

    it->start = position;
    it->end = position + (uint32_t)run->len;
    memcpy(matcher->text + position, run->text, run->len);
    for (; position < it->end; position++) {
        matcher->place_of[position] = (uint16_t)i;
    }
    return position;
}

/* Are these the shared texts that lie there already? */
static bool keep_shared(sp_deflate_matcher *matcher, unsigned count)
{
    bool same = count == matcher->shared_count;

    for (unsigned i = 0; i < count; i++) {
        const char *text = matcher->runs[matcher->places[i].run].text;

        same &= matcher->shared_texts[i] == text;
        matcher->shared_texts[i] = text;
    }
    matcher->shared_count = count;
    return same;
}

static void put_shared(sp_deflate_matcher *matcher)
{
    uint32_t position = 1;

    memset(matcher->last, 0, sizeof(matcher->last));
    for (unsigned i = 0; i < matcher->shared_count; i++) {
        position = put_text(matcher, i, position);
        insert_shared(matcher, &matcher->places[i]);
    }
    memcpy(matcher->shared_last, matcher->last, sizeof(matcher->last));
}

/* The places of the runs that are shared, or of the others, from number `i` on;
 * returns the number after them. */
static unsigned add_places(sp_deflate_matcher *matcher, unsigned count,
                           bool shared, unsigned i)
{
    for (unsigned run = 0; run < count; run++) {
        if (matcher->runs[run].shared == shared) {
            matcher->places[i].ahead = 0; /* read before it is known */
            matcher->places[i++].run = run;
        }
    }
    return i;
}

static void set_ahead(sp_deflate_matcher *matcher, unsigned count)
{
    unsigned shared = 0;
    unsigned other = matcher->shared_count;

    for (unsigned run = 0; run < count; run++) {
        sp_match_place *it =
            &matcher->places[matcher->runs[run].shared ? shared++ : other++];

        /* never negative */
        it->ahead = SP_DEFLATE_TEXT_MAX + matcher->runs[run].begin - it->start;
    }
}

static void put_texts(sp_deflate_matcher *matcher, unsigned count)
{
    unsigned shared = add_places(matcher, count, true, 0);
    unsigned all = add_places(matcher, count, false, shared);
    uint32_t position;

    if (keep_shared(matcher, shared)) {
        memcpy(matcher->last, matcher->shared_last, sizeof(matcher->last));
    }
    else {
        put_shared(matcher);
    }
    position = shared ? matcher->places[shared - 1].end : 1;
    for (unsigned i = shared; i < all; i++) {
        position = put_text(matcher, i, position);
    }
    set_ahead(matcher, count);
}

/* ---- pages that are alike -------------------------------------------------*/

/* Can the token, `at` bytes into its run, stand on this page, too? */
static bool is_right(const sp_deflate_page *page, const sp_deflate_page *like,
                     unsigned run, const sp_deflate_token *token, unsigned at)
{
    const sp_deflate_run *from = &page->runs[token->run];

    if (!token->length) {
        return true;
    }
    if (token->run == SP_DEFLATE_FIXED) {
        return token->value <= at; /* it stays within its run */
    }
    return run < from->scope_end && token->value + token->length <= from->len
           && memcmp(from->text + token->value,
                     like->runs[token->run].text + token->value, token->length)
                  == 0;
}

/* The tokens that the run has on the page that is like this one; NULL if they
 * cannot stand here. */
static apr_array_header_t *tokens_again(const sp_deflate_page *page,
                                        const sp_deflate_page *like,
                                        unsigned run)
{
    const sp_deflate_run *one = &page->runs[run];
    const sp_deflate_run *other = &like->runs[run];
    apr_array_header_t *tokens = like->tokens[run];
    unsigned at = 0;

    if (other->shared || one->len != other->len
        || memcmp(one->text, other->text, one->len) != 0) {
        return NULL;
    }
    for (int i = 0; i < tokens->nelts; i++) {
        const sp_deflate_token *token =
            &APR_ARRAY_IDX(tokens, i, sp_deflate_token);

        if (!is_right(page, like, run, token, at)) {
            return NULL;
        }
        at += token->length ? token->length : 1;
    }
    return tokens;
}

/* ---- all ------------------------------------------------------------------*/

static apr_array_header_t *tokens_of(sp_deflate_matcher *matcher,
                                     const sp_deflate_page *page,
                                     const sp_deflate_page *like,
                                     const sp_match_place *here,
                                     apr_pool_t *pool)
{
    apr_array_header_t *tokens =
        like ? tokens_again(page, like, here->run) : NULL;

    if (tokens) {
        insert_all(matcher, here);
        return tokens;
    }
    tokens = apr_array_make(pool, (int)(here->end - here->start) / 4 + 1,
                            sizeof(sp_deflate_token));
    sp_deflate_match_text(matcher, here, tokens);
    return tokens;
}

void sp_deflate_match(sp_deflate_matcher *matcher, const sp_deflate_page *page,
                      const sp_deflate_page *like, apr_pool_t *pool)
{
    unsigned next;

    matcher->runs = page->runs;
    put_texts(matcher, page->count);
    next = matcher->shared_count;
    for (unsigned run = 0; run < page->count; run++) {
        page->tokens[run] = page->runs[run].shared
                                ? shared_tokens(matcher, &page->runs[run])
                                : tokens_of(matcher, page, like,
                                            &matcher->places[next++], pool);
    }
}

void sp_deflate_set_costs(sp_deflate_matcher *matcher,
                          const sp_deflate_code *code)
{
    matcher->code = code;
    for (unsigned n = SP_MATCH_MIN; n <= SP_DEFLATE_MATCH_MAX; n++) {
        sp_deflate_symbol s = sp_deflate_length(n);

        matcher->length_cost[n] =
            sp_codeword_length(code->symbols[s.symbol]) + s.extra;
    }
}

sp_deflate_matcher *sp_deflate_matcher_make(apr_pool_t *pool)
{
    /* not cleared as a whole: few pages need all of it */
    sp_deflate_matcher *matcher = apr_palloc(pool, sizeof(*matcher));

    matcher->shared = apr_hash_make(pool);
    matcher->pool = pool;
    matcher->shared_count = 0;
    memset(matcher->shared_last, 0, sizeof(matcher->shared_last));
    memset(matcher->text, 0, sizeof(matcher->text)); /* words are compared */
    return matcher;
}

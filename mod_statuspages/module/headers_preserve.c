/* SPDX-License-Identifier: Apache-2.0 */
/* headers_preserve.c - which headers of a replaced response stay. */
#include "module/headers.h"

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>

/* Headers with a meaning beyond the body that is replaced.  A name that ends
 * in a hyphen stands for all that begin so. */
typedef struct kept_header {
    const char *name;
    int only_status;         /* 0: with any */
    bool same_response_only; /* see sp_headers_preserve() */
    bool repeated;           /* may come more than once */
    sp_grammar grammar;
} kept_header;

static const kept_header kept[] = {
    { "Accept", 415, false, true, SP_GRAMMAR_TYPES },
    { "Accept-Encoding", 415, false, true, SP_GRAMMAR_CODINGS },
    { "Accept-Patch", 0, false, true, SP_GRAMMAR_TYPES },
    { "Accept-Post", 0, false, true, SP_GRAMMAR_TYPES },
    { "Access-Control-", 0, false, false, SP_GRAMMAR_PLAIN },
    { "Alt-Svc", 0, false, true, SP_GRAMMAR_ITEMS },
    { "Cache-Control", 0, true, true, SP_GRAMMAR_ITEMS },
    { "Content-Range", 416, false, false, SP_GRAMMAR_RANGE },
    { "Crawler-Price", 402, false, false, SP_GRAMMAR_PLAIN },
    { "Link", 0, true, true, SP_GRAMMAR_LINKS },
    { "Link", 451, false, true, SP_GRAMMAR_LINKS },
    { "Location", 0, true, false, SP_GRAMMAR_ADDRESS },
    { "Proxy-Authenticate", 407, false, true, SP_GRAMMAR_CHALLENGES },
    { "Proxy-Status", 0, false, true, SP_GRAMMAR_STRUCTURED },
    { "RateLimit", 0, false, true, SP_GRAMMAR_ITEMS },
    { "RateLimit-", 0, false, true, SP_GRAMMAR_ITEMS },
    { "Retry-After", 0, false, false, SP_GRAMMAR_RETRY_AFTER },
    { "Set-Cookie", 0, true, true, SP_GRAMMAR_TEXT },
    { "Strict-Transport-Security", 0, false, false, SP_GRAMMAR_ITEMS },
    { "Upgrade", 426, false, true, SP_GRAMMAR_PROTOCOLS },
    { "Vary", 0, false, true, SP_GRAMMAR_TOKENS },
    { "WWW-Authenticate", 0, false, true, SP_GRAMMAR_CHALLENGES },
    { "X-Rate-Limit-", 0, false, false, SP_GRAMMAR_PLAIN },
    { "X-RateLimit-", 0, false, false, SP_GRAMMAR_PLAIN },
    { "X-Request-", 0, false, false, SP_GRAMMAR_PLAIN },
};

static bool is_named(const kept_header *row, const char *name)
{
    size_t n = strlen(row->name);

    return row->name[n - 1] == '-' ? strncasecmp(name, row->name, n) == 0
                                   : strcasecmp(name, row->name) == 0;
}

static const kept_header *row_of(const char *name, int status,
                                 bool same_response)
{
    for (size_t i = 0; i < SP_COUNT(kept); i++) {
        if ((kept[i].only_status == 0 || kept[i].only_status == status)
            && (same_response || !kept[i].same_response_only)
            && is_named(&kept[i], name)) {
            return &kept[i];
        }
    }
    return NULL;
}

/* A name in lowercase, a line end, which no header has, and a value. */
static const char *key_of(const char *name, const char *value, apr_pool_t *pool)
{
    char *key = apr_pstrcat(pool, name, "\n", value, NULL);

    for (char *p = key; *p != '\n'; p++) {
        *p = (char)apr_tolower(*p);
    }
    return key;
}

static void add_to_set(apr_hash_t *set, const char *name, const char *value)
{
    apr_pool_t *pool = apr_hash_pool_get(set);

    apr_hash_set(set, key_of(name, NULL, pool), APR_HASH_KEY_STRING, set);
    apr_hash_set(set, key_of(name, value, pool), APR_HASH_KEY_STRING, set);
}

/* The headers of a table, by name and by name and value: a backend may send any
 * number of them. */
static apr_hash_t *set_of(const apr_table_t *table, apr_pool_t *pool)
{
    const apr_array_header_t *headers = apr_table_elts(table);
    apr_hash_t *set = apr_hash_make(pool);

    for (int i = 0; i < headers->nelts; i++) {
        const apr_table_entry_t *header =
            &APR_ARRAY_IDX(headers, i, apr_table_entry_t);

        if (header->key && header->val) {
            add_to_set(set, header->key, header->val);
        }
    }
    return set;
}

void sp_headers_preserve(request_rec *r, const apr_table_t *from,
                         bool same_response)
{
    const apr_array_header_t *headers = apr_table_elts(from);
    apr_hash_t *there = NULL;

    for (int i = 0; i < headers->nelts; i++) {
        const apr_table_entry_t *header =
            &APR_ARRAY_IDX(headers, i, apr_table_entry_t);
        const kept_header *row =
            header->key && header->val
                ? row_of(header->key, r->status, same_response)
                : NULL;

        if (!row || !sp_grammar_matches(row->grammar, header->val)) {
            continue;
        }
        there = there ? there : set_of(r->err_headers_out, r->pool);
        if (!apr_hash_get(there,
                          key_of(header->key,
                                 row->repeated ? header->val : NULL, r->pool),
                          APR_HASH_KEY_STRING)) {
            apr_table_addn(r->err_headers_out, header->key, header->val);
            add_to_set(there, header->key, header->val);
        }
    }
}

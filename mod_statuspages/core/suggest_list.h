/* SPDX-License-Identifier: Apache-2.0 */
/* suggest_list.h - reads the file with the addresses that a page may suggest.
 *
 * It is a plain list, a sitemap or an index of sitemaps (sitemaps.org), each of
 * them plain or gzip.  Nothing is fetched: what an index names lies beside it.
 * Reading takes memory for the addresses alone, however large a file unpacks.
 */
#ifndef SP_CORE_SUGGEST_LIST_H
#define SP_CORE_SUGGEST_LIST_H

#include "core/diagnostic.h"
#include "core/suggest.h"

/* 50,000 addresses and 50 MB are what the protocol allows one sitemap; here
 * they hold for all files of an index together. */
enum {
    SP_LIST_ADDRESSES_MAX = 50000,
    SP_LIST_ADDRESS_MAX = 2048, /* bytes, as written and as kept */
    SP_LIST_TITLE_MAX = 200,    /* characters */
    SP_LIST_BYTES_MAX = 50 << 20,
    SP_LIST_FILES_MAX = 100,
    SP_LIST_DEPTH_MAX = 16 /* of elements */
};

/* Addresses of another host than the first one: a page never links to them. */
typedef struct sp_list_left_out {
    unsigned count;
    const char *file; /* where the first one is, in `pool` ... */
    unsigned line;
    const char *host; /* ... and of which host the others are */
} sp_list_left_out;

/* The index of the addresses in the file at `path`, in `pool`; NULL if anything
 * is wrong with it, then `problems` has what. */
const sp_suggest_index *sp_list_read(const char *path,
                                     sp_list_left_out *left_out,
                                     sp_diagnostics *problems,
                                     apr_pool_t *pool);

/* Why a list cannot have this address, in `pool`; NULL: it can. */
const char *sp_list_address_error(sp_span address, apr_pool_t *pool);

/* What stands in the log about what is left out; in `pool`. */
const char *sp_list_left_out_text(const sp_list_left_out *left_out,
                                  apr_pool_t *pool);

#endif

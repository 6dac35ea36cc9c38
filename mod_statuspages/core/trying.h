/* SPDX-License-Identifier: Apache-2.0 */
/* trying.h - a page that asks again by itself, if its visitor wants that.
 *
 * The wish is a parameter at the end of the query, with the number of the try.
 * It is taken away before anybody sees the request, byte by byte as it was
 * added: an address that was extended comes out as it was.
 */
#ifndef SP_CORE_TRYING_H
#define SP_CORE_TRYING_H

#include "core/span.h"

#include <apr_pools.h>

#define SP_TRY_PARAMETER "statuspages-try"

enum {
    SP_TRIES_USUAL = 20, /* a quarter of an hour */
    SP_TRIES_MAX = 100,
    SP_TRY_WAIT_MAX = 600,  /* seconds; who has to wait longer comes back */
    SP_TRY_QUERY_MAX = 1000 /* bytes of a query that a page repeats */
};

/* What a page says of it; NULL in the facts: nothing. */
typedef struct sp_trying {
    sp_span keep; /* the address that begins to try; empty: not offered */
    sp_span stop; /* where it ends; empty: the page does not try by itself */
    int64_t wait; /* if it does: seconds to the next try */
    bool ended;   /* that was the last try */
} sp_trying;

/* A query, without its question mark, which may be missing. */
typedef struct sp_query {
    bool there;
    sp_span text;
} sp_query;

/* The query of an address. */
sp_query sp_try_query(sp_span address);

/* How many bytes at the end of `address` are the parameter, with the mark that
 * joins it; 0: none.  Sets `number`, from 1 on. */
size_t sp_try_parameter(sp_span address, unsigned *number);

/* May a page repeat this query?  If all of it is bytes that a browser sends in
 * a query as they are (URL standard, 1.3), and few of them. */
bool sp_try_may_repeat(sp_query query);

/* A reference to the same path with `query` and the parameter; with number 0
 * without it. */
const char *sp_try_reference(sp_query query, unsigned number, apr_pool_t *pool);

/* Seconds from try `number`, which has failed, to the next one: twice as many
 * each time, up to a minute; `retry_after`, if known, is the least. */
int64_t sp_try_pause(unsigned number, int64_t retry_after);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Any address.  What holds: what is cut off its end is the parameter and what
 * joins it, of a number that reads the same; a reference with the parameter
 * leads back to the address; and one that a page may repeat has nothing that
 * ends a header, an attribute or an address. */
#include "core/trying.h"

#include <apr_general.h>
#include <apr_strings.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static void check_cut(sp_span address, apr_pool_t *pool)
{
    unsigned number = 0;
    size_t n = sp_try_parameter(address, &number);
    const char *cut;

    demand(n <= address.len);
    if (n == 0) {
        return;
    }
    cut = address.ptr + address.len - n;
    demand(number >= 1 && number <= 999);
    demand(strcmp(apr_pstrmemdup(pool, cut + 1, n - 1),
                  apr_psprintf(pool, SP_TRY_PARAMETER "=%u", number))
           == 0);
    /* joined if there is a question mark before it */
    demand(*cut == (memchr(address.ptr, '?', address.len - n) ? '&' : '?'));
}

static void check_reference(sp_span address, unsigned number, apr_pool_t *pool)
{
    sp_query query = sp_try_query(address);
    size_t path = address.len - query.text.len - query.there;
    const char *reference = sp_try_reference(query, number, pool);
    const char *longer = apr_pstrcat(
        pool, apr_pstrmemdup(pool, address.ptr, path), reference, NULL);
    unsigned read = 0;
    size_t n = sp_try_parameter(sp_span_of(longer), &read);

    demand(strcspn(reference, "\r\n\"'<># ") == strlen(reference));
    demand(read == number && strlen(longer) - n == address.len);
    demand(memcmp(longer, address.ptr, address.len) == 0);
    demand(strlen(reference) <= SP_TRY_QUERY_MAX + 22);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sp_span address = { (const char *)data, size };
    apr_pool_t *pool = NULL;

    apr_initialize();
    demand(apr_pool_create(&pool, NULL) == APR_SUCCESS);
    check_cut(address, pool);
    if (sp_try_may_repeat(sp_try_query(address))
        && !memchr(address.ptr, '\0', size)) {
        check_reference(address, 1, pool);
        check_reference(address, 999, pool);
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

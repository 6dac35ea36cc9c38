/* SPDX-License-Identifier: Apache-2.0 */
/* defer.c - a filter behind mod_headers and mod_expires, which set their
 * headers last: what the site has set there wins over our defaults. */
#include "module/headers_page.h"
#include "module/respond.h"

#include <apr_strings.h>

static const char filter_name[] = "STATUSPAGES_DEFER";

static apr_status_t defer_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    ap_remove_output_filter(f);
    sp_headers_page_defer(f->r, f->ctx);
    return ap_pass_brigade(f->next, bb);
}

void sp_defer_add_filter(ap_filter_t *f, sp_caching caching)
{
    ap_add_output_filter_handle(
        sp_registry_of(f->r)->defer,
        apr_pmemdup(f->r->pool, &caching, sizeof(caching)), f->r, f->c);
}

void sp_defer_register(void)
{
    ap_register_output_filter(filter_name, defer_filter, NULL,
                              AP_FTYPE_CONTENT_SET);
}

void sp_defer_prepare(sp_registry *registry)
{
    registry->defer = ap_get_output_filter_handle(filter_name);
}

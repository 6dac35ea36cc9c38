/* SPDX-License-Identifier: Apache-2.0 */
/* What both interception points share: does this error get a page? */
#include "module/intercept.h"

#include "module/source.h"

bool sp_intercept_wanted(const request_rec *r)
{
    const sp_conf *conf = sp_conf_of(r);

    return sp_conf_enabled(conf) && sp_conf_covers(conf, r->status)
           && !apr_table_get(r->subprocess_env, "no-statuspages");
}

bool sp_intercept_is_sent(const request_rec *r)
{
    const sp_registry *registry = sp_registry_of(r);

    for (const ap_filter_t *f = r->output_filters; f; f = f->next) {
        for (int i = 0; i < SP_HEADER_FILTERS; i++) {
            if (f->frec == registry->header_filters[i]) {
                return false;
            }
        }
    }
    return true;
}

sp_request_state *sp_intercept_make_state(request_rec *r)
{
    sp_request_state *saved = apr_pcalloc(r->pool, sizeof(*saved));

    ap_set_module_config(r->request_config, &statuspages_module, saved);
    return saved;
}

bool sp_intercept_has_line(const request_rec *r)
{
    return r->status_line && strtol(r->status_line, NULL, 10) == r->status;
}

void sp_intercept_preserve(request_rec *r, request_rec *from)
{
    const sp_request_state *saved = sp_intercept_state(from, false);

    if (saved && saved->saved_headers
        && saved->document_status == from->status) {
        sp_headers_preserve(r, saved->saved_headers, true);
    }
    else {
        sp_headers_preserve(r, from->headers_out,
                            sp_source_is_overridden(from));
    }
}

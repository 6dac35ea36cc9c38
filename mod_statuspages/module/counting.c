/* SPDX-License-Identifier: Apache-2.0 */
/* Notes what each error response counts as, and counts it at the end. */
#include "module/counting.h"

#include "module/intercept.h"
#include "module/source.h"

#include <apr_shm.h>
#include <apr_strings.h>

APLOG_USE_MODULE(statuspages);

/* A module of another version may count other things. */
static const char *key_of(apr_pool_t *pool)
{
    return apr_psprintf(pool,
                        "mod_statuspages counters of " SP_VERSION
                        ", %" APR_SIZE_T_FMT " bytes",
                        sizeof(sp_counters));
}

void sp_counting_prepare(sp_registry *registry)
{
    apr_pool_t *process = registry->main->process->pool;
    const char *key = key_of(registry->pool);
    void *counters = NULL;
    apr_shm_t *memory;
    apr_status_t rv;

    /* httpd reads its configuration twice, and serves with the second */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    apr_pool_userdata_get(&counters, key, process);
    if (!counters) {
        rv = apr_shm_create(&memory, sizeof(sp_counters), NULL, process);
        if (rv != APR_SUCCESS) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, rv, registry->main,
                         "statuspages: there is no shared memory for the "
                         "counters, so that nothing is counted");
            return;
        }
        counters = apr_shm_baseaddr_get(memory);
        memset(counters, 0, sizeof(sp_counters));
        apr_pool_userdata_set(counters, key, NULL, process);
    }
    registry->counters = counters;
}

/* Has an ErrorDocument been asked to answer `r` in place of its handler? */
static bool is_handled(request_rec *r)
{
    const sp_request_state *saved = sp_intercept_state(r, false);

    return saved && saved->document_status == r->status;
}

/* Once, even if it is registered twice. */
static apr_status_t count(void *data)
{
    sp_counting *counting = data;

    if (counting->response) {
        sp_counter_add(counting->response);
        if (counting->language) {
            sp_counter_add(counting->language);
        }
        counting->response = NULL;
    }
    return APR_SUCCESS;
}

static inline void note(request_rec *r, sp_counter *response,
                        sp_counter *language)
{
    sp_counting *counting = &sp_intercept_state(r, true)->counting;

    if (!counting->response) {
        apr_pool_cleanup_register(r->pool, counting, count,
                                  apr_pool_cleanup_null);
    }
    counting->response = response;
    counting->language = language;
}

void sp_counting_page(request_rec *r, const sp_page *page, sp_counted_body body)
{
    sp_counters *counters = sp_registry_of(r)->counters;
    bool one_line = page->request->format.one_line;
    int format = one_line ? SP_COUNTED_LINE : (int)page->request->format.format;

    if (counters) {
        note(r,
             sp_counters_find(counters, r->status, format,
                              page->request->facts->source, body),
             one_line
                 ? NULL
                 : &counters->languages[page->text_language - sp_languages]);
    }
}

void sp_counting_kept(request_rec *r, bool local)
{
    sp_counters *counters = sp_registry_of(r)->counters;

    if (counters) {
        note(r,
             sp_counters_find(counters, r->status, SP_COUNTED_NO_PAGE,
                              sp_source_of(r, local && !is_handled(r)),
                              SP_COUNTED_KEPT),
             NULL);
    }
}

void sp_counting_discard(request_rec *r)
{
    sp_request_state *saved = sp_intercept_state(r, false);

    if (saved && !sp_intercept_is_sent(r)) {
        saved->counting.response = NULL;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The one file that knows mod_proxy.  It looks the module up by name, because
 * a server without it must be able to load this one.  Reads what workers
 * share, takes no lock: a number that is a moment old does no harm. */
#include "module/backend.h"

#include <mod_proxy.h>

#include <stdint.h>

enum { NOT_KNOWN = -1 };

static const proxy_server_conf *settings_of(const request_rec *r)
{
    module *proxy = ap_find_linked_module("mod_proxy.c");

    return proxy ? ap_get_module_config(r->server->module_config, proxy) : NULL;
}

/* Steps by the array's own element size: mod_proxy may be newer than the
 * headers this was compiled with, and its records longer. */
static const void *element(const apr_array_header_t *array, int i)
{
    return array->elts + (apr_size_t)i * (apr_size_t)array->elt_size;
}

/* The moment at which mod_proxy tries `worker` again; 0 if it would now,
 * INT64_MAX if only a person brings it back. */
static apr_time_t back_at(const proxy_worker *worker)
{
    unsigned int status = worker->s->status;
    unsigned int by_hand = PROXY_WORKER_DISABLED | PROXY_WORKER_STOPPED
                           | PROXY_WORKER_IN_SHUTDOWN | PROXY_WORKER_HC_FAIL
                           | PROXY_WORKER_DRAIN;

    if (status & by_hand) {
        return INT64_MAX;
    }
    if (!(status & PROXY_WORKER_IN_ERROR)
        || (status & PROXY_WORKER_IGNORE_ERRORS)) {
        return 0;
    }
    return worker->s->error_time + worker->s->retry;
}

static apr_time_t balancer_back_at(const proxy_balancer *balancer)
{
    apr_time_t soonest = INT64_MAX;

    for (int i = 0; i < balancer->workers->nelts; i++) {
        apr_time_t back =
            back_at(APR_ARRAY_IDX(balancer->workers, i, const proxy_worker *));

        soonest = back < soonest ? back : soonest;
    }
    return soonest;
}

/* balancer://pool: as a worker was elected, or as none could be. */
static const char *balancer_of(const request_rec *r)
{
    const char *elected = apr_table_get(r->subprocess_env, "BALANCER_NAME");

    if (elected) {
        return elected;
    }
    return r->filename && strncmp(r->filename, "proxy:", 6) == 0
               ? r->filename + 6
               : "";
}

static bool is_named(const proxy_balancer *balancer, const char *url)
{
    size_t n = strlen(balancer->s->name);

    return strncasecmp(url, balancer->s->name, n) == 0
           && (url[n] == '/' || url[n] == '?' || url[n] == '\0');
}

int64_t sp_backend_retry_after(const request_rec *r)
{
    const proxy_server_conf *conf = settings_of(r);
    apr_time_t now = apr_time_now();
    apr_time_t back = INT64_MAX;

    if (!conf || r->proxyreq != PROXYREQ_REVERSE) {
        return NOT_KNOWN;
    }
    for (int i = 0; i < conf->balancers->nelts; i++) {
        const proxy_balancer *balancer = element(conf->balancers, i);

        if (is_named(balancer, balancer_of(r))) {
            back = balancer_back_at(balancer);
            break;
        }
    }
    if (back <= now || back == INT64_MAX) {
        return NOT_KNOWN;
    }
    return (back - now + APR_USEC_PER_SEC - 1) / APR_USEC_PER_SEC;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler statuspages-metrics: the counters as Prometheus reads them.
 *
 * Prometheus text format 0.0.4, and OpenMetrics 1.0 for whoever asks for it.
 * Labels come from tables of the module: no series has a name from a request.
 */
#include "core/accept.h"
#include "core/counters.h"
#include "module/handler_places.h"
#include "module/handlers.h"

#include <apr_strings.h>

typedef struct exposition {
    request_rec *r;
    bool open_metrics;
    const sp_totals *totals;
} exposition;

/* ---- the format ----------------------------------------------------------*/

/* Is the version among these parameters of a media range this one, or does
 * none of them name a version? */
static bool is_version(sp_span parameters, const char *version,
                       apr_pool_t *pool)
{
    static const char name[] = "version=";
    const char *text = apr_pstrmemdup(pool, parameters.ptr, parameters.len);
    const char *value = ap_strcasestr(text, name);
    size_t n = strlen(version);

    if (!value) {
        return true;
    }
    value += sizeof(name) - 1;
    value += *value == '"';
    return strncmp(value, version, n) == 0
           && !strchr(".0123456789", value[n] ? value[n] : ' ');
}

static bool is_type(sp_span range, const char *type)
{
    return range.len == strlen(type)
           && strncasecmp(range.ptr, type, range.len) == 0;
}

/* OpenMetrics if it is named, and nothing that the other format would satisfy
 * is liked better. */
static bool wants_open_metrics(request_rec *r)
{
    sp_accept_walk walk =
        sp_accept_begin(sp_span_of(apr_table_get(r->headers_in, "Accept")));
    sp_accept_element element;
    unsigned open_metrics = 0;
    unsigned text = 0;

    while (sp_accept_next(&walk, &element)) {
        const char *end = element.range.ptr + element.range.len;
        sp_span parameters = { end, (size_t)(walk.next - 1 - end) };

        if (is_type(element.range, "application/openmetrics-text")
            && is_version(parameters, "1.0.0", r->pool)
            && element.weight > open_metrics) {
            open_metrics = element.weight;
        }
        if (is_type(element.range, "text/plain")
            && is_version(parameters, "0.0.4", r->pool)
            && element.weight > text) {
            text = element.weight;
        }
    }
    return open_metrics && open_metrics >= text;
}

/* ---- the metrics ---------------------------------------------------------*/

/* OpenMetrics calls a family of counters by its name without _total. */
static void put_family(const exposition *to, const char *name, const char *help)
{
    const char *suffix = to->open_metrics ? "" : "_total";

    ap_rprintf(to->r, "# HELP %s%s %s\n# TYPE %s%s counter\n", name, suffix,
               help, name, suffix);
}

static void put_number(const exposition *to, uint64_t number)
{
    ap_rprintf(to->r, " %" APR_UINT64_T_FMT "\n", (apr_uint64_t)number);
}

static void put_label(const exposition *to, const char *before, sp_label label,
                      int value)
{
    ap_rprintf(to->r, "%s%s=\"%s\"", before, sp_label_name(label),
               sp_label_value(label, value, to->r->pool));
}

static void put_info(const exposition *to)
{
    ap_rprintf(to->r, to->open_metrics
                          ? "# HELP statuspages Version of the module.\n"
                            "# TYPE statuspages info\n"
                          : "# HELP statuspages_info Version of the "
                            "module.\n"
                            "# TYPE statuspages_info gauge\n");
    ap_rprintf(to->r, "statuspages_info{version=\"%s\"} 1\n", SP_VERSION);
}

static void put_response(const exposition *to, const sp_labels *labels)
{
    uint64_t number = sp_totals_responses(to->totals, labels);

    if (number) {
        put_label(to, "statuspages_responses_total{", SP_LABEL_CODE,
                  labels->at[SP_LABEL_CODE]);
        put_label(to, ",", SP_LABEL_FORMAT, labels->at[SP_LABEL_FORMAT]);
        put_label(to, ",", SP_LABEL_SOURCE, labels->at[SP_LABEL_SOURCE]);
        ap_rputs("}", to->r);
        put_number(to, number);
    }
}

/* Only the combinations that have occurred: there are some thousands. */
static void put_responses(const exposition *to)
{
    sp_labels labels = { { [SP_LABEL_BODY] = SP_LABEL_ANY } };
    int *at = labels.at;

    put_family(to, "statuspages_responses",
               "Error responses, by status code, format of the page and source "
               "of the error.");
    for (at[0] = 0; at[0] < sp_label_values(0); at[0]++) {
        for (at[1] = 0; at[1] < sp_label_values(1); at[1]++) {
            for (at[2] = 0; at[2] < sp_label_values(2); at[2]++) {
                put_response(to, &labels);
            }
        }
    }
}

static void put_languages(const exposition *to)
{
    put_family(to, "statuspages_language", "Pages, by language.");
    for (unsigned i = 0; i < sp_language_count; i++) {
        uint64_t number = sp_totals_language(to->totals, i);

        if (number) {
            ap_rprintf(to->r, "statuspages_language_total{language=\"%s\"}",
                       sp_languages[i].tag.ptr);
            put_number(to, number);
        }
    }
}

/* Also those that are 0, so that the first increase shows as one. */
static void put_bodies(const exposition *to)
{
    put_family(to, "statuspages_bodies",
               "Error responses, by what became of the body.");
    for (int i = 0; i < SP_COUNTED_BODIES; i++) {
        sp_labels labels = { { SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY, i } };

        put_label(to, "statuspages_bodies_total{", SP_LABEL_BODY, i);
        ap_rputs("}", to->r);
        put_number(to, sp_totals_responses(to->totals, &labels));
    }
}

static void set_headers(const exposition *to)
{
    ap_set_content_type(
        to->r,
        to->open_metrics
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8");
    apr_table_setn(to->r->headers_out, "Cache-Control", "no-store");
    apr_table_mergen(to->r->headers_out, "Vary", "Accept");
}

bool sp_handler_metrics_prepare(sp_registry *registry, apr_pool_t *temp)
{
    return sp_places_find(registry, "statuspages-metrics", temp);
}

/* Elsewhere an .htaccess file has set it: that must not show to all what
 * Require keeps from them. */
int sp_handler_metrics(request_rec *r)
{
    const sp_counters *counters = sp_registry_of(r)->counters;
    exposition to = { r, wants_open_metrics(r), NULL };

    if (!sp_places_of(r)) {
        return DECLINED;
    }
    if (r->method_number != M_GET) {
        ap_allow_standard_methods(r, REPLACE_ALLOW, M_GET, -1);
        return HTTP_METHOD_NOT_ALLOWED;
    }
    if (!counters) {
        return HTTP_SERVICE_UNAVAILABLE; /* the log says why, at the start */
    }
    to.totals = sp_counters_read(counters, r->pool);
    set_headers(&to);
    put_info(&to);
    put_responses(&to);
    put_languages(&to);
    put_bodies(&to);
    if (to.open_metrics) {
        ap_rputs("# EOF\n", r);
    }
    return OK;
}

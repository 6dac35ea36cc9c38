/* SPDX-License-Identifier: Apache-2.0 */
/* StatusPagesReference: which id a page shows. */
#include "module/request_reference.h"

#include "core/reference.h"
#include "module/directives.h"
#include "module/expression.h"
#include "module/intercept.h"

#include <apr_strings.h>

struct sp_reference_rule {
    bool traceparent;                /* its trace id */
    bool timing;                     /* and the whole of it in Server-Timing */
    const sp_expression *expression; /* NULL: none */
};

/* ---- while the configuration is read --------------------------------------*/

static const sp_reference_rule of_log_id = { false, false, NULL };
static const sp_reference_rule of_trace = { true, false, NULL };
static const sp_reference_rule of_trace_timed = { true, true, NULL };

static const char *set_expression(cmd_parms *cmd, sp_conf *conf,
                                  const char *text)
{
    sp_reference_rule *rule = apr_pcalloc(cmd->pool, sizeof(*rule));
    const char *wrong;

    if (!strstr(text, "%{")) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesReference: \"%s\" is not log-id, "
                            "traceparent or an expression with %%{...} in it; "
                            "all requests would have the same id",
                            text);
    }
    rule->expression =
        sp_expression_make(cmd, text, SP_EXPRESSION_TEXT, &wrong);
    conf->reference = rule;
    return wrong ? apr_psprintf(cmd->pool,
                                "StatusPagesReference: \"%s\" is not a valid "
                                "expression: %s",
                                text, wrong)
                 : NULL;
}

const char *sp_directive_reference(cmd_parms *cmd, void *dir_conf,
                                   const char *id, const char *more)
{
    sp_conf *conf = dir_conf;
    bool trace = strcasecmp(id, "traceparent") == 0;

    if (more && (!trace || strcasecmp(more, "server-timing") != 0)) {
        return apr_psprintf(cmd->pool,
                            "StatusPagesReference: unexpected \"%s\"; the only "
                            "second word is server-timing, after traceparent; "
                            "put an expression with spaces in quotes",
                            more);
    }
    if (trace) {
        conf->reference = more ? &of_trace_timed : &of_trace;
        return NULL;
    }
    if (strcasecmp(id, "log-id") == 0) {
        conf->reference = &of_log_id;
        return NULL;
    }
    return set_expression(cmd, conf, id);
}

/* ---- for a request --------------------------------------------------------*/

/* The access log has the log id of the first request, the error log that of
 * whichever was there when a line was written. */
static const char *log_id_of(request_rec *r)
{
    request_rec *first = r;
    const char *id = r->log_id;

    while (first->prev) {
        first = first->prev;
        id = first->log_id ? first->log_id : id;
    }
    if (!id) {
        ap_run_generate_log_id(first->connection, first, &id);
    }
    first->log_id = id;
    r->log_id = id;
    return id;
}

static sp_span speakable(request_rec *r)
{
    char *text = apr_pcalloc(r->pool, SP_REFERENCE_LENGTH + 1);
    sp_span log_id = sp_span_of(log_id_of(r));

    sp_reference_write(sp_reference_number(log_id), text);
    return (sp_span){ text, SP_REFERENCE_LENGTH };
}

static bool read_traceparent(sp_traceparent *parts, const request_rec *r)
{
    return sp_traceparent_read(
        parts, sp_span_of(apr_table_get(r->headers_in, "traceparent")));
}

/* What the rule says, or without one the server whose error it is; empty if
 * that is not known or not fit to be shown. */
static sp_span other_id(const sp_reference_rule *rule, request_rec *r)
{
    const sp_forwarded *forwarded = rule ? NULL : sp_intercept_forwarded(r);
    sp_span text = { NULL, 0 };
    sp_traceparent parts;

    if (!rule) {
        text = sp_span_of(forwarded ? forwarded->id : NULL);
    }
    else if (rule->traceparent && read_traceparent(&parts, r)) {
        text = parts.trace_id;
        text.ptr = apr_pstrmemdup(r->pool, text.ptr, text.len);
    }
    else if (rule->expression) {
        text = sp_span_of(sp_expression_text(rule->expression, r));
    }
    return sp_reference_is_id(text) ? text : (sp_span){ NULL, 0 };
}

sp_span sp_request_reference(request_rec *r)
{
    const sp_reference_rule *rule = sp_conf_of(r)->reference;
    /* first: a line that the expression writes to the log has this log id */
    sp_span reference = speakable(r);
    sp_span other = other_id(rule, r);

    return other.len ? other : reference;
}

bool sp_request_reference_timing(sp_traceparent *parts, const request_rec *r)
{
    const sp_reference_rule *rule = sp_conf_of(r)->reference;

    return rule && rule->timing && read_traceparent(parts, r);
}

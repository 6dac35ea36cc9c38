/* SPDX-License-Identifier: Apache-2.0 */
/* The counters in the reports of mod_status: a list in the HTML one, "Name:
 * value" in that of ?auto.  All names are from tables; nothing needs escaping.
 */
#include "module/server_status.h"

#include "core/counters.h"
#include "module/module.h"

#include <mod_status.h>

typedef struct report {
    request_rec *r;
    const sp_totals *totals;
    bool automatic; /* ?auto */
    bool any;       /* the row has a value already */
} report;

/* In ?auto, the label of SP_LABEL_BODY and its like. */
static const char *const names[] = { [SP_LABEL_CODE] = "StatusPagesCode",
                                     [SP_LABEL_FORMAT] = "StatusPagesFormat",
                                     [SP_LABEL_SOURCE] = "StatusPagesSource",
                                     [SP_LABEL_BODY] = "StatusPagesBodies" };

static const char *const titles[] = { [SP_LABEL_CODE] = "Codes",
                                      [SP_LABEL_FORMAT] = "Formats",
                                      [SP_LABEL_SOURCE] = "Sources",
                                      [SP_LABEL_BODY] = "Bodies" };

static void begin_row(report *to, const char *title)
{
    to->any = false;
    if (!to->automatic) {
        ap_rprintf(to->r, "<dt>%s: ", title);
    }
}

static void put(report *to, const char *name, const char *value,
                uint64_t number)
{
    if (number == 0) {
        return;
    }
    if (to->automatic) {
        ap_rprintf(to->r, "%s[%s]: %" APR_UINT64_T_FMT "\n", name, value,
                   (apr_uint64_t)number);
    }
    else {
        ap_rprintf(to->r, "%s%s %" APR_UINT64_T_FMT, to->any ? ", " : "", value,
                   (apr_uint64_t)number);
    }
    to->any = true;
}

static void end_row(report *to)
{
    if (!to->automatic) {
        ap_rputs(to->any ? "</dt>\n" : "none</dt>\n", to->r);
    }
}

static void put_label(report *to, sp_label label)
{
    begin_row(to, titles[label]);
    for (int i = 0; i < sp_label_values(label); i++) {
        sp_labels labels = { { SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY,
                               SP_LABEL_ANY } };

        labels.at[label] = i;
        put(to, names[label], sp_label_value(label, i, to->r->pool),
            sp_totals_responses(to->totals, &labels));
    }
    end_row(to);
}

static void put_languages(report *to)
{
    begin_row(to, "Languages");
    for (unsigned i = 0; i < sp_language_count; i++) {
        put(to, "StatusPagesLanguage", sp_languages[i].tag.ptr,
            sp_totals_language(to->totals, i));
    }
    end_row(to);
}

static void put_total(const report *to)
{
    sp_labels all = { { SP_LABEL_ANY, SP_LABEL_ANY, SP_LABEL_ANY,
                        SP_LABEL_ANY } };

    ap_rprintf(
        to->r,
        to->automatic
            ? "StatusPagesResponses: %" APR_UINT64_T_FMT "\n"
            : "<hr />\n<h2>Error responses (mod_statuspages)</h2>\n<dl>\n"
              "<dt>Responses: %" APR_UINT64_T_FMT "</dt>\n",
        (apr_uint64_t)sp_totals_responses(to->totals, &all));
}

static int add_section(request_rec *r, int flags)
{
    const sp_counters *counters = sp_registry_of(r)->counters;
    report to = { r, NULL, (flags & AP_STATUS_SHORT) != 0, false };

    if (!counters) {
        return DECLINED;
    }
    to.totals = sp_counters_read(counters, r->pool);
    put_total(&to);
    for (int label = 0; label < SP_LABEL__COUNT; label++) {
        put_label(&to, (sp_label)label);
    }
    put_languages(&to);
    if (!to.automatic) {
        ap_rputs("</dl>\n", r);
    }
    return OK;
}

void sp_server_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, add_section, NULL, NULL,
                      APR_HOOK_MIDDLE);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Counters that processes share: names them, sums them up. */
#include "core/counters.h"

#include <apr_strings.h>

enum { COUNTERS = sizeof(sp_counters) / sizeof(sp_counter) - SP_LANGUAGES_MAX };

struct sp_totals {
    uint64_t responses[COUNTERS];
    uint64_t languages[SP_LANGUAGES_MAX];
};

static const int values[SP_LABEL__COUNT] = {
    [SP_LABEL_CODE] = SP_COUNTED_CODES,
    [SP_LABEL_FORMAT] = SP_COUNTED_FORMATS,
    [SP_LABEL_SOURCE] = SP_SOURCE__COUNT,
    [SP_LABEL_BODY] = SP_COUNTED_BODIES,
};

/* OpenTelemetry's word for what is not in a list. */
static const char other[] = "_OTHER";

/* ---- names --------------------------------------------------------------- */

const char *sp_label_name(sp_label label)
{
    static const char *const names[] = { [SP_LABEL_CODE] = "code",
                                         [SP_LABEL_FORMAT] = "format",
                                         [SP_LABEL_SOURCE] = "source",
                                         [SP_LABEL_BODY] = "action" };

    return names[label];
}

int sp_label_values(sp_label label)
{
    return values[label];
}

static const char *format_name(int value)
{
    if (value < SP_FORMAT__COUNT) {
        return sp_formats[value].name.ptr;
    }
    return value == SP_COUNTED_LINE ? "line" : other;
}

const char *sp_label_value(sp_label label, int value, apr_pool_t *pool)
{
    static const char *const bodies[] = { [SP_COUNTED_FILLED] = "filled",
                                          [SP_COUNTED_REPLACED] = "replaced",
                                          [SP_COUNTED_KEPT] = "kept" };

    switch (label) {
    case SP_LABEL_FORMAT: return format_name(value);
    case SP_LABEL_SOURCE: return sp_status_source_name((sp_status_source)value);
    case SP_LABEL_BODY: return bodies[value];
    case SP_LABEL_CODE:
    case SP_LABEL__COUNT: break;
    }
    return value < SP_COUNTED_OTHER_CODE ? apr_itoa(pool, SP_CODE_FIRST + value)
                                         : other;
}

/* ---- sums ---------------------------------------------------------------- */

const sp_totals *sp_counters_read(const sp_counters *counters, apr_pool_t *pool)
{
    sp_totals *totals = apr_palloc(pool, sizeof(*totals));
    const sp_counter *first = &counters->responses[0][0][0][0];

    for (int i = 0; i < COUNTERS; i++) {
        totals->responses[i] =
            atomic_load_explicit(&first[i], memory_order_relaxed);
    }
    for (int i = 0; i < SP_LANGUAGES_MAX; i++) {
        totals->languages[i] =
            atomic_load_explicit(&counters->languages[i], memory_order_relaxed);
    }
    return totals;
}

/* Of those whose first labels, `label` of them, make `number`. */
static uint64_t sum(const sp_totals *totals, const sp_labels *labels, int label,
                    int number)
{
    uint64_t all = 0;

    if (label == SP_LABEL__COUNT) {
        return totals->responses[number];
    }
    for (int i = 0; i < values[label]; i++) {
        if (labels->at[label] == i || labels->at[label] == SP_LABEL_ANY) {
            all += sum(totals, labels, label + 1, number * values[label] + i);
        }
    }
    return all;
}

uint64_t sp_totals_responses(const sp_totals *totals, const sp_labels *labels)
{
    return sum(totals, labels, 0, 0);
}

uint64_t sp_totals_language(const sp_totals *totals, unsigned language)
{
    return totals->languages[language];
}

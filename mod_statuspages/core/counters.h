/* SPDX-License-Identifier: Apache-2.0 */
/* counters.h - how many error responses there were, of which kind.
 *
 * A response has one value of each label, and there is a counter for each
 * combination; besides, one for each language.  They lie in memory that all
 * processes share, and count without a lock.
 */
#ifndef SP_CORE_COUNTERS_H
#define SP_CORE_COUNTERS_H

#include "core/code_set.h"
#include "core/facts.h"
#include "core/format.h"
#include "core/language.h"

#include <apr_pools.h>

#include <stdatomic.h>
#include <stdint.h>

/* What a response is counted by. */
typedef enum sp_label {
    SP_LABEL_CODE,   /* 400 to 599, and one for all others */
    SP_LABEL_FORMAT, /* an sp_format, or one of those below */
    SP_LABEL_SOURCE, /* an sp_status_source */
    SP_LABEL_BODY,   /* an sp_counted_body */
    SP_LABEL__COUNT
} sp_label;

enum {
    SP_COUNTED_OTHER_CODE = SP_CODE_CLASS_LAST - SP_CODE_FIRST + 1,
    SP_COUNTED_CODES
};

enum {
    SP_COUNTED_LINE = SP_FORMAT__COUNT, /* the single line for a sub-resource */
    SP_COUNTED_NO_PAGE,
    SP_COUNTED_FORMATS
};

/* What became of its body. */
typedef enum sp_counted_body {
    SP_COUNTED_FILLED,   /* there was none, so it got a page */
    SP_COUNTED_REPLACED, /* a page took its place */
    SP_COUNTED_KEPT,     /* it went out as it was: no page */
    SP_COUNTED_BODIES
} sp_counted_body;

/* The number of a value for each label, or SP_LABEL_ANY. */
typedef struct sp_labels {
    int at[SP_LABEL__COUNT];
} sp_labels;

enum { SP_LABEL_ANY = -1 };

/* A lock would be one of each process, and protect nothing.  Where 64 bits need
 * one, 32 must do: to a reader a counter that wraps looks like a restart. */
#if ATOMIC_LLONG_LOCK_FREE == 2
typedef _Atomic uint64_t sp_counter;
#else
typedef _Atomic uint32_t sp_counter;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a counter needs no lock");
#endif

/* All 0 at first. */
typedef struct sp_counters {
    sp_counter responses[SP_COUNTED_CODES][SP_COUNTED_FORMATS][SP_SOURCE__COUNT]
                        [SP_COUNTED_BODIES];
    sp_counter languages[SP_LANGUAGES_MAX];
} sp_counters;

/* The counter of a code's responses with these labels. */
static inline sp_counter *sp_counters_find(sp_counters *counters, int code,
                                           int format, sp_status_source source,
                                           sp_counted_body body)
{
    unsigned number = (unsigned)(code - SP_CODE_FIRST);

    number = number < SP_COUNTED_OTHER_CODE ? number : SP_COUNTED_OTHER_CODE;
    return &counters->responses[number][format][source][body];
}

/* Any process, any thread. */
static inline void sp_counter_add(sp_counter *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* How many values a label has; the name of each, that of a code in `pool`; and
 * the name of the label itself. */
int sp_label_values(sp_label label);
const char *sp_label_value(sp_label label, int value, apr_pool_t *pool);
const char *sp_label_name(sp_label label);

/* What the counters say at one moment. */
typedef struct sp_totals sp_totals;

const sp_totals *sp_counters_read(const sp_counters *counters,
                                  apr_pool_t *pool);

/* How many responses had these labels. */
uint64_t sp_totals_responses(const sp_totals *totals, const sp_labels *labels);

/* How many pages were in this language. */
uint64_t sp_totals_language(const sp_totals *totals, unsigned language);

#endif

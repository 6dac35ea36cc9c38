/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the fields that tell how much may be asked. */
#include "core/rate_limit.h"

#include "core/escape.h"
#include "core/structured_field.h"

#include <stddef.h>
#include <strings.h>

enum {
    POLICY_MAX = 80,         /* most characters of a name that are shown */
    FIRST_TIME = 1000000000, /* a reset from here on is a time, not a wait */
    A_YEAR = 366 * 86400     /* a time after that is in other units */
};

static bool is_named(sp_span field, sp_span name)
{
    return field.len == name.len
           && strncasecmp(field.ptr, name.ptr, name.len) == 0;
}

/* The policy of that name, a new one if there is none; NULL: too many. */
static sp_rate_limit *limit_of(sp_rate_limits *limits, sp_span policy)
{
    for (unsigned i = 0; i < limits->count; i++) {
        if (sp_span_equal(limits->list[i].policy, policy)) {
            return &limits->list[i];
        }
    }
    if (limits->count == SP_RATE_LIMITS_MAX) {
        return NULL;
    }
    limits->list[limits->count] = (sp_rate_limit){ policy, -1, -1, -1, -1 };
    return &limits->list[limits->count++];
}

/* ---- RateLimit and RateLimit-Policy -------------------------------------- */

/* A string without its backslashes, cleaned. */
static sp_span name_of(const sp_item *item, apr_pool_t *pool)
{
    char *plain = apr_palloc(pool, item->text.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < item->text.len; i++) {
        if (item->kind == SP_ITEM_STRING && item->text.ptr[i] == '\\') {
            i++;
        }
        plain[n++] = item->text.ptr[i];
    }
    return sp_escape_clean((sp_span){ plain, n }, POLICY_MAX, pool);
}

typedef struct parameter_row {
    const char *field; /* in lower case */
    const char *key;
    size_t into;
    bool required;
} parameter_row;

static const parameter_row parameter_rows[] = {
    { "ratelimit", "r", offsetof(sp_rate_limit, remaining), true },
    { "ratelimit", "t", offsetof(sp_rate_limit, reset), false },
    { "ratelimit-policy", "q", offsetof(sp_rate_limit, limit), true },
    { "ratelimit-policy", "w", offsetof(sp_rate_limit, window), false },
};

static int64_t *number_at(sp_rate_limit *limit, size_t offset)
{
    return (int64_t *)(void *)((char *)limit + offset);
}

/* A parameter that comes twice: the last counts (RFC 9651 4.2.3.2). */
static bool find_parameter(sp_span parameters, const char *key, int64_t *number)
{
    sp_span name;
    sp_item value;
    bool found = false;

    while (sp_structured_parameter(&parameters, &name, &value)) {
        if (sp_span_equal(name, sp_span_of(key))) {
            found = value.kind == SP_ITEM_INTEGER && value.integer >= 0;
            *number = value.integer;
        }
    }
    return found;
}

/* What a member says, for one field; a member that lacks what it must have is
 * ignored. */
static void add_member(sp_rate_limits *limits, sp_span field,
                       const sp_item *item, sp_span parameters,
                       apr_pool_t *pool)
{
    sp_rate_limit *limit = NULL;

    for (size_t i = 0; i < SP_COUNT(parameter_rows); i++) {
        const parameter_row *row = &parameter_rows[i];
        int64_t number;

        if (!is_named(field, sp_span_of(row->field))) {
            continue;
        }
        if (!find_parameter(parameters, row->key, &number)) {
            if (row->required) {
                return;
            }
            continue;
        }
        limit = limit ? limit : limit_of(limits, name_of(item, pool));
        if (!limit) {
            return;
        }
        *number_at(limit, row->into) = number;
    }
}

static void add_list(sp_rate_limits *limits, sp_span field, sp_span list,
                     apr_pool_t *pool)
{
    sp_item item;
    sp_span parameters;

    if (!sp_structured_is_list(list)) {
        return;
    }
    while (list.len && sp_structured_member(&list, &item, &parameters)) {
        if (item.kind == SP_ITEM_STRING || item.kind == SP_ITEM_TOKEN) {
            add_member(limits, field, &item, parameters, pool);
        }
    }
}

/* ---- a field for each number --------------------------------------------- */

typedef struct number_row {
    const char *end; /* in lower case */
    size_t into;
} number_row;

static const number_row number_rows[] = {
    { "limit", offsetof(sp_rate_limit, limit) },
    { "remaining", offsetof(sp_rate_limit, remaining) },
    { "reset", offsetof(sp_rate_limit, reset) },
};

/* Which of them it is; NULL if it is none. */
static const number_row *number_row_of(sp_span field)
{
    static const char *const starts[] = { "x-ratelimit-", "x-rate-limit-",
                                          "ratelimit-" };

    for (size_t i = 0; i < SP_COUNT(starts) * SP_COUNT(number_rows); i++) {
        sp_span start = sp_span_of(starts[i / SP_COUNT(number_rows)]);
        const number_row *row = &number_rows[i % SP_COUNT(number_rows)];
        sp_span head = { field.ptr, start.len };
        sp_span tail = { field.ptr + start.len, field.len - start.len };

        if (field.len > start.len && is_named(head, start)
            && is_named(tail, sp_span_of(row->end))) {
            return row;
        }
    }
    return NULL;
}

/* "100", also "100, 100;w=60", as drafts before had it.  The first line
 * counts. */
static void add_number(sp_rate_limits *limits, const number_row *row,
                       sp_span value, int64_t now)
{
    sp_span list = value;
    sp_item item;
    sp_span parameters;
    sp_rate_limit *limit;
    int64_t number;

    if (!sp_structured_is_list(value)
        || !sp_structured_member(&list, &item, &parameters)
        || item.kind != SP_ITEM_INTEGER || item.integer < 0) {
        return;
    }
    number = item.integer;
    if (row->into == offsetof(sp_rate_limit, reset) && number >= FIRST_TIME) {
        number -= now;
        number = number <= A_YEAR ? number : -1;
    }
    limit = number < 0 ? NULL : limit_of(limits, (sp_span){ "", 0 });
    if (limit && *number_at(limit, row->into) < 0) {
        *number_at(limit, row->into) = number;
    }
}

void sp_rate_limits_add(sp_rate_limits *limits, sp_span field, sp_span value,
                        int64_t now, apr_pool_t *pool)
{
    const number_row *row = number_row_of(field);

    if (row) {
        add_number(limits, row, value, now);
    }
    else if (is_named(field, SP_SPAN("RateLimit"))
             || is_named(field, SP_SPAN("RateLimit-Policy"))) {
        add_list(limits, field, value, pool);
    }
}

bool sp_rate_limits_exceeded(const sp_rate_limits *limits)
{
    for (unsigned i = 0; i < limits->count; i++) {
        if (limits->list[i].remaining == 0) {
            return true;
        }
    }
    return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts the page of a status may show, whatever the request and the
 * theme: a language that has them all can be chosen for that status.  The
 * owner's note is not among them: English stands in for it. */
#include "catalog/compiler.h"

#include <string.h>

enum {
    MAINTENANCE_CODE = 503, /* what a site that is closed answers */
    TRYING_FIRST = 502,     /* the page may ask again by itself */
    TRYING_LAST = 504,
    VISIBLE_CODE = 300 /* below, only the reference has a page */
};

/* Texts that a fact brings with it, by how their keys begin. */
typedef struct bundle {
    uint32_t facts;
    const char *start;
} bundle;

static const bundle bundles[] = {
#define FACT(id, key, placeholder, meaning) { FACT_BIT(FACT_##id), key },
#include "core/facts.def"
#undef FACT
    { FACT_BIT(FACT_STORED_DATA), "heal/" },
    { FACT_BIT(FACT_WAIT) | FACT_BIT(FACT_BACK), "wait/" },
    { FACT_BIT(FACT_LIMIT) | FACT_BIT(FACT_SIZE), "size/" },
    { FACT_BIT(FACT_LIMIT) | FACT_BIT(FACT_SIZE), "number/" },
};

static bool begins(const char *key, const char *start)
{
    return strncmp(key, start, strlen(start)) == 0;
}

/* The facts that a page of `row` may tell: Retry-After also where the status
 * has no sentence for it, unless the error stays (core/page_internal.h). */
static uint32_t facts_of(const status_row *row)
{
    uint32_t waits = FACT_BIT(FACT_WAIT) | FACT_BIT(FACT_BACK);

    return row->facts
           | (!(row->facts & waits) && row->code >= 400 && !row->permanent
                  ? FACT_BIT(FACT_WAIT)
                  : 0);
}

/* Labels are on every page: a theme may show any of them. */
static bool is_shared(const status_row *row, const char *key)
{
    uint32_t facts = facts_of(row);

    for (size_t i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++) {
        size_t n = strlen(bundles[i].start);

        if ((facts & bundles[i].facts)
            && (bundles[i].start[n - 1] == '/'
                    ? begins(key, bundles[i].start)
                    : strcmp(key, bundles[i].start) == 0)) {
            return true;
        }
    }
    return begins(key, "ui/")
           || (row->code == MAINTENANCE_CODE && begins(key, "maintenance/"))
           || (row->code >= TRYING_FIRST && row->code <= TRYING_LAST
               && begins(key, "trying/"))
           || (row->code < VISIBLE_CODE && begins(key, "codes/"));
}

static needs needs_of(const status_row *row)
{
    const message *own[3 + DO_MAX];
    size_t n = messages_of_status(row, own);
    size_t count;
    const message *list = messages(&count);
    needs found = { allocate((n + count) * sizeof(*found.numbers)), 0 };

    for (size_t i = 0; i < n; i++) {
        found.numbers[found.count++] = own[i]->number;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_shared(row, list[i].key)) {
            found.numbers[found.count++] = list[i].number;
        }
    }
    return found;
}

const needs *needs_of_statuses(void)
{
    size_t count;
    const status_row *list = statuses(&count);
    needs *all = allocate(count * sizeof(*all));

    for (size_t i = 0; i < count; i++) {
        all[i] = needs_of(&list[i]);
    }
    return all;
}

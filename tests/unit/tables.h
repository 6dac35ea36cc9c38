/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h - a test for each status and for each language there is. */
#ifndef SP_TESTS_TABLES_H
#define SP_TESTS_TABLES_H

#include "rows.h"

#include "core/language.h"

#include <stdio.h>

typedef struct status_row {
    const char *name;
    const sp_status *status;
    char text[48];
} status_row;

enum { STATUSES_MAX = 200 };

static inline bool any_status(const sp_status *status)
{
    (void)status;
    return true;
}

/* One test for each status that `wanted` picks: "404 has texts". */
static inline void add_statuses(test_list *list, status_row *rows,
                                const char *what,
                                bool (*wanted)(const sp_status *status),
                                CMUnitTestFunction check)
{
    size_t count;
    size_t n = 0;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        if (n == STATUSES_MAX) {
            abort();
        }
        if (wanted(&all[i])) {
            snprintf(rows[n].text, sizeof(rows[n].text), "%d %s", all[i].code,
                     what);
            rows[n].name = rows[n].text;
            rows[n].status = &all[i];
            n++;
        }
    }
    add_rows(list, rows, sizeof(*rows), n, check);
}

typedef struct language_row {
    const char *name;
    const sp_language *language;
    char text[48];
} language_row;

static inline void add_languages(test_list *list,
                                 language_row rows[SP_LANGUAGES_MAX],
                                 const char *what, CMUnitTestFunction check)
{
    for (unsigned i = 0; i < sp_language_count; i++) {
        if (i == SP_LANGUAGES_MAX) {
            abort();
        }
        snprintf(rows[i].text, sizeof(rows[i].text), "%s %s",
                 sp_languages[i].tag.ptr, what);
        rows[i].name = rows[i].text;
        rows[i].language = &sp_languages[i];
    }
    add_rows(list, rows, sizeof(*rows), sp_language_count, check);
}

#endif

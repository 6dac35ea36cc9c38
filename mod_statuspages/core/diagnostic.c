/* SPDX-License-Identifier: Apache-2.0 */
/* Collects and formats what is wrong with a template or theme. */
#include "core/diagnostic.h"

#include <apr_strings.h>

#include <stdarg.h>

sp_diagnostics *sp_diagnostics_make(apr_pool_t *pool)
{
    sp_diagnostics *list = apr_pcalloc(pool, sizeof(*list));

    list->pool = pool;
    return list;
}

void sp_diagnostics_add(sp_diagnostics *list, const char *file, unsigned line,
                        unsigned column, const char *format, ...)
{
    va_list args;

    if (list->count < SP_DIAGNOSTICS_MAX) {
        sp_diagnostic *entry = &list->list[list->count];

        entry->file = file;
        entry->line = line;
        entry->column = column;
        va_start(args, format);
        entry->message = apr_pvsprintf(list->pool, format, args);
        va_end(args);
    }
    list->count++;
}

unsigned sp_diagnostics_kept(const sp_diagnostics *list)
{
    return list->count < SP_DIAGNOSTICS_MAX ? list->count : SP_DIAGNOSTICS_MAX;
}

const char *sp_diagnostic_text(const sp_diagnostics *list, unsigned i)
{
    const sp_diagnostic *entry = &list->list[i];

    if (entry->line == 0) {
        return apr_pstrcat(list->pool, entry->file, ": ", entry->message, NULL);
    }
    if (entry->column == 0) {
        return apr_psprintf(list->pool, "%s:%u: %s", entry->file, entry->line,
                            entry->message);
    }
    return apr_psprintf(list->pool, "%s:%u:%u: %s", entry->file, entry->line,
                        entry->column, entry->message);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* diagnostic.h - what is wrong in a file, and where.
 *
 * Everything that reads what an administrator wrote reports here, and goes on
 * reading, so that all mistakes of a file are shown at once.  The front ends
 * print each one as `file:line:column: message`.
 */
#ifndef SP_CORE_DIAGNOSTIC_H
#define SP_CORE_DIAGNOSTIC_H

#include <apr_pools.h>

/* After this many mistakes the rest of a file is noise. */
enum { SP_DIAGNOSTICS_MAX = 20 };

typedef struct sp_diagnostic {
    const char *file;
    unsigned line;   /* from 1; 0: the file as a whole */
    unsigned column; /* from 1, in code points; 0: the line as a whole */
    const char *message;
} sp_diagnostic;

typedef struct sp_diagnostics {
    apr_pool_t *pool; /* the messages live here */
    unsigned count;   /* all mistakes seen, also those not kept */
    sp_diagnostic list[SP_DIAGNOSTICS_MAX];
} sp_diagnostics;

/* An empty list whose messages live in `pool`. */
sp_diagnostics *sp_diagnostics_make(apr_pool_t *pool);

/* Add one mistake; `format` is printf's.  `file` must outlive the list.  Past
 * SP_DIAGNOSTICS_MAX only the count grows.  Cannot fail. */
void sp_diagnostics_add(sp_diagnostics *list, const char *file, unsigned line,
                        unsigned column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* How many of `count` mistakes are in `list`. */
unsigned sp_diagnostics_kept(const sp_diagnostics *list);

/* `file:line:column: message`, the positions left out where they are 0; lives
 * in the list's pool. */
const char *sp_diagnostic_text(const sp_diagnostics *list, unsigned i);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* print.h - texts on standard output. */
#ifndef SP_CLI_PRINT_H
#define SP_CLI_PRINT_H

#include "core/span.h"

#include <apr_pools.h>

/* Hold back all output until the end, in `pool`: a write that fails fails
 * there, where its reason is still known. */
void sp_print_begin(apr_pool_t *pool);

void sp_print_span(sp_span text);

/* `text` and spaces until it is `width` characters wide. */
void sp_print_column(sp_span text, unsigned width);

/* Write what was held back and close standard output.  Returns false, after
 * reporting it on standard error, if any of it could not be written. */
bool sp_print_finish(void);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* log_lines.h - reads log files line by line, packed ones too. */
#ifndef SP_CLI_LOG_LINES_H
#define SP_CLI_LOG_LINES_H

#include "core/span.h"

#include <apr_pools.h>

/* What comes behind that in a line is passed over. */
enum { SP_LOG_LINE_MAX = 1 << 16 };

typedef void sp_log_line_fn(void *data, const char *path, unsigned long number,
                            sp_span line);

/* Call `each` for each line of the file at `path`, plain or gzip;
 * SP_STANDARD_INPUT is standard input.  What is wrong with the file, or NULL.
 */
const char *sp_log_lines_read(const char *path, sp_log_line_fn *each,
                              void *data, apr_pool_t *pool);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* handlers.h - what SetHandler can name: statuspages-metrics ... */
#ifndef SP_MODULE_HANDLERS_H
#define SP_MODULE_HANDLERS_H

#include "module/module.h"

/* In register_hooks. */
void sp_handlers_register(void);

/* ---- one function for each row of the table in handlers.c; httpd's handler
 * ---- hook */

/* handler_metrics.c: the counters in a format of Prometheus. */
int sp_handler_metrics(request_rec *r);

#endif

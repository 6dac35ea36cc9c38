/* SPDX-License-Identifier: Apache-2.0 */
/* handlers.h - what SetHandler can name: statuspages-reference ... */
#ifndef SP_MODULE_HANDLERS_H
#define SP_MODULE_HANDLERS_H

#include "module/module.h"

/* In register_hooks. */
void sp_handlers_register(void);

/* What a handler that only knows GET and HEAD returns for another method. */
int sp_handler_refuse_method(request_rec *r);

/* ---- one function for each row of the table in handlers.c; httpd's handler
 * ---- hook */

/* handler_reference.c: what the status codes mean. */
int sp_handler_reference(request_rec *r);
bool sp_handler_reference_prepare(sp_registry *registry, apr_pool_t *temp);

/* handler_preview.c: how an error would be answered. */
int sp_handler_preview(request_rec *r);
bool sp_handler_preview_prepare(sp_registry *registry, apr_pool_t *temp);

/* handler_backend.c: the pages for the errors of another server. */
int sp_handler_backend(request_rec *r);

/* handler_metrics.c: the counters in a format of Prometheus. */
int sp_handler_metrics(request_rec *r);
bool sp_handler_metrics_prepare(sp_registry *registry, apr_pool_t *temp);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* handlers.h - what SetHandler can name: statuspages-backend ... */
#ifndef SP_MODULE_HANDLERS_H
#define SP_MODULE_HANDLERS_H

#include "module/module.h"

/* In register_hooks. */
void sp_handlers_register(void);

/* ---- one function for each row of the table in handlers.c; httpd's handler
 * ---- hook */

/* handler_backend.c: the pages for the errors of another server. */
int sp_handler_backend(request_rec *r);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* response_log.h - what the logs have of an explained error. */
#ifndef SP_MODULE_RESPONSE_LOG_H
#define SP_MODULE_RESPONSE_LOG_H

#include "module/module.h"

/* Most lines at level warn in a second, for each child. */
enum { SP_RESPONSE_LOG_MAX = 10 };

/* Note the reference for the access log, and write the line of the error log:
 * at level warn for a failure of the site, else at level info. */
void sp_response_log(request_rec *r, const sp_facts *facts);

#endif

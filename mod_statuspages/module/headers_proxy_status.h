/* SPDX-License-Identifier: Apache-2.0 */
/* headers_proxy_status.h - StatusPagesProxyStatus: the field Proxy-Status (RFC
 * 9209).
 */
#ifndef SP_MODULE_HEADERS_PROXY_STATUS_H
#define SP_MODULE_HEADERS_PROXY_STATUS_H

#include "module/module.h"

/* Add this server's member behind those of `r`, once, if the settings want it
 * and `r` was meant for a backend.  `local`: httpd answers by itself. */
void sp_proxy_status_add(request_rec *r, bool local);

#endif

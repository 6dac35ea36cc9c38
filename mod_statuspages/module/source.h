/* SPDX-License-Identifier: Apache-2.0 */
/* source.h - who decided the status of a request. */
#ifndef SP_MODULE_SOURCE_H
#define SP_MODULE_SOURCE_H

#include "module/module.h"

/* The request whose status `r` is answered with: `r` itself, or the one whose
 * ErrorDocument it is. */
request_rec *sp_source_request(request_rec *r);

/* Who decided r->status.  `local`: httpd answers by itself, see intercept.h. */
sp_status_source sp_source_of(request_rec *r, bool local);

/* Did a backend itself answer with r->status, which httpd now answers in its
 * place (ProxyErrorOverride)? */
bool sp_source_is_overridden(const request_rec *r);

#endif

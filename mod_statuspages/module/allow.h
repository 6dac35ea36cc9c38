/* SPDX-License-Identifier: Apache-2.0 */
/* allow.h - which methods the target of a request supports (RFC 9110 10.2.1).
 */
#ifndef SP_MODULE_ALLOW_H
#define SP_MODULE_ALLOW_H

#include "module/module.h"

/* What httpd itself allows, for Allow on its own 405, where core's words are
 * missing or wrong; NULL where they stay. */
const char *sp_allow_own(request_rec *r);

/* The methods of `list` but the one of this request: on 405 it was refused, so
 * the target does not support it, whatever Allow says. */
const char *sp_allow_not_refused(const request_rec *r, const char *list);

#endif

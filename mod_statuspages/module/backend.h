/* SPDX-License-Identifier: Apache-2.0 */
/* backend.h - what mod_proxy knows of a backend that does not answer. */
#ifndef SP_MODULE_BACKEND_H
#define SP_MODULE_BACKEND_H

#include "module/module.h"

/* Seconds until mod_proxy asks a worker of this request's balancer again, by
 * the retry= of the one that comes back first; at least 1.  -1 if that is not
 * known, or one could be asked now.  (mod_proxy never
 * takes a worker outside of balancers out of service.)  Works without
 * mod_proxy: -1. */
int64_t sp_backend_retry_after(const request_rec *r);

#endif

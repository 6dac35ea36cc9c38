/* SPDX-License-Identifier: Apache-2.0 */
/* nginx.h - what the targets of nginx share: nginx itself, and its gateway. */
#ifndef SP_CLI_TARGETS_NGINX_H
#define SP_CLI_TARGETS_NGINX_H

#include "cli/targets/targets.h"

/* What http.conf says about the choice of a page: @CHOICE@.  With njs, its
 * file, choose.js, is written. */
const char *sp_nginx_choice(sp_build *build);

/* What check.conf begins with: the module. */
const char *sp_nginx_load(const sp_build *build);

/* What README.md says about the choice. */
const char *sp_nginx_weighing(const sp_build *build);

/* What the files of nginx/ name. */
const sp_fill *sp_nginx_fills(sp_build *build);

/* SSI; NULL: the pages hold nothing of a request. */
const sp_dialect *sp_nginx_dialect(const sp_build *build);

#endif

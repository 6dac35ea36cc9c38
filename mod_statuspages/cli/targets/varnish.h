/* SPDX-License-Identifier: Apache-2.0 */
/* varnish.h - the parts of the VCL that choose a page. */
#ifndef SP_CLI_TARGETS_VARNISH_H
#define SP_CLI_TARGETS_VARNISH_H

#include "cli/targets/targets.h"

/* --with accept: vmod_accept weighs q-values. */
bool sp_varnish_weighs(const sp_build *build);

/* What it can choose, with its import; "" without it. */
const char *sp_varnish_rules(const sp_build *build);

/* The rest of the subroutines that set req.http.NAME-language and -suffix,
 * which have a default; and how that for the format begins. */
const char *sp_varnish_language(const sp_build *build);
const char *sp_varnish_format(const sp_build *build);
const char *sp_varnish_first_format(const sp_build *build);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* envoy.h - what the files of the Envoy target share. */
#ifndef SP_CLI_TARGETS_ENVOY_H
#define SP_CLI_TARGETS_ENVOY_H

#include "cli/targets/targets.h"

/* Text formats of Envoy, which hold the id and the time, or with --plain
 * neither. */
const sp_dialect *sp_envoy_text_format(const sp_build *build);

/* sp_options.name as in the name of a host or of an object: with hyphens. */
const char *sp_envoy_object(const sp_build *build);

/* local_reply_config.json. */
sp_buffer *sp_envoy_mappers(const sp_build *build);

#endif

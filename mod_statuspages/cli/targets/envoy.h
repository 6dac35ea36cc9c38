/* SPDX-License-Identifier: Apache-2.0 */
/* envoy.h - what the files of the Envoy target share. */
#ifndef SP_CLI_TARGETS_ENVOY_H
#define SP_CLI_TARGETS_ENVOY_H

#include "cli/targets/targets.h"

/* local_reply_config.json. */
sp_buffer *sp_envoy_mappers(const sp_build *build);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* kubernetes.h - the objects of a cluster that serve the pages, which the
 * targets for its gateways share. */
#ifndef SP_CLI_TARGETS_KUBERNETES_H
#define SP_CLI_TARGETS_KUBERNETES_H

#include "cli/targets/targets.h"

/* Write cluster/: ConfigMaps, a Deployment and a Service.  Returns the name of
 * the Service. */
const char *sp_kubernetes_write(sp_build *build);

#endif

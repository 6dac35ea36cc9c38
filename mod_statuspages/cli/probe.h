/* SPDX-License-Identifier: Apache-2.0 */
/* probe.h - a server's own check of the configuration that was made. */
#ifndef SP_CLI_PROBE_H
#define SP_CLI_PROBE_H

#include "cli/plan.h"

/* Run the check of the plan's target and say what came of it, on standard
 * error.  False if the server is installed and refuses the configuration. */
bool sp_probe_run(const sp_plan *plan);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* configtest.h - a server's own check of the configuration that was made. */
#ifndef SP_CLI_CONFIGTEST_H
#define SP_CLI_CONFIGTEST_H

#include "cli/options.h"

/* Run the check of the server and say what came of it, on standard
 * error.  False if the server is installed and refuses the configuration. */
bool sp_configtest_run(const sp_options *options);

#endif

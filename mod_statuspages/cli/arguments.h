/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.h - reads what a sub-command was called with. */
#ifndef SP_CLI_ARGUMENTS_H
#define SP_CLI_ARGUMENTS_H

#include "cli/command.h"
#include "core/format.h"

#include <stdbool.h>

/* What the caller asked for. */
typedef enum sp_action {
    SP_ACTION_RUN,
    SP_ACTION_HELP,
    SP_ACTION_VERSION,
    SP_ACTION_NOTHING /* nothing that makes sense; it has been said */
} sp_action;

/* Read the `argc` arguments after the name of arguments->command; options and
 * words may come in any order, "--" ends the options. */
sp_action sp_arguments_read(sp_arguments *arguments, int argc,
                            const char *const *argv);

/* Set `*format` to the one that the option in row `option` names; leaves it as
 * it is if the option was not given.  Returns false, after reporting it on
 * standard error, if that is none of `offered` (SP_FORMAT_BIT set). */
bool sp_arguments_format(const sp_arguments *arguments, unsigned option,
                         unsigned offered, sp_format *format);

#endif

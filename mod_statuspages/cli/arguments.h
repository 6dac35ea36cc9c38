/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.h - reads what a sub-command was called with. */
#ifndef SP_CLI_ARGUMENTS_H
#define SP_CLI_ARGUMENTS_H

#include "cli/command.h"
#include "core/format.h"

#include <stdbool.h>

/* What the caller asked for. */
typedef enum sp_wish {
    SP_WISH_RUN,
    SP_WISH_HELP,
    SP_WISH_VERSION,
    SP_WISH_NOTHING /* nothing that makes sense; it has been said */
} sp_wish;

/* Read the `argc` arguments after the name of arguments->command; options and
 * words may come in any order, "--" ends the options. */
sp_wish sp_arguments_read(sp_arguments *arguments, int argc,
                          const char *const *argv);

/* The format that the option in row `option` names, `*format` as it is if it
 * was not given.  False, and said, if that is none of `offered`
 * (SP_FORMAT_BIT set). */
bool sp_arguments_format(const sp_arguments *arguments, unsigned option,
                         unsigned offered, sp_format *format);

#endif

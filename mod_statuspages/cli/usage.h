/* SPDX-License-Identifier: Apache-2.0 */
/* usage.h - how the command is to be called, and what to say if it was not. */
#ifndef SP_CLI_USAGE_H
#define SP_CLI_USAGE_H

#include "cli/command.h"

#include <stdio.h>

/* Print the help of a sub-command; of the whole if its name is empty. */
void sp_usage_print(const sp_command *command, FILE *to);

/* Print the version. */
void sp_usage_version(void);

/* Say what is wrong (`format` is printf's) and where help is, on standard
 * error.  Returns SP_EXIT_USAGE. */
sp_exit sp_usage_refuse(const sp_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The sub-command that `name` begins, or is a few typos away from; NULL if
 * there is none. */
const char *sp_usage_nearest(const char *name);

#endif

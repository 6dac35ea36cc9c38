/* SPDX-License-Identifier: Apache-2.0 */
/* files.h - the files under cli/targets/TARGET/, compiled into the command.
 *
 * They are what a target writes, with @NAME@ where a value comes.  Lines that
 * hold the licence of this project are left out.
 */
#ifndef SP_CLI_FILES_H
#define SP_CLI_FILES_H

#include "cli/draft.h"

typedef struct sp_file {
    const char *name;         /* nginx/http.conf */
    const char *const *lines; /* each with its end; NULL ends them */
} sp_file;

/* Generated. */
extern const sp_file sp_files[];
extern const unsigned sp_file_count;

/* Add the file `name`, which has to be there, with each @NAME@ of `fills`
 * replaced. */
void sp_files_fill(sp_draft *draft, const char *name, const sp_fill *fills);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* directives.h - the functions behind the rows of directives.c that have a
 * file of their own.  Each gives a message, or NULL. */
#ifndef SP_MODULE_DIRECTIVES_H
#define SP_MODULE_DIRECTIVES_H

#include "module/module.h"

const char *sp_directive_theme(cmd_parms *cmd, void *level, int argc,
                               char *const argv[]);
const char *sp_directive_template(cmd_parms *cmd, void *level,
                                  const char *codes, const char *format,
                                  const char *file);
const char *sp_directive_set(cmd_parms *cmd, void *level, const char *name,
                             const char *text);

const char *sp_directive_languages(cmd_parms *cmd, void *level, int argc,
                                   char *const argv[]);
const char *sp_directive_text(cmd_parms *cmd, void *level, const char *args);

const char *sp_directive_retry_after(cmd_parms *cmd, void *level,
                                     const char *codes, const char *seconds);
const char *sp_directive_cache(cmd_parms *cmd, void *level, const char *codes,
                               const char *seconds);
const char *sp_directive_problem_base(cmd_parms *cmd, void *level,
                                      const char *url);
const char *sp_directive_details(cmd_parms *cmd, void *level, const char *text);
const char *sp_directive_maintenance(cmd_parms *cmd, void *level,
                                     const char *first, const char *second);

/* site_name.c: ServerName, which is core's; we only note where it stands. */
const char *sp_directive_server_name(cmd_parms *cmd, void *level,
                                     const char *name);

#endif

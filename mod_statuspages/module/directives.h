/* SPDX-License-Identifier: Apache-2.0 */
/* directives.h - the functions behind the rows of directives.c that have a
 * file of their own.
 *
 * httpd calls them for each line of the configuration.  `dir_conf` is the
 * sp_conf that they fill.  Each returns a message for the administrator, or
 * NULL. */
#ifndef SP_MODULE_DIRECTIVES_H
#define SP_MODULE_DIRECTIVES_H

#include "module/module.h"

/* directive_themes.c: log each of `problems`, of the file `name`; the message
 * for the administrator. */
const char *sp_directive_mistakes(const cmd_parms *cmd, const char *name,
                                  const sp_diagnostics *problems);

/* directive_themes.c, and StatusPagesSet in custom_values.c. */
const char *sp_directive_theme(cmd_parms *cmd, void *dir_conf, int argc,
                               char *const argv[]);
const char *sp_directive_template(cmd_parms *cmd, void *dir_conf,
                                  const char *codes, const char *format,
                                  const char *file);
const char *sp_directive_set(cmd_parms *cmd, void *dir_conf, const char *name,
                             const char *text);

/* directive_texts.c */
const char *sp_directive_languages(cmd_parms *cmd, void *dir_conf, int argc,
                                   char *const argv[]);
const char *sp_directive_text(cmd_parms *cmd, void *dir_conf, const char *args);

/* directive_facts.c */
const char *sp_directive_retry_after(cmd_parms *cmd, void *dir_conf,
                                     const char *codes, const char *seconds);
const char *sp_directive_cache(cmd_parms *cmd, void *dir_conf,
                               const char *codes, const char *seconds);
const char *sp_directive_problem_base(cmd_parms *cmd, void *dir_conf,
                                      const char *url);
const char *sp_directive_details(cmd_parms *cmd, void *dir_conf,
                                 const char *text);

/* request_reference.c */
const char *sp_directive_reference(cmd_parms *cmd, void *dir_conf,
                                   const char *id, const char *more);
/* headers_proxy_status.c */
const char *sp_directive_proxy_status(cmd_parms *cmd, void *dir_conf,
                                      const char *name);

/* directive_maintenance.c */
const char *sp_directive_maintenance(cmd_parms *cmd, void *dir_conf,
                                     const char *first, const char *second);

/* directive_suggest.c */
const char *sp_directive_suggest(cmd_parms *cmd, void *dir_conf,
                                 const char *file);
/* notice.c */
const char *sp_directive_notice(cmd_parms *cmd, void *dir_conf,
                                const char *name, const char *when);
/* heal.c */
const char *sp_directive_heal(cmd_parms *cmd, void *dir_conf, const char *what);

/* site_name.c: ServerName, which is core's; we only note where it stands. */
const char *sp_directive_server_name(cmd_parms *cmd, void *dir_conf,
                                     const char *name);

#endif

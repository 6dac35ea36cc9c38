/* SPDX-License-Identifier: Apache-2.0 */
/* announcement_file.h - a file with an announcement, which comes and goes while
 * the server runs: read, and told to the log. */
#ifndef SP_MODULE_ANNOUNCEMENT_FILE_H
#define SP_MODULE_ANNOUNCEMENT_FILE_H

#include "core/announcement.h"
#include "module/module.h"

#include <apr_file_info.h>

#include <stdatomic.h>

/* Shared by all threads of a child. */
typedef struct sp_announcement_file {
    const char *path;
    atomic_uint logged; /* which state of the file the log was told last */
} sp_announcement_file;

/* Fill `file` from the argument of a directive; returns what is wrong, or
 * NULL. */
const char *sp_announcement_file_set(cmd_parms *cmd, const char *name,
                                     sp_announcement_file *file);

/* Is this state of the file not in the log yet?  Once for each change and
 * child. */
bool sp_announcement_file_is_news(sp_announcement_file *file, unsigned state);

/* The state of a file that exists, which reading it ended with `rv`: never 0,
 * and another number when the file or the trouble is another. */
static inline unsigned sp_announcement_file_state(const apr_finfo_t *info,
                                                  apr_status_t rv)
{
    return ((unsigned)info->ctime + (unsigned)rv) | 1;
}

/* Read what `info` is about.  What is not a file, such as a folder or a pipe,
 * has no text, nor has one that has gone meanwhile, or that cannot be read. */
apr_status_t sp_announcement_file_read(const sp_announcement_file *file,
                                       const apr_finfo_t *info,
                                       sp_announcement *announcement,
                                       sp_announcement_mistakes *mistakes,
                                       apr_pool_t *pool);

/* What the log calls it. */
typedef struct sp_announcement_kind {
    const char *directive;
    const char *name;         /* "maintenance" */
    const char *if_not_found; /* "it does not close the site" */
} sp_announcement_kind;

/* Log, unless the log has it, that looking for the file ended with `rv`. */
void sp_announcement_file_log_missing(sp_announcement_file *file,
                                      const sp_announcement_kind *kind,
                                      apr_status_t rv,
                                      const server_rec *server);

/* Log what was wrong with it. */
void sp_announcement_file_log(const sp_announcement_file *file,
                              const sp_announcement_kind *kind,
                              const sp_announcement_mistakes *mistakes,
                              apr_status_t rv, const server_rec *server);

#endif

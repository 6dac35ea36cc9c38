/* SPDX-License-Identifier: Apache-2.0 */
/* theme_parts.h - what the rooms of a theme's loading share.
 *
 *   theme_files.c   folder or built-in name -> files
 *   theme.c         files                   -> programs for formats and codes
 *   theme_policy.c  programs                -> Content-Security-Policy
 * Only theme*.c include this.
 */
#ifndef SP_CORE_THEME_PARTS_H
#define SP_CORE_THEME_PARTS_H

#include "core/theme.h"

#include <apr_tables.h>

/* The files that a theme is compiled from: its own, then those of the
 * built-in default theme, which any theme may include or extend. */
typedef struct sp_theme_folder {
    apr_array_header_t *files; /* of sp_theme_file; names are full paths */
    const char *path;
    const sp_theme_source *outer;
    const sp_theme_file *hand; /* those being compiled: own or outer */
    unsigned at_hand;
    const char *suffix; /* of the template being compiled */
    bool failed;        /* some template did not compile; it may have been
                           reported before */
    apr_pool_t *pool;
} sp_theme_folder;

/* A folder without files as yet. */
void sp_theme_make_folder(sp_theme_folder *from, const char *path,
                          apr_pool_t *pool);

/* Its files, read from disk or, if `path` is a built-in theme's name, from the
 * binary; false, with what is wrong, if they cannot be read. */
bool sp_theme_gather(sp_theme_folder *from, const char *path,
                     sp_diagnostics *problems);
bool sp_theme_read_folder(sp_theme_folder *into, sp_diagnostics *problems);

/* The file with that name, without its folder; NULL if there is none. */
const sp_theme_file *sp_theme_own_file(const sp_theme_folder *from,
                                       const char *name);
const sp_theme_file *sp_theme_outer_file(const sp_theme_folder *from,
                                         const char *name);

const char *sp_theme_base_name(const char *path);

/* Does the name end like a template's? */
bool sp_theme_is_template(const char *name);

/* The policy for a theme whose programs are all there; in `pool`. */
const char *sp_theme_policy(const sp_theme *theme, apr_pool_t *pool);

#endif

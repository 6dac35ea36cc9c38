/* SPDX-License-Identifier: Apache-2.0 */
/* theme_internal.h - what the files of a theme's loading share.
 *
 *   theme_files.c   folder or built-in name -> files
 *   theme_conf.c    theme.conf              -> what it extends, parameters
 *   theme.c         files                   -> programs for formats and codes
 *   theme_csp.c     programs                -> Content-Security-Policy
 * Only theme*.c include this.
 */
#ifndef SP_CORE_THEME_INTERNAL_H
#define SP_CORE_THEME_INTERNAL_H

#include "core/parameter.h"
#include "core/theme.h"

#include <apr_tables.h>

/* Files that are looked through one after the other: a theme's own, those of
 * the built-in theme that it extends, of the one that this extends, and those
 * of the built-in default. */
typedef struct sp_theme_layer {
    const sp_theme_file *files;
    unsigned count;
} sp_theme_layer;

enum { SP_THEME_LAYERS = 4 };

typedef struct sp_theme_folder {
    const char *path;
    apr_array_header_t *files; /* its own, of sp_theme_file; full paths */
    sp_theme_layer layers[SP_THEME_LAYERS]; /* own first */
    unsigned layer_count;
    sp_parameters *parameters;
    sp_schema schema;   /* the names that its templates may use */
    const char *suffix; /* of the template being compiled */
    bool failed;        /* some template did not compile; it may have been
                           reported before */
    apr_pool_t *pool;
} sp_theme_folder;

/* A folder without files as yet. */
void sp_theme_make_folder(sp_theme_folder *from, const char *path,
                          apr_pool_t *pool);

/* Its files, read from disk or, if `path` is a built-in theme's name, from the
 * binary; then those of the layers behind.  False, with what is wrong, if
 * anything cannot be read. */
bool sp_theme_read(sp_theme_folder *from, sp_diagnostics *problems);

/* The same, and `path` is a folder whatever its name. */
bool sp_theme_read_folder(sp_theme_folder *from, sp_diagnostics *problems);

/* A single page gets the layers of `theme`, which it is none of: so it may
 * extend the file of its own name. */
void sp_theme_surround_page(sp_theme_folder *from, const sp_theme *theme);

/* The file `path` alone. */
bool sp_theme_read_page(sp_theme_folder *from, sp_diagnostics *problems);

/* Read theme.conf of each layer: `extends` names the built-in theme that
 * becomes the next layer, parameters gather from the last layer to the first.
 * Then set them as `settings` say, and make the schema from `names` and the
 * parameters. */
bool sp_theme_configure(sp_theme_folder *from, const sp_theme_options *options,
                        sp_diagnostics *problems);

/* Make the schema of a single page. */
bool sp_theme_configure_page(sp_theme_folder *from, const sp_schema *names,
                             sp_diagnostics *problems);

/* The file with that name, without its folder; NULL if there is none. */
const sp_theme_file *sp_theme_file_in(const sp_theme_layer *layer,
                                      const char *name);

/* The part of a path behind its last slash. */
const char *sp_theme_base_name(const char *path);

/* Does the name end like a template's? */
bool sp_theme_is_template(const char *name);

/* The file of a theme's own settings. */
#define SP_THEME_CONF "theme.conf"

/* The policies for these HTML pages, in which a program may stand several times
 * on end; in `pool`. */
sp_theme_policies sp_theme_csp(const sp_program *const *pages, unsigned count,
                               const sp_parameters *parameters,
                               apr_pool_t *pool);

#endif

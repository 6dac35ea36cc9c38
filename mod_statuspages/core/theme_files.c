/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a theme: where they come from. */
#include "core/theme_internal.h"

#include "core/file.h"

#include <apr_file_info.h>
#include <apr_strings.h>

const char *sp_theme_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const sp_theme_file *sp_theme_file_in(const sp_theme_layer *layer,
                                      const char *name)
{
    for (unsigned i = 0; i < layer->count; i++) {
        if (strcmp(sp_theme_base_name(layer->files[i].name), name) == 0) {
            return &layer->files[i];
        }
    }
    return NULL;
}

static bool read_file(sp_theme_folder *into, const char *path,
                      sp_diagnostics *problems)
{
    sp_span bytes;
    const char *wrong = sp_file_read(&bytes, path, "template",
                                     SP_TEMPLATE_BYTES_MAX, into->pool);

    if (wrong) {
        sp_diagnostics_add(problems, path, 0, 0, "%s", wrong);
        return false;
    }
    *(sp_theme_file *)apr_array_push(into->files) =
        (sp_theme_file){ path, bytes };
    return true;
}

bool sp_theme_is_template(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && name[0] != '.'
           && sp_format_find_suffix(dot + 1) != SP_FORMAT__COUNT;
}

static bool belongs(const char *name)
{
    return sp_theme_is_template(name) || strcmp(name, SP_THEME_CONF) == 0;
}

static bool read_folder(sp_theme_folder *into, sp_diagnostics *problems)
{
    apr_dir_t *dir;
    apr_finfo_t entry;
    char why[128];
    bool valid = true;
    apr_status_t rv = apr_dir_open(&dir, into->path, into->pool);

    if (rv != APR_SUCCESS) {
        sp_diagnostics_add(problems, into->path, 0, 0,
                           "theme folder cannot be read: %s",
                           apr_strerror(rv, why, sizeof(why)));
        return false;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (!belongs(entry.name)) {
            continue;
        }
        if (into->files->nelts >= SP_THEME_FILES_MAX) {
            sp_diagnostics_add(problems, into->path, 0, 0,
                               "has more than %d templates",
                               (int)SP_THEME_FILES_MAX);
            valid = false;
            break;
        }
        valid &=
            read_file(into,
                      apr_pstrcat(into->pool, into->path, "/",
                                  apr_pstrdup(into->pool, entry.name), NULL),
                      problems);
    }
    apr_dir_close(dir);
    if (valid && into->files->nelts == 0) {
        sp_diagnostics_add(problems, into->path, 0, 0,
                           "theme folder has no template (page.html, page.txt, "
                           "page.md, layout.html, 404.html ...)");
        valid = false;
    }
    return valid;
}

const sp_theme_source *sp_theme_built_in(const char *name)
{
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        if (strcmp(sp_theme_sources[i].name, name) == 0) {
            return &sp_theme_sources[i];
        }
    }
    return NULL;
}

const char *sp_theme_built_in_names(apr_pool_t *pool)
{
    const char *names = "";

    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        names = apr_pstrcat(pool, names, i ? ", " : "",
                            sp_theme_sources[i].name, NULL);
    }
    return names;
}

void sp_theme_make_folder(sp_theme_folder *from, const char *path,
                          apr_pool_t *pool)
{
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    memset(from, 0, sizeof(*from));
    from->files = apr_array_make(pool, 16, sizeof(sp_theme_file));
    from->path = apr_pstrmemdup(pool, path, n);
    from->suffix = "";
    from->parameters = apr_pcalloc(pool, sizeof(*from->parameters));
    from->pool = pool;
}

static void set_custom_layer(sp_theme_folder *from)
{
    from->layers[0] = (sp_theme_layer){
        (const sp_theme_file *)(const void *)from->files->elts,
        (unsigned)from->files->nelts
    };
    from->layer_count = 1;
}

bool sp_theme_read_folder(sp_theme_folder *from, sp_diagnostics *problems)
{
    bool valid = read_folder(from, problems);

    set_custom_layer(from);
    return valid;
}

void sp_theme_surround_page(sp_theme_folder *from, const sp_theme *theme)
{
    const sp_theme_folder *around = theme->folder;

    from->parameters = around->parameters;
    memcpy(from->layers, around->layers, sizeof(from->layers));
    from->layer_count = around->layer_count;
}

bool sp_theme_read_page(sp_theme_folder *from, sp_diagnostics *problems)
{
    return read_file(from, from->path, problems);
}

bool sp_theme_read(sp_theme_folder *from, sp_diagnostics *problems)
{
    const sp_theme_source *source =
        strchr(from->path, '/') ? NULL : sp_theme_built_in(from->path);

    if (!source) {
        return sp_theme_read_folder(from, problems);
    }
    from->layers[0] = (sp_theme_layer){ source->files, source->count };
    from->layer_count = 1;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "core/theme.h"

#include "core/sha256.h"
#include "core/variables.h"

#include <apr_encode.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>

/* The files that a theme is compiled from: its own, then those of the
 * built-in default theme, which any theme may include or extend. */
typedef struct folder {
    apr_array_header_t *files; /* of sp_theme_file; names are full paths */
    const char *path;          /* "" for a built-in theme */
    const sp_theme_source *outer;
    const char *suffix; /* of the template being compiled */
    apr_pool_t *pool;
} folder;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static const sp_theme_file *file_named(const sp_theme_file *files,
                                       unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(base_name(files[i].name), name) == 0) {
            return &files[i];
        }
    }
    return NULL;
}

static const sp_theme_file *own_file(const folder *from, const char *name)
{
    return file_named((const sp_theme_file *)(const void *)from->files->elts,
                      (unsigned)from->files->nelts, name);
}

static bool find_partial(void *baton, const char *name, sp_source *found)
{
    folder *from = baton;
    const char *wanted = apr_pstrcat(from->pool, name, ".", from->suffix, NULL);
    const sp_theme_file *file = own_file(from, wanted);

    if (!file) {
        file = file_named(from->outer->files, from->outer->count, wanted);
    }
    if (file) {
        *found = *file;
    }
    return file != NULL;
}

static sp_syntax syntax_of(sp_format format)
{
    return format == SP_FORMAT_HTML       ? SP_SYNTAX_HTML
           : format == SP_FORMAT_MARKDOWN ? SP_SYNTAX_MARKDOWN
                                          : SP_SYNTAX_TEXT;
}

static const sp_program *compile_file(folder *from, const sp_theme_file *file,
                                      sp_format format,
                                      sp_diagnostics *problems)
{
    sp_template_options options = { .syntax = syntax_of(format),
                                    .schema = &sp_variables,
                                    .find = find_partial,
                                    .baton = from };

    from->suffix = sp_formats[format].suffix;
    return sp_template_compile(file, &options, problems, from->pool);
}

/* Which codes the file `name` serves: page, 4xx, 404.  False if it is not a
 * page but a part of others. */
static bool codes_of(const char *name, const char *suffix, int *first,
                     int *last)
{
    size_t n = strlen(name);
    size_t tail = strlen(suffix) + 1;
    const char *dot = name + n - tail;

    if (n <= tail || *dot != '.' || strcmp(dot + 1, suffix) != 0) {
        return false;
    }
    if (n - tail == 4 && memcmp(name, "page", 4) == 0) {
        *first = 400;
        *last = 599;
        return true;
    }
    if (n - tail != 3 || (name[0] != '4' && name[0] != '5')) {
        return false;
    }
    *first = (name[0] - '0') * 100;
    *last = *first + 99;
    if (memcmp(name + 1, "xx", 2) == 0) {
        return true;
    }
    if (name[1] < '0' || name[1] > '9' || name[2] < '0' || name[2] > '9') {
        return false;
    }
    *first += (name[1] - '0') * 10 + (name[2] - '0');
    *last = *first;
    return true;
}

/* One pass for each breadth, the widest first: a class wins over the page,
 * a code wins over its class. */
static void compile_breadth(sp_theme *theme, folder *from, sp_format format,
                            const sp_theme_file *files, unsigned count,
                            int breadth, sp_diagnostics *problems)
{
    for (unsigned i = 0; i < count; i++) {
        int first = 0;
        int last = 0;
        const sp_program *program;

        if (!codes_of(base_name(files[i].name), sp_formats[format].suffix,
                      &first, &last)
            || last - first != breadth) {
            continue;
        }
        program = compile_file(from, &files[i], format, problems);
        for (int code = first; code <= last; code++) {
            theme->programs[format][code - 400] = program;
        }
    }
}

static void compile_files(sp_theme *theme, folder *from,
                          const sp_theme_file *files, unsigned count,
                          sp_diagnostics *problems)
{
    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        if (sp_formats[format].suffix) {
            compile_breadth(theme, from, (sp_format)format, files, count, 199,
                            problems);
            compile_breadth(theme, from, (sp_format)format, files, count, 99,
                            problems);
            compile_breadth(theme, from, (sp_format)format, files, count, 0,
                            problems);
        }
    }
}

/* ---- Content-Security-Policy ------------------------------------------- */

static const char *find_in(sp_span text, const char *from, const char *what)
{
    size_t n = strlen(what);

    for (const char *p = from; p + n <= text.ptr + text.len; p++) {
        if (memcmp(p, what, n) == 0) {
            return p;
        }
    }
    return NULL;
}

/* ` 'sha256-...'` for each <style> of the program that `list` lacks. */
static const char *add_hashes(const char *list, const sp_program *program,
                              apr_pool_t *pool)
{
    sp_span text = sp_program_text(program);
    const char *p = text.ptr;

    while ((p = find_in(text, p, "<style")) != NULL) {
        unsigned char digest[SP_SHA256_BYTES];
        const char *start = find_in(text, p, ">");
        const char *end = start ? find_in(text, start, "</style") : NULL;
        const char *hash;

        if (!end) {
            break;
        }
        start++;
        sp_sha256((sp_span){ start, (size_t)(end - start) }, digest);
        hash = apr_pstrcat(
            pool, " 'sha256-",
            apr_pencode_base64_binary(pool, digest, SP_SHA256_BYTES,
                                      APR_ENCODE_NONE, NULL),
            "'", NULL);
        if (!strstr(list, hash)) {
            list = apr_pstrcat(pool, list, hash, NULL);
        }
        p = end;
    }
    return list;
}

static const char *policy_of(const sp_theme *theme, apr_pool_t *pool)
{
    const char *hashes = "";
    const sp_program *before = NULL;

    for (int i = 0; i < SP_THEME_CODES; i++) {
        const sp_program *program = theme->programs[SP_FORMAT_HTML][i];

        if (program != before) {
            hashes = add_hashes(hashes, program, pool);
            before = program;
        }
    }
    return apr_pstrcat(pool, "default-src 'none'; style-src",
                       *hashes ? hashes : " 'none'",
                       "; img-src data:; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'self'",
                       NULL);
}

/* ---- loading ------------------------------------------------------------ */

static bool read_file(folder *into, const char *path, sp_diagnostics *problems)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *bytes;
    apr_size_t n = 0;
    char why[128];
    apr_status_t rv
        = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                        APR_FPROT_OS_DEFAULT, into->pool);

    if (rv == APR_SUCCESS) {
        rv = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);
    }
    if (rv != APR_SUCCESS) {
        sp_diagnostics_add(problems, path, 0, 0, "cannot be read: %s",
                           apr_strerror(rv, why, sizeof(why)));
        return false;
    }
    if (info.size > SP_TEMPLATE_BYTES_MAX) {
        sp_diagnostics_add(problems, path, 0, 0,
                           "is larger than a template may be (%d bytes)",
                           (int)SP_TEMPLATE_BYTES_MAX);
        apr_file_close(file);
        return false;
    }
    bytes = apr_palloc(into->pool, (apr_size_t)info.size + 1);
    rv = apr_file_read_full(file, bytes, (apr_size_t)info.size, &n);
    apr_file_close(file);
    if (rv != APR_SUCCESS && rv != APR_EOF) {
        sp_diagnostics_add(problems, path, 0, 0, "cannot be read: %s",
                           apr_strerror(rv, why, sizeof(why)));
        return false;
    }
    *(sp_theme_file *)apr_array_push(into->files)
        = (sp_theme_file){ path, { bytes, n } };
    return true;
}

static bool is_template(const char *name)
{
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        const char *dot = strrchr(name, '.');

        if (dot && name[0] != '.' && sp_formats[i].suffix
            && strcmp(dot + 1, sp_formats[i].suffix) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_folder(folder *into, sp_diagnostics *problems)
{
    apr_dir_t *dir;
    apr_finfo_t entry;
    char why[128];
    bool sound = true;
    apr_status_t rv = apr_dir_open(&dir, into->path, into->pool);

    if (rv != APR_SUCCESS) {
        sp_diagnostics_add(problems, into->path, 0, 0,
                           "theme folder cannot be read: %s",
                           apr_strerror(rv, why, sizeof(why)));
        return false;
    }
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (!is_template(entry.name)) {
            continue;
        }
        if (into->files->nelts >= SP_THEME_FILES_MAX) {
            sp_diagnostics_add(problems, into->path, 0, 0,
                               "has more than %d templates",
                               (int)SP_THEME_FILES_MAX);
            sound = false;
            break;
        }
        sound &= read_file(into,
                           apr_pstrcat(into->pool, into->path, "/",
                                       apr_pstrdup(into->pool, entry.name),
                                       NULL),
                           problems);
    }
    apr_dir_close(dir);
    if (sound && into->files->nelts == 0) {
        sp_diagnostics_add(problems, into->path, 0, 0,
                           "theme folder has no template (page.html, page.txt, "
                           "page.md, layout.html, 404.html ...)");
        sound = false;
    }
    return sound;
}

static const sp_theme_source *built_in(const char *name)
{
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        if (strcmp(sp_theme_sources[i].name, name) == 0) {
            return &sp_theme_sources[i];
        }
    }
    return NULL;
}

static void make_folder(folder *from, const char *path, apr_pool_t *pool)
{
    from->files = apr_array_make(pool, 16, sizeof(sp_theme_file));
    from->path = path;
    from->outer = built_in("default");
    from->pool = pool;
}

static bool gather(folder *from, const char *path, sp_diagnostics *problems)
{
    const sp_theme_source *source = strchr(path, '/') ? NULL : built_in(path);

    if (!source) {
        return read_folder(from, problems);
    }
    for (unsigned i = 0; i < source->count; i++) {
        *(sp_theme_file *)apr_array_push(from->files) = source->files[i];
    }
    return true;
}

const sp_theme *sp_theme_load(const char *path, sp_diagnostics *problems,
                              apr_pool_t *pool)
{
    folder from;
    sp_theme *theme = apr_pcalloc(pool, sizeof(*theme));
    unsigned before = problems->count;

    make_folder(&from, apr_pstrdup(pool, path), pool);
    theme->name = from.path;
    if (!gather(&from, from.path, problems)) {
        return NULL;
    }
    /* The built-in pages first: what the folder has replaces them, and when
     * it replaces the layout they are built upon that. */
    compile_files(theme, &from, from.outer->files, from.outer->count, problems);
    compile_files(theme, &from,
                  (const sp_theme_file *)(const void *)from.files->elts,
                  (unsigned)from.files->nelts, problems);
    if (problems->count != before) {
        return NULL;
    }
    theme->content_security_policy = policy_of(theme, pool);
    return theme;
}

bool sp_theme_check_file(const char *path, sp_diagnostics *problems,
                         apr_pool_t *pool)
{
    folder from;
    unsigned before = problems->count;
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    sp_format format = SP_FORMAT_HTML;
    const sp_theme_file *file;

    make_folder(&from,
                slash ? apr_pstrmemdup(pool, path, (apr_size_t)(slash - path))
                      : ".",
                pool);
    if (!dot || !is_template(base_name(path))) {
        sp_diagnostics_add(problems, path, 0, 0,
                           "is not a template: its name must end in .html, "
                           ".txt or .md");
        return false;
    }
    while (!sp_formats[format].suffix
           || strcmp(sp_formats[format].suffix, dot + 1) != 0) {
        format++;
    }
    if (!read_folder(&from, problems)) {
        return false;
    }
    file = own_file(&from, base_name(path));
    if (!file) {
        sp_diagnostics_add(problems, path, 0, 0, "does not exist");
        return false;
    }
    compile_file(&from, file, format, problems);
    return problems->count == before;
}

const sp_program *sp_theme_program(const sp_theme *theme, sp_format format,
                                   int code)
{
    int i = code >= 400 && code <= 599 ? code - 400 : 500 - 400;

    return theme->programs[format][i];
}

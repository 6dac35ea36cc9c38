/* SPDX-License-Identifier: Apache-2.0 */
#include "core/theme_parts.h"
#include "core/variables.h"

#include <apr_strings.h>

static bool find_partial(void *baton, const char *name, sp_source *found)
{
    sp_theme_folder *from = baton;
    const char *wanted = apr_pstrcat(from->pool, name, ".", from->suffix, NULL);
    const sp_theme_file *file = sp_theme_own_file(from, wanted);

    if (!file) {
        file = sp_theme_outer_file(from, wanted);
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

static const sp_program *compile_file(sp_theme_folder *from,
                                      const sp_theme_file *file,
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

    if (n <= tail || name[n - tail] != '.'
        || strcmp(name + n - tail + 1, suffix) != 0) {
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
static void compile_breadth(sp_theme *theme, sp_theme_folder *from,
                            sp_format format, int breadth,
                            sp_diagnostics *problems)
{
    for (unsigned i = 0; i < from->at_hand; i++) {
        const sp_theme_file *file = &from->hand[i];
        int first = 0;
        int last = 0;
        const sp_program *program;

        if (!codes_of(sp_theme_base_name(file->name), sp_formats[format].suffix,
                      &first, &last)
            || last - first != breadth) {
            continue;
        }
        program = compile_file(from, file, format, problems);
        from->failed |= program == NULL;
        for (int code = first; code <= last; code++) {
            theme->programs[format][code - 400] = program;
        }
    }
}

/* Compile the pages among `count` files. */
static void compile_files(sp_theme *theme, sp_theme_folder *from,
                          const sp_theme_file *files, unsigned count,
                          sp_diagnostics *problems)
{
    static const int breadths[] = { 199, 99, 0 };

    from->hand = files;
    from->at_hand = count;
    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        for (size_t i = 0; sp_formats[format].suffix && i < 3; i++) {
            compile_breadth(theme, from, (sp_format)format, breadths[i],
                            problems);
        }
    }
}

/* A name that begins like a code and serves none is a slip. */
static void check_names(const sp_theme_folder *from, sp_diagnostics *problems)
{
    for (int i = 0; i < from->files->nelts; i++) {
        const char *path = APR_ARRAY_IDX(from->files, i, sp_theme_file).name;
        const char *name = sp_theme_base_name(path);
        const char *dot = strrchr(name, '.');
        int first;
        int last;

        if (name[0] >= '0' && name[0] <= '9' && dot
            && !codes_of(name, dot + 1, &first, &last)) {
            sp_diagnostics_add(problems, path, 0, 0,
                               "serves no code: a page is named 404.%s, "
                               "4xx.%s, 5xx.%s or page.%s",
                               dot + 1, dot + 1, dot + 1, dot + 1);
        }
    }
}

/* ---- loading ------------------------------------------------------------ */

const sp_theme *sp_theme_load(const char *path, sp_diagnostics *problems,
                              apr_pool_t *pool)
{
    sp_theme_folder from;
    sp_theme *theme = apr_pcalloc(pool, sizeof(*theme));
    unsigned before = problems->count;

    sp_theme_make_folder(&from, apr_pstrdup(pool, path), pool);
    theme->name = from.path;
    if (!sp_theme_gather(&from, from.path, problems)) {
        return NULL;
    }
    /* The built-in pages first: what the folder has replaces them, and when
     * it replaces the layout they are built upon that. */
    compile_files(theme, &from, from.outer->files, from.outer->count, problems);
    compile_files(theme, &from,
                  (const sp_theme_file *)(const void *)from.files->elts,
                  (unsigned)from.files->nelts, problems);
    check_names(&from, problems);
    if (from.failed || problems->count != before) {
        return NULL;
    }
    theme->folded = apr_pcalloc(pool, SP_THEME_CODES * sp_language_count
                                          * sizeof(*theme->folded));
    theme->content_security_policy = sp_theme_policy(theme, pool);
    return theme;
}

bool sp_theme_check_file(const char *path, sp_diagnostics *problems,
                         apr_pool_t *pool)
{
    sp_theme_folder from;
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    sp_format format = SP_FORMAT_HTML;
    const sp_theme_file *file;

    sp_theme_make_folder(
        &from,
        !slash ? "."
        : slash == path
            ? "/"
            : apr_pstrmemdup(pool, path, (apr_size_t)(slash - path)),
        pool);
    if (!dot || !sp_theme_is_template(sp_theme_base_name(path))) {
        sp_diagnostics_add(problems, path, 0, 0,
                           "is not a template: its name must end in .html, "
                           ".txt or .md");
        return false;
    }
    while (!sp_formats[format].suffix
           || strcmp(sp_formats[format].suffix, dot + 1) != 0) {
        format++;
    }
    if (!sp_theme_read_folder(&from, problems)) {
        return false;
    }
    file = sp_theme_own_file(&from, sp_theme_base_name(path));
    if (!file) {
        sp_diagnostics_add(problems, path, 0, 0, "does not exist");
        return false;
    }
    return compile_file(&from, file, format, problems) != NULL;
}

const sp_program *sp_theme_program(const sp_theme *theme, sp_format format,
                                   int code)
{
    int i = code >= 400 && code <= 599 ? code - 400 : 500 - 400;

    return theme->programs[format][i];
}

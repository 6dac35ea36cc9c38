/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles a theme: a program for each format and code. */
#include "core/code_set.h"
#include "core/theme_internal.h"
#include "core/variables.h"

#include <apr_strings.h>

/* Where to look for a file that `by` names: in all layers, or, when it names
 * itself, in those behind its own.  A single page is in none. */
static unsigned first_layer(const sp_theme_folder *from, const sp_source *by,
                            const char *wanted)
{
    if (strcmp(sp_theme_base_name(by->name), wanted) != 0) {
        return 0;
    }
    for (unsigned i = 0; i < from->layer_count; i++) {
        const sp_theme_file *file = sp_theme_file_in(&from->layers[i], wanted);

        if (file && file->name == by->name) {
            return i + 1;
        }
    }
    return 0;
}

static bool find_partial(void *baton, const sp_source *by, const char *name,
                         sp_source *found)
{
    sp_theme_folder *from = baton;
    const char *wanted = apr_pstrcat(from->pool, name, ".", from->suffix, NULL);
    const sp_theme_file *file = NULL;

    for (unsigned i = first_layer(from, by, wanted);
         i < from->layer_count && !file; i++) {
        file = sp_theme_file_in(&from->layers[i], wanted);
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
                                    .schema = &from->schema,
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
    const char *dot = strrchr(name, '.');
    char word[sizeof("page")] = "";

    if (!dot || strcmp(dot + 1, suffix) != 0
        || (size_t)(dot - name) >= sizeof(word)) {
        return false;
    }
    memcpy(word, name, (size_t)(dot - name));
    *first = SP_CODE_FIRST;
    *last = SP_CODE_CLASS_LAST;
    return strcmp(word, "page") == 0
           || (!strchr(word, 'X') && sp_code_set_word(word, first, last));
}

/* One pass for each breadth, the widest first: a class wins over the page,
 * a code wins over its class. */
static void compile_breadth(sp_theme *theme, sp_theme_folder *from,
                            const sp_theme_layer *layer, sp_format format,
                            int breadth, sp_diagnostics *problems)
{
    for (unsigned i = 0; i < layer->count; i++) {
        const sp_theme_file *file = &layer->files[i];
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

static void compile_layer(sp_theme *theme, sp_theme_folder *from,
                          const sp_theme_layer *layer, sp_diagnostics *problems)
{
    static const int breadths[] = { 199, 99, 0 };

    for (int format = 0; format < SP_FORMAT__COUNT; format++) {
        for (size_t i = 0; sp_formats[format].suffix && i < 3; i++) {
            compile_breadth(theme, from, layer, (sp_format)format, breadths[i],
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
                               "does not match any code: name a page 404.%s, "
                               "4xx.%s, 5xx.%s or page.%s",
                               dot + 1, dot + 1, dot + 1, dot + 1);
        }
    }
}

/* ---- loading ------------------------------------------------------------ */

const char *sp_theme_name(const char *path, const sp_theme_options *options,
                          apr_pool_t *pool)
{
    for (unsigned i = 0; i < options->setting_count; i++) {
        path = apr_pstrcat(pool, path, "\n", options->settings[i], NULL);
    }
    return apr_pstrdup(pool, path);
}

const sp_theme *sp_theme_load_with(const char *path,
                                   const sp_theme_options *options,
                                   sp_diagnostics *problems, apr_pool_t *pool)
{
    sp_theme_folder *from = apr_palloc(pool, sizeof(*from));
    sp_theme *theme = apr_pcalloc(pool, sizeof(*theme));
    unsigned before = problems->count;

    sp_theme_make_folder(from, path, pool);
    theme->name = sp_theme_name(path, options, pool);
    if (!sp_theme_read(from, problems)
        || !sp_theme_configure(from, options, problems)) {
        return NULL;
    }
    /* The outermost pages first: what lies further in replaces them, and when
     * it replaces the layout they are built upon that. */
    for (unsigned i = from->layer_count; i > 0; i--) {
        compile_layer(theme, from, &from->layers[i - 1], problems);
    }
    check_names(from, problems);
    if (from->failed || problems->count != before) {
        return NULL;
    }
    theme->folder = from;
    theme->folds = apr_pcalloc(pool, sizeof(*theme->folds));
    theme->packs =
        apr_pcalloc(pool, SP_THEME_PACKS_MAX * sizeof(*theme->packs));
    theme->policies = sp_theme_csp(theme->programs[SP_FORMAT_HTML],
                                   SP_THEME_CODES, from->parameters, pool);
    return theme;
}

const sp_theme *sp_theme_load(const char *path, sp_diagnostics *problems,
                              apr_pool_t *pool)
{
    sp_theme_options usual = { 0 };

    return sp_theme_load_with(path, &usual, problems, pool);
}

/* `from` has the layers of the page's theme. */
static bool compile_page(sp_theme_page *page, sp_theme_folder *from,
                         const sp_schema *names, const sp_theme_file *file,
                         sp_format format, sp_diagnostics *problems)
{
    memset(page, 0, sizeof(*page));
    if (!sp_theme_configure_page(from, names ? names : &sp_variables,
                                 problems)) {
        return false;
    }
    page->program = compile_file(from, file, format, problems);
    if (page->program && format == SP_FORMAT_HTML) {
        page->policies =
            sp_theme_csp(&page->program, 1, from->parameters, from->pool);
    }
    return page->program != NULL;
}

bool sp_theme_load_page(sp_theme_page *page, const sp_theme *theme,
                        const sp_schema *names, const char *path,
                        sp_format format, sp_diagnostics *problems)
{
    sp_theme_folder from;

    sp_theme_make_folder(&from, path, theme->folder->pool);
    sp_theme_surround_page(&from, theme);
    return sp_theme_read_page(&from, problems)
           && compile_page(page, &from, names,
                           &APR_ARRAY_IDX(from.files, 0, sp_theme_file), format,
                           problems);
}

bool sp_theme_compile_page(sp_theme_page *page, const sp_theme *theme,
                           const sp_schema *names, const sp_theme_file *file,
                           sp_format format, sp_diagnostics *problems)
{
    sp_theme_folder from;

    sp_theme_make_folder(&from, file->name, theme->folder->pool);
    sp_theme_surround_page(&from, theme);
    return compile_page(page, &from, names, file, format, problems);
}

bool sp_theme_check_file(const char *path, sp_diagnostics *problems,
                         apr_pool_t *pool)
{
    sp_theme_folder from;
    sp_theme_options usual = { 0 };
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    sp_format format;
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
    format = sp_format_find_suffix(dot + 1);
    if (!sp_theme_read_folder(&from, problems)
        || !sp_theme_configure(&from, &usual, problems)) {
        return false;
    }
    file = sp_theme_file_in(&from.layers[0], sp_theme_base_name(path));
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

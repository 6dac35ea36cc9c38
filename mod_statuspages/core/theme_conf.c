/* SPDX-License-Identifier: Apache-2.0 */
/* theme.conf: which built-in theme a folder extends, and its parameters.
 *
 *   # a comment
 *   extends night
 *   parameter accent color #0a5c36
 */
#include "core/theme_internal.h"

#include "core/utf8.h"
#include "core/variables.h"

#include <apr_strings.h>

/* A file is read twice: all layers must be known before the first parameter is
 * declared, for those of the outermost come first. */
typedef enum purpose { EXTENDS, PARAMETERS } purpose;

typedef struct reading {
    sp_theme_folder *into;
    const sp_theme_file *file;
    purpose purpose;
    unsigned line;
    const sp_theme_source *extends; /* NULL: nothing */
    sp_diagnostics *problems;
} reading;

static void complain(const reading *at, const char *message)
{
    sp_diagnostics_add(at->problems, at->file->name, at->line, 0, "%s",
                       message);
}

/* The next word of a line, ended in place; empty at its end. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    char *end = word + strcspn(word, " \t");

    *rest = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

static void read_extends(reading *at, char *rest)
{
    const char *name = next_word(&rest);
    const char *more = next_word(&rest);
    const sp_theme_source *source = sp_theme_built_in(name);

    if (*more) {
        sp_diagnostics_add(at->problems, at->file->name, at->line, 0,
                           "a theme can extend only one theme; remove \"%s\"",
                           more);
    }
    else if (at->extends) {
        complain(at, "a theme can extend only one theme; remove this line");
    }
    else if (!source) {
        sp_diagnostics_add(at->problems, at->file->name, at->line, 0,
                           "there is no built-in theme \"%s\" to extend; use "
                           "one of: %s",
                           name, sp_theme_built_in_names(at->into->pool));
    }
    else {
        at->extends = source;
    }
}

static void read_parameter(reading *at, char *rest)
{
    const char *name = next_word(&rest);
    const char *kind = next_word(&rest);
    const char *value = rest + strspn(rest, " \t");
    const char *wrong;

    if (sp_schema_has(&at->into->schema, name)) {
        wrong = apr_psprintf(at->into->pool,
                             "\"%s\" is already the name of a page variable "
                             "or a StatusPagesSet variable; choose another "
                             "name",
                             name);
    }
    else {
        wrong = sp_parameters_declare(at->into->parameters, name, kind, value,
                                      at->into->pool);
    }
    if (wrong) {
        complain(at, wrong);
    }
}

static void read_line(reading *at, char *line)
{
    char *rest = line;
    const char *word;
    size_t n = strlen(line);

    while (n && strchr(" \t\r", line[n - 1])) {
        line[--n] = '\0';
    }
    word = next_word(&rest);
    if (!*word || *word == '#') {
        return;
    }
    if (strcmp(word, "extends") == 0) {
        if (at->purpose == EXTENDS) {
            read_extends(at, rest);
        }
    }
    else if (at->purpose == EXTENDS) {
        return;
    }
    else if (strcmp(word, "parameter") == 0) {
        read_parameter(at, rest);
    }
    else {
        sp_diagnostics_add(at->problems, at->file->name, at->line, 0,
                           "\"%.40s\" is not a keyword; a line is \"extends "
                           "THEME\", \"parameter NAME KIND DEFAULT\" or a # "
                           "comment",
                           word);
    }
}

static void read_lines(reading *at)
{
    const sp_span file = sp_utf8_skip_mark(at->file->text);
    char *text = apr_pstrmemdup(at->into->pool, file.ptr, file.len);

    if (strlen(text) != file.len) {
        if (at->purpose == EXTENDS) {
            complain(at, "contains a NUL byte");
        }
        return;
    }
    while (text) {
        char *end = strchr(text, '\n');

        if (end) {
            *end++ = '\0';
        }
        at->line++;
        read_line(at, text);
        text = end;
    }
}

/* Read the theme.conf of a layer, if it has one; what it extends, or NULL. */
static const sp_theme_source *read_layer(sp_theme_folder *from, unsigned i,
                                         purpose why, sp_diagnostics *problems)
{
    reading at = { .into = from,
                   .file = sp_theme_file_in(&from->layers[i], SP_THEME_CONF),
                   .purpose = why,
                   .problems = problems };

    if (at.file) {
        read_lines(&at);
    }
    return at.extends;
}

/* Put `source` behind the layers there are.  False if it is one of them. */
static bool add_layer(sp_theme_folder *to, const sp_theme_source *source)
{
    for (unsigned i = 0; i < to->layer_count; i++) {
        if (to->layers[i].files == source->files) {
            return false;
        }
    }
    to->layers[to->layer_count++] =
        (sp_theme_layer){ source->files, source->count };
    return true;
}

/* Put what is extended behind the layers there are; false if it cannot be. */
static bool extend(sp_theme_folder *from, const sp_theme_source *source,
                   sp_diagnostics *problems)
{
    /* the default theme keeps the last place */
    if (from->layer_count + 1 == SP_THEME_LAYERS) {
        sp_diagnostics_add(problems, from->path, 0, 0,
                           "extends a chain of more than %d themes",
                           SP_THEME_LAYERS - 1);
        return false;
    }
    if (!add_layer(from, source)) {
        sp_diagnostics_add(problems, from->path, 0, 0,
                           "extends itself through \"%s\"", source->name);
        return false;
    }
    return true;
}

static void find_layers(sp_theme_folder *from, sp_diagnostics *problems)
{
    const sp_theme_source *last = sp_theme_built_in("default");
    const sp_theme_source *next = read_layer(from, 0, EXTENDS, problems);

    while (next && next != last && extend(from, next, problems)) {
        next = read_layer(from, from->layer_count - 1, EXTENDS, problems);
    }
    add_layer(from, last);
}

bool sp_theme_configure(sp_theme_folder *from, const sp_theme_options *options,
                        sp_diagnostics *problems)
{
    unsigned before = problems->count;

    from->schema = options->names ? *options->names : sp_variables;
    find_layers(from, problems);
    for (unsigned i = from->layer_count; i > 0; i--) {
        from->parameters->layer++;
        read_layer(from, i - 1, PARAMETERS, problems);
    }
    for (unsigned i = 0; i < options->setting_count; i++) {
        const char *wrong = sp_parameters_set(from->parameters,
                                              options->settings[i], from->pool);

        if (wrong) {
            sp_diagnostics_add(problems, from->path, 0, 0, "%s", wrong);
        }
    }
    from->schema =
        sp_parameters_schema(from->parameters, &from->schema, from->pool);
    return problems->count == before;
}

bool sp_theme_configure_page(sp_theme_folder *from, const sp_schema *names,
                             sp_diagnostics *problems)
{
    unsigned before = problems->count;

    for (unsigned i = 0; i < from->parameters->count; i++) {
        const char *name = from->parameters->list[i].name;

        if (sp_schema_has(names, name)) {
            sp_diagnostics_add(problems, from->path, 0, 0,
                               "\"%s\" is both a custom variable and a "
                               "parameter of the theme; rename the variable",
                               name);
        }
    }
    from->schema = sp_parameters_schema(from->parameters, names, from->pool);
    return problems->count == before;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* theme.conf: which built-in theme a folder extends, and its parameters.
 *
 *   # a comment
 *   extends night
 *   parameter accent color #0a5c36
 */
#include "core/theme_parts.h"

#include "core/variables.h"

#include <apr_strings.h>

typedef struct reading {
    sp_theme_folder *into;
    const sp_theme_file *file;
    unsigned line;
    const char *extends; /* NULL: nothing */
    sp_diagnostics *problems;
} reading;

static void complain(const reading *at, const char *message)
{
    sp_diagnostics_add(at->problems, at->file->name, at->line, 0, "%s",
                       message);
}

static void read_extends(reading *at, const char *name)
{
    const char *names = "";

    if (sp_theme_built_in(name)) {
        at->extends = name;
        return;
    }
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        names = apr_pstrcat(at->into->pool, names, i ? ", " : "",
                            sp_theme_sources[i].name, NULL);
    }
    complain(at, apr_psprintf(at->into->pool,
                              "there is no built-in theme \"%s\" to extend; "
                              "there are: %s",
                              name, names));
}

static bool is_variable(const sp_theme_folder *from, const char *name)
{
    for (unsigned i = 0; i < from->schema.count; i++) {
        if (strcmp(from->schema.names[i].name, name) == 0) {
            return true;
        }
    }
    return false;
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

static void read_parameter(reading *at, char *rest)
{
    const char *name = next_word(&rest);
    const char *kind = next_word(&rest);
    const char *value = rest + strspn(rest, " \t");
    const char *wrong;

    if (is_variable(at->into, name)) {
        wrong = apr_psprintf(at->into->pool,
                             "\"%s\" is the name of a variable already; take "
                             "another",
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
    if (strcmp(word, "parameter") == 0) {
        read_parameter(at, rest);
    }
    else if (strcmp(word, "extends") == 0 && at->into->layer_count == 1) {
        read_extends(at, next_word(&rest));
    }
    else {
        complain(at, apr_psprintf(at->into->pool,
                                  "\"%.40s\" is not known here; a line is "
                                  "\"extends THEME\", \"parameter NAME KIND "
                                  "DEFAULT\" or a # comment",
                                  word));
    }
}

static const char *read_conf(sp_theme_folder *into, const sp_theme_file *file,
                             sp_diagnostics *problems)
{
    reading at = { into, file, 0, NULL, problems };
    char *text = apr_pstrmemdup(into->pool, file->text.ptr, file->text.len);

    if (strlen(text) != file->text.len) {
        complain(&at, "holds a NUL byte");
        return NULL;
    }
    while (text) {
        char *end = strchr(text, '\n');

        if (end) {
            *end++ = '\0';
        }
        at.line++;
        read_line(&at, text);
        text = end;
    }
    return at.extends;
}

static void add_layer(sp_theme_folder *to, const sp_theme_source *source)
{
    to->layers[to->layer_count++] =
        (sp_theme_layer){ source->files, source->count };
}

/* What the theme itself declares counts more than what it extends. */
static void read_layers(sp_theme_folder *from, sp_diagnostics *problems)
{
    const sp_theme_file *own =
        sp_theme_file_in(&from->layers[0], SP_THEME_CONF);
    const sp_theme_file *outer = NULL;
    const char *extends = own ? read_conf(from, own, problems) : NULL;

    if (extends && strcmp(extends, "default") != 0) {
        add_layer(from, sp_theme_built_in(extends));
        outer = sp_theme_file_in(&from->layers[1], SP_THEME_CONF);
    }
    if (outer) {
        /* first its defaults, then the theme's own once more */
        from->parameters->count = 0;
        read_conf(from, outer, problems);
        from->layer_count = 1;
        read_conf(from, own, sp_diagnostics_make(from->pool));
        from->layer_count = 2;
    }
    add_layer(from, sp_theme_built_in("default"));
}

bool sp_theme_configure(sp_theme_folder *from, const sp_theme_options *options,
                        sp_diagnostics *problems)
{
    unsigned before = problems->count;

    from->schema = options->names ? *options->names : sp_variables;
    read_layers(from, problems);
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

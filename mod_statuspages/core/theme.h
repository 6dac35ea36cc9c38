/* SPDX-License-Identifier: Apache-2.0 */
/* theme.h - a folder of templates, compiled.
 *
 * page.html, page.txt and page.md serve every code; 404.html or 4xx.html,
 * where they exist, serve theirs.  What a folder does not have is taken from
 * the built-in theme that its theme.conf extends, and then from the built-in
 * default theme, so there is a page for every code and format, and {{<layout}}
 * may extend the built-in layout.
 */
#ifndef SP_CORE_THEME_H
#define SP_CORE_THEME_H

#include "core/catalog.h"
#include "core/format.h"
#include "core/template_pack.h"
#include "core/template.h"

enum {
    SP_THEME_FILES_MAX = 256,
    SP_THEME_CODES = 200 /* 400-599; other codes use the page of 500 */
};

/* What is folded for a code, apart for what changes its words most often. */
enum {
    SP_FOLD_WAITS = 1, /* the time to wait is told */
    SP_FOLD_LINK = 2,  /* it is known which page linked here */
    SP_FOLD_CASES = 4,
    SP_THEME_FOLDS = SP_FOLD_CASES * SP_THEME_CODES
};

/* One file of a theme. */
typedef sp_source sp_theme_file;

/* A built-in theme's files, compiled into the binary.  Generated. */
typedef struct sp_theme_source {
    const char *name;
    const sp_theme_file *files;
    unsigned count;
} sp_theme_source;

extern const sp_theme_source sp_theme_sources[];
extern const unsigned sp_theme_source_count;

/* The built-in theme of that name; NULL if there is none. */
const sp_theme_source *sp_theme_built_in(const char *name);

/* The names of all, for people: "brand, default"; in `pool`. */
const char *sp_theme_built_in_names(apr_pool_t *pool);

struct sp_theme_folder;

/* Content-Security-Policy for HTML pages: allows their own <style> by its hash,
 * and nothing else. */
typedef struct sp_theme_policies {
    const char *usual;
    const char *button; /* with {{#heal}}: its style and its form, too */
} sp_theme_policies;

/* One page of its own, and what its Content-Security-Policy allows. */
typedef struct sp_theme_page {
    const sp_program *program;
    sp_theme_policies policies; /* of HTML */
    const sp_packed *packed;    /* the program; NULL: not packed */
} sp_theme_page;

/* An HTML program with the texts of a code and a language put in. */
typedef struct sp_theme_fold {
    const sp_program *program; /* NULL: not folded */
    const sp_packed *packed;   /* the same; NULL: not packed */
    bool is_open; /* some advice depends on the request: sp_page_set_shown() */
} sp_theme_fold;

/* A program that is not folded, packed for each language; or for all alike. */
typedef struct sp_theme_pack {
    const sp_program *program;
    const sp_packed **packed; /* NULL among them: not packed */
} sp_theme_pack;

enum { SP_THEME_PACKS_MAX = 4 };

/* Only of themes that are folded: a server may have many. */
typedef struct sp_theme_folds {
    sp_theme_fold **list; /* SP_THEME_FOLDS; NULL: nothing is folded */
} sp_theme_folds;

typedef struct sp_theme {
    const char *name;
    /* The program for a format and a code; NULL for JSON and XML. */
    const sp_program *programs[SP_FORMAT__COUNT][SP_THEME_CODES];
    /* For each case, for each code: what is folded, for each language; NULL:
     * nothing.  Codes and cases with the same words have the same.  See
     * sp_page_fold(), sp_page_pack(). */
    sp_theme_folds *folds;
    sp_theme_pack
        *packs; /* SP_THEME_PACKS_MAX, for pages that are not folded */
    sp_theme_policies policies;           /* of its HTML pages */
    const struct sp_theme_folder *folder; /* what it was compiled from */
} sp_theme;

/* How a theme is loaded; all 0 is the usual way. */
typedef struct sp_theme_options {
    const sp_schema *names;      /* that templates may use besides a theme's
                                    parameters; NULL: sp_variables */
    const char *const *settings; /* name=value for its parameters */
    unsigned setting_count;
} sp_theme_options;

/* Compile the theme in folder `path`, or the built-in theme of that name if
 * `path` has no slash and one exists.  NULL if anything is wrong; then
 * `problems` has it.  The theme lives in `pool`; its name is `path`, followed
 * by the settings, each on a line. */
const sp_theme *sp_theme_load_with(const char *path,
                                   const sp_theme_options *options,
                                   sp_diagnostics *problems, apr_pool_t *pool);

/* The same in the usual way. */
const sp_theme *sp_theme_load(const char *path, sp_diagnostics *problems,
                              apr_pool_t *pool);

/* The name that sp_theme_load_with() gives; in `pool`. */
const char *sp_theme_name(const char *path, const sp_theme_options *options,
                          apr_pool_t *pool);

/* Compile the file `path` as a page of `theme`, whose layout, parts and
 * parameters it may use, and `names` (NULL: sp_variables).  False if anything
 * is wrong; then `problems` has it.  Lives as long as the theme. */
bool sp_theme_load_page(sp_theme_page *page, const sp_theme *theme,
                        const sp_schema *names, const char *path,
                        sp_format format, sp_diagnostics *problems);

/* The same for a file that is in memory, whose name has no folder of the
 * theme's. */
bool sp_theme_compile_page(sp_theme_page *page, const sp_theme *theme,
                           const sp_schema *names, const sp_theme_file *file,
                           sp_format format, sp_diagnostics *problems);

/* Compile one template file by itself, as part of the folder it is in; for
 * checking.  False if anything is wrong. */
bool sp_theme_check_file(const char *path, sp_diagnostics *problems,
                         apr_pool_t *pool);

/* Where that is which is folded for a code of 400 to 599 in a case, SP_FOLD_*
 * joined with |, in all languages; only of a theme that has such a list. */
static inline sp_theme_fold **sp_theme_folds_of(const sp_theme *theme, int code,
                                                unsigned which)
{
    return &theme->folds->list[(unsigned)(code - 400) + which * SP_THEME_CODES];
}

/* The same in one language; NULL if nothing is. */
static inline const sp_theme_fold *sp_theme_fold_of(const sp_theme *theme,
                                                    int code, unsigned which,
                                                    const sp_language *language)
{
    const sp_theme_fold *all = code >= 400 && code <= 599 && theme->folds->list
                                   ? *sp_theme_folds_of(theme, code, which)
                                   : NULL;

    return all && all[language - sp_languages].program
               ? &all[language - sp_languages]
               : NULL;
}

/* A program of this theme, packed; NULL if it is not. */
static inline const sp_packed *sp_theme_pack_of(const sp_theme *theme,
                                                const sp_program *program,
                                                const sp_language *language)
{
    for (unsigned i = 0; i < SP_THEME_PACKS_MAX; i++) {
        if (theme->packs[i].program == program) {
            return theme->packs[i].packed[language - sp_languages];
        }
    }
    return NULL;
}

/* The program for `code`.  Never NULL for HTML, text and Markdown. */
const sp_program *sp_theme_program(const sp_theme *theme, sp_format format,
                                   int code);

#endif

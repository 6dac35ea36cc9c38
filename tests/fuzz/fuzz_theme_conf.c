/* SPDX-License-Identifier: Apache-2.0 */
/* Any theme.conf; what follows a NUL byte are settings of StatusPagesTheme, a
 * NUL between.  The built-in themes are this target's own.  What holds: a
 * refusal says where, a page has no tag, quote or declaration but its
 * template's, and a policy no directive but its own. */
#include "core/theme.h"
#include "core/variables.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SETTINGS_MAX = 8 };

/* A colour stands between two marks. */
static const char layout[] =
    "<style>{{#accent}}a{b:\x02{{accent}}\x02}{{/accent}}</style>"
    "{{#logo}}<img src=\"{{logo}}\">{{/logo}}{{^logo}}<img src=\"\">{{/logo}}"
    "<a href=\"{{more}}\" title=\"{{words}}\">{{words}}{{#words}}{{.}}{{/words}}"
    "</a>";

#define FILE_OF(name, text)                                                    \
    {                                                                          \
        name,                                                                  \
        {                                                                      \
            text, sizeof(text) - 1                                             \
        }                                                                      \
    }

static const sp_theme_file default_files[] = {
    FILE_OF("page.html", "x"),
    FILE_OF("page.txt", "x"),
    FILE_OF("page.md", "x"),
};
static const sp_theme_file base_files[] = {
    FILE_OF("page.html", layout),
    FILE_OF("theme.conf", "parameter accent color\nparameter logo image\n"
                          "parameter more url\nparameter words text\n"),
};

const sp_theme_source sp_theme_sources[] = {
    { "default", default_files, 3 },
    { "base", base_files, 2 },
};
const unsigned sp_theme_source_count = 2;

static void demand(bool truth)
{
    if (!truth) {
        abort();
    }
}

static unsigned count_of(const char *text, const char *letters)
{
    unsigned n = 0;

    for (; *text; text++) {
        n += strchr(letters, *text) != NULL;
    }
    return n;
}

static void check_colour(const char *page)
{
    const char *start = strchr(page, '\x02');

    if (start) {
        demand(strcspn(start + 1, "\x02")
               == strcspn(start + 1, "\x02;{}<>\\\"'"));
    }
}

/* The page of the base theme, if the folder extends it. */
static void check_page(const sp_theme *theme, apr_pool_t *pool)
{
    static const sp_value values[SP_VAR__COUNT];
    const sp_program *program = sp_theme_program(theme, SP_FORMAT_HTML, 404);
    size_t n = sp_program_length(program, values);
    char *page = apr_pcalloc(pool, n + 1);

    demand(sp_program_write(program, values, page, n) == n);
    demand(strlen(page) == n);
    if (n > 1) {
        demand(count_of(page, "<") == 5 && count_of(page, ">") == 5);
        demand(count_of(page, "\"") == 6);
        check_colour(page);
    }
}

static void check_policy(const char *policy)
{
    demand(count_of(policy, ";") == 5);
    demand(count_of(policy, ",\t\r\n\f\v\x7f\x02") == 0);
    demand(strstr(policy, "'unsafe") == NULL && strchr(policy, '*') == NULL);
}

static const char *folder_with(const uint8_t *data, size_t n, apr_pool_t *pool)
{
    const char *place = NULL;
    apr_file_t *file = NULL;
    char *folder;

    demand(apr_temp_dir_get(&place, pool) == APR_SUCCESS);
    folder = apr_pstrcat(pool, place, "/sp-fuzz-XXXXXX", NULL);
    demand(mkdtemp(folder) != NULL);
    demand(apr_file_open(&file, apr_pstrcat(pool, folder, "/theme.conf", NULL),
                         APR_FOPEN_WRITE | APR_FOPEN_CREATE,
                         APR_FPROT_OS_DEFAULT, pool)
           == APR_SUCCESS);
    demand(apr_file_write_full(file, data, n, NULL) == APR_SUCCESS);
    apr_file_close(file);
    return folder;
}

static void remove_folder(const char *folder, apr_pool_t *pool)
{
    apr_file_remove(apr_pstrcat(pool, folder, "/theme.conf", NULL), pool);
    apr_dir_remove(folder, pool);
}

static void check_problems(const sp_diagnostics *problems)
{
    demand(problems->count > 0);
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        demand(problems->list[i].file && problems->list[i].message[0]);
    }
}

static void check(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    const uint8_t *end = data + size;
    const uint8_t *nul = memchr(data, 0, size);
    const char *settings[SETTINGS_MAX];
    sp_theme_options options = { .settings = settings };
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const char *folder =
        folder_with(data, (size_t)((nul ? nul : end) - data), pool);
    const sp_theme *theme;

    while (nul && options.setting_count < SETTINGS_MAX) {
        const uint8_t *start = nul + 1;

        nul = memchr(start, 0, (size_t)(end - start));
        settings[options.setting_count++] = apr_pstrmemdup(
            pool, (const char *)start, (size_t)((nul ? nul : end) - start));
    }
    theme = sp_theme_load_with(folder, &options, problems, pool);
    remove_folder(folder, pool);
    if (theme) {
        demand(problems->count == 0);
        check_policy(theme->policies.usual);
        check_page(theme, pool);
    }
    else {
        check_problems(problems);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool = NULL;

    if (size > SP_TEMPLATE_BYTES_MAX) {
        return 0;
    }
    apr_initialize();
    apr_pool_create(&pool, NULL);
    check(data, size, pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return 0;
}

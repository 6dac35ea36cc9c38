/* SPDX-License-Identifier: Apache-2.0 */
/* folders.h - a theme's folder, made for one test in a temporary place. */
#ifndef SP_TESTS_FOLDERS_H
#define SP_TESTS_FOLDERS_H

#include "rows.h"

#include "core/theme.h"
#include "core/variables.h"

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include <stdio.h>
#include <unistd.h>

/* Files of a folder in one string: name, NUL, text, NUL, ... */
#define HAS(name, text) name "\0" text "\0"

static inline const char *new_folder(apr_pool_t *pool)
{
    const char *place = NULL;
    char *path;

    assert_int_equal(apr_temp_dir_get(&place, pool), APR_SUCCESS);
    path = apr_pstrcat(pool, place, "/sp-theme-XXXXXX", NULL);
    assert_non_null(mkdtemp(path));
    return path;
}

static inline const char *in(const char *folder, const char *name,
                             apr_pool_t *pool)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

static inline void add_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static inline const char *folder_of(const char *files, apr_pool_t *pool)
{
    const char *folder = new_folder(pool);

    while (*files) {
        const char *text = files + strlen(files) + 1;

        add_bytes(in(folder, files, pool), text, strlen(text));
        files = text + strlen(text) + 1;
    }
    return folder;
}

static inline void remove_folder(const char *folder, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t entry;

    assert_int_equal(apr_dir_open(&dir, folder, pool), APR_SUCCESS);
    while (apr_dir_read(&entry, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0) {
            remove(in(folder, entry.name, pool));
        }
    }
    apr_dir_close(dir);
    assert_int_equal(rmdir(folder), 0);
}

static inline const sp_theme *load(const char *path, apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    const sp_theme *theme = sp_theme_load(path, problems, pool);

    if (!theme) {
        fail_msg("refused: %s", problems->count
                                    ? sp_diagnostic_text(problems, 0)
                                    : "without a reason");
    }
    assert_int_equal(problems->count, 0);
    return theme;
}

/* With the code as the only value. */
static inline const char *render(const sp_theme *theme, sp_format format,
                                 int code, apr_pool_t *pool)
{
    sp_value values[SP_VAR__COUNT] = { 0 };
    const char *number = apr_itoa(pool, code);
    const sp_program *program = sp_theme_program(theme, format, code);
    size_t n;
    char *out;

    assert_non_null(program);
    values[SP_VAR_CODE] = (sp_value){ number, (uint32_t)strlen(number), 1 };
    n = sp_program_length(program, values);
    out = apr_pcalloc(pool, n + 1);
    assert_int_equal(sp_program_write(program, values, out, n), n);
    return out;
}

static inline bool is_told(const sp_diagnostics *problems, const char *folder,
                           const char *wanted, size_t n)
{
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        const char *got = sp_diagnostic_text(problems, i);

        assert_int_equal(strncmp(got, folder, strlen(folder)), 0);
        if (strncmp(got + strlen(folder), wanted, n) == 0) {
            return true;
        }
    }
    return false;
}

/* Exactly these messages, in any order, since a folder has none.  Each line
 * of `wanted` begins a message, after the folder's name. */
static inline void assert_told(const sp_diagnostics *problems,
                               const char *folder, const char *wanted)
{
    unsigned count = 0;

    for (; *wanted; count++) {
        size_t n = strcspn(wanted, "\n");

        if (!is_told(problems, folder, wanted, n)) {
            fail_msg("wanted \"%.*s\", got \"%s\"", (int)n, wanted,
                     problems->count ? sp_diagnostic_text(problems, 0)
                                     : "nothing");
        }
        wanted += n + (wanted[n] == '\n');
    }
    if (problems->count != count) {
        fail_msg(
            "%u told, %u wanted; the last is %s", problems->count, count,
            sp_diagnostic_text(problems, sp_diagnostics_kept(problems) - 1));
    }
}

#endif

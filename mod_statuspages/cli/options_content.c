/* SPDX-License-Identifier: Apache-2.0 */
/* What is on the pages: theme, own variables, site, waits. */
#include "cli/options_internal.h"

#include "cli/targets/targets.h"

#include "core/address.h"
#include "core/contact.h"
#include "core/escape.h"
#include "core/custom_variable.h"

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include <strings.h>

enum { SITE_NAME_MAX = 120, ADDRESS_MAX = 500 };

/* ---- --set ---------------------------------------------------------------*/

static bool set_own(sp_options *options, const sp_arguments *arguments,
                    char *name)
{
    char *value = strchr(name, '=');
    const char *wrong;

    if (!value) {
        return REFUSE("--set: \"%s\" is not NAME=VALUE", name);
    }
    *value++ = '\0';
    wrong = sp_custom_name_error(name, options->pool);
    if (wrong) {
        return REFUSE("--set: %s", wrong);
    }
    if (sp_custom_find(&options->own_names, name) >= 0) {
        return REFUSE("--set: \"%s\" is set twice", name);
    }
    if (!sp_custom_declare(&options->own_names, name,
                           sp_address_is_valid(value))) {
        return REFUSE("--set: at most %d names are allowed", SP_CUSTOM_MAX);
    }
    options->custom[options->custom_count] = (sp_custom_value){
        .name = name,
        .value = sp_escape_clean(sp_span_of(value), SP_CUSTOM_LENGTH_MAX,
                                 options->pool),
        .number = sp_custom_find(&options->own_names, name)
    };
    options->custom_count++;
    return true;
}

static bool read_own(sp_options *options, const sp_arguments *arguments)
{
    const apr_array_header_t *lines =
        sp_options_split(arguments->values[SP_BUILD_SET], "\n", options->pool);

    for (int i = 0; i < lines->nelts; i++) {
        if (!set_own(options, arguments, APR_ARRAY_IDX(lines, i, char *))) {
            return false;
        }
    }
    return true;
}

/* ---- --theme -------------------------------------------------------------*/

/* The last part of a path, in letters that any file system and address takes.
 */
static const char *theme_name(const char *path, apr_pool_t *pool)
{
    char *name = apr_pstrdup(pool, path);
    size_t n = strlen(name);
    char *slash;

    while (n > 1 && name[n - 1] == '/') {
        name[--n] = '\0';
    }
    slash = strrchr(name, '/');
    name = slash && slash[1] ? slash + 1 : name;
    for (char *p = name; *p; p++) {
        if (!apr_isalnum(*p) && *p != '-') {
            *p = '_';
        }
    }
    return name;
}

/* A word that was meant as a name, and misspelt. */
static bool names_nothing(const char *word, apr_pool_t *pool)
{
    apr_finfo_t info;

    return !sp_theme_built_in(word) && !strchr(word, '/')
           && APR_STATUS_IS_ENOENT(apr_stat(&info, word, APR_FINFO_TYPE, pool));
}

static bool add_theme(sp_options *options, const char *word,
                      const sp_arguments *arguments)
{
    sp_diagnostics *problems = sp_diagnostics_make(options->pool);
    const sp_schema names =
        sp_custom_schema(&options->own_names, options->pool);
    const apr_array_header_t *settings = sp_options_split(
        arguments->values[SP_BUILD_PARAMETER], "\n", options->pool);
    const sp_theme_options loading = {
        .names = &names,
        .settings = (const char *const *)(const void *)settings->elts,
        .setting_count = (unsigned)settings->nelts
    };
    const sp_theme *theme;
    const char *name = theme_name(word, options->pool);

    if (names_nothing(word, options->pool)) {
        return REFUSE("--theme: \"%s\" is neither a built-in theme nor a "
                      "folder; \"statuspages themes\" lists the built-in "
                      "themes",
                      word);
    }
    theme = sp_theme_load_with(word, &loading, problems, options->pool);
    if (!theme && problems->count > 1) {
        return REFUSE("--theme: %s (and %u more; run \"statuspages check %s\")",
                      sp_diagnostic_text(problems, 0), problems->count - 1,
                      word);
    }
    if (!theme) {
        return REFUSE("--theme: %s", sp_diagnostic_text(problems, 0));
    }
    for (unsigned i = 0; i < options->theme_count; i++) {
        if (strcmp(options->themes[i].name, name) == 0) {
            return REFUSE("--theme: two themes are named \"%s\"; rename one",
                          name);
        }
    }
    if (options->theme_count == SP_OPTIONS_THEMES_MAX) {
        return REFUSE("--theme: at most %d themes are allowed",
                      SP_OPTIONS_THEMES_MAX);
    }
    options->themes[options->theme_count++] = (sp_options_theme){ name, theme };
    return true;
}

static bool read_themes(sp_options *options, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_THEME];
    bool gallery = options->target->gallery;
    const apr_array_header_t *words;

    if (!gallery) {
        return add_theme(options, list ? list : "default", arguments);
    }
    words = sp_options_words(list, options->pool);
    for (int i = 0; i < words->nelts; i++) {
        if (!add_theme(options, sp_options_word(words, i), arguments)) {
            return false;
        }
    }
    for (unsigned i = 0; !list && i < sp_theme_source_count; i++) {
        if (!add_theme(options, sp_theme_sources[i].name, arguments)) {
            return false;
        }
    }
    return options->theme_count || REFUSE("--theme: name at least one");
}

/* ---- the site ------------------------------------------------------------*/

static bool read_address(sp_options *options, const sp_arguments *arguments,
                         sp_build_row option, sp_span *address)
{
    const char *name = arguments->command->options[option].name;
    const char *text = arguments->values[option];
    const char *wrong = text && option == SP_BUILD_CONTACT
                            ? sp_contact_error(text, options->pool)
                            : NULL;

    if (!text) {
        return true;
    }
    if (wrong) {
        return REFUSE("--%s: %s", name, wrong);
    }
    if (*text && !sp_address_is_valid(text)) {
        return REFUSE("--%s: \"%s\" is not a URL: it must begin with /, "
                      "http://, https:// or mailto: and have no spaces",
                      name, text);
    }
    *address = sp_escape_clean(sp_span_of(text), ADDRESS_MAX, options->pool);
    return true;
}

static bool read_site(sp_options *options, const sp_arguments *arguments)
{
    const char *base = arguments->values[SP_BUILD_PROBLEM_BASE];

    options->site.home = SP_SPAN("/");
    if (arguments->values[SP_BUILD_SITE_NAME]) {
        options->site.name =
            sp_escape_clean(sp_span_of(arguments->values[SP_BUILD_SITE_NAME]),
                            SITE_NAME_MAX, options->pool);
    }
    if (base
        && (!sp_address_is_valid(base)
            || strncasecmp(base, "mailto:", 7) == 0)) {
        return REFUSE("--problem-base: \"%s\" is not a URL: it must begin "
                      "with /, http:// or https:// and have no spaces",
                      base);
    }
    options->problem_base = sp_span_of(base);
#define SITE_LINK(id, name, word, option, member, codes, unless, help)         \
    if (!read_address(options, arguments, SP_BUILD_##id,                       \
                      &options->site.name)) {                                  \
        return false;                                                          \
    }
#include "core/site.def"
#undef SITE_LINK
    return true;
}

/* What is set for one code or class; what is wrong, or NULL. */
typedef const char *set_seconds(sp_options *options, const char *code,
                                const char *seconds);

static const char *set_wait(sp_options *options, const char *code,
                            const char *seconds)
{
    return sp_retry_after_set(&options->waits, code, seconds, options->pool);
}

static const char *set_cache(sp_options *options, const char *code,
                             const char *seconds)
{
    return sp_cache_times_set(&options->cache, code, seconds, options->pool);
}

/* 503=120,429=30 */
static bool read_seconds(sp_options *options, const sp_arguments *arguments,
                         sp_build_row row, set_seconds *set)
{
    const char *name = arguments->command->options[row].name;
    const apr_array_header_t *words =
        sp_options_words(arguments->values[row], options->pool);

    for (int i = 0; i < words->nelts; i++) {
        char *code = apr_pstrdup(options->pool, sp_options_word(words, i));
        char *sign = strchr(code, '=');
        const char *wrong;

        if (!sign) {
            return REFUSE("--%s: \"%s\" is not CODE=SECONDS", name, code);
        }
        *sign = '\0';
        wrong = set(options, code, sign + 1);
        if (wrong) {
            return REFUSE("--%s: %s", name, wrong);
        }
    }
    return true;
}

static bool read_cache(sp_options *options, const sp_arguments *arguments)
{
    if (arguments->values[SP_BUILD_CACHE] && options->target->no_cache) {
        return REFUSE("--cache: not supported for %s: %s",
                      options->target->name, options->target->no_cache);
    }
    return read_seconds(options, arguments, SP_BUILD_CACHE, set_cache);
}

bool sp_options_read_content(sp_options *options, const sp_arguments *arguments)
{
    /* The variables first: a template that uses one compiles then. */
    return read_own(options, arguments) && read_themes(options, arguments)
           && read_site(options, arguments)
           && read_seconds(options, arguments, SP_BUILD_RETRY_AFTER, set_wait)
           && read_cache(options, arguments);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is on the pages: theme, own variables, site, waits. */
#include "cli/plan_parts.h"

#include "cli/targets/target.h"

#include "core/address.h"
#include "core/escape.h"
#include "core/custom_variable.h"

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include <strings.h>

enum { SITE_NAME_MAX = 120, ADDRESS_MAX = 500 };

/* The values of an option that may be given several times. */
static apr_array_header_t *lines_of(const char *values, apr_pool_t *pool)
{
    return sp_plan_split(values, "\n", pool);
}

/* ---- --set ---------------------------------------------------------------*/

static bool set_own(sp_plan *plan, const sp_arguments *arguments, char *name)
{
    char *value = strchr(name, '=');
    const char *wrong;

    if (!value) {
        return REFUSE("--set: \"%s\" is not NAME=VALUE", name);
    }
    *value++ = '\0';
    wrong = sp_custom_name_error(name, plan->pool);
    if (wrong) {
        return REFUSE("--set: %s", wrong);
    }
    if (sp_custom_find(&plan->own_names, name) >= 0) {
        return REFUSE("--set: \"%s\" is set twice", name);
    }
    if (!sp_custom_declare(&plan->own_names, name,
                           sp_address_is_valid(value))) {
        return REFUSE("--set: more than %d names", SP_CUSTOM_MAX);
    }
    plan->custom[plan->custom_count] =
        (sp_custom_value){ .name = name,
                           .value = sp_escape_clean(sp_span_of(value),
                                                    SP_CUSTOM_LENGTH_MAX,
                                                    plan->pool),
                           .number = sp_custom_find(&plan->own_names, name) };
    plan->custom_count++;
    return true;
}

static bool read_own(sp_plan *plan, const sp_arguments *arguments)
{
    const apr_array_header_t *lines =
        lines_of(arguments->values[SP_BUILD_SET], plan->pool);

    for (int i = 0; i < lines->nelts; i++) {
        if (!set_own(plan, arguments, APR_ARRAY_IDX(lines, i, char *))) {
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

static bool add_theme(sp_plan *plan, const char *word,
                      const sp_arguments *arguments)
{
    sp_diagnostics *problems = sp_diagnostics_make(plan->pool);
    const sp_schema names = sp_custom_schema(&plan->own_names, plan->pool);
    const apr_array_header_t *settings =
        lines_of(arguments->values[SP_BUILD_PARAMETER], plan->pool);
    const sp_theme_options options = {
        .names = &names,
        .settings = (const char *const *)(const void *)settings->elts,
        .setting_count = (unsigned)settings->nelts
    };
    const sp_theme *theme;
    const char *name = theme_name(word, plan->pool);

    if (names_nothing(word, plan->pool)) {
        return REFUSE("--theme: there is no built-in theme and no folder "
                      "\"%s\"; \"statuspages themes\" lists the built-in ones",
                      word);
    }
    theme = sp_theme_load_with(word, &options, problems, plan->pool);
    if (!theme && problems->count > 1) {
        return REFUSE("--theme: %s (and %u more; try \"statuspages check %s\")",
                      sp_diagnostic_text(problems, 0), problems->count - 1,
                      word);
    }
    if (!theme) {
        return REFUSE("--theme: %s", sp_diagnostic_text(problems, 0));
    }
    for (unsigned i = 0; i < plan->theme_count; i++) {
        if (strcmp(plan->themes[i].name, name) == 0) {
            return REFUSE("--theme: two are called \"%s\"", name);
        }
    }
    if (plan->theme_count == SP_PLAN_THEMES_MAX) {
        return REFUSE("--theme: more than %d", SP_PLAN_THEMES_MAX);
    }
    plan->themes[plan->theme_count++] = (sp_plan_theme){ name, theme };
    return true;
}

static bool read_themes(sp_plan *plan, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_THEME];
    bool gallery = plan->target->gallery;
    const apr_array_header_t *words;

    if (!gallery) {
        return add_theme(plan, list ? list : "default", arguments);
    }
    words = sp_plan_words(list, plan->pool);
    for (int i = 0; i < words->nelts; i++) {
        if (!add_theme(plan, sp_plan_word(words, i), arguments)) {
            return false;
        }
    }
    for (unsigned i = 0; !list && i < sp_theme_source_count; i++) {
        if (!add_theme(plan, sp_theme_sources[i].name, arguments)) {
            return false;
        }
    }
    return plan->theme_count || REFUSE("--theme: which?");
}

/* ---- the site ------------------------------------------------------------*/

static bool read_address(sp_plan *plan, const sp_arguments *arguments,
                         sp_build_option option, sp_span *address)
{
    const char *text = arguments->values[option];

    if (!text) {
        return true;
    }
    if (*text && !sp_address_is_valid(text)) {
        return REFUSE("--%s: \"%s\" is not an address: it must begin with /, "
                      "http://, https:// or mailto:, without blanks",
                      arguments->command->options[option].name, text);
    }
    *address = sp_escape_clean(sp_span_of(text), ADDRESS_MAX, plan->pool);
    return true;
}

static bool read_site(sp_plan *plan, const sp_arguments *arguments)
{
    const char *base = arguments->values[SP_BUILD_PROBLEM_BASE];

    plan->site.home = SP_SPAN("/");
    if (arguments->values[SP_BUILD_SITE_NAME]) {
        plan->site.name =
            sp_escape_clean(sp_span_of(arguments->values[SP_BUILD_SITE_NAME]),
                            SITE_NAME_MAX, plan->pool);
    }
    if (base
        && (!sp_address_is_valid(base)
            || strncasecmp(base, "mailto:", 7) == 0)) {
        return REFUSE("--problem-base: \"%s\" is not an address: it must begin "
                      "with /, http:// or https://, without blanks",
                      base);
    }
    plan->problem_base = sp_span_of(base);
    return read_address(plan, arguments, SP_BUILD_HOME, &plan->site.home)
           && read_address(plan, arguments, SP_BUILD_SEARCH, &plan->site.search)
           && read_address(plan, arguments, SP_BUILD_CONTACT,
                           &plan->site.contact)
           && read_address(plan, arguments, SP_BUILD_STATUS,
                           &plan->site.status_page);
}

/* What is set for one code or class; what is wrong, or NULL. */
typedef const char *set_seconds(sp_plan *plan, const char *code,
                                const char *seconds);

static const char *set_wait(sp_plan *plan, const char *code,
                            const char *seconds)
{
    return sp_retry_after_set(&plan->waits, code, seconds, plan->pool);
}

static const char *set_cache(sp_plan *plan, const char *code,
                             const char *seconds)
{
    return sp_cache_times_set(&plan->cache, code, seconds, plan->pool);
}

/* 503=120,429=30 */
static bool read_seconds(sp_plan *plan, const sp_arguments *arguments,
                         sp_build_option option, set_seconds *set)
{
    const char *name = arguments->command->options[option].name;
    const apr_array_header_t *words =
        sp_plan_words(arguments->values[option], plan->pool);

    for (int i = 0; i < words->nelts; i++) {
        char *code = apr_pstrdup(plan->pool, sp_plan_word(words, i));
        char *sign = strchr(code, '=');
        const char *wrong;

        if (!sign) {
            return REFUSE("--%s: \"%s\" is not CODE=SECONDS", name, code);
        }
        *sign = '\0';
        wrong = set(plan, code, sign + 1);
        if (wrong) {
            return REFUSE("--%s: %s", name, wrong);
        }
    }
    return true;
}

static bool read_cache(sp_plan *plan, const sp_arguments *arguments)
{
    if (arguments->values[SP_BUILD_CACHE] && plan->target->no_cache) {
        return REFUSE("--cache: not for %s: %s", plan->target->name,
                      plan->target->no_cache);
    }
    return read_seconds(plan, arguments, SP_BUILD_CACHE, set_cache);
}

bool sp_plan_read_content(sp_plan *plan, const sp_arguments *arguments)
{
    /* The variables first: a template that uses one compiles then. */
    return read_own(plan, arguments) && read_themes(plan, arguments)
           && read_site(plan, arguments)
           && read_seconds(plan, arguments, SP_BUILD_RETRY_AFTER, set_wait)
           && read_cache(plan, arguments);
}

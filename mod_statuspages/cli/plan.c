/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/plan.h"

#include "cli/targets/target.h"
#include "cli/usage.h"

#include "core/codes.h"
#include "core/escape.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <stdio.h>
#include <strings.h>

enum { SITE_NAME_MAX = 120, ADDRESS_MAX = 500 };

/* Said like any wrong use of the command. */
#define REFUSE(...) (sp_usage_refuse(arguments->command, __VA_ARGS__), false)

/* ---- lists ---------------------------------------------------------------*/

/* "de,en ar" as words; commas and blanks part them. */
static apr_array_header_t *words_of(const char *list, apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 16, sizeof(const char *));
    char *rest = apr_pstrdup(pool, list);
    char *word;

    while ((word = apr_strtok(rest, ", \t", &rest)) != NULL) {
        APR_ARRAY_PUSH(words, const char *) = word;
    }
    return words;
}

static const char *word_at(const apr_array_header_t *words, int i)
{
    return APR_ARRAY_IDX(words, i, const char *);
}

/* ---- --for, --output -----------------------------------------------------*/

static bool read_target(sp_plan *plan, const sp_arguments *arguments)
{
    const char *name = arguments->values[SP_BUILD_FOR];
    const char *names = "";

    for (unsigned i = 0; i < sp_target_count; i++) {
        names = apr_pstrcat(plan->pool, names, i ? ", " : "",
                            sp_targets[i]->name, NULL);
    }
    if (!name) {
        return REFUSE("--for is missing; there are: %s", names);
    }
    plan->target = sp_target_find(name);
    return plan->target
           || REFUSE("there is no server \"%s\"; there are: %s", name, names);
}

/* Configurations name the folder, each in a syntax of its own: these bytes mean
 * themselves in all of them. */
static bool is_tame(const char *path)
{
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;

        if (c < 0x80 && !apr_isalnum(c) && !strchr("/._-+=,", c)) {
            return false;
        }
    }
    return true;
}

static bool read_folder(sp_plan *plan, const sp_arguments *arguments)
{
    const char *folder = arguments->values[SP_BUILD_OUTPUT];
    const char *wrong;

    if (!folder) {
        return REFUSE("--output is missing");
    }
    plan->folder = sp_output_path(folder, &wrong, plan->pool);
    if (!plan->folder) {
        return REFUSE("--output: %s", wrong);
    }
    if (plan->target->configures && !is_tame(plan->folder)) {
        return REFUSE(
            "--output: \"%s\": the configuration names this folder, so "
            "it may have letters, digits and /._-+=, only",
            plan->folder);
    }
    return true;
}

/* ---- --languages, --codes, --formats -------------------------------------*/

static bool read_languages(sp_plan *plan, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_LANGUAGES];
    const apr_array_header_t *words = words_of(list ? list : "all", plan->pool);

    for (int i = 0; i < words->nelts; i++) {
        unsigned found = sp_language_find(sp_span_of(word_at(words, i)));

        if (strcasecmp(word_at(words, i), "all") == 0) {
            for (unsigned j = 0; j < sp_language_all.count; j++) {
                sp_language_offer(&plan->languages, sp_language_all.order[j]);
            }
        }
        else if (found == SP_LANGUAGE_NONE) {
            return REFUSE("--languages: there are no texts in \"%s\"; "
                          "\"statuspages languages\" lists those that are",
                          word_at(words, i));
        }
        else {
            sp_language_offer(&plan->languages, found);
        }
    }
    return plan->languages.count || REFUSE("--languages: which?");
}

static bool parse_codes(sp_codes *codes, const char *list, const char **wrong,
                        apr_pool_t *pool)
{
    const apr_array_header_t *words = words_of(list, pool);

    *wrong =
        sp_codes_parse(codes, (const char *const *)(const void *)words->elts,
                       words->nelts, pool);
    return *wrong == NULL;
}

static bool read_codes(sp_plan *plan, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_CODES];
    const char *left_out = "";
    sp_codes able;
    sp_codes wanted;
    const char *wrong;
    size_t count;
    const sp_status *rows = sp_status_all(&count);

    parse_codes(&able, plan->target->codes, &wrong, plan->pool);
    if (!parse_codes(&wanted, list ? list : "4xx 5xx", &wrong, plan->pool)) {
        return REFUSE("--codes: %s", wrong);
    }
    for (size_t i = 0; i < count && plan->code_count < SP_PLAN_CODES_MAX; i++) {
        if (!sp_codes_has(&wanted, rows[i].code)
            || rows[i].page != SP_PAGE_LIVE) {
            continue;
        }
        if (sp_codes_has(&able, rows[i].code)) {
            plan->codes[plan->code_count++] = rows[i].code;
        }
        else {
            left_out =
                apr_psprintf(plan->pool, "%s %d", left_out, rows[i].code);
        }
    }
    if (*left_out && list) {
        sp_draft_format(plan->notes,
                        "No pages for codes that %s never answers "
                        "with a page:%s\n",
                        plan->target->name, left_out);
    }
    return plan->code_count > 0
           || REFUSE("--codes: %s answers none of \"%s\" with a page",
                     plan->target->name, list);
}

static bool read_formats(sp_plan *plan, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_FORMATS];
    const apr_array_header_t *words = words_of(list ? list : "", plan->pool);

    for (int i = 0; i < words->nelts; i++) {
        sp_format found = sp_format_find(sp_span_of(word_at(words, i)));

        if (strcasecmp(word_at(words, i), "all") == 0) {
            plan->formats |= plan->target->formats;
            continue;
        }
        if (found == SP_FORMAT__COUNT) {
            return REFUSE("--formats: \"%s\" is not html, json, xml, text or "
                          "markdown",
                          word_at(words, i));
        }
        if (!(plan->target->formats & SP_FORMAT_BIT(found))) {
            return REFUSE("--formats: %s cannot choose %s", plan->target->name,
                          word_at(words, i));
        }
        plan->formats |= SP_FORMAT_BIT(found);
    }
    if (!list) {
        plan->formats = plan->target->usual;
    }
    return plan->formats || REFUSE("--formats: which?");
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

static bool add_theme(sp_plan *plan, const char *word,
                      const sp_arguments *arguments)
{
    sp_diagnostics *problems = sp_diagnostics_make(plan->pool);
    const sp_theme *theme = sp_theme_load(word, problems, plan->pool);
    const char *name = theme_name(word, plan->pool);

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
    words = words_of(list ? list : "", plan->pool);
    for (int i = 0; i < words->nelts; i++) {
        if (!add_theme(plan, word_at(words, i), arguments)) {
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

/* An address goes into href: only schemes that open a page or a message. */
static bool is_address(const char *text)
{
    return (text[0] == '/' || strncasecmp(text, "http://", 7) == 0
            || strncasecmp(text, "https://", 8) == 0
            || strncasecmp(text, "mailto:", 7) == 0)
           && !strpbrk(text, " \t\r\n\"<>\\");
}

static bool read_address(sp_plan *plan, const sp_arguments *arguments,
                         sp_build_option option, sp_span *address)
{
    const char *text = arguments->values[option];

    if (!text) {
        return true;
    }
    if (*text && !is_address(text)) {
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
    if (base && (!is_address(base) || strncasecmp(base, "mailto:", 7) == 0)) {
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

/* 503=120,429=30 */
static bool read_waits(sp_plan *plan, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_RETRY_AFTER];
    const apr_array_header_t *words = words_of(list ? list : "", plan->pool);

    for (int i = 0; i < words->nelts; i++) {
        char *code = apr_pstrdup(plan->pool, word_at(words, i));
        char *sign = strchr(code, '=');
        const char *wrong;

        if (!sign) {
            return REFUSE("--retry-after: \"%s\" is not CODE=SECONDS", code);
        }
        *sign = '\0';
        wrong = sp_waits_set(&plan->waits, code, sign + 1, plan->pool);
        if (wrong) {
            return REFUSE("--retry-after: %s", wrong);
        }
    }
    return true;
}

/* ---- all of it -----------------------------------------------------------*/

static bool read_switches(sp_plan *plan, const sp_arguments *arguments)
{
    plan->force = arguments->values[SP_BUILD_FORCE] != NULL;
    plan->plain = arguments->values[SP_BUILD_PLAIN] != NULL;
    plan->mode = arguments->values[SP_BUILD_DIFF]      ? SP_OUTPUT_COMPARE
                 : arguments->values[SP_BUILD_DRY_RUN] ? SP_OUTPUT_LIST
                                                       : SP_OUTPUT_WRITE;
    return true;
}

bool sp_plan_read(sp_plan *plan, const sp_arguments *arguments)
{
    *plan = (sp_plan){ .pool = arguments->pool,
                       .notes = sp_draft_make(arguments->pool) };
    return read_target(plan, arguments) && read_folder(plan, arguments)
           && read_languages(plan, arguments) && read_codes(plan, arguments)
           && read_formats(plan, arguments) && read_themes(plan, arguments)
           && read_site(plan, arguments) && read_waits(plan, arguments)
           && read_switches(plan, arguments);
}

bool sp_plan_has(const sp_plan *plan, int code)
{
    for (unsigned i = 0; i < plan->code_count; i++) {
        if (plan->codes[i] == code) {
            return true;
        }
    }
    return false;
}

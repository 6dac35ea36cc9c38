/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and checks the options of `statuspages build`. */
#include "cli/options_internal.h"

#include "cli/targets/targets.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <strings.h>

/* ---- --for, --output -----------------------------------------------------*/

static bool read_target(sp_options *options, const sp_arguments *arguments)
{
    const char *name = arguments->values[SP_BUILD_FOR];
    const char *names = "";

    for (unsigned i = 0; i < sp_target_count; i++) {
        names = apr_pstrcat(options->pool, names, i ? ", " : "",
                            sp_targets[i]->name, NULL);
    }
    if (!name) {
        return REFUSE("--for is missing; use one of: %s", names);
    }
    options->target = sp_target_find(name);
    return options->target
           || REFUSE("unknown server \"%s\"; use one of: %s", name, names);
}

/* Configurations name the folder, each in a syntax of its own: these bytes mean
 * themselves in all of them. */
static bool is_tame(const char *path)
{
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;

        if (c < 0x80 && !apr_isalnum(c) && !strchr("/._-+=", c)) {
            return false;
        }
    }
    return true;
}

static bool read_folder(sp_options *options, const sp_arguments *arguments)
{
    const char *path = arguments->values[SP_BUILD_OUTPUT];
    const char *wrong;

    if (!path) {
        return REFUSE("--output is missing");
    }
    wrong = sp_folder_open(&options->folder, path, options->pool);
    if (wrong) {
        return REFUSE("--output: %s", wrong);
    }
    if (options->target->configures && !is_tame(options->folder.path)) {
        return REFUSE(
            "--output: \"%s\": the configuration contains this path; use only "
            "letters, digits and /._-+=",
            options->folder.path);
    }
    return true;
}

/* ---- --name --------------------------------------------------------------*/

/* Lowercase letters, since nginx and others know no case; and few, since PCRE
 * has room for 32 in the name of a group. */
static bool is_prefix(const char *name)
{
    enum { PREFIX_MAX = 12 };
    size_t n = strlen(name);

    for (const char *p = name; *p; p++) {
        if (!(*p >= 'a' && *p <= 'z')
            && (p == name || !(apr_isdigit(*p) || *p == '_'))) {
            return false;
        }
    }
    return n > 0 && n <= PREFIX_MAX;
}

static bool read_name(sp_options *options, const sp_arguments *arguments)
{
    const char *name = arguments->values[SP_BUILD_NAME];

    options->name = "statuspages";
    if (!name) {
        return true;
    }
    if (!options->target->named) {
        return REFUSE("--name: the files for %s do not use a name; build into "
                      "separate folders",
                      options->target->name);
    }
    if (!is_prefix(name)) {
        return REFUSE("--name: \"%s\" is not a valid name: use lowercase "
                      "letters, digits and _, starting with a letter, at most "
                      "12 characters",
                      name);
    }
    if (strcmp(name, "vcl") == 0 || strncmp(name, "vcl_", 4) == 0) {
        return REFUSE("--name: Varnish reserves names that begin with vcl_; "
                      "choose another name");
    }
    options->name = apr_pstrcat(options->pool, name, "_statuspages", NULL);
    options->is_named = true;
    return true;
}

/* ---- --languages, --codes, --formats -------------------------------------*/

static bool read_languages(sp_options *options, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_LANGUAGES];
    const apr_array_header_t *words =
        sp_options_words(list ? list : "all", options->pool);

    for (int i = 0; i < words->nelts; i++) {
        unsigned found =
            sp_language_find(sp_span_of(sp_options_word(words, i)));

        if (strcasecmp(sp_options_word(words, i), "all") == 0) {
            for (unsigned j = 0; j < sp_language_all.count; j++) {
                sp_language_offer(&options->languages,
                                  sp_language_all.order[j]);
            }
        }
        else if (found == SP_LANGUAGE_NONE) {
            return REFUSE("--languages: unknown language \"%s\"; "
                          "\"statuspages languages\" lists them",
                          sp_options_word(words, i));
        }
        else {
            sp_language_offer(&options->languages, found);
        }
    }
    return options->languages.count || REFUSE("--languages: name at least one");
}

bool sp_options_parse_codes(sp_code_set *codes, const char *list,
                            const char **wrong, apr_pool_t *pool)
{
    const apr_array_header_t *words = sp_options_words(list, pool);

    *wrong =
        sp_code_set_parse(codes, (const char *const *)(const void *)words->elts,
                          words->nelts, pool);
    return *wrong == NULL;
}

static bool read_codes(sp_options *options, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_CODES];
    const char *left_out = "";
    sp_code_set able;
    sp_code_set wanted;
    const char *wrong;
    size_t count;
    const sp_status *rows = sp_status_all(&count);

    sp_options_parse_codes(&able, options->target->codes, &wrong,
                           options->pool);
    if (!sp_options_parse_codes(&wanted, list ? list : "4xx 5xx", &wrong,
                                options->pool)) {
        return REFUSE("--codes: %s", wrong);
    }
    for (size_t i = 0; i < count && options->code_count < SP_OPTIONS_CODES_MAX;
         i++) {
        if (!sp_code_set_has(&wanted, rows[i].code)
            || rows[i].page != SP_PAGE_LIVE) {
            continue;
        }
        if (sp_code_set_has(&able, rows[i].code)) {
            options->codes[options->code_count++] = rows[i].code;
        }
        else {
            left_out =
                apr_psprintf(options->pool, "%s %d", left_out, rows[i].code);
        }
    }
    if (*left_out && list) {
        sp_buffer_format(options->notes,
                         "Left out, since %s never sends a page for them:%s\n",
                         options->target->name, left_out);
    }
    return options->code_count > 0
           || REFUSE("--codes: %s sends no page for any of \"%s\"",
                     options->target->name, list);
}

/* The languages that the page of `code` is there in. */
static uint64_t written(const sp_options *options, int code)
{
    return sp_catalog_status(sp_options_status(options, code))->languages;
}

/* A language without any of the pages would only keep visitors from the next
 * that they want. */
static bool keep_written(sp_options *options)
{
    const sp_language_set wanted = options->languages;

    options->languages = (sp_language_set){ 0 };
    for (unsigned i = 0; i < wanted.count; i++) {
        unsigned language = wanted.order[i];
        unsigned pages = 0;

        for (unsigned j = 0; j < options->code_count; j++) {
            pages +=
                sp_language_in(written(options, options->codes[j]), language);
        }
        if (pages) {
            sp_language_offer(&options->languages, language);
        }
        if (pages < options->code_count) {
            sp_buffer_format(options->notes,
                             "%s covers %u of the %u codes; the other pages "
                             "use the next language that has them\n",
                             sp_languages[language].tag.ptr, pages,
                             options->code_count);
        }
    }
    if (options->languages.count == 0) {
        sp_language_offer(&options->languages, 0);
    }
    return true;
}

static bool read_formats(sp_options *options, const sp_arguments *arguments)
{
    const char *list = arguments->values[SP_BUILD_FORMATS];
    const apr_array_header_t *words = sp_options_words(list, options->pool);

    for (int i = 0; i < words->nelts; i++) {
        sp_format found = sp_format_find(sp_span_of(sp_options_word(words, i)));

        if (strcasecmp(sp_options_word(words, i), "all") == 0) {
            options->formats |= options->target->formats;
            continue;
        }
        if (found == SP_FORMAT__COUNT) {
            return REFUSE("--formats: \"%s\" is not html, json, xml, text or "
                          "markdown",
                          sp_options_word(words, i));
        }
        if (!(options->target->formats & SP_FORMAT_BIT(found))) {
            return REFUSE("--formats: %s cannot serve %s",
                          options->target->name, sp_options_word(words, i));
        }
        options->formats |= SP_FORMAT_BIT(found);
    }
    if (!list) {
        options->formats = options->target->usual;
    }
    return options->formats || REFUSE("--formats: name at least one");
}

/* ---- all of it -----------------------------------------------------------*/

static bool read_switches(sp_options *options, const sp_arguments *arguments)
{
    options->force = arguments->values[SP_BUILD_FORCE] != NULL;
    options->plain = arguments->values[SP_BUILD_PLAIN] != NULL;
    options->mode = arguments->values[SP_BUILD_DIFF]      ? SP_STAGING_DIFF
                    : arguments->values[SP_BUILD_DRY_RUN] ? SP_STAGING_LIST
                                                          : SP_STAGING_WRITE;
    return true;
}

bool sp_options_read(sp_options *options, const sp_arguments *arguments)
{
    *options = (sp_options){ .pool = arguments->pool,
                             .notes = sp_buffer_make(arguments->pool) };
    return read_target(options, arguments) && read_folder(options, arguments)
           && read_name(options, arguments)
           && read_languages(options, arguments)
           && read_codes(options, arguments)
           && sp_options_read_own_codes(options, arguments)
           && keep_written(options) && sp_options_read_texts(options, arguments)
           && read_formats(options, arguments)
           && sp_options_read_content(options, arguments)
           && sp_options_read_server(options, arguments)
           && read_switches(options, arguments);
}

bool sp_options_has(const sp_options *options, int code)
{
    for (unsigned i = 0; i < options->code_count; i++) {
        if (options->codes[i] == code) {
            return true;
        }
    }
    return false;
}

const sp_language *sp_options_language(const sp_options *options,
                                       unsigned language, int code)
{
    return sp_language_choose(sp_languages[language].tag, &options->languages,
                              written(options, code));
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the server does with the pages: for which errors it sends them, with
 * whose id and which fields, and by which of its modules. */
#include "cli/header_rules.h"
#include "cli/options_internal.h"

#include "cli/targets/targets.h"

#include <apr_strings.h>

#include <strings.h>

/* ---- --replace -----------------------------------------------------------*/

static bool read_replace(sp_options *options, const sp_arguments *arguments)
{
    static const char *const names[SP_REPLACE__COUNT] = { "empty", "bare",
                                                          "all" };
    const char *name = arguments->values[SP_BUILD_REPLACE];
    const sp_target *target = options->target;
    unsigned i = 0;

    if (!name) {
        return true;
    }
    while (i < SP_REPLACE__COUNT && strcasecmp(name, names[i]) != 0) {
        i++;
    }
    if (i == SP_REPLACE__COUNT) {
        return REFUSE("--replace: \"%s\" is not empty, bare or all", name);
    }
    if (!(target->replaces & SP_REPLACE_BIT(i))) {
        return REFUSE("--replace: %s is not supported for %s: %s", names[i],
                      target->name, target->no_replace);
    }
    options->replace = (sp_replace)i;
    return true;
}

/* ---- --reference ---------------------------------------------------------*/

static bool read_reference(sp_options *options, const sp_arguments *arguments)
{
    const char *name = arguments->values[SP_BUILD_REFERENCE];
    const char *wrong;

    if (!name) {
        return true;
    }
    if (options->target->no_reference) {
        return REFUSE("--reference: not supported for %s: %s",
                      options->target->name, options->target->no_reference);
    }
    wrong = sp_header_reference_error(name, options->pool);
    if (wrong) {
        return REFUSE("--reference: %s", wrong);
    }
    if (arguments->values[SP_BUILD_PLAIN]) {
        return REFUSE("--reference: pages built with --plain show no id");
    }
    options->reference = name;
    return true;
}

/* ---- --header ------------------------------------------------------------*/

static const char *header_error(const sp_options *options,
                                const sp_header *header)
{
    apr_pool_t *pool = options->pool;
    const char *wrong = sp_header_error(header->name, header->value, pool);

    for (unsigned i = 0; i < options->header_count && !wrong; i++) {
        wrong = strcasecmp(options->headers[i].name, header->name) == 0
                    ? apr_psprintf(pool, "%s is given twice", header->name)
                    : NULL;
    }
    if (!wrong && options->header_count == SP_OPTIONS_HEADERS_MAX) {
        wrong = apr_psprintf(pool, "at most %d headers are allowed",
                             SP_OPTIONS_HEADERS_MAX);
    }
    return wrong;
}

static bool add_header(sp_options *options, const sp_arguments *arguments,
                       char *line)
{
    char *colon = strchr(line, ':');
    sp_header header = { line, NULL };
    const char *wrong;

    if (!colon) {
        return REFUSE("--header: \"%s\" is not NAME: VALUE", line);
    }
    *colon = '\0';
    header.value = sp_options_trim(colon + 1);
    wrong = header_error(options, &header);
    if (wrong) {
        return REFUSE("--header: %s", wrong);
    }
    options->headers[options->header_count++] = header;
    return true;
}

static bool read_headers(sp_options *options, const sp_arguments *arguments)
{
    const char *given = arguments->values[SP_BUILD_HEADER];
    const apr_array_header_t *lines =
        sp_options_split(given, "\n", options->pool);

    if (given && options->target->no_headers) {
        return REFUSE("--header: not supported for %s: %s",
                      options->target->name, options->target->no_headers);
    }
    if (given && lines->nelts == 0) {
        return REFUSE("--header: \"\" is not NAME: VALUE");
    }
    for (int i = 0; i < lines->nelts; i++) {
        if (!add_header(options, arguments, APR_ARRAY_IDX(lines, i, char *))) {
            return false;
        }
    }
    return true;
}

/* ---- --with --------------------------------------------------------------*/

static const sp_module *find_module(const sp_target *target, const char *name)
{
    for (const sp_module *one = target->modules; one && one->name; one++) {
        if (strcasecmp(one->name, name) == 0) {
            return one;
        }
    }
    return NULL;
}

/* njs (weighs q-values), ... */
static const char *modules_of(const sp_target *target, apr_pool_t *pool)
{
    const char *list = "";

    for (const sp_module *one = target->modules; one->name; one++) {
        list = apr_psprintf(pool, "%s%s%s (%s)", list, *list ? ", " : "",
                            one->name, one->meaning);
    }
    return list;
}

static bool add_module(sp_options *options, const sp_arguments *arguments,
                       const char *name)
{
    const sp_module *module = find_module(options->target, name);

    if (!module) {
        return REFUSE("--with: unknown module \"%s\"; for %s there is: %s",
                      name, options->target->name,
                      modules_of(options->target, options->pool));
    }
    if (!sp_options_with(options, module->name)
        && options->module_count < SP_OPTIONS_MODULES_MAX) {
        options->modules[options->module_count++] = module->name;
    }
    return true;
}

static bool read_modules(sp_options *options, const sp_arguments *arguments)
{
    const char *given = arguments->values[SP_BUILD_WITH];
    const apr_array_header_t *words =
        sp_options_split(given, ", \t\n", options->pool);

    if (given && !options->target->modules) {
        return REFUSE("--with: not supported for %s: its files need no "
                      "optional module",
                      options->target->name);
    }
    if (given && words->nelts == 0) {
        return REFUSE("--with: name at least one of: %s",
                      modules_of(options->target, options->pool));
    }
    for (int i = 0; i < words->nelts; i++) {
        if (!add_module(options, arguments, sp_options_word(words, i))) {
            return false;
        }
    }
    return true;
}

bool sp_options_with(const sp_options *options, const char *name)
{
    for (unsigned i = 0; i < options->module_count; i++) {
        if (strcmp(options->modules[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- all of it -----------------------------------------------------------*/

bool sp_options_read_server(sp_options *options, const sp_arguments *arguments)
{
    return read_replace(options, arguments)
           && read_reference(options, arguments)
           && read_headers(options, arguments)
           && read_modules(options, arguments);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Reads options and words of the command line by the rows of a sub-command. */
#include "cli/arguments.h"

#include "cli/usage.h"

#include <apr_getopt.h>
#include <apr_strings.h>

#include <string.h>

/* What apr_getopt_long() tells us options by: a letter, or a row beyond all
 * letters. */
enum { HELP = 'h', VERSION = 'V', FIRST_ROW = 256 };

static apr_getopt_option_t *options_of(const sp_command *command,
                                       apr_pool_t *pool)
{
    apr_getopt_option_t *options =
        apr_pcalloc(pool, (command->option_count + 3) * sizeof(*options));
    apr_getopt_option_t *next = options;

    for (unsigned i = 0; i < command->option_count; i++) {
        *next++ =
            (apr_getopt_option_t){ command->options[i].name, FIRST_ROW + (int)i,
                                   command->options[i].value != NULL, NULL };
    }
    *next++ = (apr_getopt_option_t){ "help", HELP, 0, NULL };
    *next = (apr_getopt_option_t){ "version", VERSION, 0, NULL };
    return options;
}

static sp_action check_count(const sp_arguments *arguments)
{
    const sp_command *command = arguments->command;

    if (arguments->word_count < command->words_least) {
        sp_usage_refuse(command, "%s is missing", command->words);
        return SP_ACTION_NOTHING;
    }
    if (arguments->word_count > command->words_most) {
        sp_usage_refuse(command, "unexpected argument \"%s\"",
                        arguments->words[command->words_most]);
        return SP_ACTION_NOTHING;
    }
    return SP_ACTION_RUN;
}

static sp_action refuse_option(const sp_arguments *arguments, const char *word,
                               apr_status_t why)
{
    sp_usage_refuse(arguments->command,
                    why == APR_BADCH            ? "unknown option \"%s\""
                    : strchr(word, '=') != NULL ? "\"%s\": this option takes "
                                                  "no value"
                                                : "\"%s\" needs a value",
                    word);
    return SP_ACTION_NOTHING;
}

static void take_value(sp_arguments *arguments, int row, const char *value)
{
    const char *before = arguments->values[row];

    arguments->values[row] =
        before && arguments->command->options[row].many
            ? apr_pstrcat(arguments->pool, before, "\n", value, NULL)
            : value;
}

static sp_action read_options(sp_arguments *arguments, apr_getopt_t *state)
{
    const apr_getopt_option_t *options =
        options_of(arguments->command, arguments->pool);
    const char *value;
    apr_status_t rv;
    int option;

    while ((rv = apr_getopt_long(state, options, &option, &value))
           == APR_SUCCESS) {
        if (option == HELP) {
            return SP_ACTION_HELP;
        }
        if (option == VERSION) {
            return SP_ACTION_VERSION;
        }
        take_value(arguments, option - FIRST_ROW, value ? value : "");
    }
    return rv == APR_EOF
               ? SP_ACTION_RUN
               : refuse_option(arguments, state->argv[state->ind - 1], rv);
}

sp_action sp_arguments_read(sp_arguments *arguments, int argc,
                            const char *const *argv)
{
    apr_pool_t *pool = arguments->pool;
    const char **words = apr_palloc(pool, ((size_t)argc + 1) * sizeof(*words));
    apr_getopt_t *state;
    sp_action criteria;

    words[0] = arguments->command->name;
    for (int i = 0; i < argc; i++) {
        /* for APR, a hyphen alone is an option without a letter */
        bool input =
            arguments->command->takes_input && strcmp(argv[i], "-") == 0;

        words[i + 1] = input ? SP_STANDARD_INPUT : argv[i];
    }
    if (apr_getopt_init(&state, pool, argc + 1, words) != APR_SUCCESS) {
        sp_usage_refuse(arguments->command, "the arguments cannot be read");
        return SP_ACTION_NOTHING;
    }
    state->interleave = 1;
    state->errfn = NULL; /* what is wrong is said here */
    criteria = read_options(arguments, state);
    arguments->words = state->argv + state->ind;
    arguments->word_count = argc + 1 - state->ind;
    return criteria == SP_ACTION_RUN ? check_count(arguments) : criteria;
}

/* The names of the formats in `offered`: html, json, xml */
static const char *names_of(unsigned offered, apr_pool_t *pool)
{
    const char *names = "";

    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        if (offered & SP_FORMAT_BIT(i)) {
            names = apr_pstrcat(pool, names, *names ? ", " : "",
                                sp_formats[i].name.ptr, NULL);
        }
    }
    return names;
}

bool sp_arguments_format(const sp_arguments *arguments, unsigned option,
                         unsigned offered, sp_format *format)
{
    const char *name = arguments->values[option];
    sp_format found;

    if (!name) {
        return true;
    }
    found = sp_format_find(sp_span_of(name));
    if (found == SP_FORMAT__COUNT || !(offered & SP_FORMAT_BIT(found))) {
        sp_usage_refuse(arguments->command,
                        "unknown format \"%s\"; use one of: %s", name,
                        names_of(offered, arguments->pool));
        return false;
    }
    *format = found;
    return true;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the sub-command and runs it. */
#include "cli/command.h"

#include "cli/arguments.h"
#include "cli/usage.h"

#include <apr_strings.h>

#include <string.h>

const sp_command *const sp_commands[] = {
    &sp_explain_command, &sp_list_command,    &sp_check_command,
    &sp_build_command,   &sp_headers_command, &sp_languages_command,
    &sp_themes_command,  &sp_why_command,     &sp_index_command,
    &sp_suggest_command,
};
const unsigned sp_command_count = SP_COUNT(sp_commands);

/* `statuspages` without a sub-command: takes --help and --version only. */
static const sp_command whole = { .name = "" };

static const sp_command *command_named(const char *name)
{
    for (unsigned i = 0; i < sp_command_count; i++) {
        if (strcmp(sp_commands[i]->name, name) == 0) {
            return sp_commands[i];
        }
    }
    return NULL;
}

static sp_exit refuse_name(const char *name)
{
    const char *nearest = sp_usage_nearest(name);

    return nearest
               ? sp_usage_refuse(&whole,
                                 "unknown command \"%s\"; did you mean \"%s\"?",
                                 name, nearest)
               : sp_usage_refuse(&whole, "unknown command \"%s\"", name);
}

static sp_exit run_command(const sp_command *command, int argc,
                           const char *const *argv, apr_pool_t *pool)
{
    sp_arguments arguments = { .command = command, .pool = pool };

    switch (sp_arguments_read(&arguments, argc, argv)) {
    case SP_ACTION_HELP: sp_usage_print(command, stdout); return SP_EXIT_GOOD;
    case SP_ACTION_VERSION: sp_usage_version(); return SP_EXIT_GOOD;
    case SP_ACTION_NOTHING: return SP_EXIT_USAGE;
    case SP_ACTION_RUN: break;
    }
    if (!command->run) {
        return sp_usage_refuse(command, "COMMAND is missing");
    }
    return command->run(&arguments);
}

sp_exit sp_command_run(int argc, const char *const *argv, apr_pool_t *pool)
{
    const sp_command *command;

    if (argc < 2) {
        sp_usage_print(&whole, stderr);
        return SP_EXIT_USAGE;
    }
    if (argv[1][0] == '-') {
        return run_command(&whole, argc - 1, argv + 1, pool);
    }
    command = command_named(argv[1]);
    return command ? run_command(command, argc - 2, argv + 2, pool)
                   : refuse_name(argv[1]);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the help of the command and what is wrong with a call. */
#include "cli/usage.h"

#include "core/typos.h"

#include <apr_strings.h>

#include <stdarg.h>
#include <string.h>

static const char program[] = "statuspages";

/* ---- help ---------------------------------------------------------------*/

enum { COMMAND_WIDTH = 11, OPTION_WIDTH = 25, LINE_MAX_WIDTH = 80 };

static void print_options(const sp_command *command, FILE *to)
{
    fputs("\noptions:\n", to);
    for (unsigned i = 0; i < command->option_count; i++) {
        const sp_option *option = &command->options[i];
        int used = fprintf(to, "  --%s %s", option->name,
                           option->value ? option->value : "");

        fprintf(to, "%*s%s\n", used < OPTION_WIDTH ? OPTION_WIDTH - used : 1,
                "", option->meaning);
    }
    fprintf(to,
            "  %-*s%s\n"
            "  %-*s%s\n",
            OPTION_WIDTH - 2, "-h, --help", "show this help", OPTION_WIDTH - 2,
            "-V, --version", "show the version");
}

static void print_commands(FILE *to)
{
    fprintf(to,
            "usage: %s COMMAND ...\n\nExplains HTTP status codes in words "
            "that visitors understand.\n\ncommands:\n",
            program);
    for (unsigned i = 0; i < sp_command_count; i++) {
        fprintf(to, "  %-*s%s\n", COMMAND_WIDTH, sp_commands[i]->name,
                sp_commands[i]->summary);
    }
}

/* Lines that are too long are broken at a blank; no word is that long. */
static void print_story(const char *text, FILE *to)
{
    while (*text) {
        size_t line = strcspn(text, "\n");

        if (line > LINE_MAX_WIDTH) {
            for (line = LINE_MAX_WIDTH; line > 0 && text[line] != ' ';) {
                line--;
            }
        }
        fprintf(to, "%.*s\n", (int)line, text);
        text += line + (text[line] != '\0');
    }
}

void sp_usage_print(const sp_command *command, FILE *to)
{
    if (*command->name) {
        fprintf(to, "usage: %s %s [options]%s%s\n\n%s.\n", program,
                command->name, *command->words ? " " : "", command->words,
                command->summary);
        print_story(command->story, to);
    }
    else {
        print_commands(to);
    }
    print_options(command, to);
    fputs("\nexit code: 0 success, 1 problems found, 2 usage error\n", to);
}

void sp_usage_version(void)
{
    printf("%s %s\n", program, SP_VERSION);
}

/* ---- wrong calls --------------------------------------------------------*/

sp_exit sp_usage_refuse(const sp_command *command, const char *format, ...)
{
    const char *space = *command->name ? " " : "";
    char message[1024]; /* a longer word may be cut */
    va_list args;

    va_start(args, format);
    apr_vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    fprintf(stderr,
            "%s%s%s: %s\n"
            "Try \"%s%s%s --help\".\n",
            program, space, command->name, message, program, space,
            command->name);
    return SP_EXIT_USAGE;
}

/* ---- "did you mean" -----------------------------------------------------*/

const char *sp_usage_nearest(const char *name)
{
    enum { BEGINNING_MIN = 3 };
    size_t n = strlen(name);
    unsigned distance = SP_TYPOS_MAX + 1;
    unsigned nearest = sp_command_count;

    for (unsigned i = 0; i < sp_command_count; i++) {
        unsigned d =
            sp_typos(sp_span_of(name), sp_span_of(sp_commands[i]->name));

        /* what it begins counts as far away, but near enough */
        if (n >= BEGINNING_MIN && strncmp(name, sp_commands[i]->name, n) == 0
            && d > SP_TYPOS_MAX) {
            nearest = nearest == sp_command_count ? i : nearest;
        }
        if (d < distance && d < n) {
            distance = d;
            nearest = i;
        }
    }
    return nearest < sp_command_count ? sp_commands[nearest]->name : NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the tables of the command, a row a line with tabs between, from which
 * its man page and the completions of shells are made.
 *
 *   command NAME WORDS SUMMARY
 *   story   NAME TEXT              a line of more text
 *   option  NAME OPTION VALUE MANY MEANING
 *   values  NAME OPTION SEPARATOR VALUE...    OPTION is - for a word
 */
#include "cli/command.h"
#include "cli/targets/targets.h"

#include "core/catalog.h"
#include "core/format.h"
#include "core/status.h"
#include "core/theme.h"

#include <stdio.h>
#include <string.h>

/* ---- what an option can be given -----------------------------------------*/

typedef void print_values(void);

static void print_targets(void)
{
    for (unsigned i = 0; i < sp_target_count; i++) {
        printf("\t%s", sp_targets[i]->name);
    }
}

static void print_languages(void)
{
    for (unsigned i = 0; i < sp_language_count; i++) {
        printf("\t%.*s", (int)sp_languages[i].tag.len, sp_languages[i].tag.ptr);
    }
}

static void print_formats(void)
{
    for (int i = 0; i < SP_FORMAT__COUNT; i++) {
        printf("\t%s", sp_formats[i].name.ptr);
    }
}

static void print_list_formats(void)
{
    printf("\t%s\t%s", sp_formats[SP_FORMAT_TEXT].name.ptr,
           sp_formats[SP_FORMAT_JSON].name.ptr);
}

static void print_themes(void)
{
    for (unsigned i = 0; i < sp_theme_source_count; i++) {
        printf("\t%s", sp_theme_sources[i].name);
    }
}

static void print_classes(void)
{
    for (int class = 1; class <= 5; class ++) {
        printf("\t%dxx", class);
    }
}

static void print_codes(void)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        printf("\t%d", all[i].code);
    }
}

typedef struct values {
    const char *command;
    const char *option;
    const char *separator; /* of several; empty: takes one */
    print_values *print;
} values;

static const values lists[] = {
    { "explain", "-", "", print_codes },
    { "explain", "language", "", print_languages },
    { "explain", "format", "", print_formats },
    { "list", "class", "", print_classes },
    { "list", "format", "", print_list_formats },
    { "build", "for", "", print_targets },
    { "build", "languages", ",", print_languages },
    { "build", "formats", ",", print_formats },
    { "build", "theme", ",", print_themes },
};

/* ---- the tables ----------------------------------------------------------*/

static void print_story(const sp_command *command)
{
    for (const char *line = command->story; *line;) {
        size_t n = strcspn(line, "\n");

        printf("story\t%s\t%.*s\n", command->name, (int)n, line);
        line += n + (line[n] == '\n');
    }
}

static void print_command(const sp_command *command)
{
    printf("command\t%s\t%s\t%s\n", command->name, command->words,
           command->summary);
    print_story(command);
    for (unsigned i = 0; i < command->option_count; i++) {
        const sp_option *option = &command->options[i];

        printf("option\t%s\t%s\t%s\t%s\t%s\n", command->name, option->name,
               option->value ? option->value : "", option->many ? "many" : "",
               option->meaning);
    }
}

int main(void)
{
    for (unsigned i = 0; i < sp_command_count; i++) {
        print_command(sp_commands[i]);
    }
    for (size_t i = 0; i < SP_COUNT(lists); i++) {
        printf("values\t%s\t%s\t%s", lists[i].command, lists[i].option,
               lists[i].separator);
        lists[i].print();
        putchar('\n');
    }
    return ferror(stdout) != 0;
}

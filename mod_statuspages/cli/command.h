/* SPDX-License-Identifier: Apache-2.0 */
/* command.h - the sub-commands of `statuspages`, as rows of a table.
 *
 * A row says which options and words its sub-command takes; reading them,
 * --help and --version are the same for all.  What a sub-command makes goes
 * to standard output, what it has to say about it to standard error.
 */
#ifndef SP_CLI_COMMAND_H
#define SP_CLI_COMMAND_H

#include <apr_pools.h>

#include <stdbool.h>

/* In place of the word -, as grep calls it. */
#define SP_STANDARD_INPUT "(standard input)"

enum { SP_OPTIONS_MAX = 40, SP_WORDS_ANY = 1 << 16 };

/* What the command ends with. */
typedef enum sp_exit {
    SP_EXIT_GOOD,
    SP_EXIT_PROBLEMS, /* something checked is wrong, or output was lost */
    SP_EXIT_USAGE     /* it was called wrongly; nothing was done */
} sp_exit;

typedef struct sp_option {
    const char *name;  /* without the dashes */
    const char *value; /* what its value is called; NULL: a switch */
    const char *meaning;
    bool many; /* all of its values count, not the last alone */
} sp_option;

typedef struct sp_command sp_command;

/* What a sub-command was called with; words are within its limits. */
typedef struct sp_arguments {
    const sp_command *command;
    /* One for each row of command->options: NULL if it was not given, "" for
     * a switch that was; the last wins, or each is on a line of its own. */
    const char *values[SP_OPTIONS_MAX];
    const char *const *words; /* what is no option */
    int word_count;
    apr_pool_t *pool;
} sp_arguments;

struct sp_command {
    const char *name;
    const char *words;   /* in the usage line: CODE */
    const char *summary; /* one line, in the list of commands */
    const char *story;   /* more lines, in its own help; "" if none */
    const sp_option *options;
    unsigned option_count;
    int words_least;
    int words_most;
    bool takes_input; /* the word - is SP_STANDARD_INPUT */
    sp_exit (*run)(const sp_arguments *arguments);
};

/* The sub-commands, in the order of the help. */
extern const sp_command *const sp_commands[];
extern const unsigned sp_command_count;

/* Run the sub-command that main's arguments name. */
sp_exit sp_command_run(int argc, const char *const *argv, apr_pool_t *pool);

extern const sp_command sp_build_command;
extern const sp_command sp_check_command;
extern const sp_command sp_explain_command;
extern const sp_command sp_headers_command;
extern const sp_command sp_index_command;
extern const sp_command sp_languages_command;
extern const sp_command sp_list_command;
extern const sp_command sp_suggest_command;
extern const sp_command sp_themes_command;
extern const sp_command sp_why_command;

#endif

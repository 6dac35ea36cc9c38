/* SPDX-License-Identifier: Apache-2.0 */
/* options_internal.h - what the sources of options.h share; nobody else
 * includes it. */
#ifndef SP_CLI_OPTIONS_INTERNAL_H
#define SP_CLI_OPTIONS_INTERNAL_H

#include "cli/options.h"
#include "cli/usage.h"

#include "core/code_set.h"

#include <apr_strings.h>
#include <apr_tables.h>

/* Said like any wrong use of the command. */
#define REFUSE(...) (sp_usage_refuse(arguments->command, __VA_ARGS__), false)

/* What is between the characters `between` of `text`, which may be NULL. */
static inline apr_array_header_t *
sp_options_split(const char *text, const char *between, apr_pool_t *pool)
{
    apr_array_header_t *parts = apr_array_make(pool, 16, sizeof(const char *));
    char *rest = apr_pstrdup(pool, text ? text : "");
    char *part;

    while ((part = apr_strtok(rest, between, &rest)) != NULL) {
        APR_ARRAY_PUSH(parts, const char *) = part;
    }
    return parts;
}

/* "de,en ar" as words; commas, blanks and line ends part them. */
static inline apr_array_header_t *sp_options_words(const char *list,
                                                   apr_pool_t *pool)
{
    return sp_options_split(list, ", \t\n", pool);
}

static inline const char *sp_options_word(const apr_array_header_t *words,
                                          int i)
{
    return APR_ARRAY_IDX(words, i, const char *);
}

/* `text` without the blanks around it. */
static inline char *sp_options_trim(char *text)
{
    size_t n;

    text += strspn(text, " \t");
    n = strlen(text);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) {
        text[--n] = '\0';
    }
    return text;
}

/* The codes that `list` names; what is wrong with it. */
bool sp_options_parse_codes(sp_code_set *codes, const char *list,
                            const char **wrong, apr_pool_t *pool);

/* The administrator's own codes, and texts. */
bool sp_options_read_own_codes(sp_options *options,
                               const sp_arguments *arguments);
bool sp_options_read_texts(sp_options *options, const sp_arguments *arguments);

/* Theme, own variables, site and waits. */
bool sp_options_read_content(sp_options *options,
                             const sp_arguments *arguments);

/* What the server does with the pages: replace, reference, header, with. */
bool sp_options_read_server(sp_options *options, const sp_arguments *arguments);

#endif

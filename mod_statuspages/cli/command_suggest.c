/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages suggest - the pages that a request would be told of. */
#include "cli/command.h"
#include "cli/print.h"
#include "cli/usage.h"

#include "core/suggest_list.h"
#include "core/suggestion.h"

#include <stdio.h>

/* Controls cannot be in an address that reached a server. */
static bool is_address(const char *text)
{
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            return false;
        }
    }
    return text[0] == '/' || strstr(text, "://");
}

static void print_problems(const sp_diagnostics *problems)
{
    for (unsigned i = 0; i < sp_diagnostics_kept(problems); i++) {
        fprintf(stderr, "%s\n", sp_diagnostic_text(problems, i));
    }
}

static sp_exit run(const sp_arguments *arguments)
{
    const char *address = arguments->words[1];
    sp_diagnostics *problems = sp_diagnostics_make(arguments->pool);
    sp_suggestion found[SP_SUGGESTIONS_MAX];
    const sp_suggest_index *index;
    sp_list_left_out left_out;
    unsigned count;

    if (!is_address(address)) {
        return sp_usage_refuse(arguments->command,
                               "\"%s\" is not an address: it must begin with "
                               "/ or a scheme such as https://",
                               address);
    }
    index =
        sp_list_read(arguments->words[0], &left_out, problems, arguments->pool);
    if (!index) {
        print_problems(problems);
        return SP_EXIT_PROBLEMS;
    }
    if (left_out.count) {
        fprintf(stderr, "%s\n",
                sp_list_left_out_text(&left_out, arguments->pool));
    }
    count =
        sp_suggestions_find(found, index, sp_span_of(address), arguments->pool);
    for (unsigned i = 0; i < count; i++) {
        sp_print_span(found[i].url);
        sp_print_span(SP_SPAN("\t"));
        sp_print_span(found[i].title);
        sp_print_span(SP_SPAN("\n"));
    }
    return count ? SP_EXIT_GOOD : SP_EXIT_PROBLEMS;
}

const sp_command sp_suggest_command = {
    .name = "suggest",
    .words = "FILE ADDRESS",
    .summary = "Shows which pages a request for an address would suggest",
    .story =
        "FILE is what StatusPagesSuggest names: a list of addresses, a "
        "sitemap or an\n"
        "index of sitemaps, plain or gzip.  ADDRESS is a path or a URL; its query "
        "does not count.\n"
        "Each line of the output has an address and a title, the best "
        "first.\n"
        "The exit code is 0 if there are any, 1 if there are none or FILE "
        "is wrong.\n",
    .words_least = 2,
    .words_most = 2,
    .run = run,
};

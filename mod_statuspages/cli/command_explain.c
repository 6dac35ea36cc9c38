/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages explain - the page of one status code. */
#include "cli/arguments.h"
#include "cli/print.h"
#include "cli/render.h"
#include "cli/usage.h"

#include "core/code_set.h"
#include "core/language.h"
#include "core/page.h"

#include <apr_strings.h>
#include <apr_time.h>

#include <stdio.h>
#include <strings.h>

enum { LANGUAGE, FORMAT, OPTIONS };

static const sp_option options[OPTIONS] = {
    [LANGUAGE] = { "language", "TAG",
                   "a tag that \"statuspages languages\" lists" },
    [FORMAT] = { "format", "NAME",
                 "html, json, xml, text (the default) or markdown" },
};

/* Three digits from 100 to 999 (RFC 9110 15); -1 if it is anything else. */
static int code_of(const char *word)
{
    int code = sp_code_digits(word);

    return code < 100 || word[3] ? -1 : code;
}

/* As a browser that asks for this tag and nothing else, if all pages were there
 * in all languages; NULL if no language serves it. */
static const sp_language *language_of(sp_span tag)
{
    const sp_language *found =
        sp_language_choose(tag, &sp_language_all, UINT64_MAX);

    /* English is the default too: then the tag has to be English */
    if (found == &sp_languages[0]
        && (tag.len < 2 || strncasecmp(tag.ptr, "en", 2) != 0
            || (tag.len > 2 && tag.ptr[2] != '-'))) {
        return NULL;
    }
    return found;
}

/* What the module would choose for that browser. */
static const sp_language *language_for(int code, sp_span tag,
                                       const sp_language *wanted)
{
    const sp_language *given =
        sp_language_choose(tag, &sp_language_all,
                           sp_catalog_status(sp_status_find(code))->languages);

    if (given != wanted) {
        fprintf(stderr,
                "statuspages: %s has no complete translation of %d; using %s, "
                "as the module does\n",
                wanted->tag.ptr, code, given->tag.ptr);
    }
    return given;
}

static sp_exit refuse_language(const sp_arguments *arguments)
{
    const char *tags = "";

    for (unsigned i = 0; i < sp_language_count; i++) {
        tags = apr_pstrcat(arguments->pool, tags, i ? ", " : "",
                           sp_languages[i].tag.ptr, NULL);
    }
    return sp_usage_refuse(arguments->command,
                           "unknown language \"%s\"; use one of: %s",
                           arguments->values[LANGUAGE], tags);
}

/* As a GET of just now would be answered; nothing else is known about it. */
static sp_exit explain(int code, const sp_language *language, sp_format format,
                       apr_pool_t *pool)
{
    sp_diagnostics *problems = sp_diagnostics_make(pool);
    sp_facts facts = sp_render_facts(code);
    sp_site site = { .home = SP_SPAN("/") };
    sp_format_choice choice = { .format = format };
    sp_page_request request = { .facts = &facts,
                                .site = &site,
                                .language = language,
                                .theme =
                                    sp_theme_load("default", problems, pool),
                                .format = choice };
    sp_page page;

    facts.time = apr_time_sec(apr_time_now());
    facts.details = true;
    if (!request.theme) {
        fprintf(stderr, "statuspages: %s\n", sp_diagnostic_text(problems, 0));
        return SP_EXIT_PROBLEMS;
    }
    if (!sp_status_known(code)) {
        fprintf(stderr,
                "statuspages: %d is not a known code; treated as %d, as "
                "clients do (RFC 9110, section 15)\n",
                code, sp_status_find(code)->code);
    }
    sp_print_span(sp_render_page(&page, &request, pool));
    return SP_EXIT_GOOD;
}

static sp_exit run(const sp_arguments *arguments)
{
    const char *tag = arguments->values[LANGUAGE];
    const sp_language *language =
        tag ? language_of(sp_span_of(tag)) : &sp_languages[0];
    sp_format format = SP_FORMAT_TEXT;
    int code = code_of(arguments->words[0]);

    if (code < 0) {
        return sp_usage_refuse(arguments->command,
                               "\"%s\" is not a status code: use a number "
                               "from 100 to 999",
                               arguments->words[0]);
    }
    if (!language) {
        return refuse_language(arguments);
    }
    if (!sp_arguments_format(arguments, FORMAT, SP_FORMATS_ALL, &format)) {
        return SP_EXIT_USAGE;
    }
    if (tag) {
        language = language_for(code, sp_span_of(tag), language);
    }
    return explain(code, language, format, arguments->pool);
}

const sp_command sp_explain_command = {
    .name = "explain",
    .words = "CODE",
    .summary = "Prints the page of a status code",
    .story = "This is the built-in page as a visitor gets it, then the note "
             "for the owner of\n"
             "the site.  The request is taken to be a GET made just now.\n",
    .options = options,
    .option_count = OPTIONS,
    .words_least = 1,
    .words_most = 1,
    .run = run,
};

/* SPDX-License-Identifier: Apache-2.0 */
/* statuspages list - all status codes and what is known about them. */
#include "cli/arguments.h"
#include "cli/buffer.h"
#include "cli/print.h"
#include "cli/usage.h"

#include "core/catalog.h"
#include "core/status_error.h"
#include "core/status_words.h"

#include <apr_strings.h>

#include <stdio.h>
#include <strings.h>

enum { CLASS, FORMAT, OPTIONS };

static const sp_option options[OPTIONS] = {
    [CLASS] = { "class", "CLASS",
                "only this class: 1xx, 2xx, 3xx, 4xx or 5xx" },
    [FORMAT] = { "format", "NAME", "text (the default) or json" },
};

/* ---- words for what the table knows -------------------------------------*/

/* A code, in words. */
typedef struct entry {
    sp_span code;
    sp_span phrase;
    sp_span title;
    sp_span lasts; /* empty: no question for this code; so is `retry` */
    sp_span retry;
    sp_span fault; /* joined by commas; empty: nobody's */
    sp_span origin;
} entry;

static const char *join_faults(const sp_status *status, const char *mark,
                               const char *between, apr_pool_t *pool)
{
    const char *list = "";

    for (unsigned i = 0; i < SP_FAULTS; i++) {
        if (status->fault & sp_fault_words[i].bit) {
            list = apr_pstrcat(pool, list, *list ? between : "", mark,
                               sp_fault_words[i].name, mark, NULL);
        }
    }
    return list;
}

static entry entry_of(const sp_status *status, apr_pool_t *pool)
{
    return (entry){
        .code = sp_span_of(apr_itoa(pool, status->code)),
        .phrase = status->phrase,
        .title =
            sp_catalog_text(&sp_languages[0], sp_catalog_status(status)->title),
        .lasts = sp_span_of(sp_status_lasts_word(status)),
        .retry = sp_span_of(sp_status_retry_word(status)),
        .fault = sp_span_of(join_faults(status, "", ", ", pool)),
        .origin = status->origin,
    };
}

/* ---- text ----------------------------------------------------------------
 * Two lines a code, so that nothing is cut and 100 columns are enough. */

enum {
    CODE_WIDTH = 5,
    LASTS_WIDTH = 11,
    RETRY_WIDTH = 9,
    FAULT_WIDTH = 20,
    PHRASE_WIDTH = LASTS_WIDTH + RETRY_WIDTH + FAULT_WIDTH
};

static void print_cell(sp_span text, const char *otherwise, unsigned width)
{
    sp_print_column(text.len ? text : sp_span_of(otherwise), width);
}

static void print_text(const entry *one)
{
    sp_print_column(one->code, CODE_WIDTH);
    sp_print_column(one->phrase, PHRASE_WIDTH);
    sp_print_span(one->title);
    putchar('\n');
    sp_print_column(SP_SPAN(""), CODE_WIDTH);
    print_cell(one->lasts, "-", LASTS_WIDTH);
    print_cell(one->retry, "-", RETRY_WIDTH);
    print_cell(one->fault, "nobody", FAULT_WIDTH);
    sp_print_span(one->origin);
    putchar('\n');
}

static void print_heading(void)
{
    entry heading = { SP_SPAN("Code"),  SP_SPAN("Phrase"), SP_SPAN("Title"),
                      SP_SPAN("Lasts"), SP_SPAN("Retry"),  SP_SPAN("Fault"),
                      SP_SPAN("Origin") };

    print_text(&heading);
}

/* ---- JSON ---------------------------------------------------------------*/

static void add_member(sp_buffer *json, const char *name, sp_span text)
{
    sp_buffer_format(json, ", \"%s\": ", name);
    if (text.len) {
        sp_buffer_json(json, text);
    }
    else {
        sp_buffer_add(json, "null");
    }
}

static void add_truth(sp_buffer *json, const char *name, bool truth)
{
    sp_buffer_format(json, ", \"%s\": %s", name, truth ? "true" : "false");
}

/* What problem details say of the code; null where it is no error. */
static void add_error(sp_buffer *json, const sp_status *status,
                      apr_pool_t *pool)
{
    bool error = sp_status_is_error(status);
    char name[SP_ERROR_NAME_MAX];

    add_member(json, "error_name",
               error ? sp_status_error_name(status, name)
                     : (sp_span){ NULL, 0 });
    add_member(json, "error_category",
               sp_category_name((sp_category)status->category));
    add_truth(json, "retryable", error && sp_status_is_retryable(status));
    add_truth(json, "owner_action_required", sp_status_needs_owner(status));
    add_member(
        json, "documentation",
        sp_span_of(error ? sp_status_documentation_url(status, pool) : ""));
}

static void print_json(const sp_status *status, apr_pool_t *pool)
{
    entry one = entry_of(status, pool);
    sp_buffer *json = sp_buffer_make(pool);

    sp_buffer_format(json, "  { \"code\": %d", status->code);
    add_member(json, "phrase", one.phrase);
    add_member(json, "title", one.title);
    add_member(json, "origin", one.origin);
    sp_buffer_format(json, ", \"registered\": %s",
                     status->traits & SP_TRAIT_REGISTERED ? "true" : "false");
    add_member(json, "lasts", one.lasts);
    add_member(json, "retry", one.retry);
    sp_buffer_format(json, ", \"fault\": [%s]",
                     join_faults(status, "\"", ", ", pool));
    add_error(json, status, pool);
    sp_buffer_add(json, " }");
    sp_print_span(sp_buffer_span(json));
}

/* ---- which --------------------------------------------------------------*/

/* The hundreds of `word`: 4 for 4xx; -1 if it is no class. */
static int class_of(const char *word)
{
    return word[0] >= '1' && word[0] <= '5' && strcasecmp(word + 1, "xx") == 0
               ? word[0] - '0'
               : -1;
}

static void print_all(int class, sp_format format, apr_pool_t *pool)
{
    size_t count;
    const sp_status *rows = sp_status_all(&count);
    bool first = true;

    if (format == SP_FORMAT_TEXT) {
        print_heading();
    }
    for (size_t i = 0; i < count; i++) {
        if (class && sp_status_class(&rows[i]) != class) {
            continue;
        }
        if (format == SP_FORMAT_TEXT) {
            entry one = entry_of(&rows[i], pool);

            print_text(&one);
        }
        else {
            fputs(first ? "[\n" : ",\n", stdout);
            print_json(&rows[i], pool);
        }
        first = false;
    }
    if (format == SP_FORMAT_JSON) {
        fputs("\n]\n", stdout);
    }
}

static sp_exit run(const sp_arguments *arguments)
{
    const char *word = arguments->values[CLASS];
    int class = word ? class_of(word) : 0;
    sp_format format = SP_FORMAT_TEXT;

    if (class < 0) {
        return sp_usage_refuse(arguments->command,
                               "unknown class \"%s\"; use one of: 1xx, 2xx, "
                               "3xx, 4xx, 5xx",
                               word);
    }
    if (!sp_arguments_format(arguments, FORMAT,
                             SP_FORMAT_BIT(SP_FORMAT_TEXT)
                                 | SP_FORMAT_BIT(SP_FORMAT_JSON),
                             &format)) {
        return SP_EXIT_USAGE;
    }
    print_all(class, format, arguments->pool);
    return SP_EXIT_GOOD;
}

const sp_command sp_list_command = {
    .name = "list",
    .words = "",
    .summary = "Lists the status codes",
    .story = "Shows the registered phrase, the title of the page, whether the "
             "error lasts,\n"
             "when a retry makes sense, who caused it, and where the code is "
             "defined.\n"
             "Codes above 599 are treated as 5xx (RFC 9110, section 15).\n",
    .options = options,
    .option_count = OPTIONS,
    .run = run,
};

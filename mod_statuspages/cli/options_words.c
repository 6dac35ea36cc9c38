/* SPDX-License-Identifier: Apache-2.0 */
/* The administrator's own codes and texts: --code, --like, --text. */
#include "cli/options_internal.h"

#include "cli/targets/targets.h"

#include "core/code_set.h"

#include <apr_strings.h>

/* ---- --code, --like ------------------------------------------------------*/

const sp_status *sp_options_status(const sp_options *options, int code)
{
    int like = sp_options_like(options, code);

    return sp_status_find(like ? like : code);
}

int sp_options_like(const sp_options *options, int code)
{
    for (unsigned i = 0; i < options->own_code_count; i++) {
        if (options->own_codes[i].code == code) {
            return options->own_codes[i].like;
        }
    }
    return 0;
}

/* 400 to 599; 0: it is none of them. */
static int number_of(const char *word)
{
    int code = strlen(word) == 3 ? sp_code_digits(word) : 0;

    return code >= SP_CODE_FIRST && code <= SP_CODE_CLASS_LAST ? code : 0;
}

static bool has_page(int code)
{
    return sp_status_known(code) && sp_status_find(code)->page == SP_PAGE_LIVE;
}

static bool is_sent(const sp_options *options, int code)
{
    const char *wrong;
    sp_code_set able;

    return sp_options_parse_codes(&able, options->target->codes, &wrong,
                                  options->pool)
           && sp_code_set_has(&able, code);
}

static bool check_code(const sp_options *options, const sp_arguments *arguments,
                       const char *word)
{
    int code = number_of(word);

    if (!code) {
        return REFUSE("--code: \"%s\" is not a number from 400 to 599", word);
    }
    if (has_page(code)) {
        return REFUSE("--code: %d has a page; use --text for other words",
                      code);
    }
    if (sp_options_like(options, code)) {
        return REFUSE("--code: %d is given twice", code);
    }
    return is_sent(options, code)
           || REFUSE("--code: %s never sends a page for %d",
                     options->target->name, code);
}

/* What a client does not know, it treats like x00 of the class (RFC 9110 15):
 * a page must not say otherwise. */
static bool check_like(const sp_arguments *arguments, int code,
                       const char *word)
{
    int like = number_of(word);

    if (!like || !has_page(like)) {
        return REFUSE("--like: %s has no page", word);
    }
    return code / 100 == like / 100
           || REFUSE("--like: %d is a %s error and %d is not", code,
                     code < 500 ? "client" : "server", like);
}

/* Keeps the codes in their order. */
static void insert_code(sp_options *options, int code)
{
    unsigned i = options->code_count++;

    for (; i > 0 && options->codes[i - 1] > code; i--) {
        options->codes[i] = options->codes[i - 1];
    }
    options->codes[i] = code;
}

bool sp_options_read_own_codes(sp_options *options,
                               const sp_arguments *arguments)
{
    const apr_array_header_t *codes =
        sp_options_words(arguments->values[SP_BUILD_CODE], options->pool);
    const apr_array_header_t *likes =
        sp_options_words(arguments->values[SP_BUILD_LIKE], options->pool);

    if (codes->nelts != likes->nelts) {
        return codes->nelts > likes->nelts
                   ? REFUSE("--code: each needs a --like")
                   : REFUSE("--like: each needs a --code");
    }
    for (int i = 0; i < codes->nelts; i++) {
        const char *word = sp_options_word(codes, i);
        const char *like = sp_options_word(likes, i);

        if (options->own_code_count == SP_OPTIONS_OWN_MAX
            || options->code_count == SP_OPTIONS_CODES_MAX) {
            return REFUSE("--code: at most %d are allowed", SP_OPTIONS_OWN_MAX);
        }
        if (!check_code(options, arguments, word)
            || !check_like(arguments, number_of(word), like)) {
            return false;
        }
        options->own_codes[options->own_code_count++] =
            (sp_own_code){ number_of(word), number_of(like) };
        insert_code(options, number_of(word));
    }
    return true;
}

/* ---- --text --------------------------------------------------------------*/

/* The first word of `rest`, which then begins behind it and its blanks. */
static const char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    char *end = word + strcspn(word, " \t");

    *rest = end + strspn(end, " \t");
    if (*end) {
        *end = '\0';
    }
    return word;
}

/* `text` without quotes around it. */
static const char *unquote(char *text)
{
    size_t n = strlen(text);

    if (n >= 2 && *text == '"' && text[n - 1] == '"') {
        text[n - 1] = '\0';
        text++;
    }
    return text;
}

/* Is the text on any page? */
static bool is_shown(const sp_options *options, const sp_text_override *row)
{
    bool everywhere =
        row->language == SP_LANGUAGE_NONE || row->field >= SP_FIELD_DETAIL;

    for (unsigned i = 0; i < options->code_count; i++) {
        int code = options->codes[i];

        if (code < row->first || code > row->last) {
            continue;
        }
        for (unsigned j = 0; j < options->languages.count; j++) {
            unsigned language = options->languages.order[j];

            if (everywhere
                || (language == row->language
                    && sp_options_language(options, language, code)
                           == &sp_languages[language])) {
                return true;
            }
        }
    }
    return false;
}

static bool add_text(sp_options *options, const sp_arguments *arguments,
                     const char *line)
{
    char *rest = apr_pstrdup(options->pool, line);
    const char *code = next_word(&rest);
    const char *language = next_word(&rest);
    const char *field = next_word(&rest);
    sp_text_override row = { 0 };
    const char *wrong;

    if (!*rest) {
        return REFUSE("--text: \"%s\" is not CODE LANGUAGE FIELD TEXT; \"\" as "
                      "TEXT leaves the text out",
                      line);
    }
    wrong =
        sp_text_override_parse(&row, code, language, field,
                               unquote(sp_options_trim(rest)), options->pool);
    if (wrong) {
        return REFUSE("--text: %s", wrong);
    }
    if (!is_shown(options, &row)) {
        return REFUSE("--text: no page is built for %s in %s", code, language);
    }
    options->texts =
        sp_level_add(options->texts, &row, sizeof(row), options->pool);
    return true;
}

bool sp_options_read_texts(sp_options *options, const sp_arguments *arguments)
{
    const char *given = arguments->values[SP_BUILD_TEXT];
    const apr_array_header_t *lines =
        sp_options_split(given, "\n", options->pool);

    if (given && lines->nelts == 0) {
        return add_text(options, arguments, "");
    }
    for (int i = 0; i < lines->nelts; i++) {
        if (!add_text(options, arguments, sp_options_word(lines, i))) {
            return false;
        }
    }
    return true;
}

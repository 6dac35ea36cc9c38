/* SPDX-License-Identifier: Apache-2.0 */
/* Parses and stores sets of status codes. */
#include "core/code_set.h"

#include "core/status.h"

#include <apr_strings.h>

#include <strings.h>

int sp_code_digits(const char *text)
{
    for (int i = 0; i < 3; i++) {
        if (!sp_is_digit(text[i])) {
            return -1;
        }
    }
    return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

static bool is_class(const char *word)
{
    return (word[0] == '4' || word[0] == '5') && strcmp(word + 1, "xx") == 0;
}

/* Beyond 599 there are no codes but the few that exist in practice. */
static bool exists(int code)
{
    return code <= SP_CODE_CLASS_LAST || sp_status_known(code);
}

/* The codes that `word` names; what is wrong with it, or NULL. */
static const char *range_of(const char *word, int *first, int *last)
{
    if (is_class(word)) {
        *first = (word[0] - '0') * 100;
        *last = word[0] == '5' ? SP_CODE_LAST : *first + 99;
        return NULL;
    }
    *first = sp_code_digits(word);
    if (*first < 0) {
        return "is not a code (404), a range (502-504) or a class (4xx, 5xx)";
    }
    *last = *first;
    if (word[3] == '-') {
        *last = sp_code_digits(word + 4);
    }
    if (*last < 0 || strlen(word) != (word[3] == '-' ? 7U : 3U)) {
        return "is not a code (404), a range (502-504) or a class (4xx, 5xx)";
    }
    if (*first < SP_CODE_FIRST || *last > SP_CODE_LAST) {
        return "is not an error code: use 400 to 999";
    }
    if (!exists(*first) || !exists(*last)) {
        return "is not in use: above 599, only 783 and 999 are";
    }
    return *last < *first ? "ends before it begins" : NULL;
}

bool sp_code_set_word(const char *word, int *first, int *last)
{
    if (strlen(word) != 3 || (word[0] != '4' && word[0] != '5')) {
        return false;
    }
    *first = (word[0] - '0') * 100;
    *last = *first + 99;
    if (strcasecmp(word + 1, "xx") == 0) {
        return true;
    }
    *first = *last = sp_code_digits(word);
    return *first >= 0;
}

const char *sp_codes_read(const char *word, uint16_t *first, uint16_t *last,
                          apr_pool_t *pool)
{
    int from = 0;
    int to = 0;

    if (!sp_code_set_word(word, &from, &to)) {
        return apr_psprintf(
            pool, "\"%s\" is not a code or class: write 404, 4xx or 5xx", word);
    }
    *first = (uint16_t)from;
    *last = (uint16_t)to;
    return NULL;
}

const char *sp_code_set_parse(sp_code_set *codes, const char *const *words,
                              int count, apr_pool_t *pool)
{
    if (count == 0) {
        return "needs at least one code, range or class";
    }
    memset(codes->bits, words[0][0] == '-' ? 0xff : 0, sizeof(codes->bits));
    for (int i = 0; i < count; i++) {
        bool out = words[i][0] == '-';
        int first = 0;
        int last = -1;
        const char *wrong = range_of(words[i] + out, &first, &last);

        if (wrong) {
            return apr_psprintf(pool, "\"%s\" %s", words[i], wrong);
        }
        for (int bit = first - SP_CODE_FIRST; bit <= last - SP_CODE_FIRST;
             bit++) {
            unsigned char mask = (unsigned char)(1U << (bit % 8));

            codes->bits[bit / 8] =
                (unsigned char)(out ? codes->bits[bit / 8] & ~mask
                                    : codes->bits[bit / 8] | mask);
        }
    }
    return NULL;
}

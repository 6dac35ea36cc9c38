/* SPDX-License-Identifier: Apache-2.0 */
/* Which words of an owner's note its translations have to keep, such as the
 * names of directives and header fields, and status codes. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <string.h>

static const char *const kept_rows[] = {
#define KEPT(words) words,
#define TRANSLATED(word)
#include "catalog/kept_words.def"
#undef KEPT
#undef TRANSLATED
};

static const char *const translated_rows[] = {
#define KEPT(words)
#define TRANSLATED(word) word,
#include "catalog/kept_words.def"
#undef KEPT
#undef TRANSLATED
};

enum {
    KEPT_ROWS = sizeof(kept_rows) / sizeof(kept_rows[0]),
    TRANSLATED_ROWS = sizeof(translated_rows) / sizeof(translated_rows[0])
};

/* Bytes past ASCII are none: a name may stand between Chinese characters. */
static bool is_letter(char c)
{
    return (unsigned char)c < 0x80 && (isalnum((unsigned char)c) || c == '_');
}

static bool is_in_word(char c)
{
    return is_letter(c) || (c != '\0' && strchr(".=+/-", c));
}

/* A plural of it counts: APIs. */
static bool ends_word(const char *end)
{
    return !is_letter(end[*end == 's']);
}

/* Does a longer name that is kept begin here as well?  The Accept of
 * Accept-Language is no Accept. */
static bool is_longer(const char *text, size_t n, const char *const *kept)
{
    for (; *kept; kept++) {
        size_t length = strcspn(*kept, " ");

        if (length > n && strncmp(text, *kept, length) == 0) {
            return true;
        }
    }
    return false;
}

bool has_word(const char *text, const char *word, const char *const *kept)
{
    size_t n = strlen(word);

    for (const char *p = text; (p = strstr(p, word)) != NULL; p++) {
        if ((p == text || !is_letter(p[-1])) && ends_word(p + n)
            && !is_longer(p, n, kept)) {
            return true;
        }
    }
    return false;
}

static bool is_name(const char *word)
{
    bool name = false;

    for (size_t i = 0; word[i]; i++) {
        name |= isdigit((unsigned char)word[i]) || strchr("_=.", word[i])
                || (i > 0 && isupper((unsigned char)word[i]));
    }
    for (size_t i = 0; i < TRANSLATED_ROWS; i++) {
        name &= strcmp(word, translated_rows[i]) != 0;
    }
    return name && word[0] && word[1];
}

/* The word at *p without the marks around it; moves *p behind it. */
static char *next_word(const char **p)
{
    size_t n = 0;
    char *word;

    while (**p && (!is_in_word(**p) || strchr("=+/-", **p))) {
        (*p)++;
    }
    while (is_in_word((*p)[n])) {
        n++;
    }
    word = allocate(n + 1);
    memcpy(word, *p, n);
    *p += n;
    while (n > 0 && strchr("./-+", word[n - 1])) {
        word[--n] = '\0';
    }
    if (n > 1 && word[n - 1] == 's' && isupper((unsigned char)word[n - 2])) {
        word[n - 1] = '\0';
    }
    return word;
}

static size_t add(const char **list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], word) == 0) {
            return count;
        }
    }
    list[count] = word;
    return count + 1;
}

const char *const *kept_words(const char *english)
{
    const char **list =
        allocate((strlen(english) + KEPT_ROWS + 1) * sizeof(*list));
    size_t count = 0;

    for (const char *p = english; *p;) {
        const char *word = next_word(&p);

        if (is_name(word)) {
            count = add(list, count, word);
        }
    }
    for (size_t i = 0; i < KEPT_ROWS; i++) {
        if (has_word(english, kept_rows[i], list)) {
            count = add(list, count, kept_rows[i]);
        }
    }
    return list;
}

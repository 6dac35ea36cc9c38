/* SPDX-License-Identifier: Apache-2.0 */
/* spoilt.h - what people, mail programs and old links make of an address.
 *
 * The changes are drawn by a seed, and know nothing of how pages are found. One
 * that does not apply to an address leaves it as it is, or empty. */
#ifndef SP_TESTS_SPOILT_H
#define SP_TESTS_SPOILT_H

#include "rows.h"

#include "core/suggest.h"

#include <apr_strings.h>

enum { ADDRESS_MAX = 400 };

typedef struct site {
    const char *name;
    const char *file;
    sp_suggest_entry *entries;
    unsigned count;
    const sp_suggest_index *index;
    apr_pool_t *pool;
} site;

static uint32_t below(uint32_t *seed, size_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return n ? (uint32_t)(*seed % n) : 0;
}

static const char *pick(uint32_t *seed, const char *const *from, size_t n)
{
    return from[below(seed, n)];
}

#define PICK(seed, from) pick(seed, from, SP_COUNT(from))

static size_t name_of(const char *address)
{
    return (size_t)(strrchr(address, '/') - address) + 1;
}

static void replace(char *address, size_t at, size_t drop, const char *by)
{
    char rest[ADDRESS_MAX];

    apr_cpystrn(rest, address + at + drop, sizeof(rest));
    apr_snprintf(address + at, ADDRESS_MAX - at, "%s%s", by, rest);
}

/* A key typed, missed, mistaken, or too early. */
static void change_letter(char *address, uint32_t *seed)
{
    size_t n = strlen(address);
    size_t at = 1 + below(seed, n - 1);
    const char letter[] = { (char)('a' + below(seed, 26)), '\0' };
    char swapped[] = { address[at], address[at - 1], '\0' };

    switch (below(seed, 4)) {
    case 0: replace(address, at, 0, letter); break;
    case 1: replace(address, at, 1, ""); break;
    case 2: replace(address, at, 1, letter); break;
    default:
        if (at > 1) {
            replace(address, at - 1, 2, swapped);
        }
    }
}

static void one_typo(const site *on, char *address, uint32_t *seed)
{
    (void)on;
    change_letter(address, seed);
}

static void two_typos(const site *on, char *address, uint32_t *seed)
{
    (void)on;
    change_letter(address, seed);
    change_letter(address, seed);
}

/* Up to half of the name is missing; what more than three pages begin with
 * tells nobody which of them was meant. */
static void cut(const site *on, char *address, uint32_t *seed)
{
    size_t name = name_of(address);
    size_t n = strlen(address);
    unsigned same = 0;

    address[n - 1 - below(seed, (n - name) / 2)] = '\0';
    for (unsigned i = 0; i < on->count; i++) {
        same +=
            on->entries[i].path.len > strlen(address)
            && memcmp(on->entries[i].path.ptr, address, strlen(address)) == 0;
    }
    if (same > SP_SUGGESTIONS_MAX) {
        *address = '\0';
    }
}

/* The folder around the page has another name, is missing, or is a new one. */
static void move(const site *on, char *address, uint32_t *seed)
{
    static const char *const others[] = { "docs/", "archive/", "v2/", "html/",
                                          "reference/" };
    const sp_suggest_entry *other = &on->entries[below(seed, on->count)];
    size_t name = name_of(address);
    size_t folder = name - 1;
    char path[ADDRESS_MAX];
    size_t from;

    while (folder > 0 && address[folder - 1] != '/') {
        folder--;
    }
    apr_snprintf(path, sizeof(path), "%.*s", (int)other->path.len,
                 other->path.ptr);
    path[name_of(path)] = '\0';
    from = strlen(path) - 1;
    while (from > 0 && path[from - 1] != '/') {
        from--;
    }
    switch (address[name] ? below(seed, 3) : 3) {
    case 0:
        if (folder && path[from]) {
            replace(address, folder, name - folder, path + from);
        }
        break;
    case 1:
        if (folder) {
            replace(address, folder, name - folder, "");
        }
        break;
    case 2: replace(address, name, 0, PICK(seed, others)); break;
    default: *address = '\0';
    }
}

static void change_case(const site *on, char *address, uint32_t *seed)
{
    unsigned kind = below(seed, 3);

    (void)on;
    for (size_t i = 0; address[i]; i++) {
        bool first = i && !sp_is_alphanumeric(address[i - 1]);

        if (sp_is_alpha(address[i])
            && (kind == 0 || (kind == 1 && first)
                || (kind == 2 && below(seed, 4) == 0))) {
            address[i] = (char)(address[i] ^ 0x20);
        }
    }
}

static void change_extension(const site *on, char *address, uint32_t *seed)
{
    static const char *const others[] = { "",      ".htm", ".php",  ".shtml",
                                          ".aspx", ".md",  ".xhtml" };
    char *dot = strrchr(address, '.');

    (void)on;
    if (!dot || strchr(dot, '/')) {
        *address = '\0';
        return;
    }
    replace(address, (size_t)(dot - address), strlen(dot), PICK(seed, others));
}

static void change_slash(const site *on, char *address, uint32_t *seed)
{
    static const char *const ends[] = { "/", "/index.html", "/index.php" };
    static const char *const indexes[] = { "index.html", "index.htm",
                                           "default.aspx", "Index.html" };
    size_t n = strlen(address);

    (void)on;
    if (address[n - 1] == '/') {
        replace(address, n, 0, PICK(seed, indexes));
    }
    else {
        replace(address, n, 0, PICK(seed, ends));
    }
}

/* The language's folder is another, or one too many: any page that is the same
 * but for it is right. */
static const char *const languages[] = { "de", "fr", "ja", "nl",   "zh-cn",
                                         "en", "pl", "it", "pt-br" };

static size_t language_at(const char *address)
{
    const char *at = strchr(address + 1, '/');
    size_t n = at ? strcspn(at + 1, "/") : 0;

    return n == 2 || (n == 5 && at[3] == '-') ? (size_t)(at - address) + 1 : 0;
}

static void change_language(const site *on, char *address, uint32_t *seed)
{
    const char *language = PICK(seed, languages);
    size_t at = language_at(address);

    (void)on;
    if (at) {
        replace(address, at, strcspn(address + at, "/"), language);
    }
    else {
        at = strcspn(address + 1, "/") + 1;
        at = address[at] ? at : 0;
        replace(address, at, 0, language);
        replace(address, at, 0, "/");
    }
}

/* Encoded twice, broken, or in ISO 8859-1: what links in mails look like. */
static void change_encoding(const site *on, char *address, uint32_t *seed)
{
    static const char *const stray[] = { "%", "%2", "%u", "%zz" };
    size_t n = strlen(address);
    size_t at = 1 + below(seed, n - 1);
    char text[16];

    (void)on;
    switch (below(seed, 4)) {
    case 0: replace(address, at, 0, PICK(seed, stray)); break;
    case 1:
        apr_snprintf(text, sizeof(text), "%%25%02X", (unsigned)address[at]);
        replace(address, at, 1, text);
        break;
    case 2: /* every character but the letters */
        for (size_t i = n - 1; i > 0; i--) {
            apr_snprintf(text, sizeof(text), "%%25%02x", (unsigned)address[i]);
            if (!sp_is_alphanumeric(address[i]) && address[i] != '/') {
                replace(address, i, 1, text);
            }
        }
        break;
    default: /* a hyphen that a word processor made beautiful */
        for (size_t i = n - 1; i > 0; i--) {
            if (address[i] == '-' || address[i] == '_') {
                replace(address, i, 1, "%E2%80%93");
            }
        }
    }
}

static void paste(const site *on, char *address, uint32_t *seed)
{
    static const char *const ends[] = {
        ".",
        ")",
        ",",
        "%22",
        ").",
        "%3E",
        "'",
        ";",
        "%E2%80%9D",
        "%20",
        "!",
        ":",
        "&utm_source=mail",
        "?utm_source=mail&utm_medium=x",
        "*",
        "]",
    };

    (void)on;
    replace(address, strlen(address), 0, PICK(seed, ends));
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* languages.def as a table that core/language.c searches: a tag is a number,
 * and the rows are sorted by it. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = 255, TAG_MAX = 8 };

typedef struct tag_row {
    const char *tag;
    const char *exact; /* a language of ours; NULL if it is none */
    const char *other; /* its neighbour; NULL if it has none */
    bool script;
} tag_row;

static const tag_row rows[] = {
#define LANGUAGE(tag, file, name, direction, state) { tag, tag, NULL, false },
#define NEIGHBOUR(tag, other) { tag, NULL, other, false },
#define SCRIPT(tag) { tag, NULL, NULL, true },
#include "catalog/languages.def"
#undef LANGUAGE
#undef NEIGHBOUR
#undef SCRIPT
};

typedef struct tag_key {
    uint64_t key;
    unsigned exact;
    unsigned other;
    bool script;
} tag_key;

/* The letters in lower case, the first in the highest byte, as
 * core/language.c makes of what a client sends. */
static uint64_t packed(const char *tag)
{
    uint64_t key = 0;
    size_t n = strlen(tag);

    if (n > TAG_MAX) {
        complain("languages.def", 0, "\"%s\" is longer than 8 characters", tag);
    }
    for (size_t i = 0; i < TAG_MAX; i++) {
        int c = i < n ? tolower((unsigned char)tag[i]) : 0;

        key = key << 8 | (uint64_t)c;
    }
    return key;
}

static unsigned number_of(const language *list, size_t count, const char *tag)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(list[i].tag, tag) == 0) {
            return i;
        }
    }
    complain("languages.def", 0, "\"%s\" is not a language of languages.def",
             tag);
    return NONE;
}

static tag_key *key_in(tag_key *keys, size_t *count, uint64_t key)
{
    for (size_t i = 0; i < *count; i++) {
        if (keys[i].key == key) {
            return &keys[i];
        }
    }
    keys[*count] = (tag_key){ .key = key, .exact = NONE, .other = NONE };
    return &keys[(*count)++];
}

static int by_key(const void *a, const void *b)
{
    uint64_t left = ((const tag_key *)a)->key;
    uint64_t right = ((const tag_key *)b)->key;

    return (left > right) - (left < right);
}

/* Every language, in the order of languages.def. */
static void write_all(size_t count)
{
    printf("const sp_language_set sp_language_all = { UINT64_C(0x%llx), %zu, {",
           count < 64 ? (1ULL << count) - 1 : ~0ULL, count);
    for (size_t i = 0; i < count; i++) {
        printf(" %zu,", i);
    }
    puts(" } };");
}

/* The links to one page in each language. */
static void write_links(const language *list, size_t count)
{
    puts("const sp_span sp_language_links[] = {");
    for (size_t i = 0; i < count; i++) {
        printf("    { \"?\" SP_LANGUAGE_PARAMETER \"=%s\",\n"
               "      sizeof(\"?\" SP_LANGUAGE_PARAMETER \"=%s\") - 1 },\n",
               list[i].tag, list[i].tag);
    }
    puts("};\n");
}

void write_tags(const language *list, size_t count)
{
    enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
    tag_key *keys = allocate(ROWS * sizeof(*keys));
    size_t n = 0;

    for (size_t i = 0; i < ROWS; i++) {
        tag_key *key = key_in(keys, &n, packed(rows[i].tag));

        key->script |= rows[i].script;
        if (rows[i].exact) {
            key->exact = number_of(list, count, rows[i].exact);
        }
        if (rows[i].other) {
            key->other = number_of(list, count, rows[i].other);
        }
    }
    qsort(keys, n, sizeof(keys[0]), by_key);
    puts("const sp_language_tag sp_language_tags[] = {");
    for (size_t i = 0; i < n; i++) {
        printf("    { UINT64_C(0x%016llx), %u, %u, %s },\n",
               (unsigned long long)keys[i].key, keys[i].exact, keys[i].other,
               keys[i].script ? "true" : "false");
    }
    printf("};\n\nconst unsigned sp_language_tag_count = %zu;\n\n", n);
    write_links(list, count);
    write_all(count);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* compile - turns the catalog into constant C tables while the project is
 * built; never part of the module or the command.
 *
 *   compile messages.h > numbers of the texts
 *   compile catalog.c  > the texts, and which belong to which status
 *
 * It refuses what no later stage could mend: a text that some format would
 * have to escape, a key that nobody defines, a status without texts.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLURAL_MAX = 6, DO_MAX = 4, KEY_MAX = 64 };

typedef enum { MSG_ROW, USE_ROW, PLURAL_ROW } row_kind;

typedef struct {
    row_kind kind;
    const char *key;
    const char *text; /* of a USE: the key it takes the text from */
    const char *many; /* of a PLURAL */
} text_row;

static const text_row texts[] = {
#define MSG(key, text) { MSG_ROW, key, text, NULL },
#define USE(key, other) { USE_ROW, key, other, NULL },
#define PLURAL(key, one, other) { PLURAL_ROW, key, one, other },
#include "catalog/texts.def"
#undef MSG
#undef USE
#undef PLURAL
};

typedef struct {
    int code;
    int nearest;
} status_row;

static const status_row statuses[] = {
#define STATUS(code, phrase, origin, fault, lasts, retry, page, traits,        \
               nearest, facts)                                                 \
    { code, nearest },
#include "catalog/status.def"
#undef STATUS
};

enum {
    TEXTS = sizeof(texts) / sizeof(texts[0]),
    STATUSES = sizeof(statuses) / sizeof(statuses[0])
};

static unsigned mistakes;

static void complain(const char *key, const char *what)
{
    fprintf(stderr, "texts.def: \"%s\": %s\n", key, what);
    mistakes++;
}

static const text_row *row_of(const char *key)
{
    for (size_t i = 0; i < TEXTS; i++) {
        if (strcmp(texts[i].key, key) == 0) {
            return &texts[i];
        }
    }
    return NULL;
}

/* Number of the text under `key`; 0 if there is none.  Numbers start at 1. */
static unsigned number_of(const char *key)
{
    unsigned number = 1;
    const text_row *row = row_of(key);

    if (row && row->kind == USE_ROW) {
        row = row_of(row->text);
        if (!row || row->kind == USE_ROW) {
            complain(key, "takes its text from a key that has none");
            return 0;
        }
    }
    if (!row) {
        return 0;
    }
    for (const text_row *walk = texts; walk != row; walk++) {
        number += walk->kind == PLURAL_ROW ? PLURAL_MAX
                  : walk->kind == MSG_ROW  ? 1
                                           : 0;
    }
    return number;
}

static unsigned count_numbers(void)
{
    unsigned count = 1;

    for (size_t i = 0; i < TEXTS; i++) {
        count += texts[i].kind == PLURAL_ROW ? PLURAL_MAX
                 : texts[i].kind == MSG_ROW  ? 1
                                             : 0;
    }
    return count;
}

static bool about_status(const char *key)
{
    return isdigit((unsigned char)key[0]) != 0;
}

/* Plain in every format: HTML, XML, JSON, Markdown and text. */
static void check_text(const char *key, const char *text)
{
    size_t n = strlen(key);
    bool owner = n > 6 && strcmp(key + n - 6, "/owner") == 0;

    if (!text[0] || strstr(text, "  ") || strpbrk(text, "<>&\"'`*[]\\#|~")
        || (!owner && strchr(text, '_'))) {
        complain(key, "is empty, has two spaces, or a character that some "
                      "format must escape");
    }
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f) {
            complain(key, "has a control character");
        }
    }
}

static void check_texts(void)
{
    for (size_t i = 0; i < TEXTS; i++) {
        if (row_of(texts[i].key) != &texts[i]) {
            complain(texts[i].key, "is defined twice");
        }
        if (texts[i].kind != USE_ROW) {
            check_text(texts[i].key, texts[i].text);
        }
        if (texts[i].kind == PLURAL_ROW) {
            check_text(texts[i].key, texts[i].many);
        }
    }
}

static void print_name(const char *key)
{
    for (; *key; key++) {
        putchar(isalnum((unsigned char)*key) ? toupper((unsigned char)*key)
                                             : '_');
    }
}

static void print_messages(void)
{
    puts("/* Generated from catalog/texts.def; do not edit. */\n"
         "#ifndef SP_MESSAGES_H\n#define SP_MESSAGES_H\n\nenum {");
    for (size_t i = 0; i < TEXTS; i++) {
        if (!about_status(texts[i].key) && texts[i].kind != USE_ROW) {
            printf("    SP_MSG_");
            print_name(texts[i].key);
            printf(" = %u,\n", number_of(texts[i].key));
        }
    }
    printf("    SP_MESSAGES = %u\n};\n\n#endif\n", count_numbers());
}

static unsigned status_text(int code, const char *field)
{
    char key[KEY_MAX];

    snprintf(key, sizeof(key), "%d/%s", code, field);
    return number_of(key);
}

static void print_status(const status_row *row)
{
    char key[KEY_MAX];
    int code = status_text(row->code, "title") ? row->code : row->nearest;
    unsigned owner = status_text(row->code, "owner");

    snprintf(key, sizeof(key), "%d", row->code);
    if (!status_text(code, "title") || !status_text(code, "what") || !owner) {
        complain(key, "has no title, no sentence or no owner's note");
    }
    printf("    /* %d */ { %u, %u, %u, %u, { ", row->code,
           status_text(code, "title"), status_text(code, "what"),
           status_text(code, "lasts"), owner);
    for (int i = 1; i <= DO_MAX; i++) {
        snprintf(key, sizeof(key), "do/%d", i);
        printf("%u, ", status_text(code, key));
    }
    puts("} },");
}

/* One language's texts, in the order of their numbers. */
static void print_language(const char *name, const char *const *bytes,
                           unsigned count)
{
    size_t offset = 0;

    printf("static const char bytes_%s[] =\n", name);
    for (unsigned i = 0; i < count; i++) {
        if (bytes[i]) {
            printf("    \"%s\"\n", bytes[i]);
        }
    }
    printf("    \"\";\n\nstatic const uint32_t offsets_%s[] = {", name);
    for (unsigned i = 0; i <= count; i++) {
        printf("%s%zu,", i % 12 ? " " : "\n    ", offset);
        if (i < count && bytes[i]) {
            offset += strlen(bytes[i]);
        }
    }
    puts("\n};\n");
}

static void print_english(void)
{
    unsigned count = count_numbers();
    const char **bytes = calloc(count, sizeof(*bytes));

    if (!bytes) {
        exit(1);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        unsigned number = number_of(texts[i].key);

        if (texts[i].kind == PLURAL_ROW) {
            bytes[number] = texts[i].text;
            bytes[number + 1] = texts[i].many;
        }
        else if (texts[i].kind == MSG_ROW) {
            bytes[number] = texts[i].text;
        }
    }
    print_language("en", bytes, count);
    free(bytes);
}

static void print_catalog(void)
{
    puts("/* Generated from catalog/; do not edit. */\n"
         "#include \"core/catalog.h\"\n\n"
         "extern const sp_status_texts sp_catalog_rows[];\n\n"
         "const sp_status_texts sp_catalog_rows[] = {");
    for (size_t i = 0; i < STATUSES; i++) {
        print_status(&statuses[i]);
    }
    puts("};\n");
    print_english();
    puts("static unsigned plural_en(unsigned long n)\n"
         "{\n    return n != 1;\n}\n\n"
         "const sp_language sp_languages[] = {\n"
         "    { { \"en\", 2 }, { \"English\", 7 }, false, offsets_en, bytes_en,"
         " plural_en },\n"
         "};\n\nconst unsigned sp_language_count = 1;");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "messages.h") == 0) {
        check_texts();
        print_messages();
    }
    else if (argc == 2 && strcmp(argv[1], "catalog.c") == 0) {
        print_catalog();
    }
    else {
        fputs("usage: compile messages.h | catalog.c\n", stderr);
        return 2;
    }
    return mistakes ? 1 : 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The products of the compiler: numbers of the texts, and the tables. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- messages.h -----------------------------------------------------------*/

static void print_name(const char *key)
{
    for (; *key; key++) {
        putchar(isalnum((unsigned char)*key) ? toupper((unsigned char)*key)
                                             : '_');
    }
}

/* Texts of a status have no name; they are found through its row. */
void write_messages(void)
{
    size_t count;
    const message *list = messages(&count);

    puts("/* Generated from catalog/; do not edit. */\n"
         "#ifndef SP_MESSAGES_H\n#define SP_MESSAGES_H\n\nenum {");
    for (size_t i = 0; i < count; i++) {
        if (!isdigit((unsigned char)list[i].key[0])) {
            printf("    SP_MSG_");
            print_name(list[i].key);
            printf(" = %u,\n", list[i].number);
        }
    }
    printf("    SP_MESSAGES = %u\n};\n\n#endif\n", numbers());
}

/* ---- which texts belong to which status -----------------------------------*/

static unsigned number_of(int code, const char *field)
{
    char key[KEY_MAX];
    const message *found;

    snprintf(key, sizeof(key), "%d/%s", code, field);
    found = message_of(key);
    return found ? found->number : 0;
}

/* What belongs to `group` is inherited whole where a code has none of it. */
static unsigned number_at(const status_row *row, const char *group,
                          const char *field)
{
    return number_of(number_of(row->code, group) ? row->code : row->nearest,
                     field);
}

/* A set with a bit for each language that the page can be written in. */
static unsigned long long languages_at(size_t status, const language *list,
                                       size_t count)
{
    unsigned long long bits = 0;

    for (size_t i = 0; i < count; i++) {
        bits |= (unsigned long long)list[i].covers[status] << i;
    }
    return bits;
}

static void print_statuses(const language *languages, size_t language_count)
{
    size_t count;
    const status_row *list = statuses(&count);

    puts("const sp_status_texts sp_catalog_rows[] = {");
    for (size_t i = 0; i < count; i++) {
        const status_row *row = &list[i];

        printf("    /* %d */ { UINT64_C(0x%llx), %u, %u, %u, %u, "
               "{ %u, %u, %u, %u }, %u, { %u, %u, %u } },\n",
               row->code, languages_at(i, languages, language_count),
               number_at(row, "title", "title"),
               number_at(row, "title", "what"),
               number_at(row, "title", "lasts"), number_of(row->code, "owner"),
               number_at(row, "title", "do/1"), number_at(row, "title", "do/2"),
               number_at(row, "title", "do/3"), number_at(row, "title", "do/4"),
               number_at(row, "detail", "detail"),
               number_at(row, "detail", "advice/1"),
               number_at(row, "detail", "advice/2"),
               number_at(row, "detail", "advice/3"));
    }
    puts("};\n");
}

static void print_conditions(void)
{
    size_t count;
    const message *list = messages(&count);

    printf("const sp_text_conditions sp_catalog_conditions[%u] = {\n",
           numbers());
    for (size_t i = 0; i < count; i++) {
        text_conditions has = conditions_of(list[i].key);

        if (has.when | has.unless) {
            printf("    [%u] = { UINT32_C(%u), UINT32_C(%u) },\n",
                   list[i].number, has.when, has.unless);
        }
    }
    puts("};\n");
}

/* ---- one language ---------------------------------------------------------*/

/* Bytes past ASCII as octal escapes; a new literal a text. */
static void print_bytes(const char *text)
{
    fputs("    \"", stdout);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p < 0x80 && *p != '?') {
            putchar(*p);
        }
        else {
            printf("\\%03o", (unsigned)*p);
        }
    }
    puts("\"");
}

static void print_texts(const language *one, size_t at)
{
    unsigned count = numbers();
    size_t offset = 0;

    printf("static const char bytes_%zu[] =\n", at);
    for (unsigned i = 0; i < count; i++) {
        if (one->texts[i]) {
            print_bytes(one->texts[i]);
        }
    }
    printf("    \"\";\n\nstatic const uint32_t offsets_%zu[] = {", at);
    for (unsigned i = 0; i <= count; i++) {
        printf("%s%zu,", i % 12 ? " " : "\n    ", offset);
        if (i < count && one->texts[i]) {
            offset += strlen(one->texts[i]);
        }
    }
    puts("\n};\n");
}

static void print_plural(const language *one, size_t at)
{
    printf("static unsigned plural_%zu(unsigned long n)\n{\n"
           "    %sreturn (unsigned)(%s);\n}\n\n",
           at, strchr(one->plural.expression, 'n') ? "" : "(void)n;\n    ",
           one->plural.expression);
}

static void print_language_row(const language *one, size_t at)
{
    printf("    { { \"%s\", %zu },\n      { ", one->tag, strlen(one->tag));
    print_bytes(one->name);
    printf("      , %zu }, %s, %u, offsets_%zu, bytes_%zu, plural_%zu },\n",
           strlen(one->name), one->rtl ? "true" : "false", one->plural.forms,
           at, at, at);
}

/* ---- catalog.c ------------------------------------------------------------*/

void write_catalog(const char *po)
{
    size_t count;
    const language *list = languages(po, &count);

    puts("/* Generated from catalog/; do not edit. */\n"
         "#include \"core/catalog.h\"\n#include \"core/language.h\"\n");
    print_statuses(list, count);
    print_conditions();
    for (size_t i = 0; i < count; i++) {
        print_texts(&list[i], i);
        print_plural(&list[i], i);
    }
    puts("const sp_language sp_languages[] = {");
    for (size_t i = 0; i < count; i++) {
        print_language_row(&list[i], i);
    }
    printf("};\n\nconst unsigned sp_language_count = %zu;\n\n", count);
    write_tags(list, count);
}

void write_coverage(const char *po)
{
    size_t count;
    const language *list = languages(po, &count);

    puts("language  translated  fuzzy  missing  owner's notes");
    for (size_t i = 0; i < count; i++) {
        const language *one = &list[i];
        unsigned all = one->translated + one->fuzzy + one->missing;

        printf("%-9s %4u %4.0f%%  %5u  %7u  %8u %3.0f%%\n", one->tag,
               one->translated, 100.0 * one->translated / all, one->fuzzy,
               one->missing, one->notes, 100.0 * one->notes / list[0].notes);
        if (one->complete && one->translated < all) {
            complain("languages.def", 0,
                     "%s is marked COMPLETE, but %u of its texts are missing "
                     "or fuzzy: translate them, or mark it PARTIAL",
                     one->tag, all - one->translated);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From the entries of the PO files to the texts of a language.  An entry that
 * is fuzzy or not translated is missing; a language that misses a text of a
 * status is not chosen for it, but for the owner's note.  A wrong entry ends
 * the build. */
#include "catalog/compiler.h"

#include <string.h>

enum { LTR = false, RTL = true, PARTIAL = false, COMPLETE = true };

static const language rows[] = {
#define LANGUAGE(tag_, file_, name_, direction, state)                         \
    { .tag = (tag_),                                                           \
      .file = (file_),                                                         \
      .name = (name_),                                                         \
      .rtl = (direction),                                                      \
      .complete = (state) },
#define NEIGHBOUR(tag_, other)
#define SCRIPT(tag_)
#include "catalog/languages.def"
#undef LANGUAGE
#undef NEIGHBOUR
#undef SCRIPT
};

enum { LANGUAGES = sizeof(rows) / sizeof(rows[0]) };

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= LANGUAGES_MAX,
               "a set of languages has 64 bits");

static const po_entry *entry_of(const po_file *file, const char *key)
{
    for (size_t i = 0; i < file->count; i++) {
        if (file->entries[i].context
            && strcmp(file->entries[i].context, key) == 0) {
            return &file->entries[i];
        }
    }
    return NULL;
}

static bool is_translated(const po_entry *entry, unsigned forms)
{
    if (!entry || entry->fuzzy) {
        return false;
    }
    for (unsigned i = 0; i < forms; i++) {
        if (!entry->text[i] || !*entry->text[i]) {
            return false;
        }
    }
    return true;
}

/* A form that stands for one number may leave the number out: "one minute". */
static bool placeholders_fit(const message *of, const char *text)
{
    return same_placeholders(of->text, text)
           || (of->many && !strchr(text, '{') && !strchr(text, '}'));
}

static const char *lost_word(const message *of, const char *text)
{
    const char *const *all = kept_words(of->text);
    const char *const *kept = all;
    char *what = allocate(KEY_MAX + 64);

    while (*kept && has_word(text, *kept, all)) {
        kept++;
    }
    snprintf(what, KEY_MAX + 64, "lacks \"%s\", which no language translates",
             *kept ? *kept : "");
    return *kept ? what : NULL;
}

static const char *mistake_of(const message *of, const char *text, bool rtl)
{
    const char *why = text_mistake(of, text, rtl);

    if (!why && !placeholders_fit(of, text)) {
        why = "has different {placeholders} from the English text";
    }
    return why || domain_of(of->key) != DOMAIN_OWNER ? why
                                                     : lost_word(of, text);
}

static void take(language *one, const po_file *file, const message *of,
                 const po_entry *entry)
{
    unsigned forms = of->many ? one->plural.forms : 1;

    for (unsigned i = 0; i < forms; i++) {
        const char *text = entry->text[i];
        const char *why = mistake_of(of, text, one->rtl);

        if (why) {
            complain(file->path, entry->line, "\"%s\": %s", of->key, why);
        }
        one->texts[of->number + i] = text;
    }
    if (strcmp(entry->id, of->text) != 0) {
        complain(file->path, entry->line,
                 "\"%s\": the English text has changed; run make -f apxs.mk "
                 "po-update and review what it marks fuzzy",
                 of->key);
    }
}

/* A plural's forms beyond those of the language are never asked for, but the
 * table is by number. */
static void read_messages(language *one, const po_file *file,
                          text_domain domain)
{
    size_t count;
    const message *list = messages(&count);

    for (size_t i = 0; i < count; i++) {
        const po_entry *entry = entry_of(file, list[i].key);

        if (domain_of(list[i].key) != domain) {
            continue;
        }
        if (is_translated(entry, list[i].many ? one->plural.forms : 1)) {
            take(one, file, &list[i], entry);
            ++*(domain == DOMAIN_OWNER ? &one->notes : &one->translated);
        }
        else if (domain == DOMAIN_PAGES) {
            one->fuzzy += entry && entry->fuzzy;
            one->missing += !entry || !entry->fuzzy;
        }
    }
}

static void find_strangers(const po_file *file, text_domain domain)
{
    for (size_t i = 0; i < file->count; i++) {
        const char *key = file->entries[i].context;

        for (size_t j = i + 1; key && j < file->count; j++) {
            if (file->entries[j].context
                && strcmp(file->entries[j].context, key) == 0) {
                complain(file->path, file->entries[j].line,
                         "\"%s\" appears twice", key);
            }
        }
        if (key && (!message_of(key) || domain_of(key) != domain)) {
            complain(file->path, file->entries[i].line,
                     "there is no text \"%s\" in the catalog%s; run make -f "
                     "apxs.mk po-update",
                     key, message_of(key) ? " for this file" : "");
        }
    }
}

/* Every page shows the labels, so a new one empties a language until it is
 * translated. */
static void note_labels(const language *one)
{
    size_t count;
    const message *list = messages(&count);

    for (size_t i = 0; i < count; i++) {
        if (strncmp(list[i].key, "ui/", 3) == 0
            && !one->texts[list[i].number]) {
            fprintf(stderr,
                    "note: %s.po: no page is in this language as long as "
                    "\"%s\" is not translated\n",
                    one->file, list[i].key);
        }
    }
}

/* A text that is missing, whatever the request, keeps a language away from a
 * page: no page is in two languages. */
static void find_covered(language *one, const needs *all)
{
    size_t count;

    statuses(&count);
    one->covers = allocate(count);
    for (size_t i = 0; i < count; i++) {
        one->covers[i] = true;
        for (size_t j = 0; j < all[i].count; j++) {
            one->covers[i] =
                one->covers[i] && one->texts[all[i].numbers[j]] != NULL;
        }
    }
}

static char *path_of(const language *one, const char *po, const char *folder)
{
    size_t size = strlen(po) + strlen(folder) + strlen(one->file) + 5;
    char *path = allocate(size);

    snprintf(path, size, "%s%s/%s.po", po, folder, one->file);
    return path;
}

/* A language may have none of them: then there need be no file. */
static void read_owner_notes(language *one, const char *po)
{
    char *path = path_of(one, po, "/owner");
    FILE *there = fopen(path, "rb");
    po_file file;

    if (there && fclose(there) == 0 && read_po(path, &file)) {
        find_strangers(&file, DOMAIN_OWNER);
        read_messages(one, &file, DOMAIN_OWNER);
    }
}

static void read_translation(language *one, const char *po)
{
    char *path = path_of(one, po, "");
    char value[1024] = "";
    po_file file;
    const char *why;

    if (!read_po(path, &file)) {
        return;
    }
    po_header(&file, "Plural-Forms", value, sizeof(value));
    why = read_plural(value, &one->plural);
    if (why) {
        complain(path, file.plural_line, "%s", why);
        return;
    }
    find_strangers(&file, DOMAIN_PAGES);
    read_messages(one, &file, DOMAIN_PAGES);
    read_owner_notes(one, po);
}

static void read_english(language *one)
{
    size_t count;
    const message *list = messages(&count);

    read_plural("nplurals=2; plural=n != 1;", &one->plural);
    for (size_t i = 0; i < count; i++) {
        one->texts[list[i].number] = list[i].text;
        if (list[i].many) {
            one->texts[list[i].number + 1] = list[i].many;
        }
        one->translated += domain_of(list[i].key) == DOMAIN_PAGES;
        one->notes += domain_of(list[i].key) == DOMAIN_OWNER;
    }
}

const language *languages(const char *po, size_t *count)
{
    language *list = allocate(sizeof(rows));
    const needs *all = needs_of_statuses();

    memcpy(list, rows, sizeof(rows));
    for (size_t i = 0; i < LANGUAGES; i++) {
        list[i].texts = allocate(numbers() * sizeof(*list[i].texts));
        if (*list[i].file) {
            read_translation(&list[i], po);
        }
        else {
            read_english(&list[i]);
        }
        find_covered(&list[i], all);
        note_labels(&list[i]);
    }
    *count = LANGUAGES;
    return list;
}

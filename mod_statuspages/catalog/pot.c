/* SPDX-License-Identifier: Apache-2.0 */
/* The template that translations start from. */
#include "catalog/compiler.h"

#include <stdlib.h>
#include <string.h>

/* What a translator should know about a key; the first row that its start
 * and end fit. */
typedef struct note_row {
    const char *start;
    const char *end;
    const char *note;
} note_row;

static const note_row notes[] = {
#define NOTE(start, end, note) { start, end, note },
#include "catalog/notes.def"
#undef NOTE
};

static bool fits(const note_row *row, const char *key)
{
    size_t n = strlen(key);
    size_t tail = strlen(row->end);

    return strncmp(key, row->start, strlen(row->start)) == 0 && n >= tail
           && strcmp(key + n - tail, row->end) == 0;
}

static const char *note_of(const char *key)
{
    static const char advice[] = "What a visitor can do: one piece of advice, "
                                 "shown in a list.";

    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        if (fits(&notes[i], key)) {
            return notes[i].note;
        }
    }
    return advice;
}

static void print_where(const char *key)
{
    int code = atoi(key);
    size_t count;
    const status_row *list = statuses(&count);

    for (size_t i = 0; i < count; i++) {
        if (code && list[i].code == code) {
            printf("#. For %d %s.\n", code, list[i].phrase);
        }
    }
}

void write_pot(void)
{
    size_t count;
    const message *list = messages(&count);

    puts("# The texts of mod_statuspages, to be translated.\n"
         "# SPDX-License-Identifier: Apache-2.0\n"
         "#\n"
         "# Made by: make -f apxs.mk po-update\n"
         "# README.md tells how to translate.\n"
         "msgid \"\"\n"
         "msgstr \"\"\n"
         "\"Project-Id-Version: mod_statuspages\\n\"\n"
         "\"Report-Msgid-Bugs-To: \\n\"\n"
         "\"Language: \\n\"\n"
         "\"MIME-Version: 1.0\\n\"\n"
         "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
         "\"Content-Transfer-Encoding: 8bit\\n\"\n"
         "\"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n\"");
    for (size_t i = 0; i < count; i++) {
        if (is_owner_note(list[i].key)) {
            continue;
        }
        puts("");
        print_where(list[i].key);
        printf("#. %s\nmsgctxt \"%s\"\nmsgid \"%s\"\n", note_of(list[i].key),
               list[i].key, list[i].text);
        if (list[i].many) {
            printf("msgid_plural \"%s\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n",
                   list[i].many);
        }
        else {
            puts("msgstr \"\"");
        }
    }
}

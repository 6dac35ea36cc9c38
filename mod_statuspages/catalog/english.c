/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the English texts, for people and for programs, and the status table,
 * and numbers the messages. */
#include "catalog/compiler.h"

#include <string.h>

typedef enum row_kind { MSG_ROW, USE_ROW, PLURAL_ROW } row_kind;

typedef struct text_row {
    row_kind kind;
    const char *file;
    unsigned line;
    const char *key;
    const char *text; /* of a USE: the key it takes the text from */
    const char *many; /* of a PLURAL */
} text_row;

static const text_row rows[] = {
#define ROW(kind, ...) { kind, __FILE__, __LINE__, __VA_ARGS__ },
#define MSG(key, text) ROW(MSG_ROW, key, text, NULL)
#define USE(key, other) ROW(USE_ROW, key, other, NULL)
#define PLURAL(key, one, other) ROW(PLURAL_ROW, key, one, other)
#define WHEN(key, facts)
#define UNLESS(key, facts)
#include "catalog/texts.def"
#include "catalog/client.def"
#undef ROW
#undef MSG
#undef USE
#undef PLURAL
#undef WHEN
#undef UNLESS
};

enum lasts { LASTS_NONE, LASTS_UNKNOWN, LASTS_TEMPORARY, LASTS_PERMANENT };

#define F(fact) FACT_BIT(FACT_##fact)

static const status_row status_rows[] = {
#define STATUS(code, phrase, origin, fault, lasts, retry, category, page,      \
               traits, nearest, facts)                                         \
    { code, nearest, phrase, LASTS_##lasts == LASTS_PERMANENT, facts },
#include "catalog/status.def"
#undef STATUS
};

typedef struct condition_row {
    const char *file;
    unsigned line;
    const char *key;
    text_conditions has;
} condition_row;

static const condition_row condition_rows[] = {
#define MSG(key, text)
#define USE(key, other)
#define PLURAL(key, one, other)
#define WHEN(key, facts) { __FILE__, __LINE__, key, { facts, 0 } },
#define UNLESS(key, facts) { __FILE__, __LINE__, key, { 0, facts } },
#include "catalog/texts.def"
#include "catalog/client.def"
#undef MSG
#undef USE
#undef PLURAL
#undef WHEN
#undef UNLESS
};

enum {
    CONDITIONS = sizeof(condition_rows) / sizeof(condition_rows[0]),
    ROWS = sizeof(rows) / sizeof(rows[0]),
    STATUSES = sizeof(status_rows) / sizeof(status_rows[0])
};

const status_row *statuses(size_t *count)
{
    *count = STATUSES;
    return status_rows;
}

/* How many numbers a row takes; a USE row has none of its own. */
static unsigned takes(const text_row *row)
{
    return row->kind == USE_ROW ? 0 : row->kind == PLURAL_ROW ? PLURAL_MAX : 1;
}

const message *messages(size_t *count)
{
    message *list = allocate(ROWS * sizeof(*list));
    unsigned number = 1;

    *count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (takes(&rows[i])) {
            list[(*count)++] =
                (message){ rows[i].key, rows[i].text, rows[i].many, number };
        }
        number += takes(&rows[i]);
    }
    return list;
}

unsigned numbers(void)
{
    unsigned number = 1;

    for (size_t i = 0; i < ROWS; i++) {
        number += takes(&rows[i]);
    }
    return number;
}

static const text_row *row_of(const char *key)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].key, key) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* One message of its own: the whole list for each of many thousand look-ups
 * would take most of the time of the build. */
static const message *message_at(const text_row *row)
{
    message *found = allocate(sizeof(*found));

    *found = (message){ row->key, row->text, row->many, 1 };
    for (const text_row *before = rows; before < row; before++) {
        found->number += takes(before);
    }
    return found;
}

const message *message_of(const char *key)
{
    const text_row *row = row_of(key);

    if (row && row->kind == USE_ROW) {
        row = row_of(row->text);
        if (!row || row->kind == USE_ROW) {
            complain(row_of(key)->file, row_of(key)->line,
                     "\"%s\" uses the text of a key that has none", key);
            return NULL;
        }
    }
    return row ? message_at(row) : NULL;
}

static const message *part_of(int code, const char *field)
{
    char key[KEY_MAX];

    snprintf(key, sizeof(key), "%d/%s", code, field);
    return message_of(key);
}

size_t messages_of_status(const status_row *row, const message **list)
{
    static const char *const fields[] = { "title", "what", "lasts", "do/1",
                                          "do/2",  "do/3", "do/4" };
    int code = part_of(row->code, "title") ? row->code : row->nearest;
    size_t count = 0;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const message *part = part_of(code, fields[i]);

        if (part) {
            list[count++] = part;
        }
    }
    return count;
}

static void check_row(const text_row *row)
{
    message as_message = { row->key, row->text, row->many, 0 };
    const char *what;

    if (row_of(row->key) != row) {
        complain(row->file, row->line, "\"%s\" is defined twice", row->key);
    }
    if (row->kind == USE_ROW) {
        message_of(row->key);
        return;
    }
    what = text_mistake(&as_message, row->text, false);
    if (!what && row->many) {
        what = text_mistake(&as_message, row->many, false);
    }
    if (what) {
        complain(row->file, row->line, "\"%s\": %s", row->key, what);
    }
}

text_conditions conditions_of(const char *key)
{
    text_conditions has = { 0, 0 };

    for (size_t i = 0; i < CONDITIONS; i++) {
        if (strcmp(condition_rows[i].key, key) == 0) {
            has.when |= condition_rows[i].has.when;
            has.unless |= condition_rows[i].has.unless;
        }
    }
    return has;
}

/* Advice can be left out; how long it lasts, only by what is known when a page
 * is folded (core/page_conditions.c). */
static void check_condition(const condition_row *row)
{
    const text_row *text = row_of(row->key);
    uint32_t facts = row->has.when | row->has.unless;
    bool lasts = strncmp(row->key, "lasts/", 6) == 0;

    if (!text || text->kind != MSG_ROW) {
        complain(row->file, row->line, "\"%s\" has conditions and no text",
                 row->key);
    }
    else if (!lasts && !strstr(row->key, "do/")
             && strncmp(row->key, "client/", 7) != 0) {
        complain(row->file, row->line,
                 "\"%s\" is no advice: it is always shown", row->key);
    }
    if (lasts && facts & ~(F(WAIT) | F(BACK) | F(CLOSED))) {
        complain(row->file, row->line,
                 "\"%s\" can depend on WAIT and CLOSED only", row->key);
    }
}

/* What each code needs, itself or its relative; programs meet errors only. */
typedef struct needed_row {
    const char *field;
    const char *file;
    const char *group; /* inherited with this field; NULL: never */
    int from;          /* this code on */
} needed_row;

static const needed_row needed[] = {
    { "title", "texts.def", "title", 0 },
    { "what", "texts.def", "title", 0 },
    { "owner", "texts.def", NULL, 0 },
    { "detail", "client.def", "detail", 400 },
    { "advice/1", "client.def", "detail", 400 },
};

/* The search for a code relies on the order of the rows. */
static void check_status(size_t i)
{
    const status_row *row = &status_rows[i];

    if (i > 0 && row->code <= status_rows[i - 1].code) {
        complain("status.def", 0,
                 "%d comes after %d: sort the rows by code, each code once",
                 row->code, status_rows[i - 1].code);
    }
    for (size_t k = 0; k < sizeof(needed) / sizeof(needed[0]); k++) {
        const needed_row *one = &needed[k];
        bool inherits = one->group && !part_of(row->code, one->group);
        int code = inherits ? row->nearest : row->code;

        if (row->code >= one->from && !part_of(code, one->field)) {
            complain(one->file, 0, "\"%d/%s\" is missing", code, one->field);
        }
    }
}

void check_english(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        check_row(&rows[i]);
    }
    for (size_t i = 0; i < CONDITIONS; i++) {
        check_condition(&condition_rows[i]);
    }
    for (size_t i = 0; i < STATUSES; i++) {
        check_status(i);
    }
}

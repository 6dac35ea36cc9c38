/* SPDX-License-Identifier: Apache-2.0 */
/* compiler.h - what the files of the catalog's compiler share.  It runs while
 * the project is built and is never part of the module or the command, so it
 * needs the C library only, and ends with a message where it cannot go on.
 *
 *   english.c      texts.def, client.def and status.def -> messages with a
 *                  number
 *   po.c           po/LANG.po and po/owner/LANG.po -> entries
 *   text_rules.c   what a text may be
 *   kept_words.c   what a translated owner's note has to keep
 *   plural.c       what a Plural-Forms rule may be
 *   evaluate.c     what it gives
 *   page_texts_needed.c  which texts the page of a status needs
 *   translation.c  entries       -> the texts of one language, checked
 *   write_tables.c texts         -> constant C tables
 *   tags.c         languages.def -> the table of tags
 *   pot.c          messages      -> statuspages.pot, owner/owner.pot
 *   compile.c      main()
 */
#ifndef SP_CATALOG_COMPILER_H
#define SP_CATALOG_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PLURAL_MAX = 6, DO_MAX = 4, KEY_MAX = 64, LANGUAGES_MAX = 64 };

/* ---- mistakes: all are shown, then the build ends -------------------------*/

/* Print `file:line: message`; line 0 leaves it out. */
void complain(const char *file, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How many so far. */
unsigned mistakes(void);

/* Memory for the life of the program; never NULL. */
void *allocate(size_t bytes);

/* ---- english.c ------------------------------------------------------------*/

/* One text of texts.def or client.def; USE rows are followed and are no
 * messages. */
typedef struct message {
    const char *key;
    const char *text;
    const char *many; /* of a plural; NULL otherwise */
    unsigned number;  /* of its first form; a plural takes PLURAL_MAX */
} message;

/* All messages, ascending by number. */
const message *messages(size_t *count);

/* One more than the greatest number. */
unsigned numbers(void);

/* The message under `key`, USE followed; NULL if there is none. */
const message *message_of(const char *key);

/* The sentences of facts.def and what else advice depends on, as bits of a set.
 */
enum {
#define FACT(id, key, placeholder, meaning) FACT_##id,
#include "core/facts.def"
#undef FACT
#define CONDITION(id, meaning) FACT_##id,
#include "core/conditions.def"
#undef CONDITION
};
#define FACT_BIT(fact) (UINT32_C(1) << (fact))

/* A text is shown if all of `when` hold and none of `unless`. */
typedef struct text_conditions {
    uint32_t when;
    uint32_t unless;
} text_conditions;

text_conditions conditions_of(const char *key);

typedef struct status_row {
    int code;
    int nearest; /* whose texts it uses */
    const char *phrase;
    bool permanent; /* waiting does not help */
    uint32_t facts; /* FACT_BIT set: sentences that belong to it */
} status_row;

const status_row *statuses(size_t *count);

/* Complain about what is wrong in texts.def and client.def. */
void check_english(void);

/* The messages that make up a status besides its owner's note: title, what,
 * lasts and actions; at most 3 + DO_MAX.  Returns how many. */
size_t messages_of_status(const status_row *row, const message **list);

/* ---- page_texts_needed.c -------------------------------------------------*/

/* Numbers of the texts that a page may show besides the owner's note, which may
 * be in English on any page. */
typedef struct needs {
    unsigned *numbers;
    size_t count;
} needs;

/* Of each row of statuses(). */
const needs *needs_of_statuses(void);

/* ---- text_rules.c --------------------------------------------------------*/

/* Where the translations of a text are. */
typedef enum text_domain {
    DOMAIN_PAGES, /* po/LANG.po */
    DOMAIN_OWNER, /* po/owner/LANG.po: the owner's notes, each optional */
    DOMAIN_NONE   /* client.def is in English only */
} text_domain;

text_domain domain_of(const char *key);

/* What is wrong with a text in any language, or NULL. */
const char *text_mistake(const message *of, const char *text, bool rtl);

/* True if both have the same placeholders, in any order. */
bool same_placeholders(const char *a, const char *b);

/* ---- kept_words.c --------------------------------------------------------*/

/* The words of an owner's note that a translation keeps; ends with NULL. */
const char *const *kept_words(const char *english);

/* Does `word` stand in `text`, by itself or with a plural s, and not only as
 * the beginning of a longer one of `kept`? */
bool has_word(const char *text, const char *word, const char *const *kept);

/* ---- plural.c -------------------------------------------------------------*/

typedef struct plural_rule {
    unsigned forms;
    char expression[512]; /* C over n, of tokens that were checked */
} plural_rule;

/* Read the value of Plural-Forms; what is wrong, or NULL. */
const char *read_plural(const char *header, plural_rule *rule);

/* evaluate.c: what is wrong with the rule for some number, or NULL. */
const char *try_plural(const plural_rule *rule);

/* ---- po.c -----------------------------------------------------------------*/

typedef struct po_entry {
    const char *context; /* the key; NULL: the header */
    const char *id;
    const char *id_plural;
    const char *text[PLURAL_MAX];
    bool fuzzy;
    unsigned line;
} po_entry;

typedef struct po_file {
    const char *path;
    po_entry *entries;
    size_t count;
    unsigned plural_line; /* of Plural-Forms; 0: there is none */
} po_file;

/* Read a file; false, with complaints, if it is not gettext's format. */
bool read_po(const char *path, po_file *file);

/* The value of a header field, up to its line end, in `value`. */
bool po_header(const po_file *file, const char *name, char *value, size_t size);

/* ---- translation.c -------------------------------------------------------*/

typedef struct language {
    const char *tag;
    const char *file; /* "" for English */
    const char *name;
    bool rtl;
    bool complete; /* a release may not lack any of its texts */
    plural_rule plural;
    const char **texts;    /* by number; NULL: not translated */
    unsigned char *covers; /* by status row: 1 if its page can be written */
    unsigned translated;
    unsigned fuzzy;
    unsigned missing;
    unsigned notes; /* of DOMAIN_OWNER, translated */
} language;

/* All rows of languages.def, read from the folder `po`. */
const language *languages(const char *po, size_t *count);

/* ---- products, to standard output -----------------------------------------*/

void write_messages(void);
void write_catalog(const char *po);
/* Complains about each language that is said to be complete and is not. */
void write_coverage(const char *po);
void write_tags(const language *list, size_t count);
/* Not of DOMAIN_NONE. */
void write_pot(text_domain domain);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.h - the texts for people, in every language that was compiled in, and
 * those for programs, in English.
 *
 * The English texts are catalog/texts.def and catalog/client.def;
 * catalog/compile.c turns them and the translations of catalog/po into constant
 * tables while the project is built.  A text is a number (sp_message); a
 * language is a table from that number to bytes.  All bytes are constant UTF-8
 * and hold nothing that HTML, XML, JSON or Markdown would have to escape; the
 * build refuses such a text.
 */
#ifndef SP_CORE_CATALOG_H
#define SP_CORE_CATALOG_H

#include "core/status.h"

enum { SP_DO_MAX = 4, SP_ADVICE_MAX = 3, SP_PLURAL_MAX = 6 };

/* Number of a text; 0 is the empty text. */
typedef uint16_t sp_message;

/* Texts with a name of their own: SP_MSG_UI_HOME is "ui/home".  Generated. */
#include "messages.h"

/* Which texts belong to one status. */
typedef struct sp_status_texts {
    uint64_t languages; /* bit i: sp_languages[i] has all texts of its page */
    sp_message title;
    sp_message what;
    sp_message lasts;
    sp_message owner;
    sp_message actions[SP_DO_MAX]; /* ends with 0 unless full */
    sp_message detail;             /* for programs, in English; 0: none */
    sp_message advice[SP_ADVICE_MAX];
} sp_status_texts;

/* When a text is shown: if all facts and conditions of `when` hold, and none of
 * `unless` (SP_FACT_BIT sets). */
typedef struct sp_text_conditions {
    uint32_t when;
    uint32_t unless;
} sp_text_conditions;

/* Of each text, by number: WHEN and UNLESS of texts.def. */
extern const sp_text_conditions sp_catalog_conditions[];

typedef struct sp_language {
    sp_span tag;  /* BCP 47 in canonical case: zh-Hant */
    sp_span name; /* in itself: the endonym */
    bool rtl;
    uint8_t forms;           /* of a plural */
    const uint32_t *offsets; /* SP_MESSAGES + 1 of them, into bytes */
    const char *bytes;
    unsigned (*plural)(unsigned long n); /* gettext's rule: the form for n */
} sp_language;

/* The compiled-in languages; the first is English. */
extern const sp_language sp_languages[];
extern const unsigned sp_language_count;

/* The text of `message`; empty if the language leaves it out. */
static inline sp_span sp_catalog_text(const sp_language *language,
                                      sp_message message)
{
    uint32_t start = language->offsets[message];

    return (sp_span){ language->bytes + start,
                      language->offsets[message + 1] - start };
}

/* The language a page of `status` is written in when `language` is wanted:
 * that one, or English if it lacks any text of the page; never both.  Who can
 * ask for several leaves that to sp_language_choose(). */
const sp_language *sp_catalog_language(const sp_language *language,
                                       const sp_status *status);

/* The texts of a status: its own, or its nearest relative's.  Never fails. */
const sp_status_texts *sp_catalog_status(const sp_status *status);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* text_override.h - an administrator's own words in place of the catalog's.
 *
 * One row replaces one text of one code or class in one language; all else is
 * inherited.  Rows are made while the configuration is read and never change.
 */
#ifndef SP_CORE_TEXT_OVERRIDE_H
#define SP_CORE_TEXT_OVERRIDE_H

#include "core/language.h"
#include "core/levels.h"

typedef enum sp_field {
    SP_FIELD_TITLE,
    SP_FIELD_WHAT,
    SP_FIELD_LASTS,
    SP_FIELD_OWNER,
    SP_FIELD_DO_1,
    SP_FIELD_DO_2,
    SP_FIELD_DO_3,
    SP_FIELD_DO_4,
    SP_FIELD_DETAIL, /* this one and the next are for programs, in English */
    SP_FIELD_ADVICE_1,
    SP_FIELD_ADVICE_2,
    SP_FIELD_ADVICE_3,
    SP_FIELD__COUNT
} sp_field;

enum { SP_TEXT_LENGTH_MAX = 600 }; /* characters of one text */

typedef struct sp_text_override {
    uint16_t first; /* codes first to last */
    uint16_t last;
    uint8_t language; /* number; SP_LANGUAGE_NONE: every language */
    uint8_t field;    /* sp_field */
    sp_span text;     /* UTF-8 without controls; empty takes a text away */
} sp_text_override;

typedef sp_level sp_text_overrides; /* of sp_text_override */

/* What stands in place of the catalog's text; NULL: nothing does.  The
 * innermost level wins; in a level a code before a class, a language before
 * every language, and a later row before an earlier one. */
const sp_text_override *sp_text_overrides_find(const sp_text_overrides *texts,
                                               int code,
                                               const sp_language *language,
                                               sp_field field);

/* Does any row change people's page of this code in this language?  `texts` may
 * be NULL. */
bool sp_text_overrides_apply(const sp_text_overrides *texts, int code,
                             const sp_language *language);

/* Fill a row from the words of a directive: `codes` is 404 or 4xx, `language`
 * a tag or *, `field` is title, what, lasts, owner, do1 to do4, detail or
 * advice1 to advice3.  What is wrong, in `pool`, or NULL. */
const char *sp_text_override_parse(sp_text_override *row, const char *codes,
                                   const char *language, const char *field,
                                   const char *text, apr_pool_t *pool);

#endif

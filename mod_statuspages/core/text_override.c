/* SPDX-License-Identifier: Apache-2.0 */
/* Stores and finds texts of StatusPagesText. */
#include "core/text_override.h"

#include "core/code_set.h"
#include "core/escape.h"
#include "core/text_check.h"

#include <apr_strings.h>

#include <strings.h>

/* ---- finding --------------------------------------------------------------*/

static const sp_text_override *row_at(const sp_text_overrides *texts,
                                      unsigned i)
{
    return (const sp_text_override *)texts->rows + i;
}

static bool is_on_page(const sp_text_override *row, int code, unsigned language)
{
    return code >= row->first && code <= row->last
           && (row->language == SP_LANGUAGE_NONE || row->language == language);
}

bool sp_text_overrides_apply(const sp_text_overrides *texts, int code,
                             const sp_language *language)
{
    unsigned number = (unsigned)(language - sp_languages);

    for (; texts; texts = texts->outer) {
        for (unsigned i = 0; i < texts->count; i++) {
            const sp_text_override *row = row_at(texts, i);

            if (row->field < SP_FIELD_DETAIL && is_on_page(row, code, number)) {
                return true;
            }
        }
    }
    return false;
}

/* How closely a row fits; 0: not at all. */
static unsigned fit(const sp_text_override *row, int code, unsigned language,
                    sp_field field)
{
    if (row->field != (uint8_t)field || !is_on_page(row, code, language)) {
        return 0;
    }
    return 1U + (row->language != SP_LANGUAGE_NONE ? 1U : 0U)
           + (row->first == row->last ? 2U : 0U);
}

const sp_text_override *sp_text_overrides_find(const sp_text_overrides *texts,
                                               int code,
                                               const sp_language *language,
                                               sp_field field)
{
    unsigned number = (unsigned)(language - sp_languages);
    const sp_text_override *found = NULL;

    for (; texts && !found; texts = texts->outer) {
        unsigned best = 1;

        for (unsigned i = 0; i < texts->count; i++) {
            unsigned now = fit(row_at(texts, i), code, number, field);

            if (now >= best) {
                best = now;
                found = row_at(texts, i);
            }
        }
    }
    return found;
}

/* ---- reading --------------------------------------------------------------*/

static const char *const field_names[SP_FIELD__COUNT] = {
    "title", "what", "lasts",  "owner",   "do1",     "do2",
    "do3",   "do4",  "detail", "advice1", "advice2", "advice3"
};

static bool read_field(sp_text_override *row, const char *word)
{
    for (unsigned i = 0; i < SP_FIELD__COUNT; i++) {
        if (strcasecmp(word, field_names[i]) == 0) {
            row->field = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static const char *read_text(sp_text_override *row, const char *text,
                             apr_pool_t *pool)
{
    sp_span given = sp_span_of(text);
    const char *wrong = sp_text_error(text, pool);

    if (wrong) {
        return wrong;
    }
    if (!sp_escape_is_clean(given, SP_TEXT_LENGTH_MAX)) {
        return apr_psprintf(pool, "the text has more than %d characters",
                            (int)SP_TEXT_LENGTH_MAX);
    }
    row->text = sp_span_of(apr_pstrmemdup(pool, given.ptr, given.len));
    return NULL;
}

const char *sp_text_override_parse(sp_text_override *row, const char *codes,
                                   const char *language, const char *field,
                                   const char *text, apr_pool_t *pool)
{
    const char *wrong = sp_codes_read(codes, &row->first, &row->last, pool);

    if (wrong) {
        return wrong;
    }
    row->language = strcmp(language, "*") == 0
                        ? (uint8_t)SP_LANGUAGE_NONE
                        : (uint8_t)sp_language_find(sp_span_of(language));
    if (row->language == SP_LANGUAGE_NONE && strcmp(language, "*") != 0) {
        return apr_psprintf(pool,
                            "unknown language \"%s\"; \"statuspages "
                            "languages\" lists them, and * means all",
                            language);
    }
    if (!read_field(row, field)) {
        return apr_psprintf(pool,
                            "\"%s\" is not title, what, lasts, owner, do1 "
                            "to do4, detail or advice1 to advice3",
                            field);
    }
    if (row->field >= SP_FIELD_DETAIL && row->language != SP_LANGUAGE_NONE
        && row->language != 0) {
        return apr_psprintf(
            pool, "%s is for programs and in English; use en or *", field);
    }
    if (row->field == SP_FIELD_TITLE && !*text) {
        return "a title cannot be empty: the page needs a heading";
    }
    return read_text(row, text, pool);
}

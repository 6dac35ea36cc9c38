/* SPDX-License-Identifier: Apache-2.0 */
#include "core/texts.h"

#include "core/codes.h"
#include "core/escape.h"
#include "core/words.h"

#include <apr_strings.h>

#include <strings.h>

/* ---- finding --------------------------------------------------------------*/

static bool is_on_page(const sp_text_row *row, int code, unsigned language)
{
    return code >= row->first && code <= row->last
           && (row->language == SP_LANGUAGE_NONE || row->language == language);
}

bool sp_texts_are_on_page(const sp_texts *texts, int code,
                          const sp_language *language)
{
    unsigned number = (unsigned)(language - sp_languages);

    for (; texts; texts = texts->outer) {
        for (unsigned i = 0; i < texts->count; i++) {
            if (is_on_page(&texts->rows[i], code, number)) {
                return true;
            }
        }
    }
    return false;
}

/* How closely a row fits; 0: not at all. */
static unsigned fit(const sp_text_row *row, int code, unsigned language,
                    sp_field field)
{
    if (row->field != (uint8_t)field || !is_on_page(row, code, language)) {
        return 0;
    }
    return 1U + (row->language != SP_LANGUAGE_NONE ? 1U : 0U)
           + (row->first == row->last ? 2U : 0U);
}

const sp_text_row *sp_texts_find(const sp_texts *texts, int code,
                                 const sp_language *language, sp_field field)
{
    unsigned number = (unsigned)(language - sp_languages);
    const sp_text_row *found = NULL;

    for (; texts && !found; texts = texts->outer) {
        unsigned best = 1;

        for (unsigned i = 0; i < texts->count; i++) {
            unsigned now = fit(&texts->rows[i], code, number, field);

            if (now >= best) {
                best = now;
                found = &texts->rows[i];
            }
        }
    }
    return found;
}

const sp_texts *sp_texts_join(const sp_texts *inner, const sp_texts *outer,
                              apr_pool_t *pool)
{
    sp_texts *joined;

    if (!inner || !outer) {
        return inner ? inner : outer;
    }
    joined = apr_pmemdup(pool, inner, sizeof(*joined));
    /* what is around `inner` already lies within `outer` */
    joined->outer = sp_texts_join(inner->outer, outer, pool);
    return joined;
}

const sp_texts *sp_texts_add(const sp_texts *level, const sp_text_row *row,
                             apr_pool_t *pool)
{
    sp_texts *longer = apr_pcalloc(pool, sizeof(*longer));

    if (level) {
        *longer = *level;
    }
    else {
        longer->room = apr_array_make(pool, 4, sizeof(*row));
    }
    APR_ARRAY_PUSH(longer->room, sp_text_row) = *row;
    longer->rows = (const void *)longer->room->elts;
    longer->count++;
    return longer;
}

/* ---- reading --------------------------------------------------------------*/

static const char *const field_names[SP_FIELD__COUNT] = {
    "title", "what", "lasts", "owner", "do1", "do2", "do3", "do4"
};

static bool read_codes(sp_text_row *row, const char *word)
{
    int first = 0;
    int last = 0;
    bool sound = sp_codes_word(word, &first, &last);

    row->first = (uint16_t)first;
    row->last = (uint16_t)last;
    return sound;
}

static bool read_field(sp_text_row *row, const char *word)
{
    for (unsigned i = 0; i < SP_FIELD__COUNT; i++) {
        if (strcasecmp(word, field_names[i]) == 0) {
            row->field = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static const char *read_text(sp_text_row *row, const char *text,
                             apr_pool_t *pool)
{
    sp_span given = sp_span_of(text);
    const char *wrong = sp_words_refuse(text, pool);

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

const char *sp_texts_parse(sp_text_row *row, const char *codes,
                           const char *language, const char *field,
                           const char *text, apr_pool_t *pool)
{
    if (!read_codes(row, codes)) {
        return apr_psprintf(pool,
                            "\"%s\" is no code or class: write 404, 4xx or "
                            "5xx",
                            codes);
    }
    row->language = strcmp(language, "*") == 0
                        ? (uint8_t)SP_LANGUAGE_NONE
                        : (uint8_t)sp_language_find(sp_span_of(language));
    if (row->language == SP_LANGUAGE_NONE && strcmp(language, "*") != 0) {
        return apr_psprintf(pool,
                            "there are no texts in \"%s\"; \"statuspages "
                            "languages\" lists the languages, * means all",
                            language);
    }
    if (!read_field(row, field)) {
        return apr_psprintf(pool,
                            "\"%s\" is not title, what, lasts, owner or do1 "
                            "to do4",
                            field);
    }
    if (row->field == SP_FIELD_TITLE && !*text) {
        return "a title cannot be taken away: the page needs its headline";
    }
    return read_text(row, text, pool);
}

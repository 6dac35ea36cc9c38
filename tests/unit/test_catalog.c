/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/catalog.h. */
#include "tables.h"

#include "core/utf8.h"

#include <ctype.h>

static bool is_live(const sp_status *status)
{
    return status->page == SP_PAGE_LIVE;
}

static bool is_borrowing(const sp_status *status)
{
    return status->nearest != status->code;
}

static sp_span english(sp_message message)
{
    return sp_catalog_text(&sp_languages[0], message);
}

/* What a visitor reads of one status: title, what, lasts, actions. */
enum { VISITORS_MAX = 3 + SP_DO_MAX };

static unsigned visitors_texts(const sp_status *status, sp_span *list)
{
    const sp_status_texts *texts = sp_catalog_status(status);
    unsigned n = 0;

    list[n++] = english(texts->title);
    list[n++] = english(texts->what);
    list[n++] = english(texts->lasts);
    for (unsigned i = 0; i < SP_DO_MAX && texts->actions[i]; i++) {
        list[n++] = english(texts->actions[i]);
    }
    return n;
}

static bool contains(sp_span text, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= text.len; i++) {
        if (memcmp(text.ptr + i, word, n) == 0) {
            return true;
        }
    }
    return false;
}

static size_t characters(sp_span text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    return n;
}

/* The most words of any of its sentences. */
static unsigned longest_sentence(sp_span text)
{
    unsigned words = 0;
    unsigned max = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (i == 0 || text.ptr[i - 1] == ' ') {
            words = i > 1 && strchr(".!?:", text.ptr[i - 2]) ? 1 : words + 1;
        }
        max = words > max ? words : max;
    }
    return max;
}

/* ---- each status ------------------------------------------------------ */

static void has_texts(void **state)
{
    const status_row *row = *state;
    const sp_status_texts *texts = sp_catalog_status(row->status);

    assert_true(english(texts->title).len > 0);
    assert_true(english(texts->what).len > 0);
    assert_true(english(texts->owner).len > 0);
    for (unsigned i = 0; i < SP_DO_MAX && texts->actions[i]; i++) {
        assert_true(english(texts->actions[i]).len > 0);
    }
}

/* CONTENT 2.1, 2.2: R2, R3, R6. */
static void has_a_fitting_title(void **state)
{
    const status_row *row = *state;
    sp_span title = english(sp_catalog_status(row->status)->title);
    bool sorry = contains(title, "Sorry");

    assert_true(characters(title) <= 40);
    for (size_t i = 0; i < title.len; i++) {
        assert_false(isdigit((unsigned char)title.ptr[i]));
    }
    assert_true(isupper((unsigned char)title.ptr[0]));
    assert_null(strchr(".!", title.ptr[title.len - 1]));
    assert_true(!sorry || row->status->code >= 500);
}

/* R2 words that visitors need not know, R4 cries and jokes, R7 phrases that
 * say nothing, R11 promises. */
static void speaks_plainly(void **state)
{
    static const char *const unwanted[] = {
        "URL",         "server",       "Server",    "gateway",  "resource",
        "client",      "ad request",   "oops",      "Oops",     "!",
        "maintenance", "improvements", "technical", "notified", "fixing",
        "nvalid",      "illegal",      "orbidden"
    };
    const status_row *row = *state;
    sp_span texts[VISITORS_MAX];
    unsigned n = visitors_texts(row->status, texts);

    for (unsigned i = 0; i < n; i++) {
        assert_true(longest_sentence(texts[i]) <= 20);
        for (unsigned j = 0; j < sizeof(unwanted) / sizeof(unwanted[0]); j++) {
            if (contains(texts[i], unwanted[j])) {
                fail_msg("\"%s\" in: %.*s", unwanted[j], (int)texts[i].len,
                         texts[i].ptr);
            }
        }
        /* a title is no sentence */
        if (i > 0 && texts[i].len) {
            assert_int_equal(texts[i].ptr[texts[i].len - 1], '.');
        }
    }
}

static void offers_two_to_four_actions(void **state)
{
    const status_row *row = *state;
    const sp_status_texts *texts = sp_catalog_status(row->status);
    unsigned n = 0;

    while (n < SP_DO_MAX && texts->actions[n]) {
        for (unsigned i = 0; i < n; i++) {
            assert_int_not_equal(texts->actions[i], texts->actions[n]);
        }
        n++;
    }
    assert_between(n, 2, 4);
}

/* The words about time must not contradict the status table. */
static void says_no_other_than_the_table(void **state)
{
    const status_row *row = *state;
    sp_span lasts = english(sp_catalog_status(row->status)->lasts);
    bool passes = contains(lasts, "often over");
    bool stays = contains(lasts, "will not help");
    bool sign_in = contains(lasts, "sign in");

    assert_true(lasts.len == 0 || passes + stays + sign_in
                || contains(lasts, "fix it"));
    assert_true(!passes || row->status->lasts == SP_LASTS_TEMPORARY);
    /* a refusal may end, but not for the same request (RFC 9110 15.5.4) */
    assert_true(!stays || row->status->lasts == SP_LASTS_PERMANENT
                || row->status->category == SP_CATEGORY_ACCESS_DENIED);
    assert_true(!stays
                || (row->status->retry != SP_RETRY_NOW
                    && row->status->retry != SP_RETRY_WAIT));
    assert_true(!sign_in || row->status->retry == SP_RETRY_SIGN_IN);
}

/* A de-facto code reads as its registered relative or in words of its own;
 * what the administrator is told is never the relative's. */
static void borrows_whole(void **state)
{
    const status_row *row = *state;
    const sp_status *nearest = sp_status_find(row->status->nearest);
    const sp_status_texts *custom = sp_catalog_status(row->status);
    const sp_status_texts *theirs = sp_catalog_status(nearest);

    assert_int_equal(nearest->nearest, nearest->code);
    assert_int_equal(custom->title, theirs->title);
    assert_int_equal(custom->what, theirs->what);
    assert_int_equal(custom->lasts, theirs->lasts);
    assert_memory_equal(custom->actions, theirs->actions,
                        sizeof(custom->actions));
    assert_int_not_equal(custom->owner, theirs->owner);
}

/* ---- the sentences with facts ----------------------------------------- */

typedef struct fact_row {
    const char *name;
    sp_message message;
    const char *placeholder;
} fact_row;

static const fact_row fact_rows[] = {
#define FACT(id, key, placeholder, meaning)                                    \
    { key, SP_MSG_FACT_##id, placeholder },
#include "core/facts.def"
#undef FACT
};

/* In every language that has the sentence: its one insert, and no other. */
static void has_its_insert(void **state)
{
    const fact_row *row = *state;
    char insert[32];

    snprintf(insert, sizeof(insert), "{%s}", row->placeholder);
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_span text = sp_catalog_text(&sp_languages[i], row->message);
        unsigned braces = 0;

        assert_true(text.len > 0 || i > 0);
        for (size_t at = 0; at < text.len; at++) {
            braces += text.ptr[at] == '{' || text.ptr[at] == '}';
        }
        if (text.len) {
            assert_int_equal(braces, *row->placeholder ? 2 : 0);
            assert_int_equal(contains(text, insert), *row->placeholder != 0);
        }
    }
}

/* ---- each language ---------------------------------------------------- */

static bool is_owners(sp_message message)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        if (sp_catalog_status(&all[i])->owner == message) {
            return true;
        }
    }
    return false;
}

/* Texts go into HTML, XML, JSON strings and Markdown as they are: so nothing
 * may stand in them that one of these reads as markup.  An underscore inside
 * of a word is none (CommonMark 6.2). */
static void is_plain_in_every_format(void **state)
{
    const language_row *row = *state;

    for (unsigned i = 0; i < SP_MESSAGES; i++) {
        sp_span text = sp_catalog_text(row->language, (sp_message)i);
        size_t digits = 0;

        assert_int_equal(sp_utf8_valid(text), text.len);
        for (size_t at = 0; at < text.len; at++) {
            unsigned char c = (unsigned char)text.ptr[at];

            assert_true(c >= 0x20 && c != 0x7f);
            assert_null(strchr("<>&\"'`*[]\\#|~", c));
            assert_true(c != '_' || is_owners((sp_message)i));
        }
        /* nor begin a list, a heading's line or code */
        while (digits < text.len && isdigit((unsigned char)text.ptr[digits])) {
            digits++;
        }
        assert_true(!text.len || !strchr("-+= ", text.ptr[0]));
        assert_true(digits == 0 || digits == text.len
                    || !strchr(".)", text.ptr[digits]));
    }
}

static void has_a_tag_and_a_name(void **state)
{
    const language_row *row = *state;
    const sp_language *language = row->language;

    assert_between(language->tag.len, 2, 8);
    assert_true(islower((unsigned char)language->tag.ptr[0]));
    assert_true(language->name.len > 0);
    assert_int_equal(sp_utf8_valid(language->name), language->name.len);
    for (unsigned i = 0; i < sp_language_count; i++) {
        bool same = sp_span_equal(sp_languages[i].tag, language->tag);

        assert_int_equal(same, &sp_languages[i] == language);
    }
}

/* Which of the world's scripts run from right to left is no opinion. */
static void runs_the_right_way(void **state)
{
    static const char *const rtl[] = { "ar", "fa", "he", "ur", "yi", "ps" };
    const language_row *row = *state;
    bool expected = false;

    for (unsigned i = 0; i < sizeof(rtl) / sizeof(rtl[0]); i++) {
        expected |= sp_span_equal(row->language->tag, sp_span_of(rtl[i]));
    }
    assert_int_equal(row->language->rtl, expected);
}

static void text_numbers_are_sound(void **state)
{
    const language_row *row = *state;
    const uint32_t *offsets = row->language->offsets;

    assert_int_equal(offsets[0], 0);
    assert_int_equal(offsets[1], 0); /* number 0 is the empty text */
    for (unsigned i = 0; i < SP_MESSAGES; i++) {
        assert_true(offsets[i] <= offsets[i + 1]);
    }
    assert_int_equal(row->language->bytes[offsets[SP_MESSAGES]], '\0');
}

static bool lacks_nothing(const sp_language *language, const sp_message *list,
                          unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (english(list[i]).len > 0
            && sp_catalog_text(language, list[i]).len == 0) {
            return false;
        }
    }
    return true;
}

#define LACKS_NOTHING(language, list)                                          \
    lacks_nothing(language, list, sizeof(list) / sizeof((list)[0]))

/* The words of the status itself, and the labels, which stand on any page. */
static bool has_its_words(const sp_language *language, const sp_status *status)
{
    const sp_status_texts *texts = sp_catalog_status(status);
    const sp_message custom[] = { texts->title,      texts->what,
                                  texts->lasts,      texts->actions[0],
                                  texts->actions[1], texts->actions[2],
                                  texts->actions[3] };

    for (sp_message i = SP_MSG_UI_ACTIONS; i <= SP_MSG_UI_OWNER; i++) {
        if (!lacks_nothing(language, &i, 1)) {
            return false;
        }
    }
    return LACKS_NOTHING(language, custom);
}

static bool has_its_facts(const sp_language *language, const sp_status *status)
{
    static const sp_message retry_after[] = { SP_MSG_WAIT_SECONDS,
                                              SP_MSG_WAIT_MINUTES,
                                              SP_MSG_WAIT_HOURS,
                                              SP_MSG_WAIT_DAYS };
    static const sp_message sizes[] = { SP_MSG_SIZE_BYTES, SP_MSG_SIZE_KB,
                                        SP_MSG_SIZE_MB, SP_MSG_SIZE_GB,
                                        SP_MSG_NUMBER_DECIMAL };
    static const sp_message closed[] = { SP_MSG_MAINTENANCE_TITLE,
                                         SP_MSG_MAINTENANCE_TITLE_UNTIL,
                                         SP_MSG_MAINTENANCE_WHAT,
                                         SP_MSG_MAINTENANCE_OPENS };
    static const sp_message trying[] = { SP_MSG_TRYING_KEEP, SP_MSG_TRYING_STOP,
                                         SP_MSG_TRYING_AGAIN,
                                         SP_MSG_TRYING_ENDED };
    uint32_t facts = status->facts;
    bool tells_wait =
        facts & (SP_FACT_BIT(SP_FACT_WAIT) | SP_FACT_BIT(SP_FACT_BACK));
    bool has = true;

    /* Retry-After is told of any error that may end */
    if (!tells_wait && status->code >= 400
        && status->lasts != SP_LASTS_PERMANENT) {
        tells_wait = true;
        facts |= SP_FACT_BIT(SP_FACT_WAIT);
    }
    for (unsigned i = 0; i < SP_FACT__COUNT; i++) {
        has &= !(facts & SP_FACT_BIT(i))
               || lacks_nothing(language, &fact_rows[i].message, 1);
    }
    return has && (!tells_wait || LACKS_NOTHING(language, retry_after))
           && (!(facts
                 & (SP_FACT_BIT(SP_FACT_LIMIT) | SP_FACT_BIT(SP_FACT_SIZE)))
               || LACKS_NOTHING(language, sizes))
           && (status->code != 503 || LACKS_NOTHING(language, closed))
           && (status->code < 502 || status->code > 504
               || LACKS_NOTHING(language, trying));
}

/* R44 and CONTENT 3.5: a page is in one language, and it is there in each that
 * has all of its texts, in no other. */
static void is_there_where_nothing_is_missing(void **state)
{
    const language_row *row = *state;
    size_t count;
    const sp_status *all = sp_status_all(&count);

    for (size_t i = 0; i < count; i++) {
        bool whole = has_its_words(row->language, &all[i])
                     && has_its_facts(row->language, &all[i]);
        uint64_t there = sp_catalog_status(&all[i])->languages;

        assert_int_equal(there >> (row->language - sp_languages) & 1, whole);
        assert_ptr_equal(sp_catalog_language(row->language, &all[i]),
                         whole ? row->language : &sp_languages[0]);
    }
}

/* English, and no language that there is not. */
static void a_set_holds_languages(void **state)
{
    size_t count;
    const sp_status *all = sp_status_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        uint64_t there = sp_catalog_status(&all[i])->languages;

        assert_true(there & 1);
        assert_true(sp_language_count == 64 || there >> sp_language_count == 0);
    }
}

static void plural_forms_exist(void **state)
{
    static const sp_message counted[] = { SP_MSG_WAIT_SECONDS,
                                          SP_MSG_WAIT_MINUTES,
                                          SP_MSG_WAIT_HOURS, SP_MSG_WAIT_DAYS,
                                          SP_MSG_SIZE_BYTES };
    const language_row *row = *state;

    for (unsigned i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
        bool translated = sp_catalog_text(row->language, counted[i]).len > 0;

        for (unsigned long n = 0; n < 1100; n++) {
            unsigned form = row->language->plural(n);
            sp_span text;

            assert_true(form < SP_PLURAL_MAX);
            text =
                sp_catalog_text(row->language, (sp_message)(counted[i] + form));
            assert_int_equal(text.len > 0, translated);
        }
    }
}

static void english_counts_as_english(void **state)
{
    (void)state;
    assert_span(sp_languages[0].tag, "en");
    for (unsigned long n = 0; n < 200; n++) {
        sp_span text =
            english((sp_message)(SP_MSG_WAIT_DAYS + sp_languages[0].plural(n)));

        assert_int_equal(contains(text, "days"), n != 1);
        assert_true(contains(text, "day"));
    }
}

int main(void)
{
    static status_row statuses[6][STATUSES_MAX];
    static language_row languages[6][SP_LANGUAGES_MAX];
    test_list *list = calloc(1, sizeof(*list));

    add_statuses(list, statuses[0], "has texts", any_status, has_texts);
    add_statuses(list, statuses[1], "has a fitting title", any_status,
                 has_a_fitting_title);
    add_statuses(list, statuses[2], "speaks plainly", any_status,
                 speaks_plainly);
    add_statuses(list, statuses[3], "offers two to four actions", is_live,
                 offers_two_to_four_actions);
    add_statuses(list, statuses[4], "says no other than the table", any_status,
                 says_no_other_than_the_table);
    add_statuses(list, statuses[5], "borrows whole", is_borrowing,
                 borrows_whole);
    ADD_ROWS(list, fact_rows, has_its_insert);
    add_languages(list, languages[0], "is plain in every format",
                  is_plain_in_every_format);
    add_languages(list, languages[1], "has a tag and a name",
                  has_a_tag_and_a_name);
    add_languages(list, languages[2], "runs the right way", runs_the_right_way);
    add_languages(list, languages[3], "has valid text numbers",
                  text_numbers_are_sound);
    add_languages(list, languages[4], "has its plural forms",
                  plural_forms_exist);
    add_languages(list, languages[5], "is there where nothing is missing",
                  is_there_where_nothing_is_missing);
    ADD_TEST(list, a_set_holds_languages);
    ADD_TEST(list, english_counts_as_english);
    return run_list("catalog", list);
}

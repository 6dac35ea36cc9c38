/* SPDX-License-Identifier: Apache-2.0 */
/* What RFC 4647 lookup with script stops and neighbours gives.  The wanted
 * tags are written down from the rules, not taken from the code. */
#include "rows.h"

#include "core/language.h"

#include <stdio.h>

typedef struct choice_row {
    const char *field;
    const char *tag;
} choice_row;

static const choice_row all_rows[] = {
#define CHOICE(field, tag) { field, tag },
#include "languages.rows"
#undef CHOICE
};

static void chooses(void **state)
{
    const choice_row *row = *state;

    assert_span(
        sp_language_choose(sp_span_of(row->field), &sp_language_all)->tag,
        row->tag);
}

/* ---- a site that offers some --------------------------------------------- */

typedef struct subset_row {
    const char *name;
    const char *offered; /* in its order; the first is the default */
    const char *field;
    const char *tag;
} subset_row;

static const subset_row subset_rows[] = {
    { "the default when nothing fits", "de en", "ja", "de" },
    { "the default without a field", "fr de", "", "fr" },
    { "the default even when refused", "de", "de;q=0", "de" },
    { "star takes the site's first", "fr de en", "*", "fr" },
    { "star skips what is refused", "fr de en", "fr;q=0, *", "de" },
    { "only the other Portuguese", "en pt-PT", "pt-BR", "pt-PT" },
    { "plain Portuguese, only the other", "en pt-PT", "pt", "pt-PT" },
    { "no simplified for traditional readers", "en zh-Hans", "zh-TW", "en" },
    { "no traditional for simplified readers", "en zh-Hant", "zh-CN", "en" },
    { "the other Serbian script", "en sr-Latn", "sr", "sr-Latn" },
    { "the other Serbian script, back", "en sr-Cyrl", "sr-Latn-RS", "sr-Cyrl" },
    { "a neighbour that is not offered", "en de", "nn", "en" },
    { "second choice of the reader", "en de", "fr, de;q=0.5", "de" },
};

static sp_language_set set_of(const char *tags)
{
    sp_language_set set = { 0 };

    while (*tags) {
        size_t n = strcspn(tags, " ");

        sp_language_offer(&set, sp_language_find((sp_span){ tags, n }));
        tags += n + (tags[n] == ' ');
    }
    return set;
}

static void chooses_among(void **state)
{
    const subset_row *row = *state;
    sp_language_set set = set_of(row->offered);

    assert_span(sp_language_choose(sp_span_of(row->field), &set)->tag,
                row->tag);
}

/* ---- bounds ---------------------------------------------------------------*/

static void only_the_first_kilobyte_counts(void **state)
{
    char field[10240];
    size_t n = 0;

    (void)state;
    while (n < 1020) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "xx,");
    }
    while (n < sizeof(field) - 8) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "de,");
    }
    assert_span(
        sp_language_choose((sp_span){ field, n }, &sp_language_all)->tag, "en");
}

static void only_32_elements_count(void **state)
{
    char field[512];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 31; i++) {
        n += (size_t)snprintf(field + n, sizeof(field) - n, "xx,");
    }
    snprintf(field + n, sizeof(field) - n, "de,fr");
    assert_span(sp_language_choose(sp_span_of(field), &sp_language_all)->tag,
                "de");
    snprintf(field + n, sizeof(field) - n, "xx,fr");
    assert_span(sp_language_choose(sp_span_of(field), &sp_language_all)->tag,
                "en");
}

static void every_language_is_found_by_its_tag(void **state)
{
    (void)state;
    assert_true(sp_language_count >= 2);
    for (unsigned i = 0; i < sp_language_count; i++) {
        sp_span tag = sp_languages[i].tag;

        assert_int_equal(sp_language_find(tag), i);
        assert_ptr_equal(sp_language_choose(tag, &sp_language_all),
                         &sp_languages[i]);
    }
    assert_int_equal(sp_language_find(SP_SPAN("zh-HANT")),
                     sp_language_find(SP_SPAN("zh-Hant")));
    assert_int_equal(sp_language_find(SP_SPAN("zh")), SP_LANGUAGE_NONE);
    assert_int_equal(sp_language_find(SP_SPAN("")), SP_LANGUAGE_NONE);
    assert_int_equal(sp_language_find(SP_SPAN("xx")), SP_LANGUAGE_NONE);
}

static void the_table_is_sorted(void **state)
{
    (void)state;
    for (unsigned i = 1; i < sp_language_tag_count; i++) {
        assert_true(sp_language_tags[i - 1].key < sp_language_tags[i].key);
    }
}

static void offering_twice_is_offering_once(void **state)
{
    sp_language_set set = set_of("de de en de");

    (void)state;
    assert_int_equal(set.count, 2);
    sp_language_offer(&set, SP_LANGUAGE_NONE);
    assert_int_equal(set.count, 2);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, all_rows, chooses);
    ADD_ROWS(list, subset_rows, chooses_among);
    ADD_TEST(list, only_the_first_kilobyte_counts);
    ADD_TEST(list, only_32_elements_count);
    ADD_TEST(list, every_language_is_found_by_its_tag);
    ADD_TEST(list, the_table_is_sorted);
    ADD_TEST(list, offering_twice_is_offering_once);
    return run_list("language", list);
}
